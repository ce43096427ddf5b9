"""Imports as jobs: what somebody wants imported, how far it is, what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.errors import PartitaError
from partita.domain.extras import StoredFile
from partita.domain.job import Job, JobState
from partita.domain.standing import Role
from partita.kit.ids import uuid7
from partita.usecases.context import Context
from partita.usecases.exchange.wishes import Rejection
from partita.usecases.jobs import INTERRUPTED, Begin, finish_job, move_job, order_job

IMPORT: Final = "import"
CHECK: Final = "import_check"
"""A dry run whose file is kept, so that it can be imported."""
UPLOADS_KEPT: Final = timedelta(days=1)
"""How long a file is kept that nobody imports."""
PROBLEMS_KEPT: Final = 100
"""Rejections that a job keeps; the others it counts."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """How to import.

    Attributes:
        role: What the parties are to us, unless a row says so itself.
        overrides: Column names by header; see `partita.usecases.exchange.mapping`.
        is_dry: Report what would happen, and write nothing.
        file: Name of the file; only shown.
    """

    role: Role = Role.CUSTOMER
    overrides: Mapping[str, str] = field(default_factory=dict)
    is_dry: bool = False
    file: str = ""

    @classmethod
    def of(cls, job: Job) -> "ImportOrder":
        """What a job shall import."""
        wish: Mapping[str, Any] = job.wish
        return cls(Role(wish["role"]), wish["overrides"], job.kind == CHECK, wish["file"])


_COUNTS: Final = ("created", "updated", "unchanged", "rejected_rows")


@dataclass(slots=True)
class ImportReport:
    """What became of a file.

    Attributes:
        import_id: Names the import.
        rows: Rows that hold something.
        created, updated, unchanged: How many parties.
        rejected: The first rejections.
        rejected_rows: How many rows were rejected in all.
        columns: Column by header, of those that were understood.
        unknown: Headers that were not, and were left out.
        is_dry: Nothing was written.
        job: Id of the job that kept count, by which it can be undone; ``None`` of a dry run.
    """

    import_id: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    rejected_rows: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    is_dry: bool = False
    job: int | None = None

    def moment(self) -> Callable[[], None]:
        """Remember the counts; what this returns makes them so again."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        told = len(self.rejected)

        def back() -> None:
            for name, count in counts.items():
                setattr(self, name, count)
            del self.rejected[told:]

        return back

    def members(self) -> dict[str, Any]:
        """The report as members of a JSON object."""
        names = ("line", "field", "value", "reason")
        told = [{name: getattr(each, name) for name in names} for each in self.rejected]
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**plain, "rejected": told}


def source_of(import_id: str) -> str:
    """What the parties that an import makes carry as their source.

    Args:
        import_id: The UUID of its job.
    """
    return f"import:{import_id}"


def keep_upload(ctx: Context, content: bytes) -> str:
    """Keep a file until it is imported, for a day at most.

    Args:
        content: The file.

    Returns:
        Its key.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
    """
    ctx.require(Permission.PARTIES_WRITE)
    key = f"import:{uuid7()}"
    ctx.unit.files.insert(StoredFile(key=key, content=content))
    return key


def forget_uploads(ctx: Context) -> None:
    """Forget files that nobody imported in time, and the dry runs they were for."""
    before = ctx.now - UPLOADS_KEPT
    for check in ctx.unit.jobs.select(kind=CHECK):
        if check.changed_at < before:
            forget_check(ctx, check)
    for state in (JobState.WAITING, JobState.RUNNING, JobState.FAILED):
        for job in ctx.unit.jobs.select(kind=IMPORT, state=state):
            if job.changed_at < before:
                forget_upload(ctx, job)


def forget_upload(ctx: Context, job: Job) -> None:
    """Forget the file of a job.

    Args:
        job: The job.
    """
    ctx.unit.files.remove(*ctx.unit.files.select(key=job.wish.get("file_key") or ""))


def forget_check(ctx: Context, job: Job, *, keeps_file: bool = False) -> None:
    """Forget a dry run, with its file unless another job has it now.

    Args:
        job: The dry run.
        keeps_file: Another job has the file.
    """
    if not keeps_file:
        forget_upload(ctx, job)
    ctx.unit.jobs.remove(job)


def order_import(ctx: Context, order: ImportOrder, *, file_key: str = "", total: int = 0) -> Job:
    """Note that a file shall be imported, or tried.

    Args:
        order: How.
        file_key: Of the kept file; empty when somebody holds it.
        total: How many rows it has; 0 when nobody knows.

    Returns:
        The job, which waits. Its UUID names the import.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
    """
    wish: dict[str, object] = {
        "role": str(order.role),
        "overrides": dict(order.overrides),
        "file": order.file,
        "file_key": file_key,
        "by": ctx.actor.name,
    }
    return order_job(ctx, CHECK if order.is_dry else IMPORT, wish, total=total)


class JobLog:
    """Tells a job how far an import is, in the transactions of the import."""

    def __init__(self, begin: Begin, job: Job | None) -> None:
        """Begin; nobody is told when there is no job."""
        self._begin = begin
        self._job = job

    def moment(self) -> Callable[[], None]:
        """Remember the job as it is; what this returns makes it so again."""
        job = self._job

        def back() -> None:
            self._job = job

        return back

    @property
    def is_kept(self) -> bool:
        """Whether anybody is told."""
        return self._job is not None

    def move_on(self, ctx: Context, report: ImportReport, ids: tuple[int, int]) -> None:
        """Say what became of the rows so far.

        Args:
            report: What did.
            ids: The least and the greatest id of the parties that were made.
        """
        if self._job is not None:
            self._job = move_job(ctx, self._job, **_counted(report, ids))

    def finish(
        self, report: ImportReport, ids: tuple[int, int], error: Exception | None = None
    ) -> None:
        """Say what became of all rows.

        Args:
            report: What did.
            ids: As above.
            error: What broke it off.
        """
        if self._job is None:
            return
        values = _counted(report, ids)
        with self._begin() as ctx:
            if error is None:
                finish_job(ctx, self._job, None, **values)
            else:
                finish_refused(ctx, self._job, error, **values)


def finish_refused(ctx: Context, job: Job, error: Exception, **values: Any) -> Job:  # noqa: ANN401
    """Say that a job is over because something went wrong, and what.

    Args:
        job: The job.
        error: What.
        values: What else is different, by field.

    Returns:
        The job as it is.
    """
    if not isinstance(error, PartitaError):
        return finish_job(ctx, job, INTERRUPTED, **values)
    facts = {name: each for name, each in error.facts.items() if isinstance(each, str | int)}
    result = {**(job.result or {}), **(values.pop("result", None) or {})}
    refusal = {"code": error.code, "facts": facts}
    return finish_job(ctx, job, str(error), **values, result={**result, "refusal": refusal})


def _counted(report: ImportReport, ids: tuple[int, int]) -> dict[str, Any]:
    problems = [
        [each.line, each.field, each.value, each.reason] for each in report.rejected[:PROBLEMS_KEPT]
    ]
    counts = {
        name: getattr(report, name)
        for name in ("created", "updated", "unchanged", "rejected_rows", "columns", "unknown")
    }
    result = {**counts, "ids": list(ids), "problems": problems}
    return {"done": report.rows, "updated": report.created + report.updated, "result": result}
