"""A unit of work happens whole or not at all, and says what happened."""

import threading
from dataclasses import replace

import msgspec
import pytest

from partita.access.grant import Actor, operator
from partita.access.permission import EVERYTHING
from partita.domain.change import Change
from partita.domain.contact import ContactPatch, ContactPoint, PointKind
from partita.domain.errors import (
    BookExists,
    NameMissing,
    NumberTaken,
    StoreBusy,
    VersionStale,
)
from partita.domain.party import Employee
from partita.kit.clock import stamp
from partita.store.audit_text import audit_text
from partita.store.engine import Engine
from partita.usecases import contacts
from tests.builders import (
    FrozenClock,
    OpenBook,
    make_book,
    make_contact,
    make_customer,
    new_grant,
    new_record,
)
from tests.store import raw
from tests.store.samples import PARTY_ID, add_party, add_persons, person, sample
from tests.threads import in_threads

TABLES = ("change", "audit")


def first_positions(database_url: str, book: OpenBook) -> list[list[int]]:
    return [raw.positions(database_url, book.book_id, table) for table in TABLES]


def test_what_happened_stands_in_feed_and_audit(
    book: OpenBook, database_url: str, clock: FrozenClock
) -> None:
    with book.writing() as ctx:
        make_customer(ctx)
    assert first_positions(database_url, book) == [[1, 2, 3]] * 2
    where = f"WHERE book_id = {book.book_id} AND position = 3"
    [change] = raw.rows(
        database_url, f"SELECT at, kind, party_id, record_key, version FROM change {where}"
    )
    assert tuple(change) == (stamp(clock.now), "customer.created", 1, "1", 1)
    [audit] = raw.rows(
        database_url, f"SELECT app_id, actor, dialect, request_id, before FROM audit {where}"
    )
    assert tuple(audit) == (0, "operator", "cli", "request-1", None)


def test_a_failed_unit_leaves_nothing(book: OpenBook, database_url: str) -> None:
    before = first_positions(database_url, book)
    with pytest.raises(NameMissing), book.writing() as ctx:
        made = make_customer(ctx)
        make_contact(ctx, made.party.id)
        make_contact(ctx, made.party.id, name=" ")
    assert first_positions(database_url, book) == before
    with book.writing() as ctx:
        assert ctx.unit.parties.select() == []
        assert ctx.unit.contacts.select() == []
        assert make_customer(ctx).party.id == 1, "numbers of a failed unit are free again"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError])
def test_whatever_leaves_a_unit_undoes_it(book: OpenBook, error: type[BaseException]) -> None:
    with pytest.raises(error), book.writing() as ctx:
        make_customer(ctx)
        raise error
    with book.writing() as ctx:
        assert ctx.unit.parties.select() == []


