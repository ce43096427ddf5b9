"""Makes the book of the demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from partita.demo.filling import Advance, Filling
from partita.demo.samples import communes, entities
from partita.usecases import admin
from partita.usecases.context import Context

NAME: Final = "Partita Demo ApS"
COUNTRY: Final = "DK"


def fill(ctx: Context, slug: str, *, quiet: bool, rows_max: int | None = None) -> None:
    """Make the book and fill it.

    Args:
        slug: Its short name.
        quiet: Print no progress.
        rows_max: Load at most so many organisations; all there are when ``None``.
    """
    wanted = admin.NewBook(slug=slug, name=NAME, country=COUNTRY, is_demo=True)
    admin.create_book(ctx, wanted)
    chosen = [*entities(), *communes()]
    if rows_max is not None:
        chosen = chosen[:: -(-len(chosen) // rows_max)]
    filling = Filling(ctx, home=COUNTRY)
    filling.lists()
    with _nothing() if quiet else _progress(len(chosen)) as advance:
        filling.organisations(chosen, advance)


@contextmanager
def _progress(total: int) -> Iterator[Advance]:
    from rich.progress import Progress  # noqa: PLC0415  # slow to import

    with Progress() as bar:
        task = bar.add_task("Filling a book with real organisations", total=total)
        yield lambda: bar.advance(task)


@contextmanager
def _nothing() -> Iterator[Advance]:
    yield lambda: None
