"""Loading much at once, modules or rows, quickly."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage meanwhile: what is imported stays, and looking takes a tenth of the time.

    >>> with loading():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


OBJECTS_BETWEEN_LOOKS = 50_000


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom meanwhile: work on many rows makes much of it, but hardly in circles.

    >>> with seldom_collecting():
    ...     gc.get_threshold()[0]
    50000
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def hidden(package: str) -> Iterator[None]:
    """Let imports not find a package that a library would use if it were there.

    One that is imported already stays as it is.

    >>> with hidden("antigravity"):
    ...     import antigravity
    Traceback (most recent call last):
    ModuleNotFoundError: import of antigravity halted; None in sys.modules
    >>> "antigravity" in sys.modules
    False
    """
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # how Python is told not to look for it
    try:
        yield
    finally:
        del sys.modules[package]
