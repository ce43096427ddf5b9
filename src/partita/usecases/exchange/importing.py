"""Rows of a file become parties of a book.

Two thousand rows are one transaction: when an import breaks off, what was done until then is
there, and running it again goes on, for rows whose key is known change the party they made. A
bad row never stops a good one. Every party an import makes carries ``import:`` and the id of the
import as its source, so that all it made can be found; what it does to other parties is noted
beside it (`partita.domain.importing`), so that a whole import can be undone.
"""

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Final

from partita.domain.errors import PartitaError
from partita.domain.job import Job, JobState
from partita.kit.ids import uuid7
from partita.usecases.context import Context
from partita.usecases.exchange.applying import Outcome, Run, apply_wishes, settle_links
from partita.usecases.exchange.batch import Link
from partita.usecases.exchange.lines import is_whole, read_line
from partita.usecases.exchange.mapping import map_headers, require_name
from partita.usecases.exchange.matching import given_conflict
from partita.usecases.exchange.mishaps import ENDING, Mishaps, do_what_can_be
from partita.usecases.exchange.orders import (
    ImportOrder,
    ImportReport,
    JobLog,
    finish_refused,
    forget_upload,
    order_import,
    source_of,
)
from partita.usecases.exchange.tables import FILE, Table, TableRow, is_file
from partita.usecases.exchange.wishes import Rejection, RowReader, Wish, rejection
from partita.usecases.jobs import Begin, move_job, take_job

CHUNK_ROWS: Final = 2_000
"""Rows of one transaction: fewer write the same pages of indexes more often, and more keep other
writers waiting for longer than a blink."""
FILES_BYTES_MAX: Final = 64_000_000
"""When so many bytes of files wait with their rows, these are done first."""
REJECTIONS_MAX: Final = 10_000
"""Rejections told one by one; beyond, they are only counted."""
UNKNOWN_MAX: Final = 100
SHAPES_MAX: Final = 1_000
"""Combinations of names in JSON lines that are remembered."""

Progress = Callable[[int], object]
"""Told how many rows were read so far."""
OpenContent = Callable[[bytes], AbstractContextManager[Table]]
"""Opens the bytes of a file of rows."""


class _Undone(Exception):  # not an error
    """Leaves a transaction so that nothing of it stays."""


def import_rows(
    begin: Begin,
    table: Table,
    order: ImportOrder,
    progress: Progress | None = None,
    *,
    job: Job | None = None,
) -> ImportReport:
    """Make or change a party for each row of a table.

    A row is about the party that its first key finds (see `partita.usecases.exchange.matching`);
    of two rows with one key the second changes what the first made. A row changes what it
    mentions: an empty cell leaves a value as it is. A row over which something goes wrong that
    nobody foresaw is rejected, and logged (`partita.usecases.exchange.mishaps`).

    Args:
        begin: Opens a transaction; called for every two thousand rows.
        table: The rows.
        order: How to import them.
        progress: Told now and then how many rows were read; ``None`` tells nobody.
        job: Says how far it is; it must be running. One is made when ``None``, unless it is dry.

    Returns:
        What became of the rows.

    Raises:
        ImportUnreadable: The table cannot be read, or no column holds names.
        NotAllowed: The actor may not write what the rows hold.
        NumbersUsedUp: A series has no free number left.
        StoreBusy: The database did not get to it in time; running the import again goes on.

    Emits:
        party.created
        party.changed
        *.created
        *.changed
    """
    if job is None and not order.is_dry:
        with begin() as ctx:
            job = move_job(ctx, order_import(ctx, order), state=JobState.RUNNING)
    found = _Import(begin, order, job)
    try:
        _import_all(found, table, order, progress)
    except Exception as error:
        found.fail(error)
        raise
    return found.report


def _import_all(
    found: "_Import", table: Table, order: ImportOrder, progress: Progress | None
) -> None:
    readers = _Readers(table, order, found.report)
    waiting = _Waiting()
    for row in table.rows():
        if is_file(row):
            found.leave_out(waiting.take_file(row))
            continue
        if waiting.is_enough():
            found.apply(waiting.taken())
            if progress is not None:
                progress(found.report.rows)
        waiting.add(found.read(readers, row))
    found.apply(waiting.taken())
    found.finish()


def run_import(begin: Begin, open_content: OpenContent, job_id: int) -> Job | None:
    """Do a job that `partita.usecases.exchange.orders.order_import` noted for a kept file.

    Args:
        begin: Opens a transaction; called for every two thousand rows.
        open_content: Opens the file.
        job_id: Which job.

    Returns:
        The job when it is over, well or not; ``None`` when there is none to do.

    Raises:
        NotAllowed: The actor may not write what the rows hold.
        StoreBusy: The database did not get to it in time.
    """
    with begin() as ctx:
        job = take_job(ctx, job_id)
        if job is None:
            return None
        file = ctx.unit.files.find(str(job.wish["file_key"]))
    order = ImportOrder.of(job)
    try:
        with open_content(b"" if file is None else file.content) as table:
            import_rows(begin, table, order, job=job)
    except PartitaError as error:
        with begin() as ctx:
            left = ctx.unit.jobs.find(job_id)
            if left is not None and not left.is_finished:
                finish_refused(ctx, left, error)
    with begin() as ctx:
        if not order.is_dry:
            forget_upload(ctx, job)
        return ctx.unit.jobs.find(job_id)


