"""What the address of a list of parties asks: which, in which order, and with which columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

from partita.domain.flaws import Flaw
from partita.domain.standing import Role, Standing
from partita.facekit.face import Request
from partita.kit.clock import parse_moment
from partita.usecases.register import CAN_LACK, SORTS, Wanted
from partita.web.columns import BETWEEN, USUAL, Column, chosen_columns, moved_up
from partita.web.forms import whole_number

PATH: Final = "/parties"
MERGED: Final = "merged"
_OF_LOOKS: Final = frozenset({"sort", "columns"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that somebody asks for.

    Attributes:
        wanted: Which parties, in which order, and which page of them.
        columns: What is told of each, beside its name.
    """

    wanted: Wanted
    columns: Sequence[Column] = USUAL

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read an address, of a list or as the form that chooses columns makes it."""
        query = request.query
        chosen = [value for name, value in request.parameters if name == "column"]
        if not chosen:
            return cls._read(query)
        return cls(_wanted(query), moved_up(chosen_columns(chosen), query.get("up", "")))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read parameters as `str` writes them; what makes no sense asks nothing.

        >>> str(Asked.parse("country=de&evil=1&columns=city.nonsense&sort=-name&after=7"))
        'country=DE&sort=-name&columns=city'
        """
        return cls._read(dict(parse_qsl(text)))

    @classmethod
    def _read(cls, query: Mapping[str, str]) -> Self:
        return cls(_wanted(query), chosen_columns(query.get("columns", "").split(BETWEEN)))

    def parameters(self) -> dict[str, str]:
        """The parameters that ask for it again, without its page."""
        wanted = self.wanted
        since = f"{wanted.changed_since:%Y-%m-%d}" if wanted.changed_since else ""
        asked = {
            "q": wanted.text,
            "role": str(wanted.role or ""),
            "country": wanted.country or "",
            "group": str(wanted.group or ""),
            "status": MERGED if wanted.is_merged else str(wanted.standing or ""),
            "since": since,
            "lacks": wanted.lacks,
            "flaw": str(wanted.flaw or ""),
            "sort": ("-" if wanted.is_descending else "") + wanted.sort if wanted.sort else "",
            "columns": "" if self.columns == USUAL else BETWEEN.join(self._keys()),
        }
        return {name: value for name, value in asked.items() if value}

    def _keys(self) -> list[str]:
        return [each.key for each in self.columns]

    def __str__(self) -> str:
        return urlencode(self.parameters())

    def url(self, **more: object) -> str:
        """Its address, with a page if one is told."""
        asked = urlencode(self.parameters() | more)
        return f"{PATH}?{asked}" if asked else PATH

    @property
    def everything(self) -> str:
        """The address of all parties that looks the same."""
        wanted = self.wanted
        return replace(
            self, wanted=Wanted(sort=wanted.sort, is_descending=wanted.is_descending)
        ).url()

    @property
    def usual(self) -> str:
        """The address of the same list with the usual columns."""
        return replace(self, columns=USUAL).url()

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves parties out."""
        return not self.parameters().keys() <= _OF_LOOKS

    def sorts(self) -> dict[str, tuple[str, str]]:
        """For each column one can sort by where its heading leads, and how it is sorted now."""
        found = {}
        current = self.wanted.sort or ("" if self.wanted.text else "name")
        for name in SORTS:
            is_current = name == current
            falls = is_current and not self.wanted.is_descending
            there = replace(self, wanted=replace(self.wanted, sort=name, is_descending=falls))
            state = "descending" if self.wanted.is_descending else "ascending"
            found[name] = (there.url(), state if is_current else "none")
        return found


def _wanted(query: Mapping[str, str]) -> Wanted:
    """Which parties parameters ask for.

    >>> _wanted({"q": " ada ", "role": "customer", "sort": "-name", "group": "x"}).role
    <Role.CUSTOMER: 'customer'>
    """
    sort = query.get("sort", "")
    name = sort.removeprefix("-")
    country = query.get("country", "").strip().upper()
    return Wanted(
        text=query.get("q", "").strip(),
        role=Role(query["role"]) if query.get("role") in set(Role) else None,
        country=country or None,
        group=whole_number(query.get("group", "")),
        standing=Standing(query["status"]) if query.get("status") in set(Standing) else None,
        is_merged=query.get("status") == MERGED,
        changed_since=_moment(query.get("since", "")),
        lacks=query["lacks"] if query.get("lacks") in CAN_LACK else "",
        flaw=Flaw(query["flaw"]) if query.get("flaw") in set(Flaw) else None,
        sort=name if name in SORTS else "",
        is_descending=name in SORTS and sort.startswith("-"),
        after=whole_number(query.get("after", "")),
        before=whole_number(query.get("before", "")),
        skip=whole_number(query.get("skip", "")) or 0,
    )


def _moment(text: str) -> datetime | None:
    try:
        return parse_moment(text) if text else None
    except ValueError:
        return None
