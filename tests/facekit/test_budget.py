"""Budgets: exact over processes, anew in every window, told when they are used up."""

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

import pytest

from partita.domain.errors import RateExceeded
from partita.facekit.budget import ROWS, SharedBudget
from partita.facekit.face import Budget
from partita.facekit.slots import Slot
from partita.kit.clock import system_clock
from tests.builders import FrozenClock

CALLER = 7
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def open_budget(path: Path | None, column: int = 0, **values: int) -> SharedBudget:
    return SharedBudget(path, column, 4, **{"limit": 10, "window_s": 60, **values})


def refused(spend: Callable[[], Budget]) -> dict[str, Any]:
    with pytest.raises(RateExceeded) as caught:
        spend()
    return caught.value.facts


def test_what_was_used_is_told(tmp_path: Path, clock: FrozenClock) -> None:
    budget = open_budget(tmp_path / "budget")
    assert budget.spend(CALLER, 3, clock) == Budget(used=3, limit=10, window_s=60)
    assert budget.spend(CALLER, 1, clock).used == 4


def test_the_last_unit_can_be_used_and_no_more(tmp_path: Path) -> None:
    clock = FrozenClock(START)
    budget = open_budget(tmp_path / "budget")
    assert budget.spend(CALLER, 8, clock).used == 8
    facts = refused(lambda: budget.spend(CALLER, 3, clock))
    assert facts == {"limit": 10, "window_s": 60, "used": 8, "retry_after_s": 56}
    assert budget.spend(CALLER, 2, clock).used == 10


def test_a_new_window_is_a_new_budget(tmp_path: Path) -> None:
    clock = FrozenClock(START)
    budget = open_budget(tmp_path / "budget", limit=1)
    budget.spend(CALLER, 1, clock)
    wait_s = refused(lambda: budget.spend(CALLER, 1, clock))["retry_after_s"]
    clock.advance(seconds=wait_s)
    assert budget.spend(CALLER, 1, clock).used == 1


def test_callers_do_not_share(clock: FrozenClock) -> None:
    budget = open_budget(None, limit=1)
    budget.spend(CALLER, 1, clock)
    assert budget.spend(CALLER + 1, 1, clock).used == 1
    assert budget.spend(ROWS - 1, 1, clock).used == 1


def test_what_a_gone_worker_used_stays_used(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "budget"
    open_budget(path, 0).spend(CALLER, 4, clock)
    open_budget(path, 1).spend(CALLER, 4, clock)
    assert open_budget(path, 0).spend(CALLER, 1, clock).used == 9


def spend_much(folder: Path, tries: int, allowed: "Queue[int]") -> None:
    slot = Slot(folder, 4)
    budget = open_budget(folder / "budget", slot.number, limit=1_000, window_s=86_400)
    done = 0
    for _ in range(tries):
        try:
            budget.spend(CALLER, 1, system_clock)
        except RateExceeded:
            continue
        done += 1
    allowed.put(done)
    slot.close()


@pytest.mark.parametrize(("tries", "allowed"), [(200, 800), (2_000, 1_000)])
def test_processes_together_use_what_they_may_and_no_more(
    tmp_path: Path, tries: int, allowed: int
) -> None:
    spawned = multiprocessing.get_context("spawn")
    told = spawned.Queue()
    workers = [spawned.Process(target=spend_much, args=(tmp_path, tries, told)) for _ in range(4)]
    for each in workers:
        each.start()
    assert sum(told.get(timeout=60) for _ in workers) == allowed
    for each in workers:
        each.join(10)


def test_slots_are_taken_once_and_given_back(tmp_path: Path) -> None:
    first, second = Slot(tmp_path, 2), Slot(tmp_path, 2)
    assert (first.number, second.number) == (0, 1)
    with pytest.raises(RuntimeError, match="more than 2"):
        Slot(tmp_path, 2)
    first.close()
    assert Slot(tmp_path, 2).number == 0
