"""Choose the rows that ship with the demonstration: ``python -m tools.make_demo_data SOURCE``.

SOURCE is a folder with ``legal_entities_europe.csv.gz`` (lei, name, country, category) and
``communes_france.csv.gz`` (siren, name, postal_code, department, population). The same source
gives the same bytes: the choice is seeded, and nothing of the moment is written.
"""

import csv
import gzip
import io
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).parents[1] / "src" / "partita" / "demo" / "data"
SEED: Final = 8420
ENTITIES: Final = 6_000
COMMUNES: Final = 1_500
CATEGORIES: Final = frozenset({"GENERAL", "RESIDENT_GOVERNMENT_ENTITY"})
"""No sole proprietors: those are persons. No funds and branches: they buy nothing themselves."""

Row = dict[str, str]


def stratified(rows: Sequence[Row], column: str, count: int) -> list[Row]:
    """Choose rows so that every value of a column has its share.

    >>> rows = [{"at": place, "n": str(n)} for place in "ab" for n in range(10)]
    >>> [row["at"] for row in stratified(rows, "at", 4)]
    ['a', 'a', 'b', 'b']
    """
    chance = random.Random(SEED)  # noqa: S311  # a choice that is the same every time
    strata: dict[str, list[Row]] = {}
    for row in rows:
        strata.setdefault(row[column], []).append(row)
    chosen: list[Row] = []
    # The small ones first: what they cannot give, the others do.
    for left, (_, stratum) in zip(
        range(len(strata), 0, -1), sorted(strata.items(), key=_size), strict=True
    ):
        share = min(len(stratum), (count - len(chosen)) // left)
        chosen += chance.sample(stratum, share)
    return sorted(chosen, key=lambda row: tuple(row.values()))


def _size(stratum: tuple[str, list[Row]]) -> tuple[int, str]:
    return len(stratum[1]), stratum[0]


def read(path: Path) -> list[Row]:
    """Read a file of rows."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write a file of rows; the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def main(source: Path) -> None:
    """Write both files."""
    entities = [
        row
        for row in read(source / "legal_entities_europe.csv.gz")
        if row["category"] in CATEGORIES
    ]
    chosen = stratified(entities, "country", ENTITIES)
    write(TARGET / "legal_entities.csv.gz", ("lei", "name", "country"), chosen)
    communes = stratified(read(source / "communes_france.csv.gz"), "department", COMMUNES)
    write(TARGET / "communes.csv.gz", ("siren", "name", "postal_code"), communes)
    print(f"{len(chosen)} legal entities and {len(communes)} municipalities in {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
