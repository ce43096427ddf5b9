"""Which of several media types a client would rather have (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence

from falcon import InvalidMediaRange, InvalidMediaType
from falcon.util.mediatypes import best_match


def best_of(offered: Sequence[str], accept: str | None) -> str | None:
    """The media type a client prefers; the first when it does not say, ``None`` when none will do.

    >>> best_of(("application/json", "text/plain"), "text/plain, */*;q=0.1")
    'text/plain'
    >>> best_of(("application/json",), "image/png")
    """
    if accept is None or not accept.strip():
        return offered[0]
    try:
        return best_match(offered, accept) or None
    except (InvalidMediaRange, InvalidMediaType):
        return None
