"""How much of a file is believed."""

from typing import Final

SAMPLE_BYTES: Final = 65_536
"""Looked at to tell format, encoding and delimiter."""
LINE_CHARS_MAX: Final = 16_000_000
"""A longer line is no table; nor does a row of JSON need it."""
FILE_BYTES_MAX: Final = 100_000_000
"""A longer file of a document is left out; nobody can store one."""
CELL_CHARS_MAX: Final = 2_000_000
"""A longer cell ends the row it is in."""
UNPACKED_BYTES_MAX: Final = 16_000_000_000
"""What a gzipped file may become."""
XLSX_BYTES_MAX: Final = 2_000_000_000
"""What a workbook may become when it is unpacked."""
XLSX_TEXTS_BYTES_MAX: Final = 200_000_000
"""Its table of texts is held in memory."""
XLSX_RATIO_MAX: Final = 400
"""No honest workbook shrinks more when it is packed."""
XLSX_ROWS_MAX: Final = 1_048_576
XLSX_CELL_CHARS_MAX: Final = 32_767
"""The format itself allows no more."""
