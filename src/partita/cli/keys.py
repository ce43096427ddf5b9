"""Which dialects there are, and which keys their apps get."""

import importlib
import pkgutil

from typer import BadParameter

from partita import faces
from partita.access.keys import KeyPlan


def dialects() -> list[str]:
    """The names of all dialects: the folders of `partita.faces`."""
    return sorted(each.name for each in pkgutil.iter_modules(faces.__path__) if each.ispkg)


def plan_of(dialect: str) -> KeyPlan:
    """The keys of a dialect.

    Raises:
        BadParameter: There is no such dialect.
    """
    if dialect not in dialects():
        known = ", ".join(dialects())
        raise BadParameter(f"{dialect!r} is none of: {known}", param_hint="--dialect")
    module = importlib.import_module(f"partita.faces.{dialect}.keys")
    plan: KeyPlan = module.PLAN
    return plan
