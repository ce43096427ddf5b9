"""Figures of long tests, for the page that tells them (``docs/reliability.md``)."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

VARIABLE: Final = "PARTITA_TEST_FIGURES"
"""Names a file to add figures to; nothing is kept when it is not set."""


def note_figures(kind: str, **figures: object) -> None:
    """Keep what a run has shown, one line of JSON each."""
    path = os.environ.get(VARIABLE)
    if not path:
        return
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    with Path(path).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"kind": kind, "at": at, **figures}) + "\n")
