"""Secrets are kept as hashes only, and compared in constant time."""

import hashlib
import hmac

SECRET_CHARS_MAX = 4096


def hash_secret(secret: str) -> str:
    """Hash a secret of full randomness (256 bits), so one round of SHA-256 is enough.

    Passwords of people are hashed with argon2 instead.
    """
    return hashlib.sha256(secret[:SECRET_CHARS_MAX].encode("utf-8", "surrogatepass")).hexdigest()


def is_secret(secret: str, secret_hash: str) -> bool:
    """Tell whether a secret has that hash, in constant time."""
    return hmac.compare_digest(hash_secret(secret), secret_hash)
