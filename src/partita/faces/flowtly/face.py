"""The dialect as a whole: all its operations (contracts/flowtly.md 4)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from partita.facekit.face import Budget, Face, Prepare, Read, Request, Route, Write
from partita.faces.flowtly import (
    access,
    clients,
    contacts,
    counterparties,
    enriching,
    errors,
    hydra,
    merging,
    notes,
    openapi,
    reading,
    shelves,
    storing,
    tokens,
    writing,
)
from partita.faces.flowtly.keys import DIALECT, KNOWN_ROLES
from partita.faces.flowtly.places import ALIAS
from partita.faces.flowtly.reading import Ways
from partita.faces.flowtly.shelves import Shelf

SUFFIXES: Final = (".jsonld", ".json")


def _get(path: str, name: str, read: Read) -> Route:
    return Route(method="GET", path=path, name=name, read=read)


def _write(method: str, path: str, name: str, prepare: Prepare, write: Write) -> Route:
    return Route(method=method, path=path, name=name, prepare=prepare, write=write)


def _reads(shelf: Shelf, ways: Ways) -> list[Route]:
    return [
        _get(f"/{shelf.path}", f"Get{shelf.name}Collection", reading.list_of(shelf, ways)),
        _get(f"/{shelf.path}/{{id}}", f"Get{shelf.name}", reading.single(shelf, ways)),
    ]


def _searches(shelf: Shelf, ways: Ways) -> Route:
    read = reading.list_of(shelf, ways, searches=True)
    return _get(f"/{shelf.path}/search", f"Search{shelf.name}Collection", read)


def _writes(shelf: Shelf, post: Write, patch: Write, delete: Write | None = None) -> list[Route]:
    path, name = f"/{shelf.path}", shelf.name
    found = [
        _write("POST", path, f"Post{name}", writing.prepare_new(shelf), post),
        _write("PATCH", f"{path}/{{id}}", f"Patch{name}", writing.prepare_patch(shelf), patch),
    ]
    if delete is not None:
        gone = _write("DELETE", f"{path}/{{id}}", f"Delete{name}", writing.prepare_nothing, delete)
        found.append(gone)
    return found


def _routes(ways: Ways) -> list[Route]:
    found = [route for shelf in shelves.SHELVES for route in _reads(shelf, ways)]
    found += [_searches(shelf, ways) for shelf in (shelves.CLIENTS, shelves.EMPLOYEES)]
    found.append(_get("/employees/me", "GetMyself", reading.myself(ways)))
    documents = reading.single(shelves.CLIENTS, ways, has_documents=True)
    found.append(_get("/clients/{id}/documents", "GetClientDocuments", documents))
    found.append(_get("/storages/{id}", "GetStorage", reading.single(shelves.STORAGES, ways)))
    found += _writes(shelves.CLIENTS, clients.post(ways), clients.patch(ways))
    found += _writes(shelves.CONTACTS, contacts.post(ways), contacts.patch(ways), contacts.delete)
    found += _writes(shelves.NOTES, notes.post(ways), notes.patch(ways), notes.delete)
    post, patch = counterparties.post(ways), counterparties.patch(ways)
    found += _writes(shelves.COUNTERPARTIES, post, patch, counterparties.delete)
    found += _singular(post, patch)
    found.append(
        _write(
            "POST",
            "/counterparties/{id}/merge",
            "MergeCounterparties",
            merging.prepare,
            merging.merge(ways),
        )
    )
    found += [
        Route(
            method="POST",
            path="/counterparties/{id}/enrich-branding-ai",
            name="EnrichCounterparty",
            act=enriching.enrich(ways),
        ),
        Route(
            method="POST",
            path="/counterparties/enrich-branding-ai",
            name="EnrichCounterparties",
            act=enriching.enrich_many,
        ),
    ]
    content = _get("/storages/{id}/content", "GetStorageContent", storing.content)
    return [content, *(each for route in found for each in _suffixed(route))]


def _singular(post: Write, patch: Write) -> list[Route]:
    """The same under a name without plural, which has nothing else (section 12.5)."""
    new, changed = (
        writing.prepare_new(shelves.COUNTERPARTIES),
        writing.prepare_patch(shelves.COUNTERPARTIES),
    )
    return [
        _write("POST", "/counterparty", "PostOneCounterparty", new, post),
        _write("PATCH", "/counterparty/{id}", "PatchOneCounterparty", changed, patch),
    ]


def _suffixed(route: Route) -> list[Route]:
    """A route, and the paths that choose a form; behind an id the handler sees to it."""
    if route.path.endswith("}"):
        return [route]
    return [route, *(replace(route, path=route.path + suffix) for suffix in SUFFIXES)]


def _decorate(request: Request, budget: Budget | None, cost: int) -> Mapping[str, str]:
    return {"Vary": "Accept", "X-Frame-Options": "deny", "Link": errors.docs_link(request)}


def _speaking(ways: Ways) -> Face:
    return Face(
        name=DIALECT,
        routes=(
            *_routes(ways),
            *hydra.routes(),
            *openapi.routes(is_bare=ways.is_bare),
            Route(method="POST", path="/login", name="Login", enter=tokens.log_in),
        ),
        authenticate=access.authenticate,
        errors=errors.STATUSES,
        error_reply=errors.error_reply,
        decorate=_decorate,
        known_roles=KNOWN_ROLES,
        aliases=(ALIAS,),
    )


def build(*, shows_false: bool) -> Face:
    """Make the face.

    Args:
        shows_false: Missing values are shown as null, which the dialect leaves out.
    """
    return _in(Ways(shows_null=shows_false))


def _in(ways: Ways) -> Face:
    """The face in some ways, and what it would be in others."""
    return replace(
        _speaking(ways),
        modes={
            "strict": lambda _: _in(replace(ways, is_strict=True)),
            "bare": lambda _: _in(replace(ways, is_bare=True)),
        },
    )
