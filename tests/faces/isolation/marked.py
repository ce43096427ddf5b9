"""A book of somebody else that holds something of every kind, with a mark in every text."""

import json
from dataclasses import dataclass
from typing import Final

from falcon.testing import Result

from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.extras import DocumentKind, Reference
from partita.domain.kinds import REFERENCE_KINDS
from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.store.schema import metadata
from partita.usecases import (
    addresses,
    admin,
    bank_accounts,
    contacts,
    documents,
    duplicates,
    groups,
    identifiers,
    jobs,
    notes,
    saved_views,
    users,
    webhooks,
)
from partita.usecases.context import Context
from partita.usecases.exchange.orders import CHECK, IMPORT, keep_upload
from partita.usecases.exchange.undoing import UNDO
from partita.usecases.owners import Owner
from tests.builders import FrozenClock, make_party
from tests.dump import dump
from tests.faces.world import World, key_plan, make_seeded_book
from tests.store import raw

MARK: Final = "zqsecret"
PIECE: Final = MARK[2:]
"""What finds the mark without saying it: an answer that repeats the question is no leak."""

FIRST: Final = 500_000
"""Where the numbers of the book begin: none of them is there in the attacker's."""

COUNTERS: Final = (
    *("party", "contact", "address", "place", "bank_account", "group", "note", "document"),
    *("identifier", "term_line", "job", "webhook", "saved_view", "user", "app", "merge"),
)
NO_UUID: Final = "0190a0de-0000-7000-8000-00000000dead"


@dataclass(frozen=True)
class Marked:
    """The book, and what is known of it.

    Attributes:
        world: It, served.
        uuids: One of each kind of record by its table, of references one of each list by its kind.
        numbers: One of each kind of number, by the counter it comes from.
        file_key: Where a file of it is kept.
    """

    world: World
    uuids: dict[str, str]
    numbers: dict[str, int]
    file_key: str

    def state(self) -> object:
        """All that it holds."""
        return dump(self.world.book)


def make_marked(engine: Engine, clock: FrozenClock, database_url: str) -> Marked:
    """Make the book of somebody else."""
    world = World(engine, clock, make_seeded_book(engine, clock))
    with world.book.writing() as ctx:
        for name in COUNTERS:
            ctx.unit.raise_counter(name, FIRST)
        _fill_lists(ctx)
        _fill_parties(ctx)
        key = _fill_rest(ctx)
    duplicates.find_duplicates(world.book.looking, world.book.writing)
    numbers = dict.fromkeys(COUNTERS, FIRST + 1)
    return Marked(world, _uuids(database_url, world.book.book_id), numbers, key)


def _fill_lists(ctx: Context) -> None:
    for kind in REFERENCE_KINDS:
        top = max(FIRST, ctx.unit.references.top("number", kind=kind))
        like = next(iter(ctx.unit.references.select(kind=kind)), None)
        row = Reference(
            **ctx.new(),
            kind=kind,
            number=top + 1,
            name=f"{MARK} {kind}",
            code=MARK,
            details=like.details if like else None,
        )
        ctx.unit.references.insert(row)


def _fill_parties(ctx: Context) -> None:
    numbered = {"email": f"{MARK}@example.com", "website": f"https://{MARK}.example"}
    for role in Role:
        number = FIRST + 1 if role is not Role.COUNTERPARTY else None
        made = make_party(ctx, role, f"{MARK} ApS", number=number, party=dict(numbered))
        owner = Owner(made.party.id)
        person = ContactPatch(name=f"{MARK} Ada", email=f"{MARK}@example.com", phone="12345678")
        if role in (Role.CUSTOMER, Role.SUPPLIER):
            contacts.create_contact(ctx, owner, person)
        place = AddressPatch(street=f"{MARK}vej 1", city=f"{MARK}by")
        addresses.create_delivery_address(ctx, owner, place)
        bank_accounts.create_bank_account(ctx, owner, {"account": MARK})
        notes.create_note(ctx, owner, f"{MARK} said")
        identifiers.add_identifier(ctx, owner, "lei", MARK)


def _fill_rest(ctx: Context) -> str:
    """What a book holds beside its parties; the key of a file."""
    mentioned = documents.Mentioned(customer=FIRST + 1)
    file = documents.NewFile(name=f"{MARK}.txt", content=MARK.encode())
    documents.add_document(ctx, DocumentKind.FILE, MARK, mentioned, file=file)
    groups.create_group(ctx, f"{MARK} group")
    webhooks.create_webhook(ctx, f"https://{MARK}.example/hook")
    saved_views.save_view(ctx, f"{MARK} view", f"q={MARK}", is_shared=True)
    wanted = users.NewUser(name=MARK, password=f"{MARK} password", roles=("owner",))
    users.create_user(ctx, wanted, lambda password: f"$hash of {password}")
    app = admin.NewApp(name=f"{MARK} app", roles=())
    admin.create_app(ctx, app, key_plan("native"), lambda text: text)
    key = keep_upload(ctx, f"name\n{MARK}\n".encode())
    for kind in (CHECK, IMPORT, UNDO, "enrichment"):
        wish: dict[str, object] = {
            "file": f"{MARK}.csv",
            "file_key": key,
            "role": "customer",
            "fields": {},
        }
        jobs.order_job(ctx, kind, wish)
    return key


def _uuids(database_url: str, book_id: int) -> dict[str, str]:
    """One uuid of each table, and of each list of references."""
    found: dict[str, str] = {}
    for name, table in metadata.tables.items():
        if "uuid" in table.c and name != "reference":
            sql = f'SELECT max(uuid) FROM "{name}" WHERE book_id = {book_id}'  # noqa: S608  # ours
            [(uuid,)] = raw.rows(database_url, sql)
            found |= {name: uuid} if uuid else {}
    lists = f"SELECT kind, uuid FROM reference WHERE book_id = {book_id} AND number > {FIRST}"  # noqa: S608  # ours
    return found | dict(raw.rows(database_url, lists))


def silent(answer: Result) -> bool:
    """Whether an answer, with its headers, holds nothing of the marked book."""
    told = answer.content.decode("utf-8", "replace") + json.dumps(dict(answer.headers))
    return MARK not in told.lower()
