"""What a face is to the server: routes, errors, and how its callers prove who they are."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from partita.access.grant import Actor
from partita.domain.errors import PartitaError
from partita.ports import Branding, Database, Jobs
from partita.usecases.context import Context, Looking

JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"


class Request(Protocol):
    """A request as a handler sees it."""

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that name it in the log."""

    @property
    def method(self) -> str:
        """Such as ``GET``."""

    @property
    def path(self) -> str:
        """The path as the client wrote it."""

    @property
    def params(self) -> Mapping[str, str]:
        """Variable parts of the path by name."""

    @property
    def query(self) -> Mapping[str, str]:
        """Query parameters by name in lower case; the first of a name counts."""

    @property
    def parameters(self) -> Sequence[tuple[str, str]]:
        """Query parameters as they were written, in order."""

    @property
    def base_url(self) -> str:
        """Scheme, host and mount as the client sees them, without a slash at the end."""

    @property
    def url(self) -> str:
        """The absolute URL of the path, without doubled and trailing slashes."""

    @property
    def peer(self) -> str:
        """The address of whoever sent it: the client, or a proxy before us."""

    def header(self, name: str) -> str | None:
        """A header by its name in any case."""

    def body(self) -> bytes:
        """The body.

        Raises:
            BodyTooLarge: It is longer than allowed.
            BodyTooSlow: It took too long to arrive.
        """


@dataclass(frozen=True, slots=True)
class Following:
    """How an answer goes on after its body, for as long as the server lets it.

    Attributes:
        more: What is new since it was last asked, from a look of its own; empty for nothing.
        idle: What is sent now and then when nothing is new, so that nobody thinks it is over.
    """

    more: Callable[[Looking], bytes]
    idle: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; one with `following` goes on after its body.

    Attributes:
        rest: What comes after the body of a long answer, read as it is sent. What can go wrong
            must have gone wrong before: there is no other answer any more.
    """

    status: int
    body: bytes = b""
    media_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    following: Following | None = None
    rest: Generator[bytes, None, None] | None = None


def json_reply(body: bytes, status: int = 200) -> Reply:
    """An answer with a JSON body."""
    return Reply(status, body, JSON)


Prepare = Callable[[Request], Any]
Read = Callable[[Looking, Request], Reply]
Write = Callable[[Context, Request, Any], Reply]
Open = Callable[[Request], Reply]


@dataclass(frozen=True, slots=True)
class Acting:
    """What an operation has that opens transactions of its own, such as around a slow look-up.

    Attributes:
        begin: Opens a transaction of the caller.
        branding: Who looks for logos, web sites and names of parties.
        jobs: Who does work that takes longer than a request may.
    """

    begin: Callable[[], AbstractContextManager[Context]]
    branding: Branding
    jobs: Jobs


Act = Callable[[Acting, Request], Reply]
Enter = Callable[[Request, Database], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """An operation of which only the body of a request tells whether it reads or writes.

    Attributes:
        prepare: Reads the body, before any transaction begins.
        is_write: Tells by what was read.
        read: Answers from what is stored.
        write: Changes something, inside the one transaction of the request.
    """

    prepare: Prepare
    is_write: Callable[[Any], bool]
    read: Callable[[Looking, Request, Any], Reply]
    write: Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation: exactly one of `read`, `write`, `mixed`, `act`, `open` and `enter`.

    Attributes:
        method: Such as ``GET``.
        path: Path below the mount in lower case, variable parts in braces.
        name: Operation id, for logs, metrics and the reference.
        read: Answers from what is stored.
        prepare: Reads the body of a write before its transaction begins.
        write: Changes something, inside the one transaction of the request.
        mixed: Does either, as the body says.
        act: Changes something in transactions of its own.
        open: Answers anybody, without credentials.
        enter: Answers those who prove who they are in ways of its own, such as for a token.
        needs: Role names in words of the dialect, one of which an app must have; any app may when
            empty, and an app without roles has full rights.
        cost: How many units of the caller's budget it takes.
        guesses: What an attempt to sign in takes of whose budget, such as of that of the name
            somebody typed; nothing where an operation is none.
        spends: Whose budget an operation with `enter` takes from: a number as in `Rate`.
    """

    method: str
    path: str
    name: str
    read: Read | None = None
    prepare: Prepare | None = None
    write: Write | None = None
    mixed: Mixed | None = None
    act: Act | None = None
    open: Open | None = None
    enter: Enter | None = None
    needs: frozenset[str] = frozenset()
    cost: int = 1
    guesses: Callable[[Request], Mapping[str, int]] | None = None
    spends: Callable[[Request], int] | None = None


class Authenticate(Protocol):
    """Finds out who is asking."""

    def __call__(self, request: Request, database: Database) -> Actor:
        """The actor.

        Raises:
            Unauthenticated: Nobody proved who is asking.
            NotAllowed: Their roles do not reach here.
            ReadOnlyActor: They may look only.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a caller has used of what they may."""

    used: int
    limit: int
    window_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A limit of the dialect's own, counted for whom it says.

    Attributes:
        limit: Units in a window.
        window_s: Length of the window.
        caller: A number that names the caller.
    """

    limit: int
    window_s: int
    caller: Callable[[Request, Actor], int]


@dataclass(frozen=True, eq=False, kw_only=True)
class Face:
    """One dialect.

    Attributes:
        name: As in ``partita app create --dialect``.
        routes: Its operations.
        authenticate: How its callers prove who they are.
        errors: Status of each error of the core, by code.
        error_reply: The body, and the status, of an error in the dialect's own shape.
        decorate: Headers of every answer.
        known_roles: Names of roles an app may be given.
        idempotency_header: Header that makes a write repeatable, if the dialect has one.
        replay_headers: Headers of an answer that is a stored one.
        rate: The dialect's own limit, instead of the server's.
        aliases: Further places below its mount where all of it is served, such as ``/api``.
        modes: The face as it is in one of its other ways, by the name of the way.
        at_root: It is served at the root of the server instead of below its name.
        has_parties: It shows parties; else it is there for what happens to them.
    """

    name: str
    routes: tuple[Route, ...]
    authenticate: Authenticate
    errors: Mapping[str, int]
    error_reply: Callable[[PartitaError, Request], Reply]
    decorate: Callable[[Request, Budget | None, int], Mapping[str, str]]
    known_roles: frozenset[str] = frozenset()
    idempotency_header: str | None = None
    replay_headers: Mapping[str, str] = field(default_factory=dict)
    rate: Rate | None = None
    aliases: tuple[str, ...] = ()
    modes: Mapping[str, Callable[["Face"], "Face"]] = field(default_factory=dict)
    at_root: bool = False
    has_parties: bool = True

    @property
    def mounts(self) -> tuple[str, ...]:
        """Where it is served; the first is the one of absolute URLs."""
        first = "" if self.at_root else f"/{self.name}"
        return (first, *(f"{first}{alias}" for alias in self.aliases))
