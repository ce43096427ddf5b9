"""The dialect as a whole: both generations, and pages to try them (contracts/sage.md)."""

from collections.abc import Mapping
from typing import Final

from partita.access.grant import Actor
from partita.facekit.face import Budget, Face, Rate, Request, Route
from partita.faces.sage import access, errors, graphiql, openapi
from partita.faces.sage.endpoint import mixed
from partita.faces.sage.graph import Generation
from partita.faces.sage.keys import DIALECT, KNOWN_ROLES
from partita.faces.sage.signing_in import authorize, end_session, guesses, revoke, token

REQUESTS_MAX: Final = 3_000
WINDOW_S: Final = 60
PATHS: Final = {Generation.FIRST: "/graphql", Generation.SECOND: "/v2/graphql"}


_CONNECT: Final = (
    ("GET", "authorize", "authorize", authorize),
    ("POST", "authorize", "consent", authorize),
    ("POST", "token", "token", token),
    ("POST", "revocation", "revoke", revoke),
    ("GET", "endsession", "signOut", end_session),
)


def _routes() -> list[Route]:
    return [
        Route(
            method="POST",
            path=path,
            name=f"graphql{generation.value}",
            mixed=mixed(generation),
        )
        for generation, path in PATHS.items()
    ] + [
        *(
            Route(method="GET", path=path, name=f"graphiql{generation.value}", open=graphiql.page)
            for generation, path in PATHS.items()
        ),
        *(
            Route(
                method=method,
                path=f"/connect/{path}",
                name=name,
                enter=enter,
                guesses=guesses if name == "consent" else None,
            )
            for method, path, name, enter in _CONNECT
        ),
        Route(method="GET", path="/v2/openapi.json", name="document", open=openapi.send),
        Route(method="GET", path="/graphiql/{name}", name="graphiqlFile", open=graphiql.file),
    ]


def _caller(_request: Request, actor: Actor) -> int:
    """Requests are counted by app."""
    return actor.book_id << 20 | actor.app_id


def _decorate(request: Request, budget: Budget | None, cost: int) -> Mapping[str, str]:
    return {"X-Request-Id": request.id}


def build(*, shows_false: bool) -> Face:
    """Make the face.

    Args:
        shows_false: Nothing here: the dialect always shows false.
    """
    del shows_false
    return Face(
        name=DIALECT,
        routes=tuple(_routes()),
        authenticate=access.authenticate,
        errors=errors.STATUSES,
        error_reply=errors.error_reply,
        decorate=_decorate,
        known_roles=KNOWN_ROLES,
        rate=Rate(limit=REQUESTS_MAX, window_s=WINDOW_S, caller=_caller),
    )
