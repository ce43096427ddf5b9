"""The commands people type."""

from partita.cli.app import main

__all__ = ["main"]
