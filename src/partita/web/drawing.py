"""Drawings of figures, as numbers that templates put into SVG."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from partita.domain.calling import CallCount

EUROPE: Final = (
    "IS .. .. .. NO SE FI .. ..",
    ".. .. FO .. DK .. .. EE RU",
    "IE GB .. NL DE PL LT LV BY",
    ".. .. BE LU CZ SK .. UA ..",
    ".. .. FR CH AT HU RO MD ..",
    ".. .. MC LI SI HR RS BG ..",
    "PT ES AD IT SM BA XK MK TR",
    ".. GI .. MT .. ME AL GR CY",
)
"""Countries as tiles, each about where it lies."""

STEP: Final = 40
ROWS: Final = len(EUROPE)
COLUMNS: Final = len(EUROPE[0].split())
ELSEWHERE_COLUMNS: Final = 5
GAP: Final = 1
LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A country on a map of tiles.

    Attributes:
        code: ISO 3166-1 alpha-2.
        count: Parties there.
        x: Of its left side, in pixels of the drawing.
        y: Of its upper side, likewise.
        level: How dark it is, from 0 for none to `LEVELS` for the most.
    """

    code: str
    count: int
    x: int
    y: int
    level: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """A map of tiles: Europe, and beside it whatever other countries there are.

    Attributes:
        tiles: All of them.
        width: Of the drawing.
        height: Of the drawing.
        elsewhere: Where the others begin; 0 without others.
        more: How many countries found no place.
    """

    tiles: Sequence[Tile]
    width: int
    height: int
    elsewhere: int
    more: int


def tile_map(counts: Mapping[str, int]) -> TileMap:
    """Lay countries out as tiles.

    >>> found = tile_map({"DK": 100, "US": 1, "FO": 0})
    >>> [(each.code, each.x, each.y, each.level) for each in found.tiles if each.count]
    [('DK', 160, 40, 5), ('US', 400, 40, 1)]
    """
    most = max(counts.values(), default=0)
    placed = {
        code: (column * STEP, row * STEP)
        for row, line in enumerate(EUROPE)
        for column, code in enumerate(line.split())
        if code != ".."
    }
    others = [code for code in sorted(counts, key=lambda each: -counts[each]) if code not in placed]
    others = [code for code in others if counts[code]]
    left, room = (COLUMNS + GAP) * STEP, ELSEWHERE_COLUMNS * (ROWS - 1)
    for at, code in enumerate(others[:room]):
        row, column = divmod(at, ELSEWHERE_COLUMNS)
        placed[code] = (left + column * STEP, (row + 1) * STEP)
    tiles = [
        Tile(code, counts.get(code, 0), x, y, _level(counts.get(code, 0), most))
        for code, (x, y) in placed.items()
    ]
    columns = COLUMNS + (GAP + ELSEWHERE_COLUMNS if others else 0)
    begin = left if others else 0
    return TileMap(tiles, columns * STEP, ROWS * STEP, begin, max(0, len(others) - room))


def _level(count: int, most: int) -> int:
    """How dark a count is: by its order of size, since countries differ by orders."""
    if count == 0:
        return 0
    share = math.log(count) / math.log(most) if most > 1 else 1.0
    return 1 + round(share * (LEVELS - 1))


@dataclass(frozen=True, slots=True)
class Day:
    """The calls of a day as a column, from the bottom up.

    Attributes:
        day: Which.
        calls: How many.
        refused: Of them, how many were told no.
        failed: Of them, how many failed here.
        x: Of its left side.
        good_px: How high its good calls are drawn.
        refused_px: How high its refused ones.
        failed_px: How high its failed ones.
    """

    day: date
    calls: int
    refused: int
    failed: int
    x: int
    good_px: int
    refused_px: int
    failed_px: int


def call_days(
    counts: Iterable[CallCount], today: date, *, days: int, size: tuple[int, int]
) -> list[Day]:
    """The calls of the last days as columns.

    Args:
        counts: What was counted.
        today: The last day.
        days: How many are drawn.
        size: Width and height of the drawing.
    """
    sums: dict[date, list[int]] = {}
    for each in counts:
        row = sums.setdefault(each.day, [0, 0, 0])
        for at, number in enumerate((each.calls, each.refused, each.failed)):
            row[at] += number
    most = max((row[0] for row in sums.values()), default=0) or 1
    width, height = size
    step = width // days
    found = []
    for at in range(days):
        day = today - timedelta(days=days - 1 - at)
        calls, refused, failed = sums.get(day, (0, 0, 0))
        tall = [_px(each, most, height) for each in (calls - refused - failed, refused, failed)]
        found.append(Day(day, calls, refused, failed, at * step, *tall))
    return found


def _px(count: int, most: int, height: int) -> int:
    """How high a count is drawn; what is there is seen."""
    return max(2, height * count // most) if count else 0


@dataclass(frozen=True, slots=True)
class Caller:
    """What an app, or all of a dialect, asked lately."""

    name: str
    dialect: str
    calls: int
    refused: int
    failed: int


def callers(counts: Iterable[CallCount]) -> list[Caller]:
    """Calls by app and dialect, of most first."""
    sums: dict[tuple[str, str], list[int]] = {}
    for each in counts:
        row = sums.setdefault((each.app, each.dialect), [0, 0, 0])
        for at, number in enumerate((each.calls, each.refused, each.failed)):
            row[at] += number
    found = [Caller(app, dialect, *row) for (app, dialect), row in sums.items()]
    return sorted(found, key=lambda each: (-each.calls, each.name))
