"""What errors of SQLite mean."""

import sqlite3
from typing import Final, NoReturn

from partita.domain.errors import FilterInvalid, NumberTaken, PartitaError, StoreBusy
from partita.store.driver import NO_PARAMS, Params, raise_meant
from partita.store.values import out_of_range, refused

DRIVER_ERRORS: Final = (sqlite3.Error, OverflowError, UnicodeEncodeError)
"""What SQLite and its driver raise."""

_UNAVAILABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_TAKEN: Final = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_TOO_LONG: Final = (
    "Expression tree is too large",
    "too many SQL variables",
    "parser stack overflow",
)


def tell(error: Exception, params: Params = NO_PARAMS) -> NoReturn:
    """Raise what an error of the driver means; itself when only a mistake of ours explains it."""
    raise_meant(error, _meaning(error, params))


def _meaning(error: Exception, params: Params) -> PartitaError | None:
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF in _UNAVAILABLE:
        return StoreBusy(retry_after_s=1)
    if code in _TAKEN:
        table, _, column = str(error).rpartition(" ")[2].partition(".")
        return NumberTaken(kind=table, number=params.get(column))
    if isinstance(error, UnicodeEncodeError):
        return refused("value", "characters")
    if isinstance(error, OverflowError):
        return out_of_range("value")
    if str(error).startswith(_TOO_LONG):
        return FilterInvalid(message="The filter is too long.", name=None)
    return None
