"""The keys of the demonstration: the book keeps hashes, a private file keeps what to print."""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from partita.access.keys import KeyPlan
from partita.access.secret import hash_secret
from partita.demo.dialects import Dialect
from partita.domain.errors import AppNotFound
from partita.facekit.passwords import hash_password
from partita.ports import Database
from partita.usecases import admin
from partita.usecases.context import Context

Keys = Mapping[str, str]
"""Keys of one app by name."""

MODE: Final = 0o600


def read_keys(path: Path) -> dict[str, dict[str, str]]:
    """Read the keys of each dialect's app; nothing when there is no such file, or it is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: keys for name, keys in found.items() if _are_keys(keys)}


def _are_keys(keys: object) -> bool:
    return isinstance(keys, dict) and all(isinstance(text, str) for text in keys.values())


def write_keys(path: Path, keys: Mapping[str, Keys]) -> None:
    """Write the keys where only their owner may read them, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    opened = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        json.dump(keys, file, indent=2)
    draft.replace(path)


def are_good(database: Database, plan: KeyPlan, keys: Keys) -> bool:
    """Tell whether keys still find an app that has access."""
    if not {key.name for key in plan.keys} <= keys.keys():
        return False
    for kind, names in plan.finders.items():
        grant = database.find_grant(kind, hash_secret(":".join(keys[name] for name in names)))
        if grant is None or grant.revoked_at is not None:
            return False
    return True


def make_keys(ctx: Context, dialect: Dialect) -> dict[str, str]:
    """Give the dialect's app of the demonstration access anew; the keys it had no longer work."""
    name = f"demo-{dialect.name}"
    with contextlib.suppress(AppNotFound):
        admin.revoke_app(ctx, name)
    return admin.create_app(ctx, admin.NewApp(name=name), dialect.plan, hash_password)


def make_open_keys(ctx: Context, dialect: Dialect) -> None:
    """Let anybody look with the well-known keys of a dialect, if it has any."""
    if dialect.showing.open_keys:
        wanted = admin.NewApp(
            name=f"demo-{dialect.name}-look",
            is_read_only=True,
            chosen=dialect.showing.open_keys,
        )
        admin.create_app(ctx, wanted, dialect.plan, hash_password)
