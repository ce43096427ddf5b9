"""Times the import of customers, and finding duplicates, by the command line, as people do it."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.data import Dataset, write_customers
from bench.loading import SLUG
from bench.servers import CLI, has_cli

IMPORT_S_MAX: Final = 600


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Attributes:
        cpu_s: Processor time of it alone, not of a database server.
        peak_mb: The most memory it had.
    """

    code: int
    output: str
    complaint: str
    seconds: float
    cpu_s: float
    peak_mb: float


def _partita(url: str, *words: str) -> Ended:
    source = str(Path(__file__).parents[1] / "src")
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-c", CLI, *words, "--database", url]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, env={**os.environ, "PYTHONPATH": path}
        )
        late = threading.Timer(IMPORT_S_MAX, process.kill)
        late.start()
        _, status, used = os.wait4(process.pid, 0)
        late.cancel()
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        texts = output.read().decode(), errors.read().decode(errors="replace")
    cpu_s = used.ru_utime + used.ru_stime
    return Ended(process.returncode, *texts, seconds, cpu_s, used.ru_maxrss / 1024)


def time_import(url: str, data: Dataset, folder: Path) -> dict[str, Any]:
    """Import all parties as customers into a fresh book.

    Returns:
        ``rows``, ``seconds`` and ``cpu_s`` with the start of the program, ``peak_mb``; or a
        ``complaint``.
    """
    if not has_cli():
        return {"complaint": "no command line yet"}
    file = folder / "customers.csv"
    write_customers(data, file)
    for words in (
        ("migrate",),
        ("book", "create", SLUG, "--name", "Benchmark", "--country", "DK"),
    ):
        done = _partita(url, *words)
        if done.code:
            return {"complaint": f"{words[0]}: {_last_line(done)}"}
    done = _partita(url, "import", str(file), "--book", SLUG, "--as", "customer", "--json")
    if done.code:
        return {"complaint": f"import: {_last_line(done)}"}
    told = json.loads(done.output)
    answer = {name: getattr(done, name) for name in ("seconds", "cpu_s", "peak_mb")}
    answer["rows"] = told["rows"]
    if told["created"] != data.sizes.parties:
        answer["complaint"] = f"{told['created']} created, {str(told['rejected'])[:200]}"
    return answer


def time_duplicates(url: str) -> dict[str, Any]:
    """Look for duplicates among all parties that `time_import` imported.

    Returns:
        ``rows`` (parties), ``compared`` and ``suggested`` pairs, ``seconds`` and ``cpu_s`` with the
        start of the program, ``peak_mb``; or a ``complaint``.
    """
    done = _partita(url, "duplicates", "run", "--all", "--book", SLUG, "--json")
    if done.code:
        return {"complaint": f"duplicates: {_last_line(done)}"}
    told = json.loads(done.output)
    answer = {name: getattr(done, name) for name in ("seconds", "cpu_s", "peak_mb")}
    return answer | {"rows": told["parties"]} | {name: told[name] for name in _PAIRS}


_PAIRS: Final = ("compared", "suggested")


def _last_line(done: Ended) -> str:
    lines = (done.complaint or done.output).strip().splitlines()
    return lines[-1][:200] if lines else f"exit code {done.code}"
