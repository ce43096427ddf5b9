"""The dialect as a whole: all its operations, in both environments (contracts/poweroffice.md 3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from partita.facekit.face import Budget, Face, Rate, Read, Reply, Request, Route
from partita.faces.poweroffice import access, errors, openapi, parties, parts, reading
from partita.faces.poweroffice.access import readers, writers
from partita.faces.poweroffice.bodies import read_patch
from partita.faces.poweroffice.keys import DIALECT, KNOWN_ROLES
from partita.faces.poweroffice.signing_in import give_token
from partita.usecases.context import Looking

ROOT: Final = "/v2"
DEMO: Final = "/demo"
REQUESTS_MAX: Final = 10
WINDOW_S: Final = 1
_PLAIN_ACCOUNTS: Final = frozenset({access.PLAIN_ACCOUNTS})


def _get(path: str, name: str, read: Read, needs: frozenset[str]) -> Route:
    return Route(method="GET", path=path, name=name, read=read, needs=needs)


def _party_routes(name: str, kind: parties.RoleKind) -> list[Route]:
    """The five operations on customers, suppliers or employees."""
    base, resource = f"{ROOT}/{name.lower()}", kind.shelf.resource.name
    one, reads, full = f"{base}/{{id}}", readers(resource), writers(resource)
    by_id = reading.single(kind.shelf)
    return [
        _get(base, f"Get{name}", reading.list_of(kind.shelf), reads),
        Route(
            method="POST",
            path=base,
            name=f"Create{resource}",
            prepare=parties.prepare_new(kind),
            write=parties.post(kind),
            needs=full,
        ),
        _get(one, openapi.by_id_name(resource), by_id, reads),
        Route(
            method="PATCH",
            path=one,
            name=f"Patch{resource}",
            prepare=read_patch,
            write=parties.patch(kind),
            needs=full,
        ),
        Route(
            method="DELETE",
            path=one,
            name=f"Delete{resource}",
            write=parties.delete(kind),
            needs=full,
        ),
    ]


def _part_routes(
    name: str, kind: parts.PartKind, also: frozenset[str] = frozenset()
) -> list[Route]:
    """The five operations on groups, or on parts of contacts below the contact's id."""
    base, resource = f"{ROOT}/{name.lower()}", kind.shelf.resource.name
    new = f"{base}/{{contactid}}" if kind.shelf.own else base
    privileges = openapi.PRIVILEGES[name]
    one, reads, full = f"{new}/{{id}}", readers(*privileges), writers(*privileges)
    by_id = reading.single(kind.shelf)
    return [
        _get(base, f"Get{name}", reading.list_of(kind.shelf), reads),
        Route(
            method="POST",
            path=new,
            name=f"Create{resource}",
            prepare=parts.prepare_new(kind),
            write=parts.post(kind),
            needs=full,
        ),
        _get(one, openapi.by_id_name(resource), by_id, reads),
        Route(
            method="PATCH",
            path=one,
            name=f"Patch{resource}",
            prepare=read_patch,
            write=parts.patch(kind),
            needs=full | also,
        ),
        Route(
            method="DELETE",
            path=one,
            name=f"Delete{resource}",
            write=parts.delete(kind),
            needs=full | also,
        ),
    ]


def _list_routes(
    name: str, shelf: reading.Shelf, needs: frozenset[str] = frozenset()
) -> list[Route]:
    base, resource = f"{ROOT}/{name.lower()}", shelf.resource.name
    found = [_get(base, f"Get{name}", reading.list_of(shelf), needs)]
    if "id" in shelf.resource.by_name:
        by_id = reading.single(shelf)
        one = f"{base}/{{id}}"
        found.append(_get(one, openapi.by_id_name(resource), by_id, needs))
    return found


def _client_information(look: Looking, request: Request) -> Reply:
    return reading.client_information(look, access.privileges_of(look.actor.roles))


def _routes() -> list[Route]:
    contacts = [
        *_party_routes("Customers", parties.CUSTOMER),
        *_party_routes("Suppliers", parties.SUPPLIER),
        *_party_routes("Employees", parties.EMPLOYEE),
        Route(
            method="PATCH",
            path=f"{ROOT}/employees/{{id}}/bankaccounts",
            name="PatchEmployeeBankAccounts",
            prepare=read_patch,
            write=parties.patch_accounts,
            needs=frozenset({"EmployeeBankAccounts_Full"}),
        ),
        *_part_routes("ContactGroups", parts.GROUP),
        *_part_routes("ContactPersons", parts.PERSON),
        *_part_routes("ContactDeliveryAddresses", parts.ADDRESS),
        *_part_routes("ContactBankAccounts", parts.ACCOUNT, also=_PLAIN_ACCOUNTS),
    ]
    lists = [
        route for name, shelf in openapi.LOOKUPS.items() for route in _list_routes(name, shelf)
    ]
    return [
        *contacts,
        *_list_routes("SubLedgerNumberSeries", reading.SERIES, readers("CommonServices")),
        *lists,
        Route(
            method="GET",
            path=f"{ROOT}/clientintegrationinformation",
            name="GetClientIntegrationInformation",
            read=_client_information,
        ),
        Route(
            method="POST",
            path="/oauth/token",
            name="CreateToken",
            enter=give_token,
            spends=access.caller_of,
        ),
        *openapi.routes(),
    ]


def _decorate(request: Request, budget: Budget | None, cost: int) -> Mapping[str, str]:
    return {"Request-Id": request.id}


def build(*, shows_false: bool) -> Face:
    """Make the face.

    Args:
        shows_false: Nothing here: the dialect always shows false.
    """
    del shows_false
    routes = _routes()
    return Face(
        name=DIALECT,
        routes=(*routes, *(replace(each, path=DEMO + each.path) for each in routes)),
        authenticate=access.authenticate,
        errors=errors.STATUSES,
        error_reply=errors.error_reply,
        decorate=_decorate,
        known_roles=KNOWN_ROLES,
        rate=Rate(limit=REQUESTS_MAX, window_s=WINDOW_S, caller=access.caller_of),
    )
