"""Many whole numbers, most of them neighbours, in little memory."""

from bisect import bisect_right
from collections.abc import Callable, Iterable


class Ranges:
    """A set of whole numbers that are added in ascending order.

    >>> seen = Ranges()
    >>> seen.add([1, 2, 3, 7])
    >>> 2 in seen, 5 in seen, 7 in seen
    (True, False, True)
    """

    def __init__(self) -> None:
        """Start with none."""
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, numbers: Iterable[int]) -> None:
        """Add numbers greater than those there."""
        for number in numbers:
            if self._lasts and number == self._lasts[-1] + 1:
                self._lasts[-1] = number
            else:
                self._firsts.append(number)
                self._lasts.append(number)

    def moment(self) -> Callable[[], None]:
        """Remember what there is; what this returns takes away what was added since.

        >>> seen = Ranges()
        >>> seen.add([1, 2])
        >>> back = seen.moment()
        >>> seen.add([3, 7])
        >>> back()
        >>> 2 in seen, 3 in seen, 7 in seen
        (True, False, False)
        """
        count, last = len(self._firsts), self.last

        def back() -> None:
            del self._firsts[count:], self._lasts[count:]
            self._lasts[-1:] = [last] if count else []

        return back

    @property
    def last(self) -> int:
        """The greatest; 0 when there is none."""
        return self._lasts[-1] if self._lasts else 0

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]
