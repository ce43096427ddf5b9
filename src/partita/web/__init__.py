"""The pages people use: made on the server, readable without scripts."""

from partita.web.site import Parts, make_face
from partita.web.warming import start_warming

__all__ = ["Parts", "make_face", "start_warming"]
