"""Lines that hold a whole party with all that belongs to it: read, and written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from partita.domain.address import Address, AddressKind
from partita.domain.extras import Group, Reference
from partita.domain.kinds import REFERENCE_KINDS
from partita.domain.party import PARTY_ID_MAX, Party, RoleRecord
from partita.domain.standing import Role
from partita.usecases.documents import number_violations
from partita.usecases.exchange.cells import CellRefused, reader
from partita.usecases.exchange.columns import BY_NAME
from partita.usecases.exchange.members import (
    HISTORY,
    MemberRefused,
    read_members,
    required,
    write_members,
)
from partita.usecases.exchange.parts import (
    LINKED,
    MAIL_SKIPPED,
    PARTS,
    PARTY_LINKS,
    PARTY_SKIPPED,
    POINT,
    POINT_SKIPPED,
    ROLE_SKIPPED,
    Part,
)
from partita.usecases.exchange.tables import TableRow
from partita.usecases.exchange.wishes import Rejection, Wish, put_number, rejection
from partita.usecases.roles import ROLE_RECORDS

WHOLE: Final = "party"
"""The member that tells a line with a whole party from a flat one."""
ITEMS_MAX: Final = 10_000
PARTY_WISH_MAX: Final = 2**31 - 1
_ROW_SKIPPED: Final = HISTORY | {"kind", "is_default", "removed_at"}
_UUID: Final = reader(BY_NAME["uuid"])
_NUMBER: Final = reader(BY_NAME["number"])
_NAME: Final = reader(BY_NAME["name"])


def is_whole(row: TableRow) -> bool:
    """Tell whether a row holds a whole party."""
    return WHOLE in row.headers and isinstance(row.cells[row.headers.index(WHOLE)], dict)


def read_line(row: TableRow) -> Wish | Rejection:
    """Read a row that holds a whole party.

    Returns:
        What it asks for, or why it is rejected.
    """
    members = dict(zip(row.headers, row.cells, strict=False))
    try:
        return _read(row.line, members)
    except MemberRefused as refused:
        return rejection(row.line, refused.field, refused.value, refused.reason)


def _read(line: int, members: Mapping[str, Any]) -> Wish:
    wish = Wish(line, uuid=_cell(_UUID, "uuid", members), is_whole=True)
    wish.party_id = _party_id(members.get("party_id"))
    wish.party = read_members(Party, members[WHOLE], WHOLE, PARTY_SKIPPED | LINKED[None])
    wish.external_key = wish.party.pop("external_key", None)
    if not wish.party.get("name", "").strip():
        raise MemberRefused("party.name", "", "is needed")
    _read_roles(wish, members.get("roles", {}))
    members = _with_mail(members)
    if "mail" in members:
        wish.mail = read_members(Address, members["mail"], "mail", MAIL_SKIPPED)
        wish.mail_uuid = _cell(_UUID, "uuid", members["mail"])
    for each in _items(members, "groups"):
        name, key = _group(each)
        wish.groups.append(name)
        wish.group_keys[name] = key
    wish.lists = [
        read_row(each, f"lists[{place}]") for place, each in enumerate(_items(members, "lists"))
    ]
    for part in PARTS:
        items = _items(members, part.records)
        wish.parts[part.records] = [
            _part(part, item, f"{part.records}[{place}]") for place, item in enumerate(items)
        ]
    _read_link(wish, None, "merged_into", members[WHOLE])
    return wish


def _with_mail(members: Mapping[str, Any]) -> Mapping[str, Any]:
    """The members, with a mail address that stands among the others in its own place."""
    addresses = _items(members, "addresses")
    others = [each for each in addresses if not _is_mail(each)]
    mails = [each for each in addresses if _is_mail(each)]
    if not mails:
        return members
    if len(mails) > 1 or "mail" in members:
        raise MemberRefused("addresses", AddressKind.MAIL, "is a second mail address")
    return {**members, "mail": mails[0], "addresses": others}


def _is_mail(item: Any) -> bool:  # noqa: ANN401  # any JSON
    return isinstance(item, dict) and item.get("kind") == AddressKind.MAIL


def _cell(read: Any, name: str, members: Mapping[str, Any]) -> Any:  # noqa: ANN401
    try:
        return read(members.get(name))
    except CellRefused as refused:
        raise MemberRefused(name, members.get(name), str(refused)) from None


def _party_id(value: Any) -> int | None:  # noqa: ANN401  # any JSON
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if value is not None and not (is_number and 1 <= value <= PARTY_ID_MAX):
        raise MemberRefused("party_id", value, "is no id")
    return value if is_number and value <= PARTY_WISH_MAX else None


def _read_roles(wish: Wish, roles: Any) -> None:  # noqa: ANN401  # any JSON
    if not isinstance(roles, dict):
        raise MemberRefused("roles", roles, "is no object")
    for name, members in roles.items():
        if name not in list(Role):
            raise MemberRefused("roles", name, "is no role")
        role = Role(name)
        values = read_members(
            ROLE_RECORDS[role][0], members, name, ROLE_SKIPPED | LINKED[role] | {"number"}
        )
        wish.roles[role] = values
        number = _cell(_NUMBER, "number", members)
        if number is not None:
            put_number(wish, role, number)
        for field_name in LINKED[role]:
            _read_link(wish, role, field_name, members)


def _read_link(wish: Wish, role: Role | None, name: str, members: Mapping[str, Any]) -> None:
    if members.get(name) is not None:
        wish.links[role, name] = _cell(_UUID, name, members)


def _items(members: Mapping[str, Any], name: str) -> Sequence[Any]:
    items = members.get(name, [])
    if not isinstance(items, list) or len(items) > ITEMS_MAX:
        raise MemberRefused(name, "", f"is no list of at most {ITEMS_MAX}")
    return items


def _group(value: Any) -> tuple[str, tuple[int | None, str | None]]:  # noqa: ANN401  # any JSON
    """Read a group: its name alone, or with the number and the uuid it had."""
    members = value if isinstance(value, dict) else {"name": value}
    name = members.get("name")
    if not isinstance(name, str) or not name.strip():
        raise MemberRefused("groups", value, "is no name of a group")
    try:
        read: str = _NAME(name)
    except CellRefused as refused:
        raise MemberRefused("groups", name, str(refused)) from None
    number = read_members(Group, members, "groups").get("number")
    return read, (number, _cell(_UUID, "uuid", members))


def read_row(item: Any, where: str) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """Read a row of one of the book's own lists.

    Returns:
        ``list``, ``number``, ``name``, and perhaps ``code``, ``is_barred``, ``details``, ``uuid``.

    Raises:
        MemberRefused: It is none.
    """
    found = read_members(_OwnRow, item, where)
    for name in sorted(required(_OwnRow) - {n for n, value in found.items() if value is not None}):
        raise MemberRefused(f"{where}.{name}", "", "is needed")
    if found["list"] not in REFERENCE_KINDS:
        raise MemberRefused(f"{where}.list", found["list"], "is no list")
    details = item.get("details")
    if details is not None and not isinstance(details, dict):
        raise MemberRefused(f"{where}.details", details, "is no object")
    return {**found, "details": details, "uuid": _cell(_UUID, "uuid", item)}


@dataclass(frozen=True, slots=True)
class _OwnRow:
    """What is read of a row of a list."""

    list: str
    number: int
    name: str
    code: str | None = None
    is_barred: bool = False


def _part(part: Part, item: Any, where: str) -> dict[str, Any]:  # noqa: ANN401
    skipped = part.skipped | ({"author"} if part.records == "notes" else frozenset())
    values = {**(part.defaults or {}), **read_members(part.record, item, where, skipped)}
    if item.get("uuid") is not None:
        values["uuid"] = _cell(_UUID, "uuid", item)
    computed = {part.key, "party_id", "serial", "author"}
    missing = [name for name in required(part.record) - computed if values.get(name) is None]
    missing = [name for name in missing if name not in (part.defaults or {})]
    if missing:
        raise MemberRefused(f"{where}.{min(missing)}", "", "is needed")
    _check(part, values, where)
    if part.records == "contacts" and "points" in item:
        values["points"] = [
            _point(each, f"{where}.points[{place}]")
            for place, each in enumerate(_items(item, "points"))
        ]
    if part.records == "notes" and item.get("author") is not None:
        values["author_uuid"] = _cell(_UUID, "author", item)
    return values


def _check(part: Part, values: Mapping[str, Any], where: str) -> None:
    if part.records == "contacts" and not values["name"].strip():
        raise MemberRefused(f"{where}.name", "", "is needed")
    if part.records == "documents" and number_violations(values["number"]):
        raise MemberRefused(f"{where}.number", values["number"], "is no number of a document")


def _point(item: Any, where: str) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    values = read_members(POINT, item, where, POINT_SKIPPED)
    if item.get("uuid") is not None:
        values["uuid"] = _cell(_UUID, "uuid", item)
    for name in ("kind", "value"):
        if values.get(name) is None:
            raise MemberRefused(f"{where}.{name}", "", "is needed")
    return values


@dataclass(slots=True)
class Whole:
    """A party with all that belongs to it.

    Attributes:
        party: The party.
        roles: Its roles.
        mail: Its mail address.
        parts: Its other records, by name of the records.
        points: Contact points by number of the contact person.
        groups: Its groups.
        lists: Rows of the book's own lists that it is the first of a file to point at.
    """

    party: Party
    roles: dict[Role, RoleRecord] = field(default_factory=dict)
    mail: Address | None = None
    parts: dict[str, list[Any]] = field(default_factory=dict)
    points: dict[int, list[Any]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    lists: list[Reference] = field(default_factory=list)


def write_line(whole: Whole, uuids: Mapping[int, str]) -> dict[str, Any]:
    """Write a whole party.

    Args:
        whole: The party with all that belongs to it.
        uuids: Of the parties it points at, by id.

    Returns:
        The members of its line.
    """
    party = whole.party
    members: dict[str, Any] = {"uuid": party.uuid, "party_id": party.id}
    members[WHOLE] = write_members(party, PARTY_SKIPPED)
    members["roles"] = {
        str(role): write_members(record, ROLE_SKIPPED | LINKED[role])
        for role, record in whole.roles.items()
    }
    for role, name in PARTY_LINKS:
        record: Any = party if role is None else whole.roles.get(role)
        target = uuids.get(getattr(record, name, None) or 0)
        if target is not None:
            (members[WHOLE] if role is None else members["roles"][str(role)])[name] = target
    if whole.mail is not None:
        members["mail"] = _with_uuid(whole.mail, MAIL_SKIPPED)
    for part in PARTS:
        if whole.parts.get(part.records):
            members[part.records] = [
                _write_part(part, each, whole, uuids) for each in whole.parts[part.records]
            ]
    if whole.groups:
        members["groups"] = [_with_uuid(each, HISTORY) for each in whole.groups]
    if whole.lists:
        members["lists"] = [
            {"list": each.kind, **_with_uuid(each, _ROW_SKIPPED)} for each in whole.lists
        ]
    return members


def _with_uuid(record: Any, skipped: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401  # any record
    return {"uuid": record.uuid, **write_members(record, skipped)}


def _write_part(
    part: Part,
    record: Any,  # noqa: ANN401  # of any kind
    whole: Whole,
    uuids: Mapping[int, str],
) -> dict[str, Any]:
    members = _with_uuid(record, part.skipped)
    if part.records == "notes" and record.author is not None:
        members["author"] = uuids.get(record.author)
    if part.records == "contacts":
        points = whole.points.get(record.number, [])
        members["points"] = [_with_uuid(each, POINT_SKIPPED) for each in points]
    return members
