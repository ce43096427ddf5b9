"""Tokens say what their secret signed; whatever else is sent says nothing."""

import base64
from typing import Final

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from partita.facekit.tokens import claims_of, sign_token, subject_of

SECRET: Final = "a secret of one app, long enough"  # noqa: S105  # of this test
DEEP: Final = b'{"sub":' + b"[" * 3_000
"""Nested deeper than any reader of JSON goes."""


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def signed(payload: bytes) -> str:
    return jws.serialize_compact({"alg": "HS256"}, payload, OctKey.import_key(SECRET))


def test_a_token_says_what_was_signed() -> None:
    token = sign_token({"sub": "shop", "exp": 7}, SECRET)
    assert subject_of(token) == "shop"
    assert claims_of(token, SECRET) == {"sub": "shop", "exp": 7}
    assert claims_of(token, SECRET + "!") is None
    assert claims_of(token, "") is None


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("no token", id="no parts"),
        pytest.param("a.\xff.c", id="no ASCII"),
        pytest.param(f"{part(b'{}')}.{part(b'{')}.c", id="no JSON"),
        pytest.param(f"{part(b'{}')}.{part(b'[7]')}.c", id="no object"),
        pytest.param(f"{part(b'{}')}.{part(b'{}')}.c", id="nobody's"),
        pytest.param(f"{part(b'{}')}.{part(DEEP)}.c", id="nested too deep"),
        pytest.param(signed(DEEP), id="signed and nested too deep"),
    ],
)
def test_what_is_no_token_says_nothing(token: str) -> None:
    assert subject_of(token) is None
    assert claims_of(token, SECRET) is None


@pytest.mark.parametrize("head", [b'{"alg":"none"}', b'{"alg":"HS256","x":' + b"[" * 3_000, b"5"])
def test_a_token_with_another_head_is_none(head: bytes) -> None:
    _, payload, signature = sign_token({"sub": "shop"}, SECRET).split(".")
    assert claims_of(f"{part(head)}.{payload}.{signature}", SECRET) is None
