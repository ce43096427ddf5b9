"""``partita terms``."""

import json

import pytest

from tests.cli.conftest import Cli

LINES = json.dumps(
    [
        {"order": 0, "type": "PERCENTAGE", "value": 30, "condition": "NONE", "day": 0},
        {"order": 1, "type": "PERCENTAGE", "value": "30.0", "day": 30, "payDays": [25, 10]},
        {"order": 9999, "type": "REMAINING_AMOUNT", "condition": "END_OF_MONTH", "day": 60},
    ]
)
ASKED = ("terms", "preview", "--date", "2024-01-20", "--amount", "1000.00", "--lines")


def test_a_plan_is_worked_out(cli: Cli) -> None:
    run = cli(*ASKED, LINES, "--json")
    assert run.out.rstrip() == (
        '[{"order":0,"due_date":"2024-01-20","amount":300.00},'
        '{"order":1,"due_date":"2024-02-25","amount":300.00},'
        '{"order":9999,"due_date":"2024-03-31","amount":400.00}]'
    )
    assert [each["order"] for each in run.value] == [0, 1, 9999]


def test_for_people(cli: Cli) -> None:
    run = cli(*ASKED, LINES)
    assert run.code == 0
    assert "2024-02-25" in run.out
    assert "300.00" in run.out


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("nothing", "not JSON"),
        ("[" * 100_000, "not JSON: too deep"),
        ("{}", "not a list of lines"),
        ("[7]", "lines[0] is not an object"),
        ("[{}]", "lines[0].order is missing"),
        ('[{"order": "a"}]', "lines[0].order is not a whole number"),
        ('[{"order": true}]', "lines[0].order is not a whole number"),
        ('[{"order": 0, "value": "x"}]', "lines[0].value is not a number"),
        ('[{"order": 0, "value": []}]', "lines[0].value is not a number"),
        ('[{"order": 0, "type": "HALF"}]', "lines[0].type is none of: NONE, PERCENTAGE"),
        ('[{"order": 0, "condition": 5}]', "lines[0].condition is none of: NONE, DAY_OF_PAYMENT"),
        ('[{"order": 0, "payDays": "5"}]', "lines[0].payDays is not a list of days"),
        ('[{"order": 0, "days": 5}]', "lines[0].days is none of: order, type"),
    ],
)
def test_lines_that_cannot_be_read(cli: Cli, lines: str, line: str) -> None:
    run = cli(*ASKED, lines)
    assert (run.code, run.out) == (2, "")
    assert line in run.err
    assert run.err.count("\n") == 1


def test_all_that_is_wrong_is_told(cli: Cli) -> None:
    lines = '[{"order": 0, "type": "REMAINING_AMOUNT", "day": -1}, {"order": 0, "payDays": [0]}]'
    run = cli(*ASKED, lines)
    assert (run.code, run.out) == (1, "")
    assert run.err == (
        "partita: The lines[0].order must be 9999 for the line that takes the rest. "
        "The lines[0].day must be from 0 to 36500. The lines[1].payDays must be from 1 to 31. "
        "The lines[1].order is that of another line.\n"
    )


@pytest.mark.parametrize(
    ("day", "amount", "line"),
    [
        ("20.1.2024", "1", "'20.1.2024' is not YYYY-MM-DD"),
        ("2024-01-20", "a lot", "'a lot' is no amount"),
        ("2024-01-20", "NaN", "'NaN' is no amount"),
        ("2024-01-20", "1e999999999", "'1e999999999' is no amount of at most 1000000000000000"),
        ("2024-01-20", "1e30", "'1e30' is no amount of at most 1000000000000000"),
        ("9999-12-31", "1", "after the year 9999"),
    ],
)
def test_a_document_that_cannot_be_read(cli: Cli, day: str, amount: str, line: str) -> None:
    run = cli("terms", "preview", "--lines", LINES, "--date", day, "--amount", amount)
    assert (run.code, run.out) == (2, "")
    assert line in run.err
