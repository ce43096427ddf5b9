"""The helpers that know no business."""

import copy
import pickle
import re
import subprocess
import sys
import time
import unicodedata
from dataclasses import FrozenInstanceError, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partita.kit.clock import parse_day, parse_moment, parse_stamp, stamp, system_clock
from partita.kit.ids import new_secret, trace_id, uuid7
from partita.kit.swift import swift
from partita.kit.text import fold, search_fold, squeeze
from partita.kit.unset import UNSET

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FIRST = datetime.fromisoformat("0001-01-02")
LAST = datetime.fromisoformat("9999-12-30")
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(MOMENTS)
def test_a_stamp_comes_back(moment: datetime) -> None:
    assert parse_stamp(stamp(moment)) == moment
    assert len(stamp(moment)) == 26


@given(MOMENTS, MOMENTS)
def test_stamps_sort_as_time_does(one: datetime, other: datetime) -> None:
    assert (one < other) == (stamp(one) < stamp(other))


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_stamp_is_the_same_in_every_zone(moment: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    assert stamp(moment.astimezone(zone)) == stamp(moment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2024-02-29T01:02:03Z", datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)),
        ("2024-02-29T01:02:03z", datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)),
        ("2024-02-29T01:02:03", datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)),
        (" 2024-02-29T01:02:03.5+02:00 ", datetime(2024, 2, 28, 23, 2, 3, 500000, tzinfo=UTC)),
    ],
)
def test_moments_are_read(text: str, moment: datetime) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["", "2024-02-30", "yesterday", "2024-13-01T00:00:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_moment(text)
    with pytest.raises(ValueError, match=r".*"):
        parse_day(text)


def test_days_are_read() -> None:
    assert parse_day("2024-02-29").isoformat() == "2024-02-29"


def test_the_clock_is_in_utc() -> None:
    assert system_clock().utcoffset() == timedelta(0)


def test_uuids_are_of_version_7_and_sort_by_time() -> None:
    made = []
    for _ in range(5):
        made.append(uuid7())
        time.sleep(0.002)
    assert made == sorted(made)
    form = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(form.fullmatch(each) for each in made)
    assert len({uuid7() for _ in range(10_000)}) == 10_000


def test_secrets_need_no_escaping() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", new_secret())
    assert re.fullmatch(r"[0-9a-f]{16}", trace_id())
    assert new_secret() != new_secret()


@given(TEXTS)
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(TEXTS)
def test_folding_forgets_case(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text(st.characters(codec="ascii")))
def test_the_short_way_for_ascii_is_the_long_way(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFC", text.casefold())


@pytest.mark.parametrize(
    ("one", "other"),
    [("STRASSE", "straße"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("ÅSE", "a\u030ase"), ("ﬁn", "FIN")],
)
def test_texts_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(TEXTS)
def test_folding_for_search_leaves_no_marks(text: str) -> None:
    assert not any(unicodedata.combining(each) for each in search_fold(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Şørensen & Łódź", "sorensen & lodz"),
        ("ÆØÅ æøå", "aeoa aeoa"),
        ("Œuvre þing", "oeuvre thing"),
    ],
)
def test_folding_for_search(text: str, folded: str) -> None:
    assert search_fold(text) == folded


@given(TEXTS)
def test_squeezing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    assert "  " not in squeeze(text)


def test_unset_is_false_and_nothing_else() -> None:
    assert not UNSET
    assert UNSET is not None


def test_processes_made_of_one_name_requests_differently() -> None:
    script = """
import os, threading
from partita.kit.ids import trace_id
def name(): print(trace_id(), flush=True)
def ask():
    thread = threading.Thread(target=name)
    thread.start()
    thread.join()
ask()
for _ in range(2):
    if not (child := os.fork()):
        ask()
        os._exit(0)
    os.waitpid(child, 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert len(set(done.stdout.split())) == 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: str


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Town(Named):
    country: str | None = None
    people: int = 0
    kind: str | None = None


def test_what_is_made_swiftly_is_as_a_dataclass_makes_it() -> None:
    town = Town(name="Odense", people=185)
    assert type(town) is Town
    assert (town.name, town.country, town.people) == ("Odense", None, 185)
    assert repr(town).endswith("Town(name='Odense', country=None, people=185, kind=None)")
    assert {town, replace(town, people=185), copy.copy(town)} == {town}
    assert pickle.loads(pickle.dumps(town)) == town  # noqa: S301  # our own bytes


def test_what_is_made_swiftly_stays_as_it_is() -> None:
    town = Town(name="Odense")
    with pytest.raises(FrozenInstanceError):
        town.people = 1  # type: ignore[misc]  # that is the point
    with pytest.raises(FrozenInstanceError):
        del town.people


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"people": 1}, "Town.__init__() missing 1 required keyword-only argument: 'name'"),
        ({"name": "", "mayor": ""}, "got an unexpected keyword argument 'mayor'"),
    ],
)
def test_what_does_not_fit_is_named(values: dict[str, int | str], told: str) -> None:
    with pytest.raises(TypeError, match=re.escape(told)):
        Town(**values)  # type: ignore[arg-type]  # likewise
