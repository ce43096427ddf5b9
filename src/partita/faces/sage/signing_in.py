"""OAuth 2.0: a consent page, codes with PKCE, tokens, revocation (contracts/sage.md 1.5)."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from partita.access.grant import Grant
from partita.access.redirects import allows_redirect, is_same_site
from partita.access.secret import SECRET_CHARS_MAX, hash_secret, is_secret
from partita.facekit.budget import NAME_COST, PEER_COST
from partita.facekit.credentials import actor_of
from partita.facekit.face import HTML, JSON, Reply, Request
from partita.facekit.passwords import is_password, nobodys
from partita.facekit.totp import CODE_S, code_of, find_step
from partita.faces.sage.access import find_grant, permissions_of, scopes_for
from partita.faces.sage.keys import KNOWN_ROLES
from partita.faces.sage.tokens import (
    ACCESS,
    CLIENT,
    CODE,
    REFRESH,
    SECONDS,
    Token,
    make_token,
    read_token,
)
from partita.kit.clock import system_clock
from partita.kit.ids import uuid7
from partita.ports import Database
from partita.usecases.context import Context
from partita.usecases.sessions import find_sign_in
from partita.usecases.spent_tokens import spend_token

OFFLINE: Final = "offline_access"
S256: Final = "S256"
FIELDS_MAX: Final = 50
BAD_REQUEST: Final = 400
FOUND: Final = 302
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_POLICY: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'",
    **_NO_STORE,
}
_KEPT: Final = (
    *("client_id", "redirect_uri", "response_type", "scope", "state"),
    *("code_challenge", "code_challenge_method"),
)
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Give access</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto }}
label, input, button {{ display: block; width: 100%; box-sizing: border-box; margin: .4rem 0 }}
input, button {{ padding: .5rem; font: inherit }}
</style>
<main>
<h1>Give access</h1>
<p><strong>{app}</strong> asks for: {scopes}.</p>
<p role="alert">{problem}</p>
<form method="post">
{hidden}
<label>Name <input name="name" autocomplete="username" value="{hint}"></label>
<label>Password, or the secret of the app without a name
<input name="password" type="password" autocomplete="current-password"></label>
<label>Code of your authenticator, if you use one <input name="otp" inputmode="numeric"></label>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
</main>
</html>
"""


def authorize(request: Request, database: Database) -> Reply:
    """Ask somebody whether an app may have access, and send them back with a code."""
    asked = _form(request) if request.method == "POST" else dict(request.query)
    grant = find_grant(database, CLIENT, asked.get("client_id", ""))
    target = asked.get("redirect_uri", "")
    if grant is None or not allows_redirect(grant.redirect_uris or (), target):
        error = "unauthorized_client" if grant is None else "invalid_request"
        return _refused(error, "The app or the address to go back to is not known.")
    scopes = tuple(asked.get("scope", "").split())
    problem = _problem(asked, scopes, grant)
    is_answer = request.method == "POST"
    if not problem and is_answer and asked.get("decision") != "allow":
        problem = "access_denied"
    if problem:
        return _back(asked, error=problem)
    if not is_answer:
        return _page(asked, grant, scopes)
    person = _person(request, database, grant, asked)
    if person is None:
        return _page(asked, grant, scopes, "Name, password or code is wrong.")
    return _agreed(request, asked, grant, scopes_for(person or None, scopes), person)


def _agreed(
    request: Request,
    asked: Mapping[str, str],
    grant: Grant,
    scopes: Sequence[str],
    person: Mapping[str, Any],
) -> Reply:
    """Send somebody back with a code, unless they can give nothing of what was asked."""
    scope = " ".join(scopes)
    if not scope:
        return _back(asked, error="access_denied")
    kept = ("redirect_uri", "code_challenge")
    told: dict[str, Any] = {name: asked[name] for name in kept if name in asked}
    told |= {"user": person["user"]} if person else {}
    finder = hash_secret(asked["client_id"])
    code = make_token(CODE, grant, finder, scope=scope, fam=uuid7(), **told)
    return _back(asked, code=code, scope=scope, iss=request.base_url)


def guesses(request: Request) -> dict[str, int]:
    """What an attempt costs whom: the address, and a name of an app."""
    asked = _form(request)
    name = asked.get("name", "").strip().casefold()
    named = {f"sage {asked.get('client_id', '')} {name}": NAME_COST} if name else {}
    return {f"peer {request.peer}": PEER_COST, **named}


