"""Which dialects this server speaks, and how each is shown."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from partita.access.keys import KeyPlan
from partita.facekit.showing import Showing
from partita.faces import discover


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect that is served."""

    name: str
    plan: KeyPlan
    showing: Showing


def served() -> list[Dialect]:
    """Every dialect there is a face for."""
    return [_dialect(face.name) for face in discover()]


def _dialect(name: str) -> Dialect:
    plan: KeyPlan = importlib.import_module(f"partita.faces.{name}.keys").PLAN
    path = f"partita.faces.{name}.showing"
    plain = Showing(title=name, base=f"/{name}", reference="", examples=_no_examples)
    showing = importlib.import_module(path).SHOWING if find_spec(path) else plain
    return Dialect(name, plan, showing)


def _no_examples(_base: str, _keys: Mapping[str, str]) -> tuple[str, ...]:
    return ()
