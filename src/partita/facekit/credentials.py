"""From secrets to an actor: asked for with every request, so a revoked grant stops at once."""

from collections.abc import Mapping

from partita.access.grant import Actor, Grant
from partita.access.permission import Permission
from partita.access.secret import SECRET_CHARS_MAX, hash_secret, is_secret
from partita.domain.errors import Unauthenticated
from partita.ports import Database


def find_grant(
    database: Database, dialect: str, finder: str | None, others: Mapping[str, str | None]
) -> Grant:
    """Find the grant that secrets prove.

    Args:
        database: Where grants are.
        dialect: The face asked; it is also the kind under which the finder is known.
        finder: The secret that finds the grant.
        others: Further secrets the grant must know, by kind.

    Returns:
        The grant.

    Raises:
        Unauthenticated: A secret is missing, unknown, wrong, or the grant is revoked.
    """
    if not finder or not all(others.values()):
        raise Unauthenticated(reason="missing")
    if len(finder) > SECRET_CHARS_MAX:
        raise Unauthenticated(reason="unknown")
    grant = database.find_grant(dialect, hash_secret(finder))
    if grant is None or grant.revoked_at is not None or grant.dialect != dialect:
        raise Unauthenticated(reason="unknown")
    for kind, secret in others.items():
        if not is_secret(secret or "", grant.secret_hashes.get(kind, "")):
            raise Unauthenticated(reason="unknown")
    return grant


def actor_of(grant: Grant, permissions: frozenset[Permission]) -> Actor:
    """The actor a grant makes of a caller."""
    return Actor(
        grant.book_id,
        grant.app_id,
        grant.app,
        grant.dialect,
        permissions,
        grant.roles,
        grant.is_read_only,
    )
