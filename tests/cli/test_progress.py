"""Progress is for people at a terminal."""

import io
import sys

import pytest

from partita.cli.progress import progress, stages


class Terminal(io.StringIO):
    """A screen somebody looks at."""

    def isatty(self) -> bool:
        """Be one."""
        return True


@pytest.mark.parametrize(("stream", "is_shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress(stream: io.StringIO, is_shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001  # a column of the table
    monkeypatch.setattr(sys, "stderr", stream)
    with progress("Counting") as told:
        told(1_000)
    assert ("Counting" in stream.getvalue()) == is_shown


def test_stages_say_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with stages("Duplicates") as told:
        told("comparing", 1_000)
    assert "Duplicates: comparing" in screen.getvalue()
