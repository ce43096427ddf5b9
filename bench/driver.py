"""Load on a server: `wrk` where there is one, else a small client in Python."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parent / "wrk" / "drive.lua"
HOW_TO_INSTALL = "wrk is not here; install it with `apt-get install wrk` (Debian, Ubuntu)."
WRK_THREADS = 2
GRACE_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A record read, changed and written back, over and over.

    Patterns are of a kind that Lua and Python read alike.

    Attributes:
        read_path: Where one is read.
        version: Finds its version in what was read, as a group.
        base: Base of the number the version is.
        version_as: What the version is replaced by; ``{version}`` is the known one, in that base.
        digits: Length of that number, filled with zeros; 0 for as long as it is.
        changed: Finds what is changed.
        changed_as: What it is replaced by; ``{unique}`` is new every time.
    """

    read_path: str
    version: str
    base: int
    version_as: str
    digits: int
    changed: str
    changed_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Requests of one operation, and what a right answer to them is.

    In `path` and `body`, ``{n}`` is a number out of `low`, `low` + `step`, ... (`count` of them),
    ``{term}`` one of `terms`, ``{unique}`` a text that was never used before.

    Attributes:
        status: The one status of a right answer.
        marker: Text that stands once in each row of an answer.
        rows_min, rows_max: How many rows a right answer has.
        bytes_min: How long it is at least.
        edit: Each request writes back what was read before.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""
    low: int = 1
    count: int = 1
    step: int = 1
    terms: tuple[str, ...] = ()
    status: int = 200
    marker: str = ""
    rows_min: int = 0
    rows_max: int = 0
    bytes_min: int = 0
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """How hard to ask.

    Attributes:
        checks: Look at every answer. Else `wrk` counts those that were refused and how long they
            are, and takes less of the processors it shares with what is measured.
    """

    connections: int
    seconds: float
    seed: int
    checks: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        requests: Right answers; of an edit, writes only.
        answers: All answers.
        bad: Answers that were not right, and requests without one.
        complaint: What was wrong with one of them.
    """

    requests: int
    answers: int
    seconds: float
    p50_ms: float
    p99_ms: float
    bad: int = 0
    complaint: str = ""

    @property
    def per_s(self) -> float:
        """Right answers in a second."""
        return self.requests / self.seconds if self.seconds else 0.0


def has_wrk() -> bool:
    """Tell whether wrk is here."""
    return shutil.which("wrk") is not None


def install_wrk() -> bool:
    """Install wrk where that needs no question: as root, on Debian."""
    if has_wrk():
        return True
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("installing wrk ...", file=sys.stderr)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "wrk"]):
        subprocess.run(["apt-get", *words], check=False, timeout=300, **quiet)  # type: ignore[call-overload]
    return has_wrk()


def drive(client: str, port: int, plan: Plan, load: Load) -> Outcome:
    """Ask a server on this machine for a while."""
    return _wrk(port, plan, load) if client == "wrk" else _python(port, plan, load)


def to_lua(value: Any) -> str:  # noqa: ANN401  # any value of JSON
    """Write a value as Lua reads it.

    >>> to_lua({"a": [1, "x\\n"], "b": None})
    '{["a"]={1,"x\\\\n"},["b"]=nil}'
    """
    if isinstance(value, dict):
        return (
            "{" + ",".join(f"[{to_lua(key)}]={to_lua(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(to_lua, value)) + "}"
    if value is None:
        return "nil"
    return json.dumps(value, ensure_ascii=False)


def as_dict(plan: Plan, load: Load) -> dict[str, Any]:
    """A plan as both clients read it."""
    known = {name: getattr(plan, name) for name in plan.__slots__}
    edit = plan.edit and {name: getattr(plan.edit, name) for name in plan.edit.__slots__}
    return (
        known
        | {"edit": edit, "seed": load.seed, "connections": load.connections}
        | {"checks": load.checks}
    )


def _wrk(port: int, plan: Plan, load: Load) -> Outcome:
    # An edit needs to know which answer is whose: one connection for each Lua state.
    threads = load.connections if plan.edit else min(WRK_THREADS, load.connections)
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
        file.write("return " + to_lua(as_dict(plan, load)))
        file.flush()
        words = [
            "wrk",
            f"-t{threads}",
            f"-c{load.connections}",
            f"-d{max(1, round(load.seconds))}s",
        ]
        words += ["--timeout", "20s", "-s", str(SCRIPT), f"http://127.0.0.1:{port}"]
        done = subprocess.run(
            words,
            check=True,
            capture_output=True,
            text=True,
            timeout=load.seconds + GRACE_S,
            env={**os.environ, "BENCH_PLAN": file.name},
        )
    return _outcome(done.stdout)


def _python(port: int, plan: Plan, load: Load) -> Outcome:
    given = json.dumps({"port": port, "seconds": load.seconds, "plan": as_dict(plan, load)})
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("client.py"))],
        check=True,
        capture_output=True,
        text=True,
        input=given,
        timeout=load.seconds + GRACE_S,
    )
    return _outcome(done.stdout)


def _outcome(text: str) -> Outcome:
    line = next(line for line in text.splitlines() if line.startswith("BENCH "))
    return Outcome(**json.loads(line.removeprefix("BENCH ")))


@dataclass(slots=True)
class Series:
    """What one competitor did in all rounds."""

    outcomes: list[Outcome] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    database_cpu_s: list[float] = field(default_factory=list)
