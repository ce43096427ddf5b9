"""The feed and the audit trail as a face at the root of the server.

It shows no parties: programs read those in the dialect they know, and here learn when to.
"""

from collections.abc import Mapping

from partita.facekit.face import Budget, Face, Request, Route
from partita.faces.native import access, errors, openapi, reading
from partita.faces.native.keys import AUDIT, DIALECT, FEED, KNOWN_ROLES


def _decorate(request: Request, budget: Budget | None, cost: int) -> Mapping[str, str]:
    return {"X-RequestId": request.id}


def build(*, shows_false: bool) -> Face:
    """Make the face.

    Args:
        shows_false: Nothing here: there is nothing false to show.
    """
    del shows_false
    return Face(
        name=DIALECT,
        routes=(
            Route(
                method="GET",
                path="/feed",
                name="ReadFeed",
                read=reading.read_feed,
                needs=frozenset({FEED}),
            ),
            Route(
                method="GET",
                path="/audit",
                name="ReadAudit",
                read=reading.read_audit,
                needs=frozenset({AUDIT}),
            ),
            *openapi.routes(),
        ),
        authenticate=access.authenticate,
        errors=errors.STATUSES,
        error_reply=errors.error_reply,
        decorate=_decorate,
        known_roles=KNOWN_ROLES,
        at_root=True,
        has_parties=False,
    )
