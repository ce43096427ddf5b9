"""Codes of authenticators (RFC 6238), for people who want more than a password."""

from datetime import datetime
from typing import Final

import pyotp
from pyotp.utils import strings_equal

WINDOWS: Final = 1
"""How many steps of thirty seconds a clock may be off, either way."""

CODE_S: Final = 30 * (2 * WINDOWS + 1)
"""How long a code is good for at most."""


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


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """Find the step of thirty seconds a code is of, give or take one.

    A code that let somebody in lets nobody in again (RFC 6238 5.2): whoever accepts one notes its
    step.

    >>> from datetime import UTC
    >>> now = datetime(2026, 1, 2, tzinfo=UTC)
    >>> find_step("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "000 000x", now) is None
    True
    """
    digits, maker = "".join(code.split()), pyotp.TOTP(secret)
    here = maker.timecode(now)
    if not (digits.isascii() and digits.isdecimal()):
        return None
    steps = range(here - WINDOWS, here + WINDOWS + 1)
    return next((step for step in steps if strings_equal(maker.generate_otp(step), digits)), None)


def code_of(secret: str, step: int) -> str:
    """What tells the code of a step from all others, to note that it was used."""
    return f"code {secret} {step}"
