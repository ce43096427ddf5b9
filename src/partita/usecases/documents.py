"""What refers to parties: invoices, orders, quotes, projects, files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import AddressKind
from partita.domain.errors import (
    FileTooLarge,
    NumberTaken,
    OwnerUnknown,
    RecordNotFound,
    ReferenceUnknown,
    ValuesInvalid,
)
from partita.domain.extras import Document, DocumentKind, StoredFile
from partita.domain.media import sniff
from partita.domain.violation import Violation
from partita.kit.ids import uuid7
from partita.usecases.context import Context, Looking

DOCUMENT_NUMBER_CHARS_MAX: Final = 50
FILE_NAME_CHARS_MAX: Final = 255
FILE_BYTES_MAX: Final = 10_000_000
"""Longest file, unless the setting says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """Whom a document names, by the numbers people see.

    Attributes:
        customer: Customer number; the party of the contact person or place when ``None``.
        contact: Number of a contact person.
        delivery_address: Number of a delivery address.
    """

    customer: int | None = None
    contact: int | None = None
    delivery_address: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that comes with a document.

    Attributes:
        name: What people call it, without folders.
        content: Its bytes.
        bytes_max: How many there may be.
    """

    name: str
    content: bytes
    bytes_max: int = FILE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, to be given to somebody.

    Attributes:
        document: What is known of it: ``name``, ``media_type``, ``size_bytes``, ``created_at``.
        content: Its bytes.
    """

    document: Document
    content: bytes


def add_document(
    ctx: Context,
    kind: DocumentKind,
    number: str,
    mentioned: Mentioned | None = None,
    *,
    file: NewFile | None = None,
) -> Document:
    """Note that there is a document, so that what it refers to counts as in use.

    Args:
        kind: What it is.
        number: Its number, unique among those of its kind.
        mentioned: Whom it names; nobody when ``None``.
        file: Its bytes, if they are kept; what kind of file it is they tell themselves.

    Returns:
        The document.

    Raises:
        NotAllowed: The actor lacks ``documents.write``.
        ValuesInvalid: The number is empty or too long, the file is empty or has no name.
        FileTooLarge: The file is longer than allowed.
        NumberTaken: There is a document of that kind and number.
        OwnerUnknown: There is no such customer.
        ReferenceUnknown: There is no such contact person or delivery address, it is deleted, or
            it belongs to another party.

    Emits:
        document.created
    """
    ctx.require(Permission.DOCUMENTS_WRITE)
    if violations := [*number_violations(number), *file_violations(file)]:
        raise ValuesInvalid(violations=violations)
    if file is not None and len(file.content) > file.bytes_max:
        raise FileTooLarge(bytes=len(file.content), bytes_max=file.bytes_max)
    if ctx.unit.documents.has(kind=kind, number=number):
        raise NumberTaken(kind=str(kind), number=number)
    named = mentioned or Mentioned()
    party_id = _customer_party(ctx, named.customer)
    party_id = _contact_party(ctx, named.contact, party_id)
    party_id = _place_party(ctx, named.delivery_address, party_id)
    document = Document(
        **ctx.new(),
        **keep_file(ctx, file),
        id=ctx.unit.take_numbers("document"),
        kind=kind,
        number=number,
        party_id=party_id,
        person=named.contact,
        address=named.delivery_address,
    )
    ctx.unit.documents.insert(document)
    ctx.record("document.created", document.id, party_id=party_id, after=document)
    return document


def remove_document(ctx: Context, kind: DocumentKind, number: str) -> None:
    """Forget a document, so that nothing is in use because of it.

    Args:
        kind: What it is.
        number: Its number.

    Raises:
        NotAllowed: The actor lacks ``documents.write``.
        RecordNotFound: There is none.

    Emits:
        document.deleted
    """
    ctx.require(Permission.DOCUMENTS_WRITE)
    document = ctx.unit.documents.first(kind=kind, number=number)
    if document is None:
        raise RecordNotFound(kind=str(kind), key=number)
    ctx.unit.documents.remove(document)
    forget_files(ctx, [document])
    ctx.record("document.deleted", document.id, party_id=document.party_id, before=document)


def get_file(ctx: Looking, document_id: int) -> FoundFile:
    """Read the file of a document.

    Args:
        document_id: Which document.

    Returns:
        What is known of it, and its bytes.

    Raises:
        NotAllowed: The actor lacks ``documents.read``.
        RecordNotFound: There is no such document, or it has no file.
    """
    ctx.require(Permission.DOCUMENTS_READ)
    document = ctx.reading.find(Document, document_id)
    key = None if document is None else document.content_key
    found = None if key is None else ctx.reading.find(StoredFile, key)
    if document is None or found is None:
        raise RecordNotFound(kind="file", key=document_id)
    return FoundFile(document, found.content)


def keep_file(ctx: Context, file: NewFile | None) -> dict[str, Any]:
    """Keep the bytes of a file.

    Args:
        file: Which; ``None`` keeps nothing.

    Returns:
        What its document says of it, by field.
    """
    if file is None:
        return {}
    key = uuid7()
    ctx.unit.files.insert(StoredFile(key=key, content=file.content))
    return {
        "name": file.name,
        "media_type": sniff(file.content),
        "size_bytes": len(file.content),
        "content_key": key,
    }


def forget_files(ctx: Context, documents: Iterable[Document]) -> None:
    """Take away the bytes of documents that are gone.

    Args:
        documents: Which.
    """
    keys = [each.content_key for each in documents if each.content_key is not None]
    if keys:
        ctx.unit.files.remove(*(StoredFile(key=key, content=b"") for key in keys))


def file_violations(file: NewFile | None) -> list[Violation]:
    """What is wrong with a file: it is empty, or has no name that can be one."""
    if file is None:
        return []
    found = [] if file.content else [Violation("file", "required")]
    name = file.name.strip()
    if not name or name in {".", ".."}:
        found.append(Violation("name", "required"))
    if not file.name.isprintable() or set(file.name) & {"/", "\\"}:
        found.append(Violation("name", "characters"))
    if len(file.name) > FILE_NAME_CHARS_MAX:
        found.append(Violation("name", "too_long", {"max": FILE_NAME_CHARS_MAX}))
    return found


def number_violations(number: str) -> list[Violation]:
    """What is wrong with the number of a document."""
    if not number.strip():
        return [Violation("number", "required")]
    if not number.isprintable():
        return [Violation("number", "characters")]
    if len(number) > DOCUMENT_NUMBER_CHARS_MAX:
        return [Violation("number", "too_long", {"max": DOCUMENT_NUMBER_CHARS_MAX})]
    return []


def _customer_party(ctx: Context, number: int | None) -> int | None:
    if number is None:
        return None
    customer = ctx.unit.customers.first(number=number)
    if customer is None:
        raise OwnerUnknown(kind="customer", number=number)
    return customer.party_id


def _contact_party(ctx: Context, number: int | None, party_id: int | None) -> int | None:
    if number is None:
        return party_id
    person = ctx.unit.contacts.find(number)
    if person is None or person.is_deleted or party_id not in (None, person.party_id):
        raise ReferenceUnknown(field="contact", kind="contact", number=number)
    return person.party_id


def _place_party(ctx: Context, number: int | None, party_id: int | None) -> int | None:
    if number is None:
        return party_id
    place = ctx.unit.addresses.find(number)
    is_delivery = place is not None and place.kind is AddressKind.DELIVERY
    if place is None or not is_delivery or party_id not in (None, place.party_id):
        raise ReferenceUnknown(field="delivery_address", kind="address", number=number)
    return place.party_id