def _problem(asked: Mapping[str, str], scopes: Sequence[str], grant: Grant) -> str:
    """What is wrong with a question, in the words of OAuth; empty when nothing is."""
    if asked.get("response_type") != "code" or not scopes:
        return "invalid_request"
    has_challenge = "code_challenge" in asked or "code_challenge_method" in asked
    is_challenge = bool(asked.get("code_challenge")) and asked.get("code_challenge_method") == S256
    if has_challenge and not is_challenge:
        return "invalid_request"
    allowed = {*(grant.roles or KNOWN_ROLES), OFFLINE}
    return "" if allowed.issuperset(scopes) else "invalid_scope"


def _person(
    request: Request, database: Database, grant: Grant, asked: Mapping[str, str]
) -> Mapping[str, Any] | None:
    """Who agreed: a user of the book, as `SIGN_INS` says, or whoever runs the app.

    Of the latter nothing is known but that they have its secret; ``None`` for anybody else.
    """
    name, password = asked.get("name", ""), asked.get("password", "")
    if not name:
        return {} if is_secret(password, grant.secret_hashes.get("client", "")) else None
    with database.read(grant.book_id) as reading:
        found = find_sign_in(reading, name)
    user: dict[str, Any] = msgspec.json.decode(found) if found else {}
    kept = user.get("password_hash") or nobodys()
    if not is_password(password[:SECRET_CHARS_MAX], kept) or not user:
        return None
    secret = user.get("totp_secret")
    is_let_in = not secret or _takes(request, database, grant, (secret, asked.get("otp", "")))
    return user if is_let_in else None


def _takes(request: Request, database: Database, grant: Grant, given: tuple[str, str]) -> bool:
    """Whether the code of an authenticator is good, and was not used before."""
    secret, code = given
    step = find_step(secret, code, system_clock())
    if step is None:
        return False
    with _writing(request, database, grant) as ctx:
        return spend_token(ctx, code_of(secret, step), CODE_S)


def _back(asked: Mapping[str, str], **told: str) -> Reply:
    """Send somebody back to the app."""
    if "state" in asked:
        told["state"] = asked["state"]
    target = asked["redirect_uri"]
    sign = "&" if urlsplit(target).query else "?"
    return Reply(FOUND, headers={"Location": f"{target}{sign}{urlencode(told)}", **_NO_STORE})


def _page(
    asked: Mapping[str, str], grant: Grant, scopes: Sequence[str], problem: str = ""
) -> Reply:
    hidden = "\n".join(
        f'<input type="hidden" name="{name}" value="{escape(asked[name])}">'
        for name in _KEPT
        if name in asked
    )
    body = _PAGE.format(
        app=escape(grant.app),
        scopes=escape(", ".join(scopes)),
        problem=problem,
        hidden=hidden,
        hint=escape(asked.get("login_hint", asked.get("name", ""))),
    )
    return Reply(200, body.encode(), HTML, _POLICY)


def token(request: Request, database: Database) -> Reply:
    """Give tokens for a code, or for a refresh token."""
    form = _form(request)
    kind = {"authorization_code": CODE, "refresh_token": REFRESH}.get(form.get("grant_type", ""))
    if kind is None:
        return _refused("invalid_request", "The grant_type is not known.")
    known = find_grant(database, CLIENT, form.get("client_id", ""))
    if known is None:
        return _refused("invalid_client", "The app is not known.")
    text = form.get("code" if kind == CODE else "refresh_token", "")
    if kind == REFRESH and _is_issued(known, text):
        return _renewed(known, form)
    return _exchanged(request, database, known, read_token(database, text, kind))


def _renewed(grant: Grant, form: Mapping[str, str]) -> Reply:
    """Tokens for the refresh token that was printed with the keys of the app."""
    if not is_secret(form.get("client_secret", ""), grant.secret_hashes.get("client", "")):
        return _refused("invalid_client", "The secret does not fit.")
    return _given(grant, form, _all_scopes(grant), {"fam": uuid7()}, form["refresh_token"])


def _exchanged(request: Request, database: Database, known: Grant, found: Token | None) -> Reply:
    """Tokens for a code or a refresh token."""
    form = _form(request)
    if found is None or found.is_orphan or not _is_of(known, found):
        return _refused("invalid_grant", "The code or token is old, used up or not of this app.")
    fault = _fault(form, known, found.claims)
    if fault:
        return _refused(fault, "The secret, the verifier or the address does not fit.")
    if not _use(request, database, found):
        return _refused("invalid_grant", "The code or token was used or revoked before.")
    return _given(known, form, found.scopes, found.claims)


def _is_of(app: Grant, token: Token) -> bool:
    """Tell whether a token is of an app; apps of two books may have the same number."""
    return (token.grant.book_id, token.grant.app_id) == (app.book_id, app.app_id)


