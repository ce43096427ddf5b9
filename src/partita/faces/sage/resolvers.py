"""What answers each mutation, by the type it writes and what it does to it."""

from collections.abc import Mapping
from typing import Final

from partita.faces.sage.graph import Type, Verb
from partita.faces.sage.mutations import Resolver

RESOLVERS: Final[Mapping[tuple[Type, Verb], Resolver]] = {}
