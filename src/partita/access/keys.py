"""Which keys an app of a dialect gets, and which of them prove what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from partita.domain.book import Book
from partita.kit.ids import new_secret


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """Whom keys are made for: the name of an app, and its book."""

    app: str
    book: Book


def random_key(_: KeyOwner) -> str:
    """A key nobody can guess."""
    return new_secret()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an app.

    Attributes:
        name: What it is called when it is printed.
        make: Makes it.
        is_fixed: It follows from the book and is no secret, so nobody may choose it.
    """

    name: str
    make: Callable[[KeyOwner], str] = random_key
    is_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan:
    """The keys of a dialect; each face declares its own in ``keys.py``.

    Attributes:
        dialect: Name of the face.
        known_roles: Role names an app may be given.
        keys: In the order in which they are printed.
        finders: Names of the keys, joined by a colon, that find the grant, by the kind under
            which the directory of books lists their hash.
        proofs: Name of the key behind each further hash of the grant, by the kind of hash.
        passwords: The same for keys people choose, which are hashed slowly.
        inner: Kinds of hashes the grant keeps of secrets that nobody is told, to sign with.
        is_employee: An app of the dialect acts as an employee of the book, who is made with it.
        has_redirects: People give an app of the dialect access in their browser, and are sent back
            to it.
    """

    dialect: str
    known_roles: frozenset[str]
    keys: tuple[Key, ...]
    finders: Mapping[str, tuple[str, ...]]
    proofs: Mapping[str, str] = field(default_factory=dict)
    passwords: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[str, ...] = ()
    is_employee: bool = False
    has_redirects: bool = False
