"""Random writes through all faces at once: each shows exactly what it should, and loses nothing."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from partita.faces import discover
from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.lossless.model import BEGINNING, Known, Model, Step, steps
from tests.faces.lossless.planting import plant_contact, plant_party
from tests.faces.lossless.rows import Difference, Rows, all_rows, difference
from tests.faces.speaking import Key, Speaker, speaker_class
from tests.faces.world import World, make_seeded_book
from tests.figures import note_figures

FACES: Final = tuple(face.name for face in discover() if speaker_class(face.name))
HISTORY: Final = frozenset({"version", "changed_at"})
# Values of parties and parts that follow from what a step says.
FOLLOWS: Final = {
    "name": {"name", "first_name", "last_name", "name_fold", "search_text"},
    "email": {"email", "email_fold", "search_text", "value", "value_fold"},
    "phone": {"phone", "search_text", "value", "value_fold"},
    "city": {"city", "city_fold", "postal_code", "search_text"},
}
STEPS: Final = Counter[str]()
MAY_MAKE: Final = {
    "create customer": {"party", "customer", "address"},
    "create contact": {"contact", "contact_point"},
    "change customer": {"address"},
    "change contact": {"contact_point"},
    "delete contact": set[str](),
    "delete customer": set[str](),
}
PARTS: Final = {
    *("party", "customer", "address", "contact", "contact_point", "bank_account"),
    *("identifier", "note", "term_line", "membership"),
}
MAY_LOSE: Final = {"change contact": {"contact_point"}, "delete customer": PARTS}


@pytest.fixture
def database_url(shared_url: str) -> str:
    """Each run has a book of its own; the database may be shared."""
    return shared_url


@pytest.fixture
def shared_kind(database_url: str) -> str:
    """Which kind of database."""
    return database_url.partition(":")[0]


class Play:
    """A book, its model, and somebody at each face."""

    def __init__(self, engine: Engine, clock: FrozenClock) -> None:
        self.world = World(engine, clock, make_seeded_book(engine, clock))
        self.model = Model()
        self.speakers: dict[str, Speaker] = {}
        for face in FACES:
            found = speaker_class(face)
            assert found is not None
            self.speakers[face] = found(self.world)
        self._serials = count(1)

    def take(self, step: Step) -> None:
        """Say one thing, and look at everything."""
        face = FACES[step.speaker % len(FACES)]
        unsayable = type(self.speakers[face]).lacks
        target = self._target(step)
        if step.operation in unsayable or (target is None and step.operation != "create customer"):
            return
        before = self._rows()
        said = step.values(next(self._serials), unsayable)
        self._say(face, step, target, said)
        told = difference(before, self._rows())
        self._check_rows(step, said, told)
        self._check_shown()

    def _say(self, face: str, step: Step, target: Known | None, said: dict[str, str]) -> None:
        speaker, kind = self.speakers[face], step.kind
        if step.operation.startswith("create"):
            self._created(face, kind, target, said)
        elif target is not None and step.operation.startswith("change"):
            if said:
                speaker.change(kind, target.keys[face], said)
            target.said = {
                name: value for name, value in {**target.said, **said}.items() if value is not None
            }
        elif target is not None:
            speaker.delete(kind, target.keys[face])
            self.model.remove(target)

    def _created(self, face: str, kind: str, of: Known | None, said: dict[str, str]) -> None:
        """A new record; in the other faces it is the one that was not there before."""
        whose = {"of": of.keys[face]} if of else {}
        key = self.speakers[face].create(kind, {**said, **whose})
        keys: dict[str, Key] = {face: key}
        for name, speaker in self.speakers.items():
            known = {each.keys[name] for each in self.model.all(kind)}
            if name != face:
                (keys[name],) = set(speaker.list(kind)) - known
        self.model.records.append(Known(kind, keys, dict(said), of))

    def plant(self) -> None:
        """Give everybody without them the values hardly any dialect can say."""
        with self.world.book.writing() as ctx:
            for customer in list(ctx.unit.customers.stream()):
                if not ctx.unit.notes.has(party_id=customer.party_id):
                    plant_party(ctx, customer.party_id)
            for person in ctx.unit.contacts.select(is_deleted=False):
                if not ctx.unit.points.has(person=person.number, usage="others"):
                    plant_contact(ctx, person)

    def _rows(self) -> Rows:
        return all_rows(self.world.engine, self.world.book.book_id)

    def _target(self, step: Step) -> Known | None:
        if step.operation == "create customer":
            return None
        kind = "customer" if step.operation == "create contact" else step.kind
        there = self.model.all(kind)
        return there[step.target % len(there)] if there else None

    def _check_rows(self, step: Step, said: dict[str, str], told: Difference) -> None:
        allowed = set(HISTORY).union(*(FOLLOWS[name] for name in said))
        if step.operation == "delete contact":
            allowed |= {"is_deleted", "deleted_at", "is_default", "attention", "their_reference"}
        assert told.made <= MAY_MAKE[step.operation], (step, told.made)
        assert told.gone <= MAY_LOSE.get(step.operation, set()), (step, told.gone)
        strange = {each for each in told.touched if each.partition(".")[2] not in allowed}
        assert not strange, (step, strange)

    def _check_shown(self) -> None:
        for face, speaker in self.speakers.items():
            for known in self.model.records:
                whose = {"of": known.of.keys[face]} if known.of else {}
                silent = {name for name in known.said if f"{known.kind} {name}" in speaker.lacks}
                expected = {name: value for name, value in known.said.items() if name not in silent}
                assert speaker.show(known.kind, known.keys[face]) == expected | whose, face


def play(engine: Engine, clock: FrozenClock, told: list[Step]) -> None:
    """Tell a sequence of writes in a fresh book."""
    stage = Play(engine, clock)
    for step in (*BEGINNING, *told):
        clock.advance(seconds=1)
        stage.take(step)
        stage.plant()


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(told=steps())
def test_nothing_is_lost_between_faces(
    engine: Engine, clock: FrozenClock, told: list[Step]
) -> None:
    play(engine, clock, told)


@pytest.mark.long
@settings(
    max_examples=480,  # of 23 steps each, at the mean
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
@given(told=steps())
def test_nothing_is_lost_in_a_long_run(
    engine: Engine, clock: FrozenClock, shared_kind: str, told: list[Step]
) -> None:
    play(engine, clock, told)
    STEPS[shared_kind] += len(told)


@pytest.fixture(scope="module", autouse=True)
def noted() -> Iterator[None]:
    """Long runs leave their figures."""
    yield
    for kind, steps_taken in STEPS.items():
        note_figures("lossless", database=kind, faces=len(FACES), steps=steps_taken, lost=0)