class _Waiting:
    """Rows that wait to be done together, with the files that came after them."""

    def __init__(self) -> None:
        self._rows: list[Wish | Rejection] = []
        self._file_bytes = 0

    def add(self, row: Wish | Rejection) -> None:
        self._rows.append(row)

    def is_enough(self) -> bool:
        return len(self._rows) >= CHUNK_ROWS or self._file_bytes >= FILES_BYTES_MAX

    def taken(self) -> list[Wish | Rejection]:
        rows, self._rows, self._file_bytes = self._rows, [], 0
        return rows

    def take_file(self, row: TableRow) -> Rejection | None:
        """Give a file to the party before it; why it cannot be given."""
        told = row.cells[0]
        place, content = (told["kind"], told["number"]), told["content"]
        party = next((each for each in reversed(self._rows) if isinstance(each, Wish)), None)
        documents = [] if party is None else party.parts.get("documents", [])
        is_wanted = place in {(str(each["kind"]), each["number"]) for each in documents}
        if party is None or not is_wanted or place in party.files:
            content.close()
            return rejection(row.line, f"{FILE}.number", place[1], "is no document of the party")
        party.files[place] = content
        self._file_bytes += content.size_bytes
        return None


class _Readers:
    """Reads rows by their headers, each combination of which is understood once."""

    def __init__(self, table: Table, order: ImportOrder, report: ImportReport) -> None:
        self._order = order
        self._report = report
        self._known: dict[tuple[str, ...], RowReader] = {}
        if table.headers is not None:
            reader = self._reader(table.headers, needs_name=True)
            self._known[table.headers] = reader

    def read(self, row: TableRow) -> Wish | Rejection:
        if row.trouble:
            return rejection(row.line, "", "", row.trouble)
        if is_whole(row):
            return read_line(row)
        reader = self._known.get(row.headers)
        if reader is None:
            if len(self._known) >= SHAPES_MAX:
                self._known.clear()
            reader = self._known[row.headers] = self._reader(row.headers, needs_name=False)
        return reader.read(row)

    def _reader(self, headers: tuple[str, ...], *, needs_name: bool) -> RowReader:
        mapping = map_headers(headers, self._order.overrides)
        if needs_name:
            require_name(mapping)
        self._report.columns.update(mapping.fields)
        room = UNKNOWN_MAX - len(self._report.unknown)
        new = [name for name in mapping.unknown if name not in self._report.unknown]
        self._report.unknown += new[:room]
        return RowReader(mapping, self._order.role)


