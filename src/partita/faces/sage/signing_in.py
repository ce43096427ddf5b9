"""OAuth 2.0: a consent page, codes with PKCE, tokens, revocation (contracts/sage.md 1.5)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from partita.access.grant import Grant
from partita.access.secret import SECRET_CHARS_MAX, hash_secret, is_secret
from partita.facekit.budget import SharedBudget
from partita.facekit.credentials import actor_of
from partita.facekit.face import HTML, JSON, Reply, Request
from partita.facekit.passwords import is_password, nobodys
from partita.facekit.totp import CODE_S, code_of, find_step
from partita.faces.sage.access import find_grant, permissions_of
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
from partita.ports import Database
from partita.usecases.context import Context
from partita.usecases.sessions import find_sign_in
from partita.usecases.spent_tokens import spend_token

OFFLINE: Final = "offline_access"
FIELDS_MAX: Final = 50
ATTEMPTS_MAX: Final = 10
ATTEMPTS_WINDOW_S: Final = 300
"""How often a name may try to give access, in each worker."""

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
    if grant is None or not _is_target(target):
        error = "unauthorized_client" if grant is None else "invalid_request"
        return _refused(error, "The app or the address to go back to is not known.")
    scopes = tuple(asked.get("scope", "").split())
    problem = _problem(asked, scopes, grant)
    if problem:
        return _back(asked, error=problem)
    if request.method != "POST":
        return _page(asked, grant, scopes)
    if asked.get("decision") != "allow":
        return _back(asked, error="access_denied")
    if not _is_somebody(request, database, grant, asked):
        return _page(asked, grant, scopes, "Name, password or code is wrong.")
    told = {name: asked[name] for name in ("redirect_uri", "code_challenge") if name in asked}
    finder = hash_secret(asked["client_id"])
    code = make_token(CODE, grant, finder, scope=" ".join(scopes), **told)
    return _back(asked, code=code, scope=" ".join(scopes), iss=request.base_url)


def _is_target(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment


def _problem(asked: Mapping[str, str], scopes: Sequence[str], grant: Grant) -> str:
    """What is wrong with a question, in the words of OAuth; empty when nothing is."""
    if asked.get("response_type") != "code" or not scopes:
        return "invalid_request"
    if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
        return "invalid_request"
    allowed = {*(grant.roles or KNOWN_ROLES), OFFLINE}
    return "" if allowed.issuperset(scopes) else "invalid_scope"


def _is_somebody(
    request: Request, database: Database, grant: Grant, asked: Mapping[str, str]
) -> bool:
    """A user of the book, or whoever runs the app and therefore knows its secret."""
    name, password = asked.get("name", ""), asked.get("password", "")
    if not name:
        return is_secret(password, grant.secret_hashes.get("client", ""))
    count_attempt(grant.book_id, name)
    with database.read(grant.book_id) as reading:
        found = find_sign_in(reading, name)
    user: dict[str, Any] = msgspec.json.decode(found) if found else {}
    kept = user.get("password_hash") or nobodys()
    if not is_password(password[:SECRET_CHARS_MAX], kept) or not user:
        return False
    secret = user.get("totp_secret")
    return not secret or _takes(request, database, grant, (secret, asked.get("otp", "")))


def _takes(request: Request, database: Database, grant: Grant, given: tuple[str, str]) -> bool:
    """Whether the code of an authenticator is good, and was not used before."""
    secret, code = given
    step = find_step(secret, code, system_clock())
    if step is None:
        return False
    actor = actor_of(grant, permissions_of(grant.roles))
    with database.write(actor, request.id) as unit:
        return spend_token(Context(actor, unit, system_clock()), code_of(secret, step), CODE_S)


@cache
def _attempts() -> SharedBudget:
    """Counts what names try in this process."""
    return SharedBudget(None, 0, 1, limit=ATTEMPTS_MAX, window_s=ATTEMPTS_WINDOW_S)


def count_attempt(book_id: int, name: str) -> None:
    """Count an attempt to give access.

    Raises:
        RateExceeded: There were too many.
    """
    digest = hashlib.sha256(f"{book_id} {name.strip().casefold()}".encode()).digest()
    _attempts().spend(int.from_bytes(digest[:7]), 1, system_clock)


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
    return _given(grant, form, _all_scopes(grant), form["refresh_token"])


def _exchanged(request: Request, database: Database, known: Grant, found: Token | None) -> Reply:
    """Tokens for a code or a refresh token."""
    form = _form(request)
    whose = (known.book_id, known.app_id)
    if found is None or (found.grant.book_id, found.grant.app_id) != whose:
        return _refused("invalid_grant", "The code or token is old, used up or not of this app.")
    fault = _fault(form, known, found.claims)
    if fault:
        return _refused(fault, "The secret, the verifier or the address does not fit.")
    uses_code = found.claims["typ"] == CODE
    if uses_code and not _spend(request, database, known, found.claims, CODE):
        return _refused("invalid_grant", "The code was used before.")
    refresh = None if uses_code else form["refresh_token"]
    return _given(known, form, found.scopes, refresh, found.claims)


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
    refresh: str | None,
    claims: Mapping[str, Any] | None = None,
) -> Reply:
    """The tokens; a refresh token always stands beside, since clients store what they get."""
    finder, scope = hash_secret(form["client_id"]), " ".join(scopes)
    is_open = bool(claims and (claims.get("code_challenge") or claims.get("pkce")))
    made = refresh or make_token(REFRESH, grant, finder, scope=scope, pkce=is_open)
    body = {
        "access_token": make_token(ACCESS, grant, finder, scope=scope),
        "expires_in": SECONDS[ACCESS],
        "refresh_token": made,
        "scope": scope,
        "token_type": "Bearer",
    }
    return Reply(200, msgspec.json.encode(body), JSON, _NO_STORE)


def revoke(request: Request, database: Database) -> Reply:
    """Make a token useless; one that is so already is no error (RFC 7009)."""
    form = _form(request)
    known = find_grant(database, CLIENT, form.get("client_id", ""))
    if known is None:
        return _refused("invalid_client", "The app is not known.")
    for kind in (REFRESH, ACCESS):
        found = read_token(database, form.get("token", ""), kind)
        if found is not None and found.grant.app_id == known.app_id:
            if _fault({**form}, known, {**found.claims, "typ": REFRESH}):
                return _refused("invalid_client", "The secret does not fit.")
            _spend(request, database, known, found.claims, kind)
    return Reply(200, b"{}", JSON, _NO_STORE)


def _spend(
    request: Request, database: Database, grant: Grant, claims: Mapping[str, Any], kind: str
) -> bool:
    actor = actor_of(grant, permissions_of(grant.roles))
    with database.write(actor, request.id) as unit:
        ctx = Context(actor, unit, system_clock())
        return spend_token(ctx, str(claims["jti"]), SECONDS[kind])


def end_session(request: Request) -> Reply:
    """Nothing is kept in the browser: say so, or go where the app wants."""
    target = request.query.get("returnto", "")
    if _is_target(target):
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
