"""Whole registers go in and out: files become parties, and parties become files."""
