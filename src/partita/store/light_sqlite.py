"""SQLite without something it does by default and we have no use for: a tenth of its time.

It counts its memory, which takes a lock of the whole process at every allocation. That it need not
is said before the library starts, which it does when Python's module is imported
(https://www.sqlite.org/c3ref/config.html). Its locks on connections stay: they cost nothing that
could be measured, and whatever Python's collector ends on another thread is safe with them.
"""

import ctypes
import sys
from importlib.util import find_spec
from typing import Final

OK: Final = 0
NO_COUNTS_OF_MEMORY: Final = (9, 0)
"""SQLITE_CONFIG_MEMSTATUS, off."""


def lighten() -> bool:
    """Say it; false, and all stays as it was, if the library runs already or cannot be found."""
    spec = None if "_sqlite3" in sys.modules else find_spec("_sqlite3")
    if spec is None or spec.origin is None:
        return False
    try:
        configure = ctypes.CDLL(spec.origin).sqlite3_config  # of the library it is linked with
    except (OSError, AttributeError):
        return False
    configure.argtypes = [ctypes.c_int]  # the rest varies
    result: int = configure(*NO_COUNTS_OF_MEMORY)
    return result == OK
