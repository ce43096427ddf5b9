"""Partita: one record of every business partner, spoken in four accounting dialects."""

__version__ = "0.1.0"