class _Import:
    """One import under way."""

    def __init__(self, begin: Begin, order: ImportOrder, job: Job | None) -> None:
        import_id = uuid7() if job is None else job.uuid
        self.report = ImportReport(import_id, is_dry=order.is_dry)
        self._begin = begin
        self._is_dry = order.is_dry
        self._run = Run(source_of(import_id))
        if job is not None and not order.is_dry:
            self.report.job = self._run.job_id = job.id
        self._log = JobLog(begin, job)
        self._shadow = _Shadow(self._run)
        self._mishaps = Mishaps(import_id)

    def read(self, readers: _Readers, row: TableRow) -> Wish | Rejection:
        """Read a row; what goes wrong with it that is nobody's to know rejects it."""
        try:
            return readers.read(row)
        except (PartitaError, *ENDING):
            raise
        except Exception as error:  # noqa: BLE001  # lint: allow broad-except because nobody foresaw it
            return self._mishaps.tell(row.line, error)

    def leave_out(self, told: Rejection | None) -> None:
        """Tell of something that no row can take."""
        if told is not None:
            self._count([Outcome(left_out=[told])])

    def apply(self, waiting: Sequence[Wish | Rejection]) -> None:
        """Do some rows in one transaction, and let go of their files."""
        self._apply(waiting)
        for each in waiting:
            if isinstance(each, Wish):
                each.forget_files()

    def _apply(self, waiting: Sequence[Wish | Rejection]) -> None:
        wishes: list[Wish] = []
        rejections: list[Rejection] = []
        for each in waiting:
            self.report.rows += 1
            if isinstance(each, Wish):
                wishes.append(each)
            else:
                rejections.append(each)
        self._count([Outcome(rejections=rejections)])
        if wishes:
            do = self._try if self._is_dry else self._do
            do_what_can_be(wishes, do, moment=self._moment, refuse=self._refuse)
        if self._is_dry and self._log.is_kept:
            self._move_on()

    def _do(self, wishes: Sequence[Wish]) -> None:
        """Do some rows in one transaction."""
        with self._begin() as ctx:
            self._run.rows.settle(ctx, wishes)
            self._count([apply_wishes(ctx, self._run, part) for part in rounds(wishes)])
            self._log.move_on(ctx, self.report, self._run.ids)

    def _moment(self) -> Callable[[], None]:
        """Remember how it stands; what this returns makes it stand so again."""
        backs = [each.moment() for each in (self._run, self.report, self._log)]

        def back() -> None:
            for each in backs:
                each()

        return back

    def _refuse(self, wish: Wish, error: Exception) -> None:
        """Reject a row that nobody foresaw to fail, if the database still does others."""
        self._count([Outcome(rejections=[self._mishaps.tell(wish.line, error)])])
        self._move_on()

    def _move_on(self) -> None:
        with self._begin() as ctx:
            self._log.move_on(ctx, self.report, self._run.ids)

    def _try(self, asked: Sequence[Wish]) -> None:
        """Do some rows, and undo them."""
        known = Outcome()
        wishes = self._shadow.sift(asked, known)
        outcomes = [known]
        with suppress(_Undone), self._begin() as ctx:
            self._shadow.advance(ctx)
            with ctx.unit.attempt():  # at whose end everything is written that waits to be
                self._run.rows.settle(ctx, wishes)
                outcomes += (apply_wishes(ctx, self._run, part) for part in rounds(wishes))
            raise _Undone
        self._count(outcomes)
        self._shadow.remember(outcomes)

    def _count(self, outcomes: Sequence[Outcome]) -> None:
        report = self.report
        report.rejected_rows += sum(len(outcome.rejections) for outcome in outcomes)
        found = [each for outcome in outcomes for each in outcome.rejections + outcome.left_out]
        found.sort(key=lambda each: each.line)
        report.rejected += found[: REJECTIONS_MAX - len(report.rejected)]
        for outcome in outcomes:
            report.created += len(outcome.created)
            report.updated += len(outcome.updated)
            report.unchanged += len(outcome.unchanged)

    def finish(self) -> None:
        """Set what points at parties that came later in the file."""
        links = [] if self._is_dry else self._run.links
        for start in range(0, len(links), CHUNK_ROWS):
            part = links[start : start + CHUNK_ROWS]
            do_what_can_be(part, self._link, moment=self._moment, refuse=self._refuse_link)
        self._log.finish(self.report, self._run.ids)

    def _link(self, links: Sequence[Link]) -> None:
        with self._begin() as ctx:
            left_out = settle_links(ctx, self._run, links)
        self._count([Outcome(left_out=left_out)])

    def _refuse_link(self, link: Link, error: Exception) -> None:
        self._count([Outcome(left_out=[self._mishaps.tell(link.line, error)])])
        self._move_on()

    def fail(self, error: Exception) -> None:
        """Say that it broke off."""
        self._log.finish(self.report, self._run.ids, error)


def rounds(wishes: Sequence[Wish]) -> list[list[Wish]]:
    """Part rows so that none of a part is about a party that another one of it makes or changes.

    Rows stay in their order as far as they share a key.
    """
    parts: list[list[Wish]] = []
    last: dict[Hashable, int] = {}
    for wish in wishes:
        own, shared = wish.own_keys(), wish.shared_keys()
        place = max((last.get(key, -1) for key in own or shared), default=-1) + 1
        for key in (*own, *shared):
            last[key] = max(place, last.get(key, -1))
        if place == len(parts):
            parts.append([])
        parts[place].append(wish)
    return parts


class _Shadow:
    """What a dry run would have made: it is gone from the book by the next two thousand rows.

    A row whose key was in an earlier portion is compared with the row that had it. Rows that
    differ in anything they mention count as updates, though the real import may find that the
    later one leaves out what the earlier one said.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._digests: dict[int, int] = {}
        self._news: dict[int, int] = {}

    def advance(self, ctx: Context) -> None:
        """Let automatic numbers go on where the last portion ended."""
        for role, given in self._run.given.items():
            if given.last:
                ctx.unit.raise_counter(role, given.last)

    def sift(self, wishes: Sequence[Wish], outcome: Outcome) -> list[Wish]:
        """Sort out the rows whose party an earlier portion would have made."""
        left: list[Wish] = []
        self._news.clear()
        for wish in wishes:
            key = _first_key(wish)
            place = hash(key)
            known = None if key is None else self._news.get(place, self._digests.get(place))
            refused = given_conflict(wish, self._run.given)
            if known is None:
                left.append(wish)
            elif refused is not None:
                outcome.rejections.append(refused)
            else:
                self._news[place] = digest = _digest(wish)
                (outcome.unchanged if digest == known else outcome.updated).append(wish)
        return left

    def remember(self, outcomes: Sequence[Outcome]) -> None:
        """Keep in short what was made, and what those would have done that were sorted out."""
        self._digests |= self._news
        for wish in (each for outcome in outcomes for each in outcome.created):
            digest = _digest(wish)
            keys = (*wish.own_keys(), *wish.shared_keys())
            self._digests.update((hash(key), digest) for key in keys)


def _first_key(wish: Wish) -> Hashable:
    """The key that decides who a row is about; ``None`` where it has none."""
    return next(iter(wish.own_keys() or wish.shared_keys()), None)


def _digest(wish: Wish) -> int:
    roles = {role: values | {"number": 0} for role, values in wish.roles.items()}
    return hash(repr((wish.party, roles, wish.mail, wish.account, wish.groups, wish.parts)))
