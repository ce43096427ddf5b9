"""SQLite without two things it does by default and we have no use for: a tenth of its time.

It counts its memory, which takes a lock of the whole process at every allocation; and it locks a
connection at every call, while ours belong to one thread at a time (`partita.store.engine`,
`partita.store.shared_commit`). Both are said before the library starts, which it does when Python's
module is imported (https://www.sqlite.org/c3ref/config.html).
"""

import ctypes
import sys
from importlib.util import find_spec
from typing import Final

OK: Final = 0
ONE_THREAD_A_CONNECTION: Final = (2,)
"""SQLITE_CONFIG_MULTITHREAD: connections may be used by any thread, but not at the same time."""

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
    results = (configure(*ONE_THREAD_A_CONNECTION), configure(*NO_COUNTS_OF_MEMORY))
    return results == (OK, OK)
