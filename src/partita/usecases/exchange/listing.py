"""Which imports there were, how far each is, and whether it was undone."""

from datetime import datetime
from typing import Any, Final

from partita.domain.job import Job, JobState
from partita.domain.query import Compare, Form, Member, OffsetPage, Op, Query, Sort, View
from partita.kit.clock import stamp
from partita.usecases.context import Looking
from partita.usecases.exchange.orders import IMPORT
from partita.usecases.jobs import get_job
from partita.usecases.search import search_rows

LISTED_MAX: Final = 50
_KEYS: Final = View("jobs", (Member("id", "id", Form.INTEGER),))
_COUNTS: Final = ("created", "updated", "unchanged", "rejected_rows")


def list_imports(
    ctx: Looking, *, now: datetime, rows_max: int = LISTED_MAX
) -> list[dict[str, Any]]:
    """Read the newest imports.

    Args:
        now: What time it is: a job that has been silent for long failed.
        rows_max: How many at most.

    Returns:
        Of each what `describe_import` says, the newest first.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
    """
    of_imports = Compare("kind", Op.EQ, IMPORT)
    newest = Query(_KEYS, of_imports, (Sort("id", descending=True),), OffsetPage(rows_max))
    return [
        describe_import(ctx, get_job(ctx, int(key)), now) for key, _ in search_rows(ctx, newest)
    ]


def describe_import(ctx: Looking, job: Job, now: datetime) -> dict[str, Any]:
    """Tell of an import what people ask.

    Args:
        job: Its job.
        now: What time it is.

    Returns:
        ``job`` and ``import_id``, ``file``, ``by``, ``at``, ``state``, how many parties it
        ``created``, ``updated``, left ``unchanged``, how many rows it rejected, and ``undo``: the
        job that took it back, its state and what it says it did, ``None`` when nobody asked for it.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
        RecordNotFound: The job that took it back is gone.
    """
    result: dict[str, Any] = dict(job.result or {})
    return {
        "job": job.id,
        "import_id": job.uuid,
        "file": job.wish["file"],
        "by": job.wish["by"],
        "at": f"{stamp(job.created_at)}Z",
        "state": str(job.state_at(now)),
        "rows": job.done,
        **{name: result.get(name, 0) for name in _COUNTS},
        "undo": _undo(ctx, int(result["undo"]), now) if "undo" in result else None,
    }


def _undo(ctx: Looking, job_id: int, now: datetime) -> dict[str, Any]:
    job = get_job(ctx, job_id)
    result: dict[str, Any] = dict(job.result or {})
    counts = {name: result.get(name, 0) for name in ("removed", "restored", "left_parties")}
    return {"job": job.id, "state": str(job.state_at(now)), **counts}


def is_over(state: str) -> bool:
    """Whether nothing more comes of a job in a state.

    >>> is_over("done"), is_over("running")
    (True, False)
    """
    return state in {JobState.DONE, JobState.FAILED}
