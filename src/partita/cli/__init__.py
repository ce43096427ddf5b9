"""The commands people type."""

from partita.kit.loading import loading

with loading():
    from partita.cli.app import main

__all__ = ["main"]
