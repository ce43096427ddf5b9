"""Where a database is, told by its URL."""

from pathlib import Path
from urllib.parse import unquote


def file_of(url: str) -> Path:
    """The file of a URL: ``sqlite:///relative`` or ``sqlite:////absolute``.

    >>> file_of("sqlite:////var/lib/partita%20one.db").name
    'partita one.db'
    """
    return Path(unquote(url.removeprefix("sqlite:///")))
