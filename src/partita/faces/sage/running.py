"""Runs a plan: one statement for each level, texts put together, no object for any record.

The database makes the JSON of each record (docs/decisions/0003). Where a record has lists inside,
its text comes in pieces; the lists of all records are read by one statement, grouped by whose they
are, and put into the gaps.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from partita.domain.query import And, Compare, Filter, OffsetPage, Op, Query, Sort
from partita.faces.sage.asking import Question
from partita.faces.sage.paging import Keys, bounded
from partita.faces.sage.plan import ConnectionRoot, Level, Piece
from partita.usecases.context import Looking
from partita.usecases.search import count_rows, search_pieces

Rows = Sequence[tuple[Any, ...]]
NOTHING: Final = "null"
_EMPTY: Final = "[]"


def fill(look: Looking, level: Level, rows: Rows) -> list[str]:
    """The finished texts of the records of a level.

    Args:
        look: Who looks, and at what.
        level: The level.
        rows: Key and pieces of text of each.
    """
    if not level.inner:
        return [row[1] for row in rows]
    keys = tuple(row[0] for row in rows)
    lists = [related(look, each, keys) for each in level.inner]
    texts = []
    for row in rows:
        pieces = [row[1]]
        for place, found in enumerate(lists, 2):
            pieces += (found.get(row[0], _EMPTY), row[place])
        texts.append("".join(pieces))
    return texts


def related(look: Looking, level: Level, owners: tuple[Any, ...]) -> Mapping[Any, str]:
    """The lists of all records that have one, as finished texts by whose they are."""
    many = level.many
    if many is None or not owners:
        return {}
    theirs = Compare(many.owner, Op.EXACT_IN, owners)
    chosen = theirs if many.only is None else And((theirs, many.only))
    query = Query(level.view, chosen, (Sort(many.owner), *many.order))
    rows = search_pieces(look, query)
    grouped: dict[Any, list[str]] = {}
    for row, text in zip(rows, fill(look, level, rows), strict=True):
        grouped.setdefault(row[-1], []).append(text)
    return {owner: f"[{','.join(texts)}]" for owner, texts in grouped.items()}


def single(look: Looking, level: Level, field: str, value: str, only: Filter | None = None) -> str:
    """One record by a field that tells it apart; null where there is none."""
    chosen = Compare(field, Op.EXACT_EQ, value)
    narrowed = chosen if only is None else And((chosen, only))
    query = Query(level.view, narrowed, page=OffsetPage(1))
    texts = fill(look, level, search_pieces(look, query))
    return texts[0] if texts else NOTHING


class Connection:
    """Answers one connection."""

    def __init__(self, look: Looking, root: ConnectionRoot, question: Question) -> None:
        """Take a question."""
        self._look = look
        self._root = root
        self._question = question
        self._wanted = frozenset(_what(root.pieces))
        self._has_more = False
        self._was_cut = False
        self._keys = self._keys_needed()
        self._texts: list[list[str]] = []
        self._cursors: list[str] = []

    def _keys_needed(self) -> Keys | None:
        paging = self._question.paging
        if self._wanted & _CURSORS or paging.after is not None or paging.before is not None:
            return self._question.keys(self._look.actor.book_id, self._root.listing.name)
        return None

    def text(self) -> str:
        """The finished text.

        Raises:
            FieldFaulty: A cursor is of another question.
        """
        if self._wanted - {"totalCount"}:
            self._read()
        return self._object(self._root.pieces)

    def _read(self) -> None:
        keys, levels = self._keys, self._root.levels
        has_cursors = keys is not None and bool(self._wanted & _CURSORS)
        beside = keys.fields if keys is not None and has_cursors else ()
        pages = [self._page(level, beside) for level in levels]
        self._texts = [
            fill(self._look, level, page) for level, page in zip(levels, pages, strict=True)
        ]
        if keys is not None and has_cursors:
            count = len(beside)
            self._cursors = [f'"{keys.cursor(row[-count:])}"' for row in pages[0]]

    def _page(self, level: Level, beside: tuple[str, ...]) -> Rows:
        """The records of the page; whether there are more is told by reading one too many."""
        question = self._question
        paging = question.paging
        page = OffsetPage(paging.size + bool(self._wanted & _TELLING))
        query = Query(level.beside(beside), question.filter, question.sorts, page)
        if self._keys is not None or paging.is_backward:
            query = bounded(query, self._keys or Keys(question.sorts, (), ""), paging)
        found = search_pieces(self._look, query)
        self._has_more = len(found) > paging.size
        return self._cut(list(found[: paging.size]))

    def _cut(self, rows: list[tuple[Any, ...]]) -> Rows:
        paging = self._question.paging
        if paging.is_backward:
            rows.reverse()
        elif paging.last is not None and len(rows) > paging.last:
            self._was_cut = True
            return rows[len(rows) - paging.last :]
        return rows

    def _object(self, pieces: Sequence[Piece]) -> str:
        members = [f'"{each.name}":{self._member(each)}' for each in pieces]
        return f"{{{','.join(members)}}}"

    def _member(self, piece: Piece) -> str:
        write = _MEMBERS.get(piece.what)
        return piece.what if write is None else write(self, piece)

    def nodes(self, piece: Piece) -> str:
        """The records of the page."""
        return f"[{','.join(self._texts[piece.level])}]"

    def edges(self, piece: Piece) -> str:
        """The records with their cursors."""
        columns = [self._column(each) for each in piece.inner]
        members = ",".join(f'"{each.name}":%s' for each in piece.inner)
        form = f"{{{members}}}"
        return f"[{','.join([form % row for row in zip(*columns, strict=True)])}]"

    def _column(self, piece: Piece) -> Sequence[str]:
        if piece.what == "node":
            return self._texts[piece.level]
        return self._cursors if piece.what == "cursor" else [piece.what] * len(self._texts[0])

    def page_info(self, piece: Piece) -> str:
        """Where the page stands."""
        return self._object(piece.inner)

    def total(self, _: Piece) -> str:
        """How many records there are, whatever the page."""
        return str(count_rows(self._look, Query(self._root.levels[0].view, self._question.filter)))

    def has_next(self, _: Piece) -> str:
        """Whether there are records after the page."""
        paging = self._question.paging
        is_there = paging.before is not None or (self._has_more and not paging.is_backward)
        return "true" if is_there else "false"

    def has_previous(self, _: Piece) -> str:
        """Whether there are records before the page."""
        paging = self._question.paging
        is_there = paging.after is not None or self._was_cut
        return "true" if is_there or (self._has_more and paging.is_backward) else "false"

    def start(self, _: Piece) -> str:
        """The cursor of the first record."""
        return self._cursors[0] if self._cursors else NOTHING

    def end(self, _: Piece) -> str:
        """The cursor of the last record."""
        return self._cursors[-1] if self._cursors else NOTHING


_MEMBERS: Final[Mapping[str, Callable[[Connection, Piece], str]]] = {
    "nodes": Connection.nodes,
    "edges": Connection.edges,
    "pageInfo": Connection.page_info,
    "totalCount": Connection.total,
    "hasNextPage": Connection.has_next,
    "hasPreviousPage": Connection.has_previous,
    "startCursor": Connection.start,
    "endCursor": Connection.end,
}
"""What writes each member; the name of a type is text already."""

_TELLING: Final = frozenset({"hasNextPage", "hasPreviousPage"})
_CURSORS: Final = frozenset({"cursor", "startCursor", "endCursor"})


def _what(pieces: Sequence[Piece]) -> list[str]:
    found = []
    for each in pieces:
        found += [each.what, *_what(each.inner)]
    return found