def test_an_error_between_begin_and_the_first_statement_frees_the_turn(
    engine: Engine, book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("partita.store.engine.UnitOfWork", _interrupted)
        with pytest.raises(KeyboardInterrupt), book.writing():
            pass
    in_threads(engine, lambda: _write_one(book))


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def _write_one(book: OpenBook) -> None:
    with book.writing() as ctx:
        make_customer(ctx)


def test_an_attempt_is_undone_alone_and_its_changes_are_forgotten(
    book: OpenBook, database_url: str
) -> None:
    with book.writing() as ctx:
        make_customer(ctx, "Kept")
        with pytest.raises(NumberTaken), ctx.unit.attempt():
            make_customer(ctx, "Undone")
            make_customer(ctx, "Undone, too", number=1)
        with ctx.unit.attempt():
            make_customer(ctx, "Kept as well")
    with book.writing() as ctx:
        assert [each.name for each in ctx.unit.parties.select()] == ["Kept", "Kept as well"]
    assert first_positions(database_url, book) == [[1, 2, 3, 4, 5]] * 2


def test_attempts_nest(book: OpenBook) -> None:
    with book.writing() as ctx:
        with ctx.unit.attempt():
            make_customer(ctx, "Outer")
            with pytest.raises(ZeroDivisionError), ctx.unit.attempt():
                make_customer(ctx, "Inner")
                raise ZeroDivisionError
        assert [each.name for each in ctx.unit.parties.select()] == ["Outer"]


def test_a_driver_error_inside_an_attempt_leaves_the_unit_usable(book: OpenBook) -> None:
    add_persons(book, person(1))
    with book.writing() as ctx:
        with pytest.raises(NumberTaken), ctx.unit.attempt():
            ctx.unit.contacts.insert(person(1, serial=9))
        ctx.unit.contacts.insert(person(2))
    with book.writing() as ctx:
        assert [each.number for each in ctx.unit.contacts.select()] == [1, 2]


def test_what_a_part_took_and_wrote_is_undone_whichever_way_it_went(book: OpenBook) -> None:
    add_party(book)
    with book.writing() as ctx:
        with pytest.raises(ZeroDivisionError), ctx.unit.attempt():
            assert ctx.unit.take_numbers("contact") == 1
            raise ZeroDivisionError
        for number in (1, 2):
            with pytest.raises(ZeroDivisionError), ctx.unit.attempt():
                ctx.unit.contacts.insert(person(number))
                ctx.unit.points.insert(
                    ContactPoint(**new_record(), person=number, kind=PointKind.WEB, value="x.dk")
                )
                assert ctx.unit.points.has(person=number) or number == 1
                raise ZeroDivisionError
        with ctx.unit.attempt():
            assert ctx.unit.take_numbers("contact") == 1
    with book.writing() as ctx:
        assert not ctx.unit.contacts.select()
        assert not list(ctx.unit.points.stream())


def test_a_unit_without_changes_moves_no_position(book: OpenBook, database_url: str) -> None:
    before = first_positions(database_url, book)
    with book.writing() as ctx:
        ctx.unit.parties.select()
    assert first_positions(database_url, book) == before


def test_numbers_are_consecutive_and_never_given_out_again(book: OpenBook) -> None:
    with book.writing() as ctx:
        assert ctx.unit.take_numbers("x") == 1
        assert ctx.unit.take_numbers("x", 10) == 2
        assert ctx.unit.take_numbers("x") == 12
        ctx.unit.raise_counter("x", 20)
        ctx.unit.raise_counter("x", 15)
        assert ctx.unit.take_numbers("x") == 21
        ctx.unit.raise_counter("y", 5)
        assert ctx.unit.take_numbers("y") == 6


def test_a_name_in_the_directory_belongs_to_one_book(engine: Engine, clock: FrozenClock) -> None:
    made = make_book(engine, clock, "taken")
    with pytest.raises(BookExists):
        make_book(engine, clock, "taken")
    assert engine.find_book("taken") == made.book_id
    assert engine.find_book("nobody") is None
    make_book(engine, clock, "another")
    assert engine.slugs() == ["taken", "another"]


def test_book_ids_are_given_out_once_to_many(engine: Engine) -> None:
    found = in_threads(engine, *[lambda: [engine.take_book_id() for _ in range(5)]] * 4)
    taken = sorted(number for each in found for number in each)
    assert taken == list(range(taken[0], taken[0] + 20))


def test_writers_side_by_side_take_consecutive_positions(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    each, threads = 15, 4

    def write() -> None:
        for _ in range(each):
            _write_one(book)

    in_threads(engine, *[write] * threads)
    total = each * threads * 2 + 1
    assert first_positions(database_url, book) == [list(range(1, total + 1))] * len(TABLES)
    with book.writing() as ctx:
        numbers = [found.number for found in ctx.unit.customers.select()]
    assert sorted(numbers) == list(range(1, each * threads + 1))


def test_a_reader_of_the_feed_never_skips_a_late_one(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    ended = threading.Event()

    def write() -> None:
        for _ in range(20):
            _write_one(book)

    def read() -> list[int]:
        seen: list[int] = []
        while True:
            is_last = ended.is_set()
            found = raw.positions(database_url, book.book_id)
            seen += [position for position in found if position > (seen or [0])[-1]]
            if is_last:
                return seen

    def write_all() -> list[int]:
        try:
            in_threads(engine, write, write, write)
        finally:
            ended.set()
        return []

    seen, _ = in_threads(engine, read, write_all)
    assert seen == list(range(1, 3 * 20 * 2 + 2))


def test_two_writers_with_one_version_do_not_both_win(engine: Engine, book: OpenBook) -> None:
    with book.writing() as ctx:
        made = make_contact(ctx, make_customer(ctx).party.id)
    start = threading.Barrier(4)

    def change(title: str) -> str:
        start.wait(10)
        try:
            with book.writing() as ctx:
                contacts.change_contact(ctx, made.number, ContactPatch(title=title), if_version=1)
        except VersionStale:
            return ""
        return title

    won = [each for each in in_threads(engine, *[lambda t=t: change(t) for t in "abcd"]) if each]
    with book.writing() as ctx:
        stored = ctx.unit.contacts.find(made.number)
    assert stored is not None
    assert [stored.title] == won


def test_two_writers_of_one_number_get_a_fact(engine: Engine, book: OpenBook) -> None:
    start = threading.Barrier(4)

    def create() -> str:
        start.wait(10)
        try:
            with book.writing() as ctx:
                make_customer(ctx, number=42)
        except NumberTaken:
            return "taken"
        return "made"

    assert sorted(in_threads(engine, *[create] * 4)) == ["made", "taken", "taken", "taken"]


def test_serials_of_one_party_are_unique_under_writers_side_by_side(
    engine: Engine, book: OpenBook
) -> None:
    with book.writing() as ctx:
        party_id = make_customer(ctx).party.id

    def add() -> None:
        for _ in range(10):
            with book.writing() as ctx:
                make_contact(ctx, party_id)

    in_threads(engine, *[add] * 4)
    with book.writing() as ctx:
        serials = [each.serial for each in ctx.unit.contacts.select(party_id=party_id)]
    assert sorted(serials) == list(range(1, 41))


def test_writers_of_two_books_do_not_wait_where_the_database_can(
    engine: Engine, clock: FrozenClock, database_kind: str
) -> None:
    one, other = make_book(engine, clock), make_book(engine, clock)
    if database_kind == "sqlite":
        pytest.skip("one writer at a time")
    with one.writing() as ctx:
        make_customer(ctx)
        in_threads(engine, lambda: _write_one(other))


def test_whoever_waits_too_long_is_told(
    engine: Engine, book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partita.store.shared_commit.LOCK_WAIT_S", 0.1)

    def wait() -> None:
        link = raw.link_of(engine)
        if hasattr(link, "scope") and type(link).__name__ == "PostgresLink":
            link.execute("SET lock_timeout = 100")
        with pytest.raises(StoreBusy), book.writing():
            pass

    with book.writing():
        in_threads(engine, wait)
    _write_one(book)


def test_the_audit_masks_secrets_and_national_numbers(book: OpenBook, database_url: str) -> None:
    made = sample(Employee, book, is_full=True, foreign_id_number="010190-1234")
    add_party(book)
    with book.writing() as ctx:
        ctx.unit.employees.insert(made)
        ctx.unit.record(Change("employee.created", PARTY_ID, made.number, 1, None, made))
    rows = raw.rows(database_url, f"SELECT after FROM audit WHERE book_id = {book.book_id}")
    [told] = [text for (text,) in rows if text and "foreign" in text]
    assert "010190" not in told
    assert msgspec.json.decode(told)["foreign_id_number"] == "***"
    emptied = audit_text(replace(made, foreign_id_number=None))
    assert emptied is not None
    assert "foreign_id_number" not in msgspec.json.decode(emptied)


def test_the_audit_keeps_what_was_and_what_is(book: OpenBook, database_url: str) -> None:
    before = person(1, title="Ms", name="Ø\x01\u2028😀")
    after = before.changed({"title": None}, before.changed_at)
    with book.writing() as ctx:
        ctx.unit.record(Change("contact.changed", None, 1, 2, before, after))
    rows = raw.rows(
        database_url,
        f"SELECT before, after FROM audit WHERE book_id = {book.book_id} ORDER BY position DESC",
    )
    was, now = (msgspec.json.decode(text) for text in rows[0])
    assert was["title"] == "Ms"
    assert was["name"] == "Ø\x01\u2028😀"
    assert "title" not in now
    assert audit_text(None) is None


def test_grants_are_found_by_their_secret_alone(engine: Engine, book: OpenBook) -> None:
    made = new_grant(book.book_id)
    with book.writing() as ctx:
        ctx.unit.grants.insert(made)
        ctx.unit.announce("grant", "b" * 64, 3)
    assert engine.find_grant("grant", "b" * 64) == made
    assert engine.find_grant("grant", "a" * 64) is None
    assert engine.find_grant("slug", "b" * 64) is None
    revoked = replace(made, revoked_at=new_record()["created_at"])
    with book.writing() as ctx:
        ctx.unit.grants.put(revoked)
    assert in_threads(engine, lambda: engine.find_grant("grant", "b" * 64)) == [revoked]


def test_the_app_that_wrote_stands_in_the_audit(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    actor = Actor(book.book_id, 7, "shop", "economic", EVERYTHING)
    with engine.write(actor, "r-1") as unit:
        unit.record(Change("setup.changed", None, 1, 1))
    [row] = raw.rows(
        database_url,
        "SELECT app_id, actor, dialect, request_id FROM audit "
        f"WHERE book_id = {book.book_id} AND app_id = 7",
    )
    assert tuple(row) == (7, "shop", "economic", "r-1")


def test_ping_and_close_and_open_again(engine: Engine) -> None:
    engine.ping()
    engine.close()
    engine.close()
    engine.ping()
    assert operator(1).book_id == 1


def test_numbers_go_on_where_what_was_undone_began(book: OpenBook) -> None:
    with book.writing() as ctx:
        unit = ctx.unit
        assert [unit.take_numbers("x"), unit.take_numbers("x", 2)] == [1, 2]
        with pytest.raises(ZeroDivisionError), unit.attempt():
            assert unit.take_numbers("x") == 4
            assert unit.reading.counter("x") == 4
            assert unit.take_numbers("y") == 1
            raise ZeroDivisionError
        assert [unit.take_numbers("x"), unit.reading.counter("x")] == [4, 4]
        assert unit.reading.counter("y") == 0
        unit.raise_counter("x", 10)
        assert unit.take_numbers("x") == 11
        with pytest.raises(ZeroDivisionError), unit.attempt():
            unit.raise_counter("x", 50)
            assert unit.take_numbers("x") == 51
            raise ZeroDivisionError
        assert unit.take_numbers("x") == 12
        with unit.attempt():
            assert unit.take_numbers("x") == 13
        assert unit.take_numbers("x") == 14
        unit.raise_counter("x", 3)
    with book.looking() as looking:
        assert [looking.reading.counter(name) for name in "xy"] == [14, 0]
    with book.writing() as ctx:
        assert [ctx.unit.take_numbers(name) for name in "xy"] == [15, 1]
