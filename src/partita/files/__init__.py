"""Formats of files that tables come in: CSV, JSON lines and XLSX, plain or gzipped."""

from partita.files.opening import open_content, open_sheet, open_table

__all__ = ["open_content", "open_sheet", "open_table"]
