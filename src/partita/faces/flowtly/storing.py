"""Stored files (contracts/flowtly.md 12.2)."""

from partita.domain.media import OCTETS
from partita.facekit.attachment import attachment
from partita.facekit.face import Reply, Request
from partita.faces.flowtly.reading import path_id
from partita.faces.flowtly.shelves import STORAGES
from partita.usecases.context import Looking
from partita.usecases.documents import get_file


def content(look: Looking, request: Request) -> Reply:
    """Answer the bytes of a file, to be saved; they are what they are, whatever is accepted."""
    found = get_file(look, path_id(STORAGES, request))
    told = found.document
    return attachment(found.content, told.name or f"{told.id}", told.media_type or OCTETS)
