"""Codes of authenticators (RFC 6238), for people who want more than a password."""

from datetime import datetime
from typing import Final

import pyotp

WINDOWS: Final = 1
"""How many steps of thirty seconds a clock may be off, either way."""


def new_totp_secret() -> str:
    """Make a secret to share with an authenticator.

    >>> len(new_totp_secret())
    32
    """
    return pyotp.random_base32()


def enrolment_url(secret: str, user: str, book: str) -> str:
    """What an authenticator reads to know a secret, as a link or a QR code.

    >>> enrolment_url("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "ada", "acme").split("?")[0]
    'otpauth://totp/Partita%20acme:ada'
    """
    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=f"Partita {book}")


def is_code(secret: str, code: str, now: datetime) -> bool:
    """Tell whether a secret makes a code now, give or take half a minute.

    >>> from datetime import UTC
    >>> is_code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "000 000x", datetime(2026, 1, 2, tzinfo=UTC))
    False
    """
    digits = "".join(code.split())
    return digits.isdecimal() and pyotp.TOTP(secret).verify(
        digits, for_time=now, valid_window=WINDOWS
    )
