"""Files that are kept with documents."""

import pytest

from partita.domain.errors import FileTooLarge, RecordNotFound, ValuesInvalid
from partita.domain.extras import DocumentKind
from partita.domain.media import sniff
from partita.store.engine import Engine
from partita.usecases.context import Context
from partita.usecases.documents import (
    FILE_NAME_CHARS_MAX,
    Mentioned,
    NewFile,
    add_document,
    get_file,
    remove_document,
)
from tests.builders import FrozenClock, OpenBook, make_book, make_customer

FILE = DocumentKind.FILE
CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 5


@pytest.fixture
def database_url(shared_url: str) -> str:
    """One database for all: every test has a book of its own."""
    return shared_url


def test_a_file_comes_back_as_it_was(book: OpenBook) -> None:
    with book.writing() as ctx:
        make_customer(ctx, number=7)
        file = NewFile(name="Aftale æ.txt", content=CONTENT)
        made = add_document(ctx, FILE, "A-1", Mentioned(customer=7), file=file)
    assert (made.name, made.media_type, made.size_bytes) == (
        "Aftale æ.txt",
        "application/pdf",
        len(CONTENT),
    )
    with book.looking() as looking:
        found = get_file(looking, made.id)
    assert (found.content, found.document) == (CONTENT, made)


def test_the_bytes_go_with_the_document(book: OpenBook) -> None:
    with book.writing() as ctx:
        made = add_document(ctx, FILE, "A-1", file=NewFile(name="a.pdf", content=CONTENT))
    with book.writing() as ctx:
        remove_document(ctx, FILE, "A-1")
        assert not ctx.unit.files.has()
    with book.looking() as looking, pytest.raises(RecordNotFound):
        get_file(looking, made.id)


def test_a_failure_leaves_no_half_file(book: OpenBook) -> None:
    def fail() -> None:
        with book.writing() as ctx:
            add_document(ctx, FILE, "A-1", file=NewFile(name="a.pdf", content=CONTENT))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with book.writing() as ctx:
        assert not ctx.unit.files.has()
        assert not ctx.unit.documents.has()


def test_nobody_reads_a_file_of_another_book(
    book: OpenBook, engine: Engine, clock: FrozenClock
) -> None:
    with book.writing() as ctx:
        made = add_document(ctx, FILE, "A-1", file=NewFile(name="a.pdf", content=CONTENT))
    with make_book(engine, clock).looking() as looking, pytest.raises(RecordNotFound):
        get_file(looking, made.id)


def test_a_document_without_a_file_has_none(book: OpenBook) -> None:
    with book.writing() as ctx:
        made = add_document(ctx, DocumentKind.INVOICE, "1")
    with book.looking() as looking, pytest.raises(RecordNotFound):
        get_file(looking, made.id)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("", b"x"),
        ("..", b"x"),
        ("a/b.pdf", b"x"),
        ("a\\b.pdf", b"x"),
        ("a\r\nb", b"x"),
        ("a" * (FILE_NAME_CHARS_MAX + 1), b"x"),
    ],
)
def test_bad_files_are_refused(ctx: Context, name: str, content: bytes) -> None:
    with pytest.raises(ValuesInvalid):
        add_document(ctx, FILE, "A-1", file=NewFile(name=name, content=content))
    assert not ctx.unit.documents.has()


@pytest.mark.parametrize(("size", "is_kept"), [(5, True), (6, False)])
def test_long_files_are_refused(ctx: Context, size: int, is_kept: bool) -> None:  # noqa: FBT001  # a row of a table
    file = NewFile(name="a.txt", content=b"x" * size, bytes_max=5)
    if is_kept:
        add_document(ctx, FILE, "A-1", file=file)
    else:
        with pytest.raises(FileTooLarge):
            add_document(ctx, FILE, "A-1", file=file)
    assert ctx.unit.files.has() == is_kept


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"BM\x36\0\0\0\0\0\0\0", "image/bmp"),
        (b"BMW is a car", "text/plain"),
        (b"PK\x03\x04....word/document.xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04....a.txt", "application/zip"),
        (b"<!DOCTYPE html><script>", "text/html"),
        ("\ufeff<svg onload=x>".encode(), "image/svg+xml"),
        (b"<?xml version='1.0'?>", "application/xml"),
        (("a" * 4095 + "\u00fc").encode(), "text/plain"),
        (b"a\xfcb", "application/octet-stream"),
        (b"a\0b", "application/octet-stream"),
    ],
)  # fmt: skip
def test_files_tell_themselves_what_they_are(content: bytes, kind: str) -> None:
    assert sniff(content) == kind
