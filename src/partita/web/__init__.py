"""The pages people use: made on the server, readable without scripts."""

from partita.web.site import Parts, make_face

__all__ = ["Parts", "make_face"]
