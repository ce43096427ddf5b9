"""The baseline of the dialects: FastAPI, SQLAlchemy's ORM and pydantic, with bodies just as wide.

Tables and models are made of what a dialect declares, field by field, as a developer would write
them by hand; records of their own that a body shows, such as addresses, persons and memberships in
groups, have tables of their own. Where there was a choice it is to the baseline's advantage: it
knows no books, checks no keys, writes no log, keeps moments as the text that is shown and codes of
rows that are pointed at beside their numbers, has one thread and no sessions of others, and is
driven without an event loop, for nothing in it ever waits.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, NoReturn

import sqlalchemy as sa
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from sqlalchemy.orm import DeclarativeBase, Session, relationship, sessionmaker

from partita.facekit.table import Field as Told
from partita.facekit.table import Kind, Resource

TYPES: Final[dict[Kind, tuple[Any, Any]]] = {
    Kind.INTEGER: (int, sa.BigInteger),
    Kind.NUMBER: (float, sa.Float),
    Kind.TEXT: (str, sa.String),
    Kind.BOOLEAN: (bool, sa.Boolean),
    Kind.MOMENT: (str, sa.String),
    Kind.DATE: (str, sa.String),
}
"""What a kind of value is to pydantic and to the database."""


@dataclass(frozen=True, slots=True)
class Wide:
    """A resource in the baseline.

    Attributes:
        table: Its class of the ORM.
        out: Its model of pydantic.
        nested: Fields that are rows of a table of their own, and whether they are many.
        listed: Fields that are lists of numbers, which stand in a table of their own, too.
    """

    table: Any
    out: type[BaseModel]
    nested: dict[str, tuple["Wide", bool]]
    listed: tuple[str, ...] = ()

    def record(self, body: dict[str, Any]) -> Any:  # noqa: ANN401  # a row of the ORM
        """The row that shows a body."""
        values = {attribute(name): value for name, value in body.items() if name != "@context"}
        for name, (inner, is_many) in self.nested.items():
            shown: Any = values.pop(name, None)
            if shown is not None:
                values[name] = (
                    [inner.record(each) for each in shown] if is_many else inner.record(shown)
                )
        return self.table(**values)

    def empty(self) -> dict[str, Any]:
        """What a new row has no rows of."""
        many = [name for name, (_, is_many) in self.nested.items() if is_many]
        return dict.fromkeys(self.nested) | {name: [] for name in (*many, *self.listed)}


def attribute(name: str) -> str:
    """How a field is called in Python."""
    return name.replace("@", "at_")


def wide(
    base: type[DeclarativeBase], name: str, resource: Resource, marks: Sequence[str] = ()
) -> Wide:
    """The table and the model of a resource; marks are texts that every object has besides."""
    more = tuple(Told(name=each, kind=Kind.TEXT, at=each) for each in marks)
    return _wide(base, name, resource.fields, more)


def _wide(
    base: type[DeclarativeBase],
    name: str,
    fields: Iterable[Told],
    marks: tuple[Told, ...],
    owner: str = "",
) -> Wide:
    columns: dict[str, Any] = {"key": sa.Column(sa.Integer, primary_key=True)}
    members: dict[str, Any] = {}
    nested: dict[str, tuple[Wide, bool]] = {}
    if owner:
        columns["owner"] = sa.Column(sa.ForeignKey(f"{owner}.key"), index=True)
    for each in (*marks, *(field for field in fields if field.at is not None)):
        items = getattr(each, "items", None)
        if each.parts or items is not None:
            inside = items.fields if items is not None else each.parts
            inner = _wide(base, f"{name}_{each.name}", inside, marks, name)
            is_many = items is not None and each.name.endswith("s")
            nested[each.name] = (inner, is_many)
            lazy: Any = "selectin" if is_many else "joined"
            columns[each.name] = relationship(inner.table, lazy=lazy, uselist=is_many)
            kind: Any = list[inner.out] if is_many else inner.out  # type: ignore[name-defined]  # made here
        elif each.kind is Kind.INTEGERS:
            columns |= _numbers(base, name, each.name)
            kind = list[int]
        else:
            kind, column = TYPES[each.kind]
            columns[attribute(each.name)] = sa.Column(column)
        members[attribute(each.name)] = (kind | None, Field(None, serialization_alias=each.name))
    table = type(name, (base,), {"__tablename__": name, **columns})
    listed = tuple(each for each in members if isinstance(columns.get(each), property))
    return Wide(table, create_model(name, __base__=_Out, **members), nested, listed)


def _numbers(base: type[DeclarativeBase], owner: str, name: str) -> dict[str, Any]:
    """A list of numbers: rows that point at their owner, and the list they are shown as."""
    rows = f"{name}_rows"
    columns = {
        "key": sa.Column(sa.Integer, primary_key=True),
        "owner": sa.Column(sa.ForeignKey(f"{owner}.key"), index=True),
        "number": sa.Column(sa.BigInteger),
    }
    row: Any = type(f"{owner}_{name}", (base,), {"__tablename__": f"{owner}_{name}", **columns})

    def shown(self: object) -> list[int]:
        return [each.number for each in getattr(self, rows)]

    def put(self: object, numbers: Iterable[int] | None) -> None:
        setattr(self, rows, [row(number=each) for each in numbers or ()])

    loaded = relationship(row, lazy="selectin", order_by=row.number)
    return {rows: loaded, name: property(shown, put)}


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PatchOperation(BaseModel):
    """One operation of a JSON Patch."""

    op: str
    path: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Speech:
    """How a dialect is answered by the baseline.

    Attributes:
        path: Of its collection.
        told: Its resource there.
        shows_null: Missing values are shown.
        around: The member of a page that holds its rows, beside ``total``; a bare list when empty.
        counts: A page tells how many rows there are in all.
        sought: The columns that a search looks at.
        answers_create: A create answers the whole record.
        made: What the server itself says of a new record, by its key.
        moved: What a change moves besides, of a row and what was sent; it may refuse.
    """

    path: str
    told: Wide
    shows_null: bool = False
    around: str = ""
    counts: bool = True
    sought: tuple[str, ...] = ("name",)
    answers_create: bool = True
    made: Callable[[int], dict[str, Any]] = lambda _key: {}
    moved: Callable[[Any, dict[str, Any]], dict[str, Any]] = lambda _row, _sent: {}

    @property
    def page(self) -> Any:  # noqa: ANN401  # a type
        """The model of a page."""
        rows = list[self.told.out]  # type: ignore[name-defined]  # made at run time
        if not self.around:
            return rows
        members: dict[str, Any] = {"rows": (rows, Field(serialization_alias=self.around))}
        return create_model("Page", __base__=_Out, total=(int, 0), **members)


def application(engine: sa.Engine, speeches: Sequence[Speech]) -> FastAPI:
    """The baseline for some dialects."""

    app, sessions = FastAPI(), sessionmaker(engine, expire_on_commit=False)
    for each in speeches:
        with sessions() as db:
            last = db.scalar(sa.select(sa.func.max(each.told.table.key))) or 0
        _reading(app, each, sessions)
        _writing(app, each, sessions, count(last + 1))
    return app


def _reading(app: FastAPI, speech: Speech, sessions: sessionmaker[Session]) -> None:
    table = speech.told.table
    way: dict[str, Any] = {"response_model_exclude_none": not speech.shows_null}

    @app.get(f"{speech.path}/{{key}}", response_model=speech.told.out, **way)
    async def find(key: int) -> Any:  # noqa: ANN401
        with sessions() as db:
            return db.get(table, key) or _refuse()

    @app.get(speech.path, response_model=speech.page, **way)
    async def search(response: Response, size: int = 100, offset: int = 0, query: str = "") -> Any:  # noqa: ANN401
        found, total = sa.select(table), 0
        if query:
            columns = [table.__table__.c[each] for each in speech.sought]
            said = [each.icontains(query, autoescape=True) for each in columns]
            found = found.where(sa.or_(*said))
        with sessions() as db:
            if speech.counts:
                total = db.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
                response.headers["X-Total"] = str(total)
            rows = db.scalars(found.order_by(table.key).limit(size).offset(offset)).all()
        return {"rows": rows, "total": total} if speech.around else rows


def _writing(
    app: FastAPI, speech: Speech, sessions: sessionmaker[Session], keys: Iterator[int]
) -> None:
    told = speech.told
    way: dict[str, Any] = {"response_model_exclude_none": not speech.shows_null}
    created = {**way, "response_model": told.out} if speech.answers_create else {}

    @app.post(speech.path, status_code=201, **created)
    async def create(body: told.out) -> Any:  # type: ignore[name-defined]  # noqa: ANN401
        key, sent = next(keys), body.model_dump(exclude_unset=True)
        made = told.table(key=key, **{**told.empty(), **speech.made(key), **sent})
        with sessions.begin() as db:
            db.add(made)
            db.flush()
        return made if speech.answers_create else {"key": made.key}

    @app.patch(f"{speech.path}/{{key}}", response_model=told.out, **way)
    async def patch(key: int, body: list[PatchOperation] | dict[str, Any]) -> Any:  # noqa: ANN401
        changes = body if isinstance(body, dict) else {each.path[1:]: each.value for each in body}
        return change(key, changes)

    @app.put(f"{speech.path}/{{key}}", status_code=204)
    async def put(key: int, body: told.out) -> None:  # type: ignore[name-defined]
        change(key, body.model_dump(exclude=set(told.nested)))

    def change(key: int, changes: dict[str, Any]) -> Any:  # noqa: ANN401  # a row of the ORM
        with sessions.begin() as db:
            found = db.get(told.table, key) or _refuse()
            moved = speech.moved(found, changes)
            for name, value in {**changes, **moved}.items():
                setattr(found, name, value)
        return found


def _refuse() -> NoReturn:
    raise HTTPException(404)


class Beside:
    """The baseline, asked by function calls."""

    def __init__(self, app: FastAPI) -> None:
        """Ask an application in which nothing waits."""
        self._app = app

    def ask(self, method: str, target: str, body: Any = None) -> bytes:  # noqa: ANN401  # any JSON
        """Ask once; the answer's body.

        Raises:
            RuntimeError: It was refused.
        """
        path, _, query = target.partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"content-type", b"application/json")],
            "scheme": "http",
            "server": ("127.0.0.1", 80),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        try:
            self._app(scope, receive, send).send(None)  # type: ignore[arg-type]  # a coroutine
        except StopIteration:
            pass
        else:
            raise RuntimeError("something waits")
        answer = b"".join(each.get("body", b"") for each in sent)
        if sent[0]["status"] >= 300:
            raise RuntimeError(f"{method} {target}: {sent[0]['status']} {answer[:300]!r}")
        return answer
