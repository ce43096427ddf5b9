"""Work that takes longer than a request may: noted, begun, moved on, ended."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from partita.access.permission import Permission
from partita.domain.errors import JobRunning, RecordNotFound
from partita.domain.job import Job, JobState
from partita.usecases.context import Context, Looking

Begin = Callable[[], AbstractContextManager[Context]]
"""Opens a transaction, which is committed at the end."""

GONE = "The program that worked on it is gone."
INTERRUPTED = "It was interrupted."


def get_job(ctx: Looking, job_id: int) -> Job:
    """Read how far a job is.

    Args:
        job_id: Which one.

    Returns:
        The job; ask its `Job.state_at`, since one whose worker died never says so itself.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
        RecordNotFound: There is none.
    """
    ctx.require(Permission.PARTIES_READ)
    job = ctx.reading.find(Job, job_id)
    if job is None:
        raise RecordNotFound(kind="job", key=job_id)
    return job


def order_job(ctx: Context, kind: str, wish: dict[str, object], *, total: int = 0) -> Job:
    """Note that something shall be done.

    Args:
        kind: What.
        wish: What is asked for, by name.
        total: How many things there are to do; 0 when nobody knows.

    Returns:
        The job, which waits.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
    """
    ctx.require(Permission.PARTIES_WRITE)
    made = Job(
        **ctx.new(),
        id=ctx.unit.take_numbers("job"),
        kind=kind,
        state=JobState.WAITING,
        wish=wish,
        total=total,
    )
    ctx.unit.jobs.insert(made)
    return made


def refuse_second_job(ctx: Context, kind: str) -> None:
    """Make sure that no job of a kind is being worked on; those whose worker is gone are ended.

    Args:
        kind: What is done.

    Raises:
        JobRunning: One is.
    """
    for job in ctx.unit.jobs.select(kind=kind):
        if not job.is_finished and job.state_at(ctx.now) is not JobState.FAILED:
            raise JobRunning(kind=kind, job=job.id)
        if not job.is_finished:
            finish_job(ctx, job, GONE)


def take_job(ctx: Context, job_id: int) -> Job | None:
    """Begin a job.

    Args:
        job_id: Which one.

    Returns:
        The job, which runs; ``None`` when there is none, or somebody else began it.
    """
    job = ctx.unit.jobs.find(job_id)
    if job is None or job.state is not JobState.WAITING:
        return None
    return move_job(ctx, job, state=JobState.RUNNING)


def move_job(ctx: Context, job: Job, **values: object) -> Job:
    """Say how far a job is.

    Args:
        job: The job as it was.
        values: What is different now, by field.

    Returns:
        The job as it is.
    """
    moved = job.changed(values, ctx.now)
    ctx.unit.jobs.put(moved)
    return moved


def finish_job(ctx: Context, job: Job, error: str | None, **values: object) -> Job:
    """Say that a job is over.

    Args:
        job: The job as it was.
        error: Why it failed; ``None`` when it went well.
        values: What else is different now, by field.

    Returns:
        The job as it is.
    """
    state = JobState.FAILED if error else JobState.DONE
    total = job.total if error else values.get("done", job.done)
    return move_job(ctx, job, **values, state=state, error=error, total=total, finished_at=ctx.now)
