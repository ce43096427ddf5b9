"""A book of real organisations to try everything on, filled and served by one command."""

from partita.demo.starting import run

__all__ = ["run"]
