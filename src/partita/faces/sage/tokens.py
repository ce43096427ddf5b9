"""Tokens of people who signed in (contracts/sage.md 1.5).

A token is signed with a secret of its own app, says what it is good for, and until when. What the
app itself may do is looked up with every request, so that a revoked app stops at once; single
tokens that were used up or revoked are remembered until they end (`usecases.spent_tokens`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from partita.access.grant import Grant
from partita.facekit.tokens import claims_of, sign_token, subject_of
from partita.faces.sage.keys import DIALECT
from partita.kit.clock import system_clock
from partita.kit.ids import uuid7
from partita.ports import Database
from partita.usecases.sessions import find_person
from partita.usecases.spent_tokens import is_spent

CLIENT: Final = "sage.client"
ACCESS: Final = "access"
REFRESH: Final = "refresh"
CODE: Final = "code"
SECONDS: Final[Mapping[str, int]] = {ACCESS: 28_800, REFRESH: 31_536_000, CODE: 60}
TOKEN_CHARS_MAX: Final = 2_048
_NAMES: Final = frozenset({"jti", "fam"})
"""What tells a token from others, and what those that came of one code share."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was made here and is not too old.

    Attributes:
        grant: The access of its app.
        claims: What it says.
        is_spent: It was used up or revoked, or all that came of its code was.
        person: Who signed in to get it, as `partita.usecases.sessions.PERSONS` says; ``None`` for
            the app itself, and for somebody who may sign in no longer.
    """

    grant: Grant
    claims: Mapping[str, Any]
    is_spent: bool
    person: Mapping[str, Any] | None

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it is good for."""
        return tuple(str(self.claims.get("scope", "")).split())

    @property
    def family(self) -> str:
        """What it has in common with all that came of the same code."""
        return str(self.claims["fam"])

    @property
    def is_orphan(self) -> bool:
        """Whoever got it may sign in no longer."""
        return "user" in self.claims and self.person is None


def make_token(kind: str, grant: Grant, finder: str, **claims: object) -> str:
    """Make a token.

    Args:
        kind: Whether it is an access token, a refresh token or a code.
        grant: The access of its app.
        finder: Hash of the id of the app, which finds the access.
        claims: What else it shall say: ``scope``, ``fam`` (the same in all that comes of one
            code), ``user``, ``pkce``, and of a code ``redirect_uri`` and ``code_challenge``.
    """
    now = int(system_clock().timestamp())
    payload = {"typ": kind, "sub": finder, "iat": now, "exp": now + SECONDS[kind]}
    return sign_token({**payload, "jti": uuid7(), **claims}, grant.secret_hashes["client"])


def read_token(database: Database, text: str, kind: str) -> Token | None:
    """Find what a token says; nothing where it is false, old or of another kind."""
    finder = subject_of(text) if len(text) <= TOKEN_CHARS_MAX else None
    grant = database.find_grant(CLIENT, finder) if finder else None
    if grant is None or grant.revoked_at is not None or grant.dialect != DIALECT:
        return None
    claims = claims_of(text, grant.secret_hashes.get("client", ""))
    now = system_clock().timestamp()
    if claims is None or claims.get("typ") != kind or claims.get("exp", 0) <= now:
        return None
    if not claims.keys() >= _NAMES:  # made before tokens had families
        return None
    with database.read(grant.book_id) as reading:
        gone = is_spent(reading, str(claims["jti"]), str(claims["fam"]))
        found = find_person(reading, int(claims["user"])) if "user" in claims else None
    return Token(grant, claims, gone, msgspec.json.decode(found) if found else None)
