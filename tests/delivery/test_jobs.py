"""Jobs beside requests."""

import threading

import pytest

from partita.delivery.jobs import JOBS_AT_ONCE, JobThreads
from partita.domain.job import Job, JobState
from partita.kit.ids import uuid7
from partita.usecases.jobs import Begin
from tests.builders import START, FrozenClock, OpenBook

JOIN_S_MAX = 20


@pytest.fixture
def died(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What ended threads unexpectedly."""
    found: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: found.append(repr(args.exc_value)))
    return found


def test_a_job_that_ends_its_thread_holds_up_no_other(
    book: OpenBook, clock: FrozenClock, died: list[str]
) -> None:
    ids = range(1, JOBS_AT_ONCE + 4)
    with book.writing() as ctx:
        ctx.unit.jobs.insert(
            *(
                Job(
                    uuid=uuid7(),
                    version=1,
                    created_at=START,
                    changed_at=START,
                    id=number,
                    kind="careless",
                    state=JobState.WAITING,
                    wish={},
                    total=1,
                )
                for number in ids
            )
        )
    tried: list[int] = []

    def run(begin: Begin, job_id: int) -> None:
        del begin
        tried.append(job_id)
        raise ZeroDivisionError

    jobs = JobThreads(book.database, clock, {"careless": run})
    for number in ids:
        jobs.start(book.book_id, number)
    for _ in ids:  # each thread that ends makes the next
        for thread in threading.enumerate():
            if thread.name == "partita-job":
                thread.join(JOIN_S_MAX)
    assert sorted(tried) == list(ids)
    assert died == ["ZeroDivisionError()"] * len(ids)
