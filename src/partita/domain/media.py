"""What kind of file some bytes are, by the bytes themselves."""

from typing import Final

HEAD_BYTES: Final = 4_096
OCTETS: Final = "application/octet-stream"
_ZIP: Final = b"PK\x03\x04"

_BEGINNINGS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
)
_INSIDE_ZIP: Final[tuple[tuple[bytes, str], ...]] = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    (b"mimetypeapplication/epub+zip", "application/epub+zip"),
)
_MARKUP: Final[tuple[tuple[str, str], ...]] = (
    ("<?xml", "application/xml"),
    ("<!doctype html", "text/html"),
    ("<html", "text/html"),
    ("<svg", "image/svg+xml"),
)


def sniff(content: bytes) -> str:
    r"""The media type of a file, whatever its name says; unknown bytes are just bytes.

    >>> sniff(b"%PDF-1.7 ..."), sniff("Grüße".encode()), sniff(b"\x00\x01")
    ('application/pdf', 'text/plain', 'application/octet-stream')
    """
    head = content[:HEAD_BYTES]
    if head.startswith(_ZIP):
        return next((kind for mark, kind in _INSIDE_ZIP if mark in head), "application/zip")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "image/bmp"
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    return _sniff_text(head, is_whole=len(content) <= HEAD_BYTES)


def _sniff_text(head: bytes, *, is_whole: bool) -> str:
    text = _decoded(head, is_whole=is_whole)
    if text is None or any(mark < " " and mark not in "\t\n\r\f" for mark in text):
        return OCTETS
    start = text.lstrip("\ufeff \t\r\n").lower()
    return next((kind for mark, kind in _MARKUP if start.startswith(mark)), "text/plain")


def _decoded(head: bytes, *, is_whole: bool) -> str | None:
    """The text of the beginning of a file, ``None`` if it is none; its last letter may be cut."""
    for cut in range(1 if is_whole else 4):
        try:
            return head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
    return None
