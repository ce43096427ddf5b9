"""What SQLite leaves out has to be said before it starts, which only a new process can show."""

import subprocess
import sys

from partita.store.light_sqlite import lighten

COUNTED = """
import ctypes, _sqlite3, sqlite3
kept = sqlite3.connect(":memory:").execute("SELECT 1")
print(ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used())
"""


def counted_bytes(first: str) -> int:
    """Bytes that SQLite says it holds, in a process that does something else first."""
    run = subprocess.run(
        [sys.executable, "-c", f"{first}\n{COUNTED}"], capture_output=True, text=True, check=True
    )
    return int(run.stdout)


def test_sqlite_counts_no_memory_where_ours_comes_first() -> None:
    assert counted_bytes("import partita.bootstrap") == 0
    assert counted_bytes("import partita.cli, partita.server") == 0


def test_a_library_that_runs_already_is_left_alone() -> None:
    assert counted_bytes("import sqlite3; import partita.bootstrap") > 0
    assert not lighten()
