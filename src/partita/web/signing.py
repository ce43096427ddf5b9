"""Signing in and out, and the link of a first start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from partita.access.grant import Actor
from partita.access.user import user_actor
from partita.domain.errors import RouteUnknown, Unauthenticated
from partita.facekit.budget import NAME_COST, PEER_COST, SharedBudget, caller_of
from partita.facekit.face import Reply, Request, Route
from partita.facekit.passwords import is_password, nobodys
from partita.facekit.totp import CODE_S, code_of, find_step
from partita.kit.clock import Clock
from partita.ports import Database
from partita.usecases.context import Context
from partita.usecases.sessions import (
    SESSION_S,
    Opened,
    close_session,
    find_sign_in,
    find_visitor,
    open_session,
    use_link,
)
from partita.usecases.spent_tokens import spend_token
from partita.web.forms import (
    Form,
    book_and_secret,
    check_token,
    local_path,
    read_form,
    require_same_origin,
    require_session,
    session_cookie,
    session_of,
)
from partita.web.page import UNPROCESSABLE, go_to, show_to_anybody

PROXY_HEADERS: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody who wants in could prove.

    Attributes:
        refusal: Why they may not in; empty when they may.
        code: What tells the code they gave from others; empty when they need none.
    """

    refusal: str = ""
    code: str = ""


