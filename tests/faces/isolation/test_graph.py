"""Nobody reaches another book through a GraphQL schema: every place that can name a record.

The places are found by walking both generations of the schema, so what is added is tried by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pytest
from falcon.testing import Result

from partita.domain.kinds import REFERENCE_KINDS
from partita.faces.sage.graph import Field, Generation, Many, Type, Verb
from partita.faces.sage.inputs import ROWS
from partita.faces.sage.schema import built
from partita.kit.ids import uuid7
from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.isolation.graph import (
    INPUT_DEPTH_MAX,
    NAMING,
    WHERE_DEPTH_MAX,
    Leaf,
    leaves,
    minimal,
    put,
    shown,
)
from tests.faces.isolation.marked import MARK, PIECE, Marked, silent
from tests.faces.isolation.statements import Careless, Statements
from tests.faces.sage.api import Api
from tests.faces.world import World, make_seeded_book

PATHS: Final = {Generation.FIRST: "/sage/graphql", Generation.SECOND: "/sage/v2/graphql"}
Values = dict[str, Any]
UUIDS: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLACES: Final = re.compile(r'"locations":\[[^\]]*\],?|\d{4}-\d\d-\d\dT[\d:.]+Z?')
NEVER_PIECE: Final = PIECE[::-1]
TOGETHER: Final = 10
"""Places of a filter that are tried with one question."""


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@dataclass(frozen=True)
class Attacker:
    """Somebody with full rights in a book of their own, who speaks one generation."""

    api: Api
    other: Marked
    generation: Generation
    statements: Statements

    def compare(self, document: str, theirs: Mapping[str, Any], nobodys: Mapping[str, Any]) -> str:
        """Ask for what is not theirs and for what is not there: the answers are the same."""
        spent, answer = self.statements.of(partial(self.api.send, document, **theirs))
        others, unknown = self.statements.of(partial(self.api.send, document, **nobodys))
        assert silent(answer), (document, theirs, answer.text)
        assert (answer.status_code, plain(answer)) == (unknown.status_code, plain(unknown)), theirs
        assert len(spent) == len(others), (document, theirs)
        return answer.text


def plain(answer: Result) -> str:
    """The text of an answer without ids and moments."""
    return PLACES.sub("", UUIDS.sub("ID", answer.text))


@pytest.fixture(params=Generation, ids=lambda each: each.name.lower())
def attacker(
    request: pytest.FixtureRequest,
    engine: Engine,
    clock: FrozenClock,
    other: Marked,
    statements: Statements,
) -> Attacker:
    world = World(engine, clock, make_seeded_book(engine, clock, "FR", "FR"))
    api = Api(world, world.give_access("sage"), PATHS[request.param])
    return Attacker(api, other, request.param, statements)


def fresh(count: int) -> list[str]:
    """Ids of nothing."""
    return [uuid7() for _ in range(count)]


def test_no_query_reaches_another_book(attacker: Attacker) -> None:
    """Filters by every id of the other book, and by pieces of every text of it."""
    schema = built(attacker.generation).schema
    assert schema.query_type is not None
    known = list(attacker.other.uuids.values())
    ids = (known, fresh(len(known)))
    tried = 0
    for name, field in schema.query_type.fields.items():
        where = field.args.get("where")
        if where is None:
            continue
        total = f"totalCount nodes {shown(field.type.fields['nodes'].type, 1)}"
        document = f"query ($w: {where.type}) {{ {name}(where: $w, first: 50) {{ {total} }} }}"
        found = [
            (put(None, where.type, leaf.path, theirs), put(None, where.type, leaf.path, nobodys))
            for leaf in leaves(where.type, WHERE_DEPTH_MAX)
            for theirs, nobodys in sought(leaf, *ids)
        ]
        for start in range(0, len(found), TOGETHER):
            pairs = found[start : start + TOGETHER]
            theirs, nobodys = ({"w": {"or": list(each)}} for each in zip(*pairs, strict=True))
            assert '"totalCount":0' in attacker.compare(document, theirs, nobodys), (name, theirs)
            tried += len(pairs)
    assert tried > len(schema.query_type.fields)


def sought(leaf: Leaf, known: list[str], unknown: list[str]) -> Iterator[tuple[Values, Values]]:
    """What finds records of the other book at a place of a filter, and what finds nothing."""
    if leaf.kind in NAMING:
        yield {"in": known}, {"in": unknown}
    elif leaf.kind == "String":
        yield {"contains": PIECE}, {"contains": NEVER_PIECE}


def test_no_argument_reaches_another_book(attacker: Attacker) -> None:
    """Fields that take anything but a filter: each argument that names a record, with every id."""
    schema = built(attacker.generation).schema
    assert schema.query_type is not None
    tried = 0
    for name, field in schema.query_type.fields.items():
        named = [each for each, argument in field.args.items() if kind_of(argument.type) in NAMING]
        if not named:
            continue
        given = ", ".join(f"${each}: {argument.type}" for each, argument in field.args.items())
        passed = ", ".join(f"{each}: ${each}" for each in field.args)
        document = f"query ({given}) {{ {name}({passed}) {shown(field.type)} }}"
        known = {each: minimal(argument.type) for each, argument in field.args.items()}
        for argument in named:
            for uuid in attacker.other.uuids.values():
                asked = ({**known, argument: each} for each in (uuid, *fresh(1)))
                attacker.compare(document, *asked)
                tried += 1
    assert tried


def kind_of(kind: Any) -> str:  # noqa: ANN401  # any type of a schema
    return str(kind).strip("[]!")


def test_no_mutation_reaches_another_book(attacker: Attacker) -> None:
    """Each member of an input that names a record, with every id of the other book."""
    made = built(attacker.generation)
    before = attacker.other.state()
    own: dict[Any, str] = {}
    fields = made.schema.mutation_type.fields if made.schema.mutation_type else {}
    order = sorted(fields, key=lambda name: list(Verb).index(made.mutations[name].verb))
    for name in order:
        mutation, field = made.mutations[name], fields[name]
        kind = field.args["input"].type
        base = minimal(kind)
        if mutation.verb is Verb.CREATE:
            own[mutation.of] = str(attacker.api.ask(once(name, kind), i=base)[name]["id"])
        base |= {"id": own[mutation.of]} if "id" in base else {}
        if mutation.verb is Verb.UPDATE:
            attacker.api.ask(once(name, kind), i=base)
        tried = [leaf for leaf in leaves(kind, INPUT_DEPTH_MAX) if leaf.kind in NAMING]
        assert tried or mutation.verb is Verb.CREATE
        for leaf in tried:
            uuids = fitting(mutation.of, leaf, attacker.other.uuids)
            document = many(name, kind, f"on {field.type} {shown(field.type, 0)}", len(uuids))
            theirs, nobodys = (
                {f"i{at}": put(base, kind, leaf.path, uuid) for at, uuid in enumerate(chosen)}
                for chosen in (uuids, fresh(len(uuids)))
            )
            text = attacker.compare(document, theirs, nobodys)
            assert text.count('"path"') >= len(uuids), (name, leaf, text)
    assert attacker.other.state() == before


def fitting(of: Type, leaf: Leaf, uuids: Mapping[str, str]) -> list[str]:
    """What is worth trying at a place: the row of its list, else all but rows of lists."""
    at = ""
    for name in leaf.path:
        found = of.by_name.get(name)
        of = found.of if isinstance(found, Many) else of
        at = found.at or "" if isinstance(found, Field) else ""
    if at in ROWS:
        return [uuids[ROWS[at][1]], uuids["party"]]
    return [uuid for name, uuid in uuids.items() if name not in REFERENCE_KINDS]


def once(name: str, kind: Any) -> str:  # noqa: ANN401  # a type of a schema
    return f"mutation ($i: {kind}) {{ {name}(input: $i) {{ id }} }}"


def many(name: str, kind: Any, answered: str, count: int) -> str:  # noqa: ANN401  # likewise
    """A document that asks the same of several inputs."""
    given = ", ".join(f"$i{at}: {kind}" for at in range(count))
    done = " ".join(f"m{at}: {name}(input: $i{at}) {{ ...F }}" for at in range(count))
    return f"mutation ({given}) {{ {done} }} fragment F {answered}"


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.parametrize("shared_url", ["postgresql"], indirect=True)
def test_row_security_holds_where_a_statement_forgets_its_book(
    engine: Engine, clock: FrozenClock, other: Marked, careless: Careless, statements: Statements
) -> None:
    """The same with a build that takes the book out of every condition, also of what it writes."""
    world = World(engine, clock, make_seeded_book(engine, clock, "FR", "FR"))
    api = Api(world, world.give_access("sage"))
    attacker = Attacker(api, other, Generation.SECOND, statements)
    test_no_query_reaches_another_book(attacker)
    test_no_mutation_reaches_another_book(attacker)
    assert careless.forgotten["SELECT"]
    assert careless.forgotten["UPDATE"]


def test_what_is_taken_there_is_free_here(attacker: Attacker) -> None:
    """No text of the other book is in the way of one's own: nobody learns that it is there."""
    of = built(attacker.generation).mutations
    name = next(each for each in of if each.startswith("createCustomer"))
    fields = built(attacker.generation).schema.mutation_type
    assert fields is not None
    kind = fields.fields[name].args["input"].type
    with attacker.other.world.book.writing() as ctx:
        codes = [each.code for each in ctx.unit.customers.select()]
    for code in codes:
        known = {**minimal(kind), "code": code or MARK.upper()}
        assert attacker.api.ask(once(name, kind), i=known)[name]["id"]
