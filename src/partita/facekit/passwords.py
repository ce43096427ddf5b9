"""Passwords of people, hashed slowly because people choose them."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password with argon2id, salted.

    >>> hash_password("open sesame").split("$")[1]
    'argon2id'
    """
    return _hasher().hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """Tell whether a password has that hash.

    >>> is_password("open sesame", hash_password("open sesame")), is_password("open sesame", "")
    (True, False)
    """
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
