"""Suggested duplicates of one book, and what is known of its parties to find them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from partita.domain.change import FORGOTTEN
from partita.domain.likeness.comparing import Level, Reason
from partita.domain.likeness.profile import Known
from partita.domain.likeness.suggestion import Pair, State, Suggestion
from partita.store.driver import Link
from partita.store.likeness_sql import MAIL_COLUMNS, PARTY_COLUMNS, LikenessStatements
from partita.store.schema import BOOK_STRIDE

FEED: Final = "position"
SEEN: Final = "likeness"
"""The counter that tells how far the feed was read for duplicates."""
PORTION_ROWS: Final = 1_000

_RENAMED: Final = {"birth_date": "birth"}
_FIELDS: Final = tuple(_RENAMED.get(name, name) for name in (*PARTY_COLUMNS, *MAIL_COLUMNS))


class LikenessTable:
    """Keeps the promises of `partita.ports.Likenesses`."""

    def __init__(self, statements: LikenessStatements, link: Link, book_id: int) -> None:
        """Look at a book."""
        self._statements = statements
        self._link = link
        self._book_id = book_id

    def _bound(self, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # a column's values
        return {"book_id": self._book_id, **values}

    def _list(self, values: Iterable[int]) -> Any:  # noqa: ANN401  # as the database takes it
        return self._statements.can.bind_list(list(values))

    def position(self) -> int:
        """Where the feed ends."""
        return self._counter(FEED)

    def seen(self) -> int:
        """How far the feed was read for duplicates; 0 when all must be looked at."""
        seen = self._counter(SEEN)
        return seen if seen >= self._counter(FORGOTTEN) else 0

    def _counter(self, name: str) -> int:
        row = self._link.row(self._statements.counter, self._bound(name=name))
        return 0 if row is None else int(row[0])

    def portion(self, after: int) -> list[Known]:
        """What is known of the next few hundred parties by id."""
        bound = self._bound(after=after, rows_max=PORTION_ROWS)
        return self.known([row[0] for row in self._link.rows(self._statements.ids_after, bound)])

    def known(self, ids: Sequence[int]) -> list[Known]:
        """What is known of some parties; those that are gone are left out."""
        if not ids:
            return []
        bound = self._bound(ids=self._list(ids))
        accounts: dict[int, tuple[str, ...]] = {}
        for party_id, *numbers in self._link.rows(self._statements.accounts, bound):
            filled = tuple(each for each in numbers if each)
            accounts[party_id] = accounts.get(party_id, ()) + filled
        rows = self._link.rows(self._statements.parties, bound)
        return [_known(dict(zip(_FIELDS, row, strict=True)), accounts) for row in rows]

    def changed(self, after: int, until: int, *, rows_max: int) -> list[int]:
        """Ids of parties something happened to in a stretch of the feed."""
        bound = self._bound(after=after, until=until, rows_max=rows_max)
        return [row[0] for row in self._link.rows(self._statements.changed, bound)]

    def sharing(self, keys: Iterable[int], *, shared_max: int) -> list[tuple[int, int]]:
        """Keys that few share, each with a party that has it."""
        bound = self._bound(keys=self._list(keys), shared_max=shared_max)
        return [(row[0], row[1]) for row in self._link.rows(self._statements.sharing, bound)]

    def partners(self, ids: Sequence[int]) -> dict[Pair, State]:
        """The pairs that some parties are in."""
        rows = self._link.rows(self._statements.partners, self._bound(ids=self._list(ids)))
        return {(row[0], row[1]): State(row[2]) for row in rows}

    def open_pairs(self) -> set[Pair]:
        """All pairs that nobody decided about."""
        rows = self._link.rows(self._statements.open_pairs, self._bound())
        return {(row[0], row[1]) for row in rows}

    def page(self, state: State, *, rows_max: int, offset: int = 0) -> list[Suggestion]:
        """Some of the pairs in a state, the surest first."""
        bound = self._bound(state=str(state), rows_max=rows_max, offset=offset)
        return [_suggestion(row) for row in self._link.rows(self._statements.page, bound)]

    def of_party(self, party_id: int) -> list[Suggestion]:
        """The pairs a party is in, in whatever state."""
        rows = self._link.rows(self._statements.of_party, self._bound(id=party_id))
        return sorted(map(_suggestion, rows), key=lambda each: -each.points)

    def find(self, pair: Pair) -> Suggestion | None:
        """One pair, or ``None``."""
        row = self._link.row(self._statements.one, self._bound(left=pair[0], right=pair[1]))
        return None if row is None else _suggestion(row)

    def counts(self) -> dict[State, int]:
        """How many pairs are in each state."""
        rows = self._link.rows(self._statements.counts, self._bound())
        found = {State(state): int(count) for state, count in rows}
        return {state: found.get(state, 0) for state in State}

    def put_keys(self, keys: Mapping[int, Iterable[int]]) -> None:
        """Note the keys of some parties, beside those noted before."""
        entries = sorted(
            key * BOOK_STRIDE + party_id for party_id, each in keys.items() for key in each
        )
        self._link.execute(self._statements.put_keys, self._bound(entries=self._list(entries)))

    def remove_keys(self, ids: Sequence[int]) -> None:
        """Forget the keys of some parties."""
        if ids:
            bound = self._bound(ids=self._list(ids))
            self._link.execute(self._statements.remove_keys, bound)

    def clear_keys(self) -> None:
        """Forget all keys."""
        self._link.execute(self._statements.clear_keys, self._bound())

    def put(self, found: Sequence[Suggestion]) -> None:
        """Suggest pairs, or say again that they are alike; who was dismissed stays so."""
        rows = [
            self._bound(
                party_id=each.party_id,
                other_id=each.other_id,
                state=str(each.state),
                points=each.points,
                reasons=_REASONS.encode(each.reasons).decode(),
            )
            for each in found
        ]
        if rows:
            self._link.execute_many(self._statements.put, rows)

    def settle(self, pair: Pair, *, was: State, state: State) -> bool:
        """Give a pair in one state another; whether there was one."""
        bound = self._bound(left=pair[0], right=pair[1], was=str(was), state=str(state))
        return self._link.execute(self._statements.settle, bound) > 0

    def remove(self, pairs: Sequence[Pair]) -> None:
        """Forget pairs that nobody decided about."""
        rows = [self._bound(left=left, right=right) for left, right in pairs]
        if rows:
            self._link.execute_many(self._statements.remove, rows)

    def set_seen(self, position: int) -> None:
        """Say how far the feed was read."""
        self._link.execute(self._statements.set_counter, self._bound(name=SEEN, value=position))


_REASONS: Final = msgspec.json.Encoder()
_READ: Final = msgspec.json.Decoder(list[tuple[str, Level, float, bool]])


def _known(values: dict[str, Any], accounts: Mapping[int, tuple[str, ...]]) -> Known:
    values["is_person"] = bool(values["is_person"])
    return Known(**values, accounts=accounts.get(values["id"], ()))


def _suggestion(row: Sequence[Any]) -> Suggestion:
    party_id, other_id, state, points, reasons, name, other_name = row
    told = tuple(Reason(*each) for each in _READ.decode(reasons))
    return Suggestion(party_id, other_id, State(state), points, told, (name, other_name))
