"""Files that somebody stored, given to whoever asks without harm to their browser."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from partita.facekit.face import Reply

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 ._()-]")
_SANDBOX: Final = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def disposition(name: str) -> str:
    r"""The header that saves a file under its name (RFC 6266): plain for old clients, and whole.

    >>> disposition("Årsaftale.pdf")
    'attachment; filename="Arsaftale.pdf"; filename*=UTF-8\'\'%C3%85rsaftale.pdf'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = _UNSAFE.sub("_", plain).strip(" .") or "file"
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"


def attachment(content: bytes, name: str, media_type: str) -> Reply:
    """An answer that is saved and never shown, whatever the bytes are.

    Args:
        content: The bytes.
        name: What people call the file.
        media_type: What it is by its bytes.
    """
    headers = {"Content-Disposition": disposition(name), "Content-Security-Policy": _SANDBOX}
    return Reply(200, content, media_type, headers)
