"""Looking at connections leaves everything else of the process as it was."""

import fcntl
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from partita.facekit.connections import IS_KNOWN, connections

pytestmark = pytest.mark.skipif(not IS_KNOWN, reason="this system does not tell of connections")

PEERS: Final = {"127.0.0.1"}
LOCK: Final = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(3)
"""
COME_AND_GO: Final = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT * FROM thing").fetchall()
connection.close()
"""


def elsewhere(program: str, path: Path) -> int:
    """Run a program on a file in another process; how it ended."""
    words = [sys.executable, "-c", program, str(path)]
    return subprocess.run(words, check=False, timeout=30).returncode


@pytest.fixture
def port() -> int:
    """A port somebody listens on; nobody has connected to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_client_is_seen_and_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"abc")
            opened, _ = server.accept()
            with opened:
                assert opened.recv(3) == b"abc"
                (found,) = connections(port, PEERS)
                assert (found.client, found.received_bytes) == (client.getsockname()[:2], 3)
                assert found.cut()
                assert opened.recv(1) == b""


def test_locks_on_files_stay(tmp_path: Path, port: int) -> None:
    path = tmp_path / "locked"
    path.write_bytes(b"x")
    with path.open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        assert elsewhere(LOCK, path) == 3
        assert not list(connections(port, PEERS))
        assert elsewhere(LOCK, path) == 3


def test_a_database_in_use_is_not_put_away_by_others(tmp_path: Path, port: int) -> None:
    """Whoever closes a database as the last one deletes its write-ahead log."""
    path = tmp_path / "thing.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE thing (id INTEGER)")
        assert not list(connections(port, PEERS))
        assert elsewhere(COME_AND_GO, path) == 0
        assert Path(f"{path}-wal").exists()
        connection.execute("INSERT INTO thing VALUES (1)")
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
