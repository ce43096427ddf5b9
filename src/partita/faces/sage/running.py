"""Runs a plan: one statement for each level, texts put together, no object for any record.

The database makes the JSON of each record (docs/decisions/0003). Where a record has lists inside,
its text comes in pieces; the lists of all records are read by one statement, grouped by whose they
are, and put into the gaps.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from partita.domain.query import And, Compare, OffsetPage, Op, Query, Sort
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


def single(look: Looking, level: Level, field: str, value: str) -> str:
    """One record by a field that tells it apart; null where there is none."""
    query = Query(level.view, Compare(field, Op.EXACT_EQ, value), page=OffsetPage(1))
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
        self._keys: Keys | None = None

    @property
    def _has_cursors(self) -> bool:
        return bool(self._wanted & {"cursor", "startCursor", "endCursor"})

    @property
    def _is_shown(self) -> bool:
        """Anything of the records is asked for, and not their number alone."""
        return bool(self._wanted - {"totalCount"})

    def text(self) -> str:
        """The finished text.

        Raises:
            FieldFaulty: A cursor is of another question.
        """
        question, root = self._question, self._root
        paging = question.paging
        if self._has_cursors or paging.after is not None or paging.before is not None:
            self._keys = question.keys(self._look.actor.book_id, root.listing.name)
        beside = self._keys.fields if self._keys and self._has_cursors else ()
        pages = [self._page(level, beside) for level in root.levels] if self._is_shown else [[]]
        texts = [
            fill(self._look, level, page)
            for level, page in zip(root.levels, pages, strict=True if self._is_shown else False)
        ]
        return self._object(root.pieces, Shown(texts, self._cursors(pages[0]), self))

    def _page(self, level: Level, beside: tuple[str, ...]) -> Rows:
        """The records of the page, and whether there are more, which is told by reading one."""
        question = self._question
        paging, is_told = question.paging, bool(self._wanted & _TELLING)
        limit = paging.size + is_told
        query = Query(level.beside(beside), question.filter, question.sorts, OffsetPage(limit))
        if self._keys is not None:
            query = bounded(query, self._keys, paging)
        elif paging.is_backward:
            query = bounded(query, Keys(question.sorts, (), ""), paging)
        rows = list(search_pieces(self._look, query))
        self.has_more = len(rows) > paging.size
        rows = rows[: paging.size]
        if paging.is_backward:
            rows.reverse()
        elif paging.last is not None:
            self.was_cut = len(rows) > paging.last
            rows = rows[len(rows) - paging.last :] if self.was_cut else rows
        return rows

    has_more = False
    was_cut = False

    def _cursors(self, rows: Rows) -> list[str]:
        if self._keys is None or not self._has_cursors:
            return []
        count = len(self._keys.sorts)
        return [f'"{self._keys.cursor(row[-count:])}"' for row in rows]

    def _object(self, pieces: Sequence[Piece], shown: "Shown") -> str:
        members = [f'"{each.name}":{self._member(each, shown)}' for each in pieces]
        return f"{{{','.join(members)}}}"

    def _member(self, piece: Piece, shown: "Shown") -> str:
        match piece.what:
            case "nodes":
                return f"[{','.join(shown.texts[piece.level])}]"
            case "edges":
                return shown.edges(piece.inner)
            case "pageInfo":
                return self._object(piece.inner, shown)
            case "totalCount":
                query = Query(self._root.levels[0].view, self._question.filter)
                return str(count_rows(self._look, query))
            case "hasNextPage" | "hasPreviousPage":
                return _truth(self._is_more(piece.what == "hasNextPage"))
            case "startCursor":
                return shown.cursors[0] if shown.cursors else NOTHING
            case "endCursor":
                return shown.cursors[-1] if shown.cursors else NOTHING
        return piece.what  # the name of a type, which is text already

    def _is_more(self, is_next: bool) -> bool:
        paging = self._question.paging
        if paging.is_backward == is_next:
            return (
                paging.before is not None if is_next else paging.after is not None or self.was_cut
            )
        return self.has_more


_TELLING: Final = frozenset({"hasNextPage", "hasPreviousPage"})


class Shown:
    """Texts of the records of a page, by the selections that show them, and their cursors."""

    def __init__(self, texts: list[list[str]], cursors: list[str], _: Connection) -> None:
        """Take what was read."""
        self.texts = texts
        self.cursors = cursors

    def edges(self, pieces: Sequence[Piece]) -> str:
        """The list of edges."""
        count = len(self.texts[0])
        columns = [self._column(each, count) for each in pieces]
        members = ",".join(f'"{each.name}":%s' for each in pieces)
        form = f"{{{members}}}"
        return f"[{','.join([form % row for row in zip(*columns, strict=True)])}]"

    def _column(self, piece: Piece, count: int) -> Sequence[str]:
        if piece.what == "node":
            return self.texts[piece.level]
        return self.cursors if piece.what == "cursor" else [piece.what] * count


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _what(pieces: Sequence[Piece]) -> list[str]:
    found = []
    for each in pieces:
        found += [each.what, *_what(each.inner)]
    return found
