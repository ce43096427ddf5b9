"""The dialects. Each folder is one; none knows another."""

import importlib
import pkgutil
from importlib.util import find_spec

from partita.access.keys import KeyPlan
from partita.facekit.asking import Dialect
from partita.facekit.face import Face
from partita.facekit.showing import Showing


def discover(*, shows_false: bool = False) -> list[Face]:
    """Make every face there is, found by its folder.

    Args:
        shows_false: Emit false booleans that a dialect documents as omitted.
    """
    names = sorted(each.name for each in pkgutil.iter_modules(__path__) if each.ispkg)
    # A dialect that is not served yet has no face, but keys can be made for it.
    paths = [f"{__name__}.{name}.face" for name in names]
    modules = [importlib.import_module(path) for path in paths if find_spec(path)]
    return [module.build(shows_false=shows_false) for module in modules]


def describe(face: Face) -> Dialect:
    """A face with the keys of its apps and how it shows itself."""
    plan: KeyPlan = importlib.import_module(f"{__name__}.{face.name}.keys").PLAN
    path = f"{__name__}.{face.name}.showing"
    plain = Showing(
        title=face.name, base=face.mounts[0], reference="", examples=lambda _base, _keys: ()
    )
    showing = importlib.import_module(path).SHOWING if find_spec(path) else plain
    return Dialect(face, plan, showing)
