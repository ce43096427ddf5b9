"""Runs published JavaScript with the machine's Node; what it needs is fetched once into a cache.

`tests/faces/npm/package.json` names the packages by exact version. They are installed by npm's own
client into a folder of the temporary files that is named after that list; where there is no npm,
tests that need them are skipped and say why.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = Path(__file__).with_name("npm")
INSTALL_S_MAX: Final = 180
RUN_S_MAX: Final = 60


def run_node(program: str, *arguments: str) -> str:
    """Run a module of JavaScript; what it prints."""
    folder = _packages()
    path = folder / f"program-{os.getpid()}.mjs"
    path.write_text(program)
    try:
        done = subprocess.run(
            ["node", str(path), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=RUN_S_MAX,
            check=False,
        )
    finally:
        path.unlink()
    assert done.returncode == 0, done.stderr
    return done.stdout


def _packages() -> Path:
    """The folder with the packages, installed now if they were not before."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm is not installed here")
    named = (FOLDER / "package.json").read_bytes()
    mark = hashlib.sha256(named).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"partita-npm-{os.getuid()}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with _alone(folder / "lock"):
        if not (folder / "done").exists():
            (folder / "package.json").write_bytes(named)
            _install(folder)
            (folder / "done").touch()
    return folder


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process of tests installs."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(folder: Path) -> None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S_MAX, check=False
    )
    assert done.returncode == 0, f"npm cannot install the packages: {done.stderr[-500:]}"
