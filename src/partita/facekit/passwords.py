"""Passwords of people, hashed slowly because people choose them."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from partita.kit.ids import new_secret


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


@cache
def nobodys() -> str:
    """A hash of nothing anybody knows, so that unknown names take as long as known ones."""
    return hash_password(new_secret())
