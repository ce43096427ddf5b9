"""Progress of long work, for people who watch."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Told = Callable[[int], object]
"""Told how many rows are done so far."""


ToldStage = Callable[[str, int], object]
"""Told what is being done, and how much of it is done so far."""


@contextmanager
def progress(title: str) -> Iterator[Told]:
    """Show on standard error how many rows are done, when a terminal is there to see it.

    Args:
        title: What is going on.
    """
    with stages(title) as told:
        yield lambda rows: told("", rows)


@contextmanager
def stages(title: str) -> Iterator[ToldStage]:
    """The same for work that does one thing after another.

    Args:
        title: What is going on in all.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # noqa: PLC0415  # only people at a terminal need it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(title, total=None)

        def tell(stage: str, count: int) -> None:
            said = f"{title}: {stage}" if stage else title
            shown.update(task, completed=count, description=said)

        yield tell
