"""Each of our own lint rules with samples it accepts and samples it refuses."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from tools import lint, size
from tools.rules import RULES, Project
from tools.source import Module, read_package

PROJECT = Project(
    errors=frozenset({"PartyNotFound", "NotAllowed"}),
    dialects={"alpha": frozenset({"cvrNo", "layout"}), "beta": frozenset({"layout", "tin"})},
)

USE_CASE = '''
def change_party(ctx: Context, party: PartyId, *, if_version: int | None) -> Party:
    """Replace the mentioned fields.

    Args:
        party: Which one.
        if_version: Refuse unless the stored version is this one;
            ``None`` skips the check.

    Returns:
        The party, one version on.

    Raises:
        PartyNotFound: Unknown in this tenant.
        NotAllowed: A helper finds that the actor may not.

    Emits:
        party.changed
        customer.settled: Where it is one.
    """
    if party not in ctx.parties:
        raise PartyNotFound(party)
    ctx.record("party.changed", party)
    return _settle(ctx, party)


def _settle(ctx: Context, party: PartyId) -> Party:
    ctx.record(f"{party.role}.settled", party)
    return party
'''

NOTHING_TO_SAY = '''
def ping(ctx: Context) -> None:
    """Do nothing."""
'''

GOOD = [
    pytest.param("commit", "store/uow.py", "connection.commit()", id="the unit of work commits"),
    pytest.param("commit", "usecases/a.py", "commit()", id="a function may be called commit"),
    pytest.param("fixed-world", "kit/clock.py", "import time\ntime.time()", id="kit has a clock"),
    pytest.param(
        "fixed-world", "server.py", "import time\ntime.sleep(1)", id="waiting is no clock"
    ),
    pytest.param(
        "fixed-world", "domain/a.py", "import time\ntime.perf_counter()", id="how long is not when"
    ),
    pytest.param("fixed-world", "demo.py", "import random\nrandom.Random(4)", id="a seed is fixed"),
    pytest.param("fixed-world", "domain/a.py", "clock.time()", id="a clock handed in"),
    pytest.param(
        "broad-except",
        "facekit/wsgi.py",
        "try:\n    x()\nexcept Exception:\n    pass",
        id="an edge catches all",
    ),
    pytest.param(
        "broad-except", "cli/a.py", "try:\n    x()\nexcept OSError:\n    pass", id="a named error"
    ),
    pytest.param(
        "broad-except",
        "store/uow.py",
        "try:\n    x()\nexcept BaseException:\n    undo()\n    raise",
        id="tidying up and raising again",
    ),
    pytest.param("http-status", "faces/alpha/routes.py", "Reply(404)", id="a face says 404"),
    pytest.param("http-status", "domain/a.py", "LINES_MAX = 600", id="600 is no status"),
    pytest.param("docstring", "domain/a.py", 'def f() -> None:\n    """Do."""', id="documented"),
    pytest.param("docstring", "store/a.py", "def f() -> None: ...", id="not asked of storage"),
    pytest.param(
        "docstring",
        "access/a.py",
        "class A:\n    @override\n    def f(self) -> None: ...\n    def _g(self) -> None: ...",
        id="overrides and private ones",
    ),
    pytest.param("contract", "usecases/a.py", USE_CASE, id="a contract that holds"),
    pytest.param("contract", "usecases/a.py", NOTHING_TO_SAY, id="sections only where needed"),
    pytest.param("contract", "domain/a.py", "def f(ctx): ...", id="only use cases have contracts"),
    pytest.param("dialect-word", "faces/alpha/map.py", "cvr_no = 1", id="at home"),
    pytest.param("dialect-word", "faces/beta/map.py", "layout = 1", id="a word of both"),
    pytest.param("dialect-word", "domain/a.py", "setting = layouts", id="a longer word"),
    pytest.param("dialect-word", "domain/a.py", "x = 'cvrNo'", id="texts are not names"),
    pytest.param("long-module", "domain/a.py", "x = 1\n" * 600, id="600 lines"),
    pytest.param(
        "long-function",
        "domain/a.py",
        "def f() -> None:\n" + "    x = 1\n" * 40 + "    # why\n\n" * 9,
        id="40 code lines",
    ),
    pytest.param("result-type", "cli/a.py", "def f() -> None: ...", id="annotated"),
]

BAD = [
    pytest.param("commit", "usecases/a.py", "ctx.unit.commit()", id="a use case commits"),
    pytest.param("commit", "store/parties.py", "execute('commit ')", id="in SQL"),
    pytest.param(
        "fixed-world", "domain/a.py", "from datetime import datetime as d\nd.now(UTC)", id="now"
    ),
    pytest.param("fixed-world", "usecases/a.py", "import time as t\nt.time()", id="time"),
    pytest.param("fixed-world", "access/a.py", "import secrets\nsecrets.token_hex()", id="secrets"),
    pytest.param("fixed-world", "demo.py", "from random import choice\nchoice([1])", id="random"),
    pytest.param("fixed-world", "store/a.py", "import uuid\nx(default=uuid.uuid4)", id="uuid4"),
    pytest.param(
        "broad-except",
        "store/a.py",
        "try:\n    x()\nexcept (OSError, Exception):\n    pass",
        id="one of two is broad",
    ),
    pytest.param("broad-except", "cli/a.py", "try:\n    x()\nexcept:\n    pass", id="bare"),
    pytest.param("http-status", "usecases/a.py", "Refused(status=409)", id="a use case says 409"),
    pytest.param("docstring", "ports.py", "class A:\n    def f(self) -> None: ...", id="a port"),
    pytest.param("docstring", "facekit/a.py", "def f() -> None: ...", id="a function"),
    pytest.param("dialect-word", "domain/a.py", "party.cvr_no_max", id="inside a name"),
    pytest.param("dialect-word", "store/a.py", "f(cvrNo=1)", id="a keyword"),
    pytest.param("dialect-word", "faces/beta/map.py", "def cvr_no(): ...", id="in another face"),
    pytest.param("long-module", "domain/a.py", "x = 1\n" * 601, id="601 lines"),
    pytest.param(
        "long-function",
        "domain/a.py",
        'def f() -> None:\n    """Do."""\n' + "    x = 1\n" * 41,
        id="41 code lines",
    ),
    pytest.param("result-type", "cli/a.py", "class A:\n    def f(self): ...", id="not annotated"),
]

BROKEN_CONTRACTS = [
    pytest.param({"        party: Which one.\n": ""}, "Args does not list party", id="argument"),
    pytest.param(
        {"        party: Which": "        who: Which"}, "Args lists who", id="invented argument"
    ),
    pytest.param({"Returns:": "Note:"}, "section Returns is missing", id="no result"),
    pytest.param({"-> Party": "-> None"}, "returns nothing", id="a result that is none"),
    pytest.param(
        {"        PartyNotFound: Unknown in this tenant.\n": ""},
        "raises PartyNotFound",
        id="an error left out",
    ),
    pytest.param({"NotAllowed:": "NotAlowed:"}, "Raises lists NotAlowed", id="no such error"),
    pytest.param({"        party.changed\n": ""}, "records party.changed", id="an event left out"),
    pytest.param(
        {"        customer.settled:": "        customer.made:"},
        "Emits lists customer.made",
        id="an event misnamed",
    ),
    pytest.param(
        {"        customer.settled: Where it is one.\n": ""},
        "records *.settled",
        id="a helper's event left out",
    ),
]


def found(path: str, source: str) -> set[str]:
    """Names of the rules that object to a source."""
    return {finding.rule for finding in lint.lint(Module.parse(path, dedent(source)), PROJECT)}


@pytest.mark.parametrize(("rule", "path", "source"), GOOD)
def test_good(rule: str, path: str, source: str) -> None:
    assert rule not in found(path, source)


@pytest.mark.parametrize(("rule", "path", "source"), BAD)
def test_bad(rule: str, path: str, source: str) -> None:
    assert rule in found(path, source)


@pytest.mark.parametrize(("changes", "complaint"), BROKEN_CONTRACTS)
def test_a_broken_contract(changes: Mapping[str, str], complaint: str) -> None:
    source = USE_CASE
    for old, new in changes.items():
        assert old in source
        source = source.replace(old, new)
    texts = [text.text for text in lint.lint(Module.parse("usecases/a.py", source), PROJECT)]
    assert any(complaint in text for text in texts), texts


def test_every_rule_has_a_good_and_a_bad_sample() -> None:
    good = {str(case.values[0]) for case in GOOD}
    bad = {str(case.values[0]) for case in BAD}
    assert good == set(RULES)
    assert bad == set(RULES) - {"contract"}  # those are BROKEN_CONTRACTS


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        pytest.param("lint: allow http-status because it is a year", set(), id="with a reason"),
        pytest.param("lint: allow http-status", {"http-status"}, id="without a reason"),
        pytest.param(
            "lint: allow commit because of haste", {"http-status", "stale-allow"}, id="another rule"
        ),
    ],
)
def test_allowing(comment: str, rules: set[str]) -> None:
    assert found("domain/a.py", f"CHARLEMAGNE = 404  # {comment}") == rules


def test_what_is_read_from_a_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "domain/errors.py": "class PartyGone(Exception): ...",
        "access/policy.py": "class NotAllowed(Exception): ...",
        "faces/alpha/wire.py": 'DIALECT_WORDS: Final[frozenset[str]] = frozenset({"cvrNo"})',
        "store/parties.py": "cvr_no = 1",
    }
    for path, source in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source, encoding="utf-8")
    project = lint.describe(read_package(tmp_path))
    assert project == Project(
        errors=frozenset({"PartyGone", "NotAllowed"}), dialects={"alpha": frozenset({"cvrNo"})}
    )
    assert lint.main(tmp_path) == 1
    assert "store/parties.py:1: dialect-word: cvr_no" in capsys.readouterr().out


def test_measuring() -> None:
    source = 'def f() -> None:\n    """Do."""\n\n    # why\n    x = 1\n\ndef _g():\n    y = 1\n'
    measured = size.measure([Module.parse("a.py", source), Module.parse("b.py", "")])
    assert measured == size.Scorecard(
        modules=(8,), functions=(1, 1), public=1, documented=1, annotated=1
    )
    assert dict(measured.rows())["results annotated"] == "50.0%"
