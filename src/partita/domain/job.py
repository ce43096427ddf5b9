"""Work that takes longer than a request may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from partita.domain.record import Record

JOB_SILENCE: Final = timedelta(minutes=10)
"""A job that did not get on for so long is no longer worked on: whoever did it is gone."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Record):
    """Work that takes longer than a request may; `changed_at` is when it last got on.

    Attributes:
        id: Unique in the book among jobs, from 1.
        kind: What is done, such as ``enrichment``.
        state: How far it is; see `state_at`.
        wish: What was asked for, by name.
        total: How many things there are to do.
        done: How many were looked at.
        updated: How many of those were changed.
        result: What came of it so far, by name, in the words of its kind.
        error: Why it failed.
        finished_at: When it ended, well or not.
    """

    id: int
    kind: str
    state: JobState
    wish: dict[str, object]
    total: int
    done: int = 0
    updated: int = 0
    error: str | None = None
    result: dict[str, object] | None = None
    finished_at: datetime | None = None

    @property
    def is_finished(self) -> bool:
        """Whether nobody works on it any more."""
        return self.state in {JobState.DONE, JobState.FAILED}

    def state_at(self, now: datetime) -> JobState:
        """How far it is: one that has been silent for long failed, whatever it last said."""
        is_silent = not self.is_finished and now - self.changed_at > JOB_SILENCE
        return JobState.FAILED if is_silent else self.state
