"""What browsers send: forms, cookies, and proof that a page of ours sent them."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from partita.domain.errors import BodyMalformed, NotAllowed, Unauthenticated
from partita.facekit.face import Request

SESSION_COOKIE: Final = "partita_session"
LOOK_COOKIE: Final = "partita_look"
CSRF: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
FIELDS_MAX: Final = 5_000
COOKIE_CHARS_MAX: Final = 8_192
NUMBER_DIGITS: Final = 15
"""Any number of so many digits is kept exactly by JSON and both databases."""

BOOK_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Form:
    """Fields of a form, each with its values in the order they were sent."""

    fields: Mapping[str, Sequence[str]]

    def get(self, name: str, default: str = "") -> str:
        """The first value of a field."""
        return next(iter(self.fields.get(name, ())), default)

    def all(self, name: str) -> Sequence[str]:
        """All values of a field."""
        return self.fields.get(name, ())

    def has(self, name: str) -> bool:
        """Whether a field was sent."""
        return name in self.fields

    def number(self, name: str) -> int | None:
        """The value of a field as a whole number; ``None`` when it is none."""
        return whole_number(self.get(name).strip())

    def numbers(self, name: str) -> list[int]:
        """The values of a field that are whole numbers."""
        read = map(whole_number, self.all(name))
        return [each for each in read if each is not None]


def read_form(request: Request) -> Form:
    """Read a form, whoever sent it.

    Raises:
        BodyMalformed: It is none.
        BodyTooLarge: It is longer than allowed.
    """
    try:
        text = request.body().decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError as error:
        raise BodyMalformed(reason="The form cannot be read.") from error
    return Form(gathered(pairs))


def whole_number(text: str, digits: int = NUMBER_DIGITS) -> int | None:
    """A whole number somebody wrote; ``None`` when it is none, or has too many digits.

    >>> whole_number("7"), whole_number("-7"), whole_number("²"), whole_number("9" * 16)
    (7, None, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def gathered(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Values by name.

    >>> gathered([("a", "1"), ("b", "2"), ("a", "3")])
    {'a': ['1', '3'], 'b': ['2']}
    """
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def read_own_form(request: Request) -> Form:
    """Read a form that a page of ours sent in the session of whoever sees it.

    Raises:
        NotAllowed: It does not prove that.
        BodyMalformed: It is no form.
        BodyTooLarge: It is longer than allowed.
    """
    require_same_origin(request)
    form = read_form(request)
    check_token(request, form.get(CSRF))
    return form


def check_token(request: Request, sent: str) -> None:
    """Make sure that a page of ours was the origin of a request.

    Raises:
        NotAllowed: Nothing proves it.
    """
    token = session_token(request)
    expected = csrf_token(token) if token else ""
    given = request.header(CSRF_HEADER) or sent
    if not expected or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise NotAllowed(permission="csrf")


def require_same_origin(request: Request) -> None:
    """Refuse what another site made a browser send (it says where from).

    Raises:
        NotAllowed: Another site did.
    """
    site = request.header("Sec-Fetch-Site")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        origin = request.header("Origin")
        host = urlsplit(request.base_url).netloc
        is_own = origin is None or urlsplit(origin).netloc in (host, request.header("Host"))
    if not is_own:
        raise NotAllowed(permission="csrf")


def csrf_token(token: str) -> str:
    """What forms of a session carry: it follows from the session's secret, and not back."""
    return hashlib.sha256(b"csrf:" + token.encode("utf-8", "replace")).hexdigest()


def cookies(request: Request) -> dict[str, str]:
    """The cookies of a request by name; none when they cannot be read."""
    try:
        read = SimpleCookie((request.header("Cookie") or "")[:COOKIE_CHARS_MAX])
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in read.items()}


def session_token(request: Request) -> str:
    """The secret of a session; empty for none."""
    return session_of(request)[1]


def session_of(request: Request) -> tuple[int, str]:
    """The book and the secret of a session; 0 and empty for none."""
    return book_and_secret(cookies(request).get(SESSION_COOKIE, ""))


def book_and_secret(text: str) -> tuple[int, str]:
    """The book a secret is of and the secret, as ``book.secret``; 0 and empty for none.

    >>> book_and_secret("7.abc"), book_and_secret("x.abc"), book_and_secret("7.")
    ((7, 'abc'), (0, ''), (0, ''))
    """
    book, _, secret = text.partition(".")
    book_id = whole_number(book, BOOK_DIGITS)
    return (book_id, secret) if book_id and secret else (0, "")


def session_cookie(book_id: int, token: str, *, is_secure: bool, seconds: int) -> str:
    """What sets the cookie of a session; without a secret it ends."""
    ends = f"; Max-Age={seconds if token else 0}"
    secure = "; Secure" if is_secure else ""
    value = f"{book_id}.{token}" if token else ""
    return f"{SESSION_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{ends}{secure}"


def require_session(request: Request) -> tuple[int, str]:
    """The book and the secret of a session.

    Raises:
        Unauthenticated: There is none.
    """
    book_id, token = session_of(request)
    if not token:
        raise Unauthenticated(reason="missing")
    return book_id, token


def local_path(text: str) -> str:
    """A path of this server, or its root for anything that might lead elsewhere.

    >>> local_path("/parties?q=a"), local_path("//evil.example"), local_path("https://evil.example")
    ('/parties?q=a', '/', '/')
    """
    is_own = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_own and text.isprintable() and "\\" not in text else "/"
