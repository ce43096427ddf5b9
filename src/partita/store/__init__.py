"""SQL lives here and nowhere else."""

from partita.store.light_sqlite import lighten

lighten()
