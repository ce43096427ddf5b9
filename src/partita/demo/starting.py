"""From nothing to a running demonstration, and from a stopped one to a running one."""

from partita.demo.preparing import prepare
from partita.server import serve
from partita.settings import Settings


def run(settings: Settings, *, quiet: bool) -> None:
    """Make the demonstration unless it is there, and serve it until told to stop.

    Args:
        settings: How to serve; without a database of their own, the book is kept in
            `partita.demo.preparing.FOLDER`.
        quiet: Print no table and no progress.

    Raises:
        ValueError: A setting does not fit.
        DatabaseUnusable: The database cannot be opened, or its tables are of another version.
        CannotServe: There is nowhere to listen.
    """
    ready = prepare(settings, quiet=quiet)
    if not quiet:
        from partita.demo.table import show  # noqa: PLC0415  # slow to import

        show(ready)
    serve(ready.settings)