class SigningIn:
    """Lets people in and out."""

    def __init__(self, clock: Clock, attempts: SharedBudget | None) -> None:
        """Know the time, and who tried how often."""
        self._clock = clock
        self._attempts = attempts

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/signin", name="showSignIn", enter=self.show)
        yield Route(method="POST", path="/signin", name="signIn", enter=self.sign_in)
        yield Route(method="POST", path="/signout", name="signOut", enter=self.sign_out)
        yield Route(method="GET", path="/enter", name="enterOnce", enter=self.enter)

    def authenticate(self, request: Request, database: Database) -> Actor:
        """Find out who is signed in.

        Raises:
            Unauthenticated: Nobody is, or no longer.
        """
        book_id, token = require_session(request)
        with database.read(book_id) as reading:
            found = find_visitor(reading, token, self._clock())
        if found is None:
            raise Unauthenticated(reason="unknown")
        visitor = msgspec.json.decode(found)
        return user_actor(book_id, visitor["name"], visitor["roles"])

    def show(self, request: Request, database: Database) -> Reply:
        """Show the form."""
        return self._form(request, database, {"next": request.query.get("next", "")})

    def _form(
        self, request: Request, database: Database, values: dict[str, Any], status: int = 200
    ) -> Reply:
        slugs = database.slugs()
        only = slugs[0] if len(slugs) == 1 else ""
        known = {"next": "", "name": "", "slug": "", "refusal": "", "needs_code": False}
        given = known | values
        return show_to_anybody(request, "signin.html", status, only=only, **given)

    def sign_in(self, request: Request, database: Database) -> Reply:
        """Check what somebody knows, and let them in.

        Raises:
            NotAllowed: Another site sent the form.
            RateExceeded: Too many have tried, from there or with that name.
        """
        require_same_origin(request)
        form = read_form(request)
        name, slug = form.get("name"), form.get("book").strip().lower()
        costs = {
            f"peer {request.peer}": PEER_COST,
            f"name {slug} {name.strip().casefold()}": NAME_COST,
        }
        self._spend(costs)
        book_id = database.find_book(slug) or 0
        with database.read(book_id) as reading:
            found = find_sign_in(reading, name) if book_id else None
        user = msgspec.json.decode(found) if found else {}
        proof = self._prove(user, form)
        if not proof.refusal:
            actor = user_actor(book_id, user["name"], user["roles"])
            with database.write(actor, request.id) as unit:
                ctx = Context(actor, unit, self._clock())
                if not proof.code or spend_token(ctx, proof.code, CODE_S):
                    opened = open_session(ctx, user["user"])
                    self._give_back(costs)
                    return self._welcome(request, book_id, opened, form.get("next"))
            proof = Proof("used_code")
        return self._refuse(request, database, form, proof)

    def _refuse(self, request: Request, database: Database, form: Form, proof: Proof) -> Reply:
        """Show the form again, and say why."""
        values = {
            "name": form.get("name"),
            "slug": form.get("book").strip().lower(),
            "next": form.get("next"),
            "refusal": proof.refusal,
            "needs_code": proof.refusal.endswith("code"),
        }
        return self._form(request, database, values, UNPROCESSABLE)

    def _prove(self, user: dict[str, Any], form: Form) -> Proof:
        """Whether somebody is who they say. Nobody learns whether a name exists."""
        kept = user.get("password_hash") or nobodys()
        if not is_password(form.get("password"), kept) or not user:
            return Proof("unknown")
        secret = user.get("totp_secret")
        if not secret:
            return Proof()
        if not form.get("code"):
            return Proof("code")
        step = find_step(secret, form.get("code"), self._clock())
        return Proof("wrong_code") if step is None else Proof(code=code_of(secret, step))

    def _spend(self, costs: Mapping[str, int]) -> None:
        """Count an attempt.

        Raises:
            RateExceeded: There were too many.
        """
        if self._attempts is not None:
            for who, cost in costs.items():
                self._attempts.spend(caller_of(who), cost, self._clock)

    def _give_back(self, costs: Mapping[str, int]) -> None:
        """Whoever is let in was not guessing."""
        if self._attempts is not None:
            for who, cost in costs.items():
                self._attempts.give_back(caller_of(who), cost, self._clock)

    def _welcome(self, request: Request, book_id: int, opened: Opened, target: str) -> Reply:
        is_secure = request.base_url.startswith("https:")
        cookie = session_cookie(book_id, opened.token, is_secure=is_secure, seconds=SESSION_S)
        return go_to(local_path(target or "/"), cookie=cookie)

    def sign_out(self, request: Request, database: Database) -> Reply:
        """End a session; without one there is nothing to end.

        Raises:
            NotAllowed: Another site sent the form.
        """
        require_same_origin(request)
        check_token(request, read_form(request).get("csrf"))
        book_id, token = session_of(request)
        try:
            actor = self.authenticate(request, database)
            with database.write(actor, request.id) as unit:
                close_session(Context(actor, unit, self._clock()), token)
        except Unauthenticated:
            pass  # it ended by itself
        is_secure = request.base_url.startswith("https:")
        gone = session_cookie(book_id, "", is_secure=is_secure, seconds=0)
        return go_to("/signin", cookie=gone)

    def enter(self, request: Request, database: Database) -> Reply:
        """Let somebody in who was given a link that works once, on this machine only.

        Raises:
            RouteUnknown: They sit at another machine, or came through a proxy or another name.
            RateExceeded: Too many have tried.
            Unauthenticated: The link was used, or is too old.
        """
        if not is_local(request):
            raise RouteUnknown(path=request.path)
        self._spend({f"peer {request.peer}": PEER_COST})
        book_id, token = book_and_secret(request.query.get("key", ""))
        if not token:
            raise Unauthenticated(reason="missing")
        actor = user_actor(book_id, "link", ())
        with database.write(actor, request.id) as unit:
            opened = use_link(Context(actor, unit, self._clock()), token)
        return self._welcome(request, book_id, opened, "/")


def is_local(request: Request) -> bool:
    """Whether somebody at this very machine asks, by a name only this machine answers to.

    The address must be of the loopback interface, no proxy may have passed the request on, and the
    name in the URL must be a local one: a page elsewhere whose name was made to lead here (DNS
    rebinding) carries its own name.
    """
    peer = request.peer.strip("[]")
    try:
        is_loopback = ip_address(peer).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback or any(request.header(name) for name in PROXY_HEADERS):
        return False
    host = urlsplit(f"//{request.header('Host') or ''}").hostname or ""
    return host in LOCAL_NAMES
