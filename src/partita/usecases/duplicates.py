"""Parties that may be one: found, shown, and settled.

What is suggested is kept, so that it is there at once. It follows the book by its feed: writing a
party costs nothing here, and the next run looks at those parties again to which something
happened since the last one. A whole run looks at all. On the way it notes what is missing or wrong
of each party (`partita.domain.flaws`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeVar

from partita.access.permission import Permission
from partita.domain.change import Change
from partita.domain.errors import RecordNotFound
from partita.domain.flaws import Flaw, flaws_of
from partita.domain.likeness.blocking import SHARED_MAX, keys_of, pairs_of
from partita.domain.likeness.comparing import POINTS_MIN, likeness
from partita.domain.likeness.profile import Known, Profile, profile_of
from partita.domain.likeness.suggestion import Pair, State, Suggestion
from partita.kit.batches import batched
from partita.ports import Likenesses, Unit
from partita.usecases.context import Context, Looking

T = TypeVar("T")

CHANGED_MAX: Final = 5_000
"""When more parties changed, looking at all of them is quicker."""
CHANGED_ROWS: Final = 100
"""Changed parties looked at in one transaction."""
WRITTEN_ROWS: Final = 1_000
"""Parties or pairs written in one transaction, so that other writers need not wait."""
TOLD_EVERY: Final = 5_000
PAGE_ROWS_MAX: Final = 1_000

Flaws = tuple[int, dict[Flaw, str]]
"""Id of a party, and what is missing or wrong of it."""
Look = Callable[[], AbstractContextManager[Looking]]
"""Opens a look at the book."""
Begin = Callable[[], AbstractContextManager[Context]]
"""Opens a transaction, which is committed at the end."""
Progress = Callable[[str, int], object]
"""Told what is being done (``reading``, ``comparing``, ``writing``, ...), and how much of it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run did.

    Attributes:
        parties: How many parties were looked at.
        compared: How many pairs were compared.
        suggested: How many of them are alike.
        is_whole: All parties were looked at.
    """

    parties: int
    compared: int
    suggested: int
    is_whole: bool


def find_duplicates(
    look: Look, begin: Begin, *, is_whole: bool = False, progress: Progress | None = None
) -> Found:
    """Bring the suggestions up to date.

    Only the parties to which something happened since the last run are looked at, and all of them
    the first time, or when more than `CHANGED_MAX` changed.

    Args:
        look: Opens a look at the book.
        begin: Opens a transaction; called many times, so that other writers need not wait.
        is_whole: Look at all parties in any case.
        progress: Told now and then what is being done; ``None`` tells nobody.

    Returns:
        What was done.

    Raises:
        NotAllowed: The actor lacks ``parties.merge``.
        StoreBusy: The database did not get to it in time; running it again goes on.
    """
    tell = progress or _tell_nobody
    with look() as ctx:
        ctx.require(Permission.PARTIES_MERGE)
        known = ctx.reading.likenesses
        seen, position = known.seen(), known.position()
        changed = known.changed(seen, position, rows_max=CHANGED_MAX + 1)
    if is_whole or seen == 0 or len(changed) > CHANGED_MAX:
        return _look_at_all(look, begin, tell)
    found = _look_at_changed(begin, changed, tell)
    with begin() as writing:
        if writing.unit.likenesses.seen() == seen:  # else a whole run began, and knows better
            writing.unit.likenesses.set_seen(position)
    return found


def _tell_nobody(stage: str, count: int) -> None:
    del stage, count


def _look_at_all(look: Look, begin: Begin, tell: Progress) -> Found:
    profiles: list[Profile] = []
    flaws: list[Flaws] = []
    with look() as ctx:
        position = ctx.reading.likenesses.position()
        for known in _counted(_parties(ctx), "reading", tell):
            profiles.append(profile_of(known))
            if found_flaws := flaws_of(known):
                flaws.append((known.id, found_flaws))
    compared = 0
    found: list[Suggestion] = []
    for left, right in _counted(pairs_of(profiles), "comparing", tell):
        compared += 1
        if suggestion := _judged(left, right):
            found.append(suggestion)
    _write_keys(begin, profiles, tell)
    _write_flaws(begin, flaws, tell)
    _write_found(begin, found, tell)
    with begin() as writing:
        # Whatever happened since we read it is looked at by the next run.
        writing.unit.likenesses.set_seen(position)
    return Found(len(profiles), compared, len(found), is_whole=True)


def _parties(ctx: Looking) -> Iterator[Known]:
    known = ctx.reading.likenesses.portion(0)
    while known:
        yield from known
        known = ctx.reading.likenesses.portion(known[-1].id)


def _counted(items: Iterable[T], stage: str, tell: Progress) -> Iterator[T]:
    count = 0
    for count, item in enumerate(items, 1):
        yield item
        if count % TOLD_EVERY == 0:
            tell(stage, count)
    tell(stage, count)


def _judged(left: Profile, right: Profile) -> Suggestion | None:
    """The suggestion two profiles make, if they do; the smaller id first."""
    alike = likeness(left, right)
    if alike.points < POINTS_MIN:
        return None
    first, second = sorted((left.id, right.id))
    return Suggestion(first, second, State.OPEN, alike.points, alike.reasons)


def _write_keys(begin: Begin, profiles: Sequence[Profile], tell: Progress) -> None:
    with begin() as ctx:
        ctx.unit.likenesses.set_seen(0)  # should we break off, the next run looks at all
        ctx.unit.likenesses.clear_keys()
    for portion in batched(_counted(profiles, "writing", tell), WRITTEN_ROWS):
        with begin() as ctx:
            ctx.unit.likenesses.put_keys({each.id: keys_of(each) for each in portion})


def _write_flaws(begin: Begin, flaws: Sequence[Flaws], tell: Progress) -> None:
    with begin() as ctx:
        ctx.unit.overview.clear_flaws()
    for portion in batched(_counted(flaws, "checking", tell), WRITTEN_ROWS):
        with begin() as ctx:
            ctx.unit.overview.put_flaws(dict(portion))


def _write_found(begin: Begin, found: Sequence[Suggestion], tell: Progress) -> None:
    for portion in batched(_counted(found, "suggesting", tell), WRITTEN_ROWS):
        with begin() as ctx:
            ctx.unit.likenesses.put(portion)
    with begin() as ctx:
        now = {(each.party_id, each.other_id) for each in found}
        ctx.unit.likenesses.remove(sorted(ctx.unit.likenesses.open_pairs() - now))


def _look_at_changed(begin: Begin, changed: Sequence[int], tell: Progress) -> Found:
    parties = compared = suggested = 0
    for portion in batched(sorted(changed), CHANGED_ROWS):
        with begin() as ctx:
            judged = _look_again(ctx.unit, portion)
        parties += len(portion)
        compared += len(judged)
        suggested += sum(each is not None for each in judged.values())
        tell("reading", parties)
    return Found(parties, compared, suggested, is_whole=False)


def _look_again(unit: Unit, ids: Sequence[int]) -> dict[Pair, Suggestion | None]:
    """Look at some parties anew: whom they are like now, and whom no longer."""
    known = unit.likenesses
    parties = {each.id: each for each in known.known(ids)}
    gone: dict[int, dict[Flaw, str]] = {number: {} for number in ids}
    unit.overview.put_flaws(gone | {each.id: flaws_of(each) for each in parties.values()})
    # Of those deleted, absorbed or erased for privacy nothing stays, not even keys.
    known.remove_keys([number for number in ids if number not in parties])
    profiles = {number: profile_of(each) for number, each in parties.items()}
    keys = {number: keys_of(profile) for number, profile in profiles.items()}
    known.put_keys(keys)
    before = known.partners(ids)
    pairs = before.keys() | _sharing(known, keys)
    others = {number for pair in pairs for number in pair} - set(ids)
    profiles |= {each.id: profile_of(each) for each in known.known(sorted(others))}
    judged = {pair: _judged_pair(profiles, pair) for pair in sorted(pairs)}
    known.put([each for each in judged.values() if each is not None])
    known.remove([pair for pair in before if judged[pair] is None])
    return judged


def _sharing(known: Likenesses, keys: dict[int, frozenset[int]]) -> set[Pair]:
    """Pairs of parties that share a key, one of them at least of those given."""
    asked = sorted(set().union(*keys.values()))
    members: dict[int, list[int]] = defaultdict(list)
    for key, number in known.sharing(asked, shared_max=SHARED_MAX):
        members[key].append(number)
    pairs = (pair for each in members.values() for pair in combinations(sorted(each), 2))
    return {(left, right) for left, right in pairs if left in keys or right in keys}


def _judged_pair(profiles: dict[int, Profile], pair: Pair) -> Suggestion | None:
    left, right = profiles.get(pair[0]), profiles.get(pair[1])
    return None if left is None or right is None else _judged(left, right)


def search_suggestions(
    ctx: Looking, state: State = State.OPEN, *, rows_max: int = 50, offset: int = 0
) -> list[Suggestion]:
    """Read a page of suggestions, the surest first.

    Args:
        state: What became of them.
        rows_max: How many at most; never more than `PAGE_ROWS_MAX`.
        offset: How many to leave out.

    Returns:
        The suggestions, with what the parties are called.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
    """
    ctx.require(Permission.PARTIES_READ)
    rows_max = min(rows_max, PAGE_ROWS_MAX)
    return ctx.reading.likenesses.page(state, rows_max=rows_max, offset=offset)


def count_suggestions(ctx: Looking) -> dict[State, int]:
    """Count the suggestions by what became of them.

    Returns:
        How many there are in each state.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
    """
    ctx.require(Permission.PARTIES_READ)
    return ctx.reading.likenesses.counts()


def suggestions_of(ctx: Looking, party_id: int) -> list[Suggestion]:
    """Read whom a party may be the same as, in whatever state, the surest first.

    Args:
        party_id: Which party.

    Returns:
        Its suggestions.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
    """
    ctx.require(Permission.PARTIES_READ)
    return ctx.reading.likenesses.of_party(party_id)


def get_suggestion(ctx: Looking, left: int, right: int) -> Suggestion:
    """Read the suggestion of two parties.

    Args:
        left: The one.
        right: The other; which is which does not matter.

    Returns:
        The suggestion.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
        RecordNotFound: Nobody suggests that they are one.
    """
    ctx.require(Permission.PARTIES_READ)
    pair = _in_order(left, right)
    found = ctx.reading.likenesses.find(pair)
    if found is None:
        raise RecordNotFound(kind="suggestion", key=_key_of(pair))
    return found


def dismiss_suggestion(ctx: Context, left: int, right: int) -> None:
    """Say that two parties are two; they are not suggested again.

    Args:
        left: The one.
        right: The other; which is which does not matter.

    Raises:
        NotAllowed: The actor lacks ``parties.merge``.
        RecordNotFound: Nobody suggests that they are one.

    Emits:
        suggestion.dismissed
    """
    ctx.require(Permission.PARTIES_MERGE)
    pair = _settle(ctx, (left, right), State.OPEN, State.DISMISSED)
    ctx.unit.record(Change("suggestion.dismissed", pair[0], _key_of(pair), 0))


def reopen_suggestion(ctx: Context, left: int, right: int) -> None:
    """Take back that two parties are two.

    Args:
        left: The one.
        right: The other; which is which does not matter.

    Raises:
        NotAllowed: The actor lacks ``parties.merge``.
        RecordNotFound: Nobody said that they are two.

    Emits:
        suggestion.reopened
    """
    ctx.require(Permission.PARTIES_MERGE)
    pair = _settle(ctx, (left, right), State.DISMISSED, State.OPEN)
    ctx.unit.record(Change("suggestion.reopened", pair[0], _key_of(pair), 0))


def settle_suggestions(
    ctx: Context, party_id: int, others: Iterable[int], *, was: State, state: State
) -> None:
    """Follow what became of a party and others, which is told already.

    Args:
        party_id: The one.
        others: The others; those of which nothing was suggested do not matter.
        was: Only suggestions in this state ...
        state: ... get this one.
    """
    for other in others:
        ctx.unit.likenesses.settle(_in_order(party_id, other), was=was, state=state)


def _settle(ctx: Context, parties: Pair, was: State, state: State) -> Pair:
    pair = _in_order(*parties)
    if not ctx.unit.likenesses.settle(pair, was=was, state=state):
        raise RecordNotFound(kind="suggestion", key=_key_of(pair))
    return pair


def _in_order(left: int, right: int) -> Pair:
    return (left, right) if left < right else (right, left)


def _key_of(pair: Pair) -> str:
    return f"{pair[0]}:{pair[1]}"
