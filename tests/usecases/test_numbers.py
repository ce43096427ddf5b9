"""Numbers of roles go on in the next series when one is used up."""

from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.usecases.numbers import take_role_number, take_role_numbers
from partita.usecases.references import ReferencePatch, change_reference
from tests.builders import FrozenClock, make_customer
from tests.usecases.books import open_book


def test_a_role_grows_into_its_next_series(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        change_reference(ctx, "number_series", 1, ReferencePatch(details={"last": 10_001}))
        make_customer(ctx, number=10_001)
        made = [make_customer(ctx).role.number for _ in range(3)]
    assert made == [10_000, 100_000_000, 100_000_001]


def test_roles_are_numbered_apart(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        made = [take_role_number(ctx, role, None) for role in Role]
    assert made == [10_000, 20_000, 1, 1]


def test_a_series_goes_on_without_gaps_whichever_it_is(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        change_reference(ctx, "number_series", 1, ReferencePatch(is_barred=True))
        later = [make_customer(ctx).role.number for _ in range(3)]
        change_reference(ctx, "number_series", 1, ReferencePatch(is_barred=False))
    assert later == list(range(later[0], later[0] + 3))
    assert later[0] >= 100_000_000


def test_numbers_somebody_chose_are_passed_over(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        for number in (10_001, 10_002, 10_004):
            make_customer(ctx, number=number)
        made = [make_customer(ctx).role.number for _ in range(4)]
    assert made == [10_000, 10_003, 10_005, 10_006]


def test_one_number_and_many_are_of_the_same_counter(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        one = take_role_number(ctx, Role.SUPPLIER, None)
        many = take_role_numbers(ctx, Role.SUPPLIER, 300)
        last = take_role_number(ctx, Role.SUPPLIER, None)
    assert [one, *many, last] == list(range(20_000, 20_302))
