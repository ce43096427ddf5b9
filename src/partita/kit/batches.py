"""Many things, a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Hand out items in batches; `itertools` has this from Python 3.12 on.

    >>> list(batched("abc", 2))
    [('a', 'b'), ('c',)]
    """
    left = iter(items)
    while batch := tuple(islice(left, size)):
        yield batch
