"""The dialects. Each folder is one; none knows another."""

import importlib
import pkgutil

from partita.facekit.face import Face


def discover(*, shows_false: bool = False) -> list[Face]:
    """Make every face there is, found by its folder.

    Args:
        shows_false: Emit false booleans that a dialect documents as omitted.
    """
    names = sorted(each.name for each in pkgutil.iter_modules(__path__) if each.ispkg)
    found: list[Face] = []
    for name in names:
        module = importlib.import_module(f"{__name__}.{name}.face")
        found.append(module.build(shows_false=shows_false))
    return found