def _use(request: Request, database: Database, token: Token) -> bool:
    """Use up a code or a refresh token: each is good for one exchange.

    Where somebody shows one a second time, one of the two who had it stole it: all that came of
    the code is revoked then (RFC 6749 4.1.2, RFC 9700 4.14.2).
    """
    with _writing(request, database, token.grant) as ctx:
        if spend_token(ctx, str(token.claims["jti"]), SECONDS[token.claims["typ"]]):
            return not token.is_spent
        spend_token(ctx, token.family, SECONDS[REFRESH])
        return False


def _is_issued(grant: Grant, text: str) -> bool:
    """The refresh token that was printed with the keys of the app."""
    return bool(text) and is_secret(text, grant.secret_hashes.get("refresh", ""))


def _all_scopes(grant: Grant) -> tuple[str, ...]:
    return (*sorted(grant.roles or KNOWN_ROLES), OFFLINE)


def _fault(form: Mapping[str, str], grant: Grant, claims: Mapping[str, Any]) -> str:
    """What is wrong with how an app proves itself; an app with PKCE needs no secret."""
    challenge = claims.get("code_challenge")
    if claims["typ"] == CODE and form.get("redirect_uri") != claims.get("redirect_uri"):
        return "invalid_grant"
    if claims["typ"] == CODE and not challenge and "code_verifier" in form:
        return "invalid_grant"  # somebody took the challenge away (RFC 9700 2.1.1)
    if claims["typ"] == CODE and challenge:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return (
            "" if hmac.compare_digest(made.encode(), str(challenge).encode()) else "invalid_grant"
        )
    if claims["typ"] == REFRESH and claims.get("pkce"):
        return ""
    is_proved = is_secret(form.get("client_secret", ""), grant.secret_hashes.get("client", ""))
    return "" if is_proved else "invalid_client"


def _given(
    grant: Grant,
    form: Mapping[str, str],
    scopes: Sequence[str],
    claims: Mapping[str, Any],
    refresh: str | None = None,
) -> Reply:
    """The tokens; a refresh token always stands beside, since clients store what they get.

    Args:
        grant: The access of the app.
        form: What it sent.
        scopes: What the tokens are good for.
        claims: What they are made of says.
        refresh: The refresh token, where it is to stay the same.
    """
    finder, scope = hash_secret(form["client_id"]), " ".join(scopes)
    is_open = bool(claims.get("code_challenge") or claims.get("pkce"))
    told = {name: claims[name] for name in ("fam", "user") if name in claims}
    body = {
        "access_token": make_token(ACCESS, grant, finder, scope=scope, **told),
        "expires_in": SECONDS[ACCESS],
        "refresh_token": refresh
        or make_token(REFRESH, grant, finder, scope=scope, pkce=is_open, **told),
        "scope": scope,
        "token_type": "Bearer",
    }
    return Reply(200, msgspec.json.encode(body), JSON, _NO_STORE)


def revoke(request: Request, database: Database) -> Reply:
    """Make a token useless, and with a refresh token all that came of the same code.

    One that is useless already is no error (RFC 7009 2.1, 2.2).
    """
    form = _form(request)
    known = find_grant(database, CLIENT, form.get("client_id", ""))
    if known is None:
        return _refused("invalid_client", "The app is not known.")
    for kind in (REFRESH, ACCESS):
        found = read_token(database, form.get("token", ""), kind)
        if found is not None and _is_of(known, found):
            if _fault({**form}, known, {**found.claims, "typ": REFRESH}):
                return _refused("invalid_client", "The secret does not fit.")
            token_id = found.family if kind == REFRESH else str(found.claims["jti"])
            with _writing(request, database, known) as ctx:
                spend_token(ctx, token_id, SECONDS[kind])
    return Reply(200, b"{}", JSON, _NO_STORE)


@contextmanager
def _writing(request: Request, database: Database, grant: Grant) -> Iterator[Context]:
    actor = actor_of(grant, permissions_of(grant.roles))
    with database.write(actor, request.id) as unit:
        yield Context(actor, unit, system_clock())


def end_session(request: Request, database: Database) -> Reply:
    """Nothing is kept in the browser: say so, or go back to the site of the app."""
    target = request.query.get("returnto", "")
    grant = find_grant(database, CLIENT, request.query.get("client_id", ""))
    if grant is not None and is_same_site(grant.redirect_uris or (), target):
        return Reply(FOUND, headers={"Location": target, **_NO_STORE})
    return Reply(200, b"<!doctype html><title>Signed out</title><p>Signed out.</p>", HTML, _POLICY)


def _form(request: Request) -> dict[str, str]:
    """The fields of a form; the first of a name counts."""
    try:
        text = request.body().decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return {}
    return dict(reversed(pairs))


def _refused(error: str, description: str) -> Reply:
    body = msgspec.json.encode({"error": error, "error_description": description})
    return Reply(BAD_REQUEST, body, JSON, _NO_STORE)
