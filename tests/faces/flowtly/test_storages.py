"""Stored files of clients, put there by people on the command line (section 12.2)."""

from pathlib import Path
from typing import Final

import pytest

from partita.domain.extras import DocumentKind
from partita.usecases.documents import remove_document
from tests.cli.conftest import Cli
from tests.faces.flowtly.api import Api, Json, refused
from tests.faces.world import World, make_seeded_book
from tests.usecases.exchange.tables import export_path, import_path

PDF: Final = b"%PDF-1.7\n"
PAGE: Final = b"<!doctype html><script>alert(1)</script>"


class Keeper:
    """Somebody at the command line who keeps files."""

    def __init__(self, database: str, folder: Path) -> None:
        self._cli = Cli(database)
        self._file = folder / "file"

    def keep(self, api: Api, client: Json, name: str, content: bytes, kind: str = "file") -> int:
        """Keep a file of a client; its id."""
        self._file.write_bytes(content)
        return self.note(api, client, kind, "--file", self._file, "--name", name)

    def note(self, api: Api, client: Json, kind: str, *more: object) -> int:
        """Note that a client has a document; its id."""
        with api.world.book.writing() as ctx:
            customer = ctx.unit.customers.find(client["id"])
            before = ctx.unit.documents.top("id")
        assert customer is not None
        given = ("document", "add", "--book", api.world.book.slug, "--customer", customer.number)
        run = self._cli(*given, "--kind", kind, "--number", kind, *more)
        assert run.code == 0, run.err
        with api.world.book.writing() as ctx:
            number = ctx.unit.documents.top("id")
        assert number == before + 1
        return number


@pytest.fixture
def keeper(database_url: str, tmp_path: Path) -> Keeper:
    return Keeper(database_url, tmp_path)


def test_files_are_listed_and_there_on_their_own(api: Api, keeper: Keeper) -> None:
    client, other = api.make_client(), api.make_client()
    file = keeper.keep(api, client, "Aftale.pdf", PDF)
    invoice = keeper.keep(api, client, "Faktura.txt", b"Total: 7", "invoice")
    keeper.note(api, client, "order")
    found = api.show(f"{client['@id']}/documents")
    listed = found.pop("documents")
    moments = [each["createdAt"] for each in listed]
    assert found == client
    assert listed == [
        {
            "@id": f"/flowtly/storages/{number}",
            "@type": "Storage",
            "id": number,
            "name": name,
            "mimeType": media,
            "size": size,
            "createdAt": moment,
        }
        for moment, number, name, media, size in (
            (moments[0], file, "Aftale.pdf", "application/pdf", 9),
            (moments[1], invoice, "Faktura.txt", "text/plain", 8),
        )
    ]
    assert api.show(f"{other['@id']}/documents")["documents"] == []
    for each in listed:
        assert api.show(each["@id"]) == {"@context": "/flowtly/contexts/Storage", **each}
    plain = {name: value for name, value in listed[0].items() if name[0] != "@"}
    assert api.get(listed[0]["@id"], Accept="application/json").json == plain
    assert api.get(f"{listed[0]['@id']}.json").json == plain


def test_a_document_without_bytes_is_no_stored_file(api: Api, keeper: Keeper) -> None:
    client = api.make_client()
    number = keeper.note(api, client, "file")
    assert api.show(f"{client['@id']}/documents")["documents"] == []
    refused(api.get(f"/storages/{number}"), 404, "Not Found")
    refused(api.get(f"/storages/{number}/content"), 404, "Not Found")


@pytest.mark.parametrize(
    ("name", "content", "media", "disposition"),
    [
        (
            'Års "af"; 7%.pdf',
            PDF,
            "application/pdf",
            "filename=\"Ars _af__ 7_.pdf\"; filename*=UTF-8''%C3%85rs%20%22af%22%3B%207%25.pdf",
        ),
        ("合同", b"\x00\x01", "application/octet-stream", "%E5%90%88%E5%90%8C"),
        ("logo.png", PAGE, "text/html", 'attachment; filename="logo.png"; '),
    ],
)
def test_a_file_is_saved_and_never_shown(  # noqa: PLR0917  # what a file is, and who asks
    api: Api, keeper: Keeper, name: str, content: bytes, media: str, disposition: str
) -> None:
    number = keeper.keep(api, api.make_client(), name, content)
    for accept in ("*/*", "application/ld+json", "image/png"):
        answer = api.get(f"/storages/{number}/content", Accept=accept)
        assert (answer.status_code, answer.content) == (200, content)
        told = answer.headers
        assert told["content-type"] == media
        assert told["content-disposition"].startswith("attachment; filename=")
        assert disposition in told["content-disposition"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert told["cache-control"] == "no-store"


def test_files_of_other_books_and_of_nobody_are_not_there(api: Api, keeper: Keeper) -> None:
    number = keeper.keep(api, api.make_client(), "a.pdf", PDF)
    for path in ("99", "x", "-1", "0", f"{number}x", "9" * 30):
        refused(api.get(f"/storages/{path}"), 404)
        refused(api.get(f"/storages/{path}/content"), 404)
    world = api.world
    elsewhere = World(world.engine, world.clock, make_seeded_book(world.engine, world.clock))
    other = Api(elsewhere, elsewhere.give_access("flowtly"))
    nobody = Api(world, {"token": "unknown"})
    for path in (f"/storages/{number}", f"/storages/{number}/content"):
        assert api.get(path).status_code == 200
        refused(other.get(path), 404, "Not Found")
        assert nobody.get(path).status_code == 401
    with world.book.writing() as ctx:
        remove_document(ctx, DocumentKind.FILE, "file")
    for path in (f"/storages/{number}", f"/storages/{number}/content"):
        refused(api.get(path), 404, "Not Found")


def test_storages_are_told(api: Api) -> None:
    found = api.get("/docs.jsonopenapi").json
    assert found["paths"].keys() >= {"/storages/{id}", "/storages/{id}/content"}
    content = found["paths"]["/storages/{id}/content"]["get"]["responses"]["200"]["content"]
    assert list(content) == ["*/*"]
    classes = {each["@id"]: each for each in api.show("/docs.jsonld")["hydra:supportedClass"]}
    operations = classes["#Storage"]["hydra:supportedOperation"]
    assert [each["hydra:title"] for each in operations] == ["getStorage"]
    assert "storage" not in api.show("")


def test_a_file_survives_export_and_import(api: Api, keeper: Keeper, tmp_path: Path) -> None:
    """What one book gives away as JSON lines, another gives to its own clients (issue 6)."""
    client = api.make_client()
    number = keeper.keep(api, client, "Aftale.pdf", PDF + bytes(800_000))
    export_path(api.world.book, tmp_path / "all.jsonl")
    world = api.world
    elsewhere = World(world.engine, world.clock, make_seeded_book(world.engine, world.clock))
    report = import_path(elsewhere.book, tmp_path / "all.jsonl")
    assert report.rejected == []
    other = Api(elsewhere, elsewhere.give_access("flowtly"))
    (listed,) = other.show(f"{client['@id']}/documents")["documents"]
    assert (listed["name"], listed["size"]) == ("Aftale.pdf", 800_009)
    theirs = other.get(f"/storages/{listed['id']}/content")
    mine = api.get(f"/storages/{number}/content")
    assert (theirs.status_code, theirs.content) == (200, mine.content)
    assert theirs.headers["content-type"] == "application/pdf"
