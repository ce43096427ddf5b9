"""Numbers of roles go on in the next series when one is used up."""

from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.usecases.numbers import take_role_number
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
