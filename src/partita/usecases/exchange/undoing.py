"""A whole import is undone: what it made goes, what it changed is as it was.

What somebody else did since stays: a field that is no longer as the import left it, a party that
changed after the import made it, and what something refers to. All of that is reported. Parties
are dealt with a few hundred at a time, each portion in one transaction, so an undo that breaks off
can be ordered again and goes on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.errors import JobRunning, RecordNotFound
from partita.domain.job import Job, JobState
from partita.usecases.context import Context
from partita.usecases.exchange.orders import IMPORT, finish_refused, source_of
from partita.usecases.exchange.removing import remove_parties
from partita.usecases.exchange.restoring import IN_USE, Dealt, Left, restore_parties
from partita.usecases.jobs import Begin, finish_job, move_job, order_job, take_job

UNDO: Final = "import_undo"
LEFT_TOLD: Final = 1_000
"""Parties left alone that are told one by one; beyond, they are only counted."""
ROUNDS_MAX: Final = 10
"""How often parties that others of the same import refer to are looked at."""
POSITION_MAX: Final = 2**62

Progress = Callable[[int], object]
"""Told how many parties were dealt with so far."""


@dataclass(slots=True)
class Undone:
    """What became of an import.

    Attributes:
        import_id: Names the import.
        job: Id of the job that undid it.
        restored: Parties that have values or parts back that the import changed.
        removed: Parties that it made and that are gone.
        left: The first of those that stay as they are, in whole or in part, and why.
        left_parties: How many such parties there are.
    """

    import_id: str
    job: int
    restored: int = 0
    removed: int = 0
    left: list[Left] = field(default_factory=list)
    left_parties: int = 0

    def leave(self, some: Sequence[Left]) -> None:
        """Count parties that stay."""
        self.left_parties += len(some)
        self.left += some[: max(0, LEFT_TOLD - len(self.left))]

    def members(self) -> dict[str, Any]:
        """What became of it, as members of a JSON object."""
        left = [
            {
                "party": each.party_id,
                "name": each.name,
                "reason": each.reason,
                "fields": list(each.fields),
            }
            for each in self.left
        ]
        names = ("import_id", "job", "restored", "removed", "left_parties")
        return {**{name: getattr(self, name) for name in names}, "left": left}


def find_import(ctx: Context, key: str) -> Job:
    """Find an import.

    Args:
        key: The id of its job, or its UUID.

    Returns:
        Its job.

    Raises:
        RecordNotFound: There is none.
    """
    is_id = key.isascii() and key.isdecimal() and len(key) < 16  # noqa: PLR2004  # below 2**53
    uuid = key.removeprefix(source_of("")).lower()
    job = ctx.unit.jobs.find(int(key)) if is_id else ctx.unit.jobs.first(uuid=uuid)
    if job is None or job.kind != IMPORT:
        raise RecordNotFound(kind="import", key=key)
    return job


def order_undo(ctx: Context, key: str) -> Job:
    """Note that an import shall be undone; `run_undo` does it.

    Args:
        key: The id of its job, or its UUID.

    Returns:
        The job, which waits.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: There is no such import.
        JobRunning: It is under way still, or is being undone already.
    """
    ctx.require(Permission.PARTIES_WRITE)
    found = find_import(ctx, key)
    result: dict[str, Any] = dict(found.result or {})
    before = ctx.unit.jobs.find(result["undo"]) if "undo" in result else None
    for job in (found, before):
        if job is not None and job.state_at(ctx.now) in {JobState.WAITING, JobState.RUNNING}:
            raise JobRunning(kind=job.kind, job=job.id)
    wish: dict[str, object] = {"import": found.id, "by": ctx.actor.name}
    made = order_job(ctx, UNDO, wish, total=found.updated)
    move_job(ctx, found, result={**result, "undo": made.id})
    return made


def run_undo(begin: Begin, job_id: int, progress: Progress | None = None) -> Undone | None:
    """Undo an import as `order_undo` noted.

    Args:
        begin: Opens a transaction; called for every few hundred parties.
        job_id: Which job.
        progress: Told now and then how many parties were dealt with; ``None`` tells nobody.

    Returns:
        What became of the import; ``None`` when there is nothing to do.

    Raises:
        NotAllowed: The actor may not change parties.
        StoreBusy: The database did not get to it in time; ordering it again goes on.

    Emits:
        *.changed
        *.deleted
    """
    with begin() as ctx:
        ctx.require(Permission.PARTIES_WRITE)
        job = take_job(ctx, job_id)
        undone = job and ctx.unit.jobs.find(int(str(job.wish["import"])))
    if job is None or undone is None:
        return None
    work = _Undoing(begin, job, undone, progress)
    try:
        work.restore()
        work.remove()
    except Exception as error:
        with begin() as ctx:
            finish_refused(ctx, work.job, error, result=work.found.members())
        raise
    with begin() as ctx:
        finish_job(ctx, work.job, None, result=work.found.members())
    return work.found


class _Undoing:
    """One import that is being undone."""

    def __init__(self, begin: Begin, job: Job, undone: Job, progress: Progress | None) -> None:
        self.found = Undone(undone.uuid, job.id)
        self.job = job
        self._begin = begin
        self._undone = undone
        self._source = source_of(undone.uuid)
        self._progress = progress

    def restore(self) -> None:
        """Give the parties that were there back what they had."""
        after = 0
        while True:
            with self._begin() as ctx:
                ids = _with_steps(ctx, self._undone.id, after)
                if not ids:
                    return
                dealt = restore_parties(ctx, self._undone.id, self._source, ids)
                self.found.restored += dealt.done
                self.found.leave(dealt.left)
                self._move_on(ctx)
            after = ids[-1]

    def remove(self) -> None:
        """Let the parties go that it made; those that others of them refer to go in the end."""
        for _ in range(ROUNDS_MAX):
            before = self.found.removed
            kept = Undone(self._undone.uuid, self.job.id)
            waits = False
            for dealt in self._portions():
                kept.leave(dealt.left)
                waits = waits or any(each.reason == IN_USE for each in dealt.left)
            if not waits or self.found.removed == before:
                break
        self.found.left_parties += kept.left_parties
        self.found.left += kept.left[: max(0, LEFT_TOLD - len(self.found.left))]

    def _portions(self) -> Iterator[Dealt]:
        """Deal with the parties between the least and the greatest id it gave."""
        after, last = _bounds(self._undone)
        while after < last:
            with self._begin() as ctx:
                portion = [each for each in ctx.unit.parties.portion(after) if each.id <= last]
                mine = [each for each in portion if each.source == self._source]
                dealt = remove_parties(ctx, self._undone.id, mine)
                self.found.removed += dealt.done
                self._move_on(ctx)
            yield dealt
            after = portion[-1].id if portion else last

    def _move_on(self, ctx: Context) -> None:
        done = self.found.restored + self.found.removed
        self.job = move_job(ctx, self.job, done=done, updated=done)
        if self._progress is not None:
            self._progress(done)


def _bounds(undone: Job) -> tuple[int, int]:
    """The id before the first that an import gave, and the last."""
    result: dict[str, Any] = dict(undone.result or {})
    first, last = result.get("ids") or (0, 0)
    return max(0, first - 1), last


def _with_steps(ctx: Context, import_id: int, after: int) -> list[int]:
    """The next parties that an import did something to, by id."""
    steps = ctx.unit.import_steps.portion(import_id, after, POSITION_MAX)
    return sorted({each.party_id for each in steps if each.import_id == import_id})
