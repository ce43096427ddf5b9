"""The dialect as a whole: every version with its operations (contracts/economic.md 1 to 3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from partita.facekit.face import Budget, Face, Prepare, Read, Request, Route, Write
from partita.facekit.table import Resource, Version
from partita.faces.economic import access, customers, errors, openapi, reading, wire, writing

SERVICE: Final = "/customersapi"


def version_path(version: Version) -> str:
    """The part of the path that names a version."""
    return f"{SERVICE}/v{'.'.join(map(str, version))}"


def _get(base: str, path: str, name: str, read: Read, cost: int = 1) -> Route:
    return Route(method="GET", path=f"{base}{path}", name=name, read=read, cost=cost)


def _write(
    method: str, path: str, name: str, write: Write, prepare: Prepare | None = None
) -> Route:
    return Route(method=method, path=path, name=name, prepare=prepare, write=write)


def _reads(base: str, path: str, word: str, resource: Resource) -> list[Route]:
    return [
        _get(base, f"{path}/paged", f"GetPageOf{word}s", reading.list_by_page(resource)),
        _get(base, path, f"GetAll{word}s", reading.list_by_cursor(resource), cost=3),
        _get(base, f"{path}/count", f"GetNumberOf{word}s", reading.count(resource)),
        _get(base, f"{path}/{{number}}", f"Get{word}ById", reading.single(resource)),
    ]


def _contact_writes(base: str, resource: Resource) -> list[Route]:
    prepare, replace_whole = writing.prepare_new(resource), writing.prepare_replacement(resource)
    path = f"{base}/contacts"
    return [
        _write("POST", path, "CreateContact", writing.post_contact, prepare),
        _write("PUT", path, "UpdateContactById", writing.put_contact, replace_whole),
        _write("DELETE", f"{path}/{{number}}", "DeleteContactById", writing.delete_contact),
    ]


def _location_writes(base: str, resource: Resource) -> list[Route]:
    prepare = writing.prepare_new_location(resource)
    replace_whole = writing.prepare_replacement(resource)
    path, word = f"{base}/deliverylocations", "DeliveryLocation"
    return [
        _write("POST", path, f"Create{word}", writing.post_location, prepare),
        _write("PUT", path, f"Update{word}ById", writing.put_location, replace_whole),
        _write("DELETE", f"{path}/{{number}}", f"Delete{word}ById", writing.delete_location),
    ]


def _customer_writes(base: str, resource: Resource) -> list[Route]:
    prepare = customers.prepare_new_customer(resource)
    replace_whole = customers.prepare_replacement(resource)
    path = f"{base}/customers"
    one = f"{path}/{{number}}"
    return [
        _write("POST", path, "CreateCustomer", customers.post_customer, prepare),
        _write("PUT", one, "UpdateCustomerById", customers.put_customer, replace_whole),
        _write("DELETE", one, "DeleteCustomerById", customers.delete_customer),
    ]


def _version_routes(version: Version, *, shows_false: bool) -> list[Route]:
    base = version_path(version)
    contact, location, setup, customer = (
        wire.at_version(resource, version, shows_false=shows_false)
        for resource in (wire.CONTACT, wire.DELIVERY_LOCATION, wire.SETUP, wire.CUSTOMER)
    )
    routes = _reads(base, "/contacts", "Contact", contact)
    routes += _contact_writes(base, contact)
    routes += _reads(base, "/deliverylocations", "DeliveryLocation", location)
    routes += _location_writes(base, location)
    if version >= wire.SETUP_SINCE:
        routes.append(_get(base, "/setup", "GetCustomerSetup", reading.setup(setup)))
    if version >= wire.CUSTOMERS_SINCE:
        routes += _reads(base, "/customers", "Customer", customer)
        routes += _customer_writes(base, customer)
    return [replace(route, needs=access.REQUIRED_ROLES) for route in routes]


def _decorate(request: Request, budget: Budget | None, cost: int) -> Mapping[str, str]:
    headers = {"X-RequestId": f"{request.id}-CPH", "X-CallCost": str(cost)}
    if budget is not None and budget.limit:
        headers |= errors.rate_header(budget.used, budget.limit, budget.window_s)
    return headers


def build(*, shows_false: bool) -> Face:
    """Make the face.

    Args:
        shows_false: Emit false booleans, which the dialect documents as omitted.
    """
    routes: list[Route] = []
    for version in wire.VERSIONS:
        routes += _version_routes(version, shows_false=shows_false)
    routes += openapi.routes(SERVICE, version_path)
    return Face(
        name=access.DIALECT,
        routes=tuple(routes),
        authenticate=access.authenticate,
        errors=errors.STATUSES,
        error_reply=errors.error_reply,
        decorate=_decorate,
        known_roles=access.KNOWN_ROLES,
        idempotency_header="Idempotency-Key",
        replay_headers={"X-ResultFromCache": "true"},
    )
