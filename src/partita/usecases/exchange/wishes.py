"""What a row asks for, read and checked; nothing of the book is known yet."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from partita.domain.checks import compact_number
from partita.domain.standing import Role
from partita.usecases.exchange.cells import CellRefused, Read, own_reader, reader
from partita.usecases.exchange.columns import Column, Place, Shape
from partita.usecases.exchange.mapping import HeaderMap
from partita.usecases.exchange.tables import Content, TableRow
from partita.usecases.roles import ROLE_RECORDS

VALUE_CHARS_TOLD: Final = 100
ROLE_FIELDS: Final = {
    role: frozenset(each.name for each in fields(record))
    for role, (record, _) in ROLE_RECORDS.items()
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row was not imported: the first thing wrong with it.

    Attributes:
        line: Line of the file where the row begins, from 1.
        field: Column or member; empty when it is the row as a whole.
        value: What stands there, cut to 100 characters.
        reason: What is wrong with it, to be read after the value.
    """

    line: int
    field: str
    value: str
    reason: str


def rejection(line: int, name: str, value: object, reason: str) -> Rejection:
    """Reject a row; the value is made fit to be told."""
    told = value if isinstance(value, str) else "" if value is None else str(value)
    return Rejection(
        line, name, told[:VALUE_CHARS_TOLD].encode("utf-8", "replace").decode(), reason
    )


@dataclass(slots=True)
class Wish:
    """What a row asks for.

    Attributes:
        line: Where it stands.
        uuid, external_key: Of the party.
        party_id: Wanted id of a new party.
        party: Values of the party.
        roles: Values of each role, perhaps with its ``number``.
        mail: Values of the mail address.
        mail_uuid: Wanted uuid of a new one.
        account: Values of the default bank account.
        groups: Names of groups.
        group_keys: Number and uuid that groups shall have which are not there, by name.
        lists: Rows of the book's own lists that this line is the first to name.
        parts: Values of each further record, by name of the records.
        links: Fields that name other parties by uuid: role (``None`` for the party) and field.
        files: The bytes of files, by kind and number of their documents.
        is_whole: It tells all there is of a party, so what it leaves out a new one does not have.
    """

    line: int
    uuid: str | None = None
    external_key: str | None = None
    party_id: int | None = None
    party: dict[str, Any] = field(default_factory=dict)
    roles: dict[Role, dict[str, Any]] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)
    mail_uuid: str | None = None
    account: dict[str, Any] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    group_keys: dict[str, tuple[int | None, str | None]] = field(default_factory=dict)
    lists: list[dict[str, Any]] = field(default_factory=list)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    links: dict[tuple[Role | None, str], str] = field(default_factory=dict)
    files: dict[tuple[str, str], Content] = field(default_factory=dict)
    is_whole: bool = False

    def forget_files(self) -> None:
        """Let go of the bytes it came with."""
        for each in self.files.values():
            each.close()
        self.files.clear()

    @property
    def lei(self) -> str | None:
        """The LEI to find the party by."""
        for each in self.parts.get("identifiers", ()):
            if each["scheme"] == "lei":
                return compact_number(each["value"])
        return None

    def own_keys(self) -> list[Hashable]:
        """The keys that only one party has, the deciding one first."""
        found: list[Hashable] = []
        if self.uuid:
            found.append(("uuid", self.uuid))
        if self.external_key:
            found.append(("external_key", self.external_key))
        for role, values in self.roles.items():
            if "number" in values:
                found.append((role, values["number"]))
        return found

    def shared_keys(self) -> list[Hashable]:
        """The keys that count where a row has none of its own, the deciding one first."""
        found: list[Hashable] = []
        if "identifiers" in self.parts and (lei := self.lei):
            found.append(("lei", lei))
        for name in ("company_number", "vat_number"):
            number = compact_number(self.party.get(name) or "")
            if number:
                found.append((name, number))
        return found


Put = Callable[[Wish, Role, Any], None]


