"""The pages of a book as a browser without scripts sees them."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode

from falcon.testing import Result, TestClient

from partita.access.user import User
from partita.bootstrap import runners
from partita.branding.brands import Brands
from partita.delivery.jobs import JobThreads
from partita.facekit.budget import SharedBudget
from partita.facekit.services import Services
from partita.facekit.telemetry import Figures
from partita.facekit.wsgi import Mounted, build_app
from partita.faces import describe, discover
from partita.files import open_sheet
from partita.store.engine import Engine
from partita.usecases import users
from partita.web import Parts, make_face
from tests.builders import FrozenClock, OpenBook

DIALECTS: Final = [describe(face) for face in discover()]
PASSWORD: Final = "correct horse battery"  # noqa: S105  # of nobody
BODY_BYTES_MAX: Final = 1_000_000
JOB_S_MAX: Final = 30


def hashed(password: str) -> str:
    """A hash as the server makes them, made with little work."""
    from argon2 import PasswordHasher  # noqa: PLC0415

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


@dataclass
class Site:
    """A book, and a browser that looks at its pages."""

    engine: Engine
    clock: FrozenClock
    book: OpenBook
    cookies: dict[str, str] = field(default_factory=dict)
    attempts: int = 0

    def __post_init__(self) -> None:
        """Serve."""
        budget = (
            SharedBudget(None, 0, 1, limit=self.attempts, window_s=300) if self.attempts else None
        )
        pages = make_face(
            Parts(
                clock=self.clock,
                open_sheet=open_sheet,
                dialects=DIALECTS,
                attempts=budget,
            )
        )
        self.jobs = JobThreads(self.engine, self.clock, runners(Brands()))
        services = Services(
            database=self.engine,
            clock=self.clock,
            budgets={},
            figures=Figures(),
            body_bytes_max=BODY_BYTES_MAX,
            public_url="",
            branding=Brands(),
            jobs=self.jobs,
        )
        self.client = TestClient(build_app([Mounted(pages, ("",))], services, {}, ""))

    def add_user(self, name: str = "ada", role: str = "owner") -> User:
        """Let somebody sign in."""
        with self.book.writing() as ctx:
            wanted = users.NewUser(name=name, password=PASSWORD, roles=(role,))
            return users.create_user(ctx, wanted, hashed)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Accept": "text/html", **({"Cookie": cookie} if cookie else {}), **more}

    def _keep(self, result: Result) -> Result:
        for name, cookie in result.cookies.items():
            if cookie.max_age == 0:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = cookie.value
        return result

    def get(self, path: str, **headers: str) -> Result:
        """Look at a page."""
        host = headers.pop("Host", "localhost")
        sent = self._headers(headers)
        return self._keep(
            self.client.simulate_get(
                path, headers=sent, extras={"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}
            )
        )

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Result:
        """Send a form; the token of the session goes with it unless the form has one."""
        known = {"csrf": self.csrf()} if self.cookies else {}
        body = urlencode({**known, **(fields or {})}, doseq=True)
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._keep(self.client.simulate_post(path, headers=self._headers(sent), body=body))

    def upload(self, path: str, content: bytes, fields: dict[str, str] | None = None) -> Result:
        """Send a form with a file."""
        known = {"csrf": self.csrf(), **(fields or {})}
        edge = "an-edge-nobody-writes"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in known.items()
        ]
        head = 'Content-Disposition: form-data; name="file"; filename="kunder.csv"'
        parts.append(f"--{edge}\r\n{head}\r\nContent-Type: text/csv\r\n\r\n")
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        sent = self._headers({"Content-Type": f"multipart/form-data; boundary={edge}"})
        return self._keep(self.client.simulate_post(path, headers=sent, body=body))

    def wait(self) -> None:
        """Wait until the jobs that were begun are over."""
        self.jobs.join(JOB_S_MAX)

    def csrf(self) -> str:
        """The token that forms of the session carry."""
        from partita.web.forms import SESSION_COOKIE, csrf_token  # noqa: PLC0415

        _, _, token = self.cookies.get(SESSION_COOKIE, "").partition(".")
        return csrf_token(token) if token else ""

    def sign_in(self, name: str = "ada", role: str = "owner") -> "Site":
        """Make a user and sign in."""
        self.add_user(name, role)
        answer = self.post("/signin", {"book": self.book.slug, "name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return self


def text_of(result: Result) -> str:
    """What a page says, without its tags."""
    plain = re.sub(r"<(script|style).*?</\1>", "", result.text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain)))
