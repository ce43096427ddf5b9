"""Times the import of customers by the command line, as people do it."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from bench.data import Dataset, write_customers
from bench.loading import SLUG
from bench.servers import CLI, has_cli

IMPORT_S_MAX: Final = 600


def _partita(url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    source = str(Path(__file__).parents[1] / "src")
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-c", CLI, *words, "--database", url],
        capture_output=True,
        text=True,
        check=False,
        timeout=IMPORT_S_MAX,
        env={**os.environ, "PYTHONPATH": path},
    )


def time_import(url: str, data: Dataset, folder: Path) -> dict[str, Any]:
    """Import all parties as customers into a fresh book.

    Returns:
        ``rows``, ``seconds`` with the start of the program, ``peak_mb``; or a ``complaint``.
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
        if done.returncode:
            return {"complaint": f"{words[0]}: {_last_line(done)}"}
    started = time.perf_counter()
    done = _partita(url, "import", str(file), "--book", SLUG, "--as", "customer", "--json")
    seconds = time.perf_counter() - started
    if done.returncode:
        return {"complaint": f"import: {_last_line(done)}"}
    told = json.loads(done.stdout)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    answer = {"rows": told["rows"], "seconds": seconds, "peak_mb": peak}
    if told["created"] != data.sizes.parties:
        answer["complaint"] = f"{told['created']} created, {str(told['rejected'])[:200]}"
    return answer


def _last_line(done: "subprocess.CompletedProcess[str]") -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1][:200] if lines else f"exit code {done.returncode}"