def _put_key(name: str) -> Put:
    def put(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
        setattr(wish, name, value)

    return put


def put_number(wish: Wish, role: Role, value: int | str) -> None:
    """Wish a number in a role; a text is the code that other registers number their parties by."""
    if isinstance(value, str):
        wish.roles[role].setdefault("code", value)
        wish.external_key = wish.external_key or value
    else:
        wish.roles[role]["number"] = value


def _put_party(name: str) -> Put:
    def put(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
        wish.party[name] = value

    return put


def _put_role(name: str) -> Put:
    def put(wish: Wish, role: Role, value: Any) -> None:  # noqa: ANN401
        if name in ROLE_FIELDS[role]:
            wish.roles[role][name] = value

    return put


def _put_mail(name: str) -> Put:
    def put(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
        wish.mail[name] = value

    return put


def _put_account(name: str) -> Put:
    def put(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
        wish.account[name] = value

    return put


def _put_identifier(scheme: str) -> Put:
    def put(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
        wish.parts.setdefault("identifiers", []).append({"scheme": scheme, "value": value})

    return put


def _put_contact(name: str) -> Put:
    def put(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
        wish.parts.setdefault("contacts", [{}])[0][name] = value

    return put


def _put_group(wish: Wish, role: Role, value: Any) -> None:  # noqa: ANN401
    if role is Role.CUSTOMER and value.isascii() and value.isdigit():
        wish.roles[role]["group"] = min(int(value[:15]), 2**31)
    else:
        wish.groups.append(value)


def _put_groups(wish: Wish, _: Role, value: Any) -> None:  # noqa: ANN401
    wish.groups.extend(value)


_PUTS: Final[dict[Place, Callable[[str], Put]]] = {
    Place.PARTY: _put_party,
    Place.ROLE: _put_role,
    Place.MAIL: _put_mail,
    Place.ACCOUNT: _put_account,
    Place.IDENTIFIER: _put_identifier,
    Place.CONTACT: _put_contact,
    Place.GROUP: lambda _: _put_group,
    Place.GROUPS: lambda _: _put_groups,
}


def _put(column: Column) -> Put:
    if column.place is Place.KEY:
        return put_number if column.name == "number" else _put_key(column.field)
    return _PUTS[column.place](column.field)


class RowReader:
    """Reads the rows of a file whose columns are known."""

    def __init__(self, columns: HeaderMap, role: Role) -> None:
        """Prepare a reader for each column."""
        self._uuid = next((place for place, each in columns.columns if each.name == "uuid"), -1)
        self._role = role
        self._role_column: tuple[int, Read] = (-1, lambda _: None)
        self._plan: list[tuple[int, str, Read, Put]] = []
        self._own_plan: list[tuple[int, str, Read, Put]] = []
        for place, column in columns.columns:
            if column.shape is Shape.ROLE:
                self._role_column = (place, reader(column))
            else:
                put = _put(column)
                self._plan.append((place, column.name, reader(column), put))
                self._own_plan.append((place, column.name, own_reader(column), put))

    def read(self, row: TableRow) -> Wish | Rejection:
        """Read a row; empty cells ask for nothing.

        Returns:
            What it asks for, or why it is rejected.
        """
        cells, wish = row.cells, Wish(row.line)
        place, column = self._role_column[0], "party_role"
        cell: Any = cells[place] if 0 <= place < len(cells) else ""
        try:
            role: Role = self._role_column[1](cell) or self._role
            wish.roles[role] = {}
            for place, column, read, put in self._own_plan if self._is_own(cells) else self._plan:  # noqa: B007  # told when refused
                cell = cells[place] if place < len(cells) else ""
                if cell is not None and cell != "":
                    value = read(cell)
                    if value is not None:
                        put(wish, role, value)
        except CellRefused as refused:
            return rejection(row.line, column, cell, str(refused))
        return _surplus(row) or _complete(wish) or wish

    def _is_own(self, cells: Sequence[Any]) -> bool:
        """Tell whether a row is one of our own exports."""
        return 0 <= self._uuid < len(cells) and bool(cells[self._uuid])


def _complete(wish: Wish) -> Rejection | None:
    """Tell persons by their names; reject what has no name, and contact persons without one."""
    party = wish.party
    if "name" not in party and ("first_name" in party or "last_name" in party):
        party.setdefault("is_person", True)
    elif "name" not in party:
        return rejection(wish.line, "name", "", "is needed")
    for contact in wish.parts.get("contacts", ()):
        if "name" not in contact:
            contact["name"] = party.get("name") or party.get("last_name") or party["first_name"]
    return None


def _surplus(row: TableRow) -> Rejection | None:
    """Reject a row with more in it than there are headers: its cells are likely shifted."""
    for cell in row.cells[len(row.headers) :]:
        if cell is not None and str(cell).strip():
            return rejection(row.line, "", cell, "stands beyond the last header: cells are shifted")
    return None
