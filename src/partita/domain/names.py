"""One full name, and first and last name: kept true to each other.

The full name is stored. First and last are stored when given, else split at the last blank;
changing one keeps the other true (design section 8).
"""

from collections.abc import Mapping
from typing import Any

from partita.kit.text import squeeze


def split_name(name: str) -> tuple[str | None, str | None]:
    """Split a full name at its last blank.

    >>> split_name("Ida Marie Holm")
    ('Ida Marie', 'Holm')
    >>> split_name("Cher")
    (None, 'Cher')
    """
    first, _, last = squeeze(name).rpartition(" ")
    return first or None, last or None


def full_name(first: str | None, last: str | None) -> str:
    """Put first and last name together.

    >>> full_name("Ida", None)
    'Ida'
    """
    return " ".join(part for part in (first, last) if part)


def settle_names(
    values: Mapping[str, Any], current: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Complete a change of names.

    Args:
        values: What was mentioned of ``name``, ``first_name``, ``last_name``.
        current: The names so far; ``None`` for a new record.

    Returns:
        All three names where any of them was mentioned, else nothing.

    >>> settle_names({"last_name": "Vik"}, {"name": "Kari Os", "first_name": "Kari"})["name"]
    'Kari Vik'
    """
    old = current or {}
    parts = {key: values[key] for key in ("first_name", "last_name") if key in values}
    if "name" in values:
        name = values["name"]
        if parts or name == old.get("name"):
            return {"name": name, **parts}
        first, last = split_name(name)
        return {"name": name, "first_name": first, "last_name": last}
    if not parts:
        return {}
    joined = {key: old.get(key) for key in ("first_name", "last_name")} | parts
    return {**joined, "name": full_name(joined["first_name"], joined["last_name"])}
