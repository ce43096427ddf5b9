"""Helpers that know no business; standard library only."""
