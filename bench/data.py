"""The data: generated, read, and what is worth searching for in it."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from partita.kit.text import fold

GENERATOR = Path(__file__).parent / "baseline" / "gen.py"
TERM_CHARS = (4, 5, 6)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything."""

    parties: int = 100_000
    contacts_per: int = 2
    locations_per: int = 1

    @property
    def contacts(self) -> int:
        """How many contact persons."""
        return self.parties * self.contacts_per

    @property
    def locations(self) -> int:
        """How many delivery locations."""
        return self.parties * self.locations_per


@dataclass(frozen=True, slots=True)
class Dataset:
    """Generated files."""

    folder: Path
    sizes: Sizes

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of ``parties``, ``contacts`` or ``locations``."""
        with (self.folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def generate(folder: Path, sizes: Sizes) -> Dataset:
    """Generate the files, unless they are there."""
    if not (folder / "done").exists():
        amounts = {
            "--parties": sizes.parties,
            "--contacts-per": sizes.contacts_per,
            "--locations-per": sizes.locations_per,
        }
        options = [text for name, amount in amounts.items() for text in (name, str(amount))]
        subprocess.run([sys.executable, str(GENERATOR), str(folder), *options], check=True)
        (folder / "done").touch()
    return Dataset(folder, sizes)


def write_customers(data: Dataset, path: Path) -> None:
    """Write the parties as a file to import customers from."""
    headers = ("number", "name", "email", "phone", "address", "city", "zip", "country")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headers)
        writer.writeheader()
        for row in data.rows("parties"):
            kept = {name: row[name] for name in headers}
            writer.writerow(kept | {"number": row["id"]})


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of names, and how many names of each kind have it at least."""

    text: str
    contacts: int
    parties: int


def choose_terms(data: Dataset, each: int = 4) -> list[Term]:
    """Pieces of names that both contacts and parties have: common, middling and rare ones.

    Those that fewest, middling many and most contacts have; the same for every competitor.
    """
    names = {
        "contacts": Counter(f"{r['first_name']} {r['last_name']}" for r in data.rows("contacts")),
        "parties": Counter(row["name"] for row in data.rows("parties")),
    }
    contacts, parties = _pieces(names["contacts"]), _pieces(names["parties"])
    known = sorted((contacts[text], text) for text in contacts.keys() & parties.keys())
    if not known:
        raise ValueError("too little data to search in")
    chosen: list[tuple[int, str]] = []
    for part in (known, known[len(known) // 2 :], known[::-1]):
        wanted = len(chosen) + each
        for count, text in part:
            if len(chosen) < wanted and not any(text[:4] == one[:4] for _, one in chosen):
                chosen.append((count, text))
    return [Term(text, count, parties[text]) for count, text in chosen]


def _pieces(names: Counter[str]) -> Counter[str]:
    """How many names at least have each piece a person would type: words, their beginnings.

    As written, so that a database that knows no letters but English ones finds them, too.
    """
    found: Counter[str] = Counter()
    for name, count in names.items():
        words = [each for each in name.split() if each.isalpha() and fold(each) == each.lower()]
        pieces = {word[:size] for word in words for size in TERM_CHARS if len(word) >= size}
        pieces |= {word[at : at + 3] for word in words for at in range(len(word) - 2)}
        found.update(dict.fromkeys(pieces, count))
    return found
