"""Where things are: IRIs as they are written and as they are understood (section 1).

They are written with the mount in front, such as ``/flowtly/clients/7``, and without it where a
host name stands for the dialect. Both are understood, with ``/api`` and as whole URLs, too.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from partita.domain.seeds.countries import country_rows
from partita.domain.seeds.currencies import currency_rows
from partita.facekit.face import Request
from partita.faces.flowtly.keys import DIALECT

ALIAS: Final = "/api"
IRI_CHARS_MAX: Final = 2_000
CODED: Final = frozenset({"countries", "currencies"})
"""Collections whose members are named by their codes."""

_PATH: Final = re.compile(r"/([a-z-]+)/([^/?#]{1,100})")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_CODE: Final = re.compile(r"[A-Za-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request came to.

    Attributes:
        root: Scheme, host and everything before the mount; such as ``https://host``.
        prefix: What paths begin with, such as ``/flowtly``.
    """

    root: str
    prefix: str

    @property
    def base(self) -> str:
        """Absolute URL of the entrypoint, without a slash at the end."""
        return f"{self.root}{self.prefix}"


def place_of(request: Request) -> Place:
    """Where a request came to; the alias counts as the mount itself."""
    return _place(request.base_url)


@lru_cache(maxsize=256)
def _place(base_url: str) -> Place:
    parts = urlsplit(base_url)
    path = parts.path.removesuffix(ALIAS) if f"/{DIALECT}{ALIAS}" in parts.path else parts.path
    return Place(f"{parts.scheme}://{parts.netloc}", path)


@dataclass(frozen=True, slots=True)
class Iri:
    """An IRI that was understood.

    Attributes:
        text: As it was written.
        path: Of which collection, such as ``countries``.
        key: Of which member: a number, or a code in capitals.
    """

    text: str
    path: str
    key: int | str

    def written(self, place: Place) -> str:
        """As this server writes it."""
        return f"{place.prefix}/{self.path}/{self.key}"


def read_iri(text: str, place: Place) -> Iri | None:
    """Understand an IRI; nothing where it is none of this server's."""
    rest = text.removeprefix(place.root) if text.startswith(place.root + "/") else text
    for start in (place.prefix, f"/{DIALECT}"):
        rest = rest.removeprefix(start) if start and rest.startswith(start + "/") else rest
    rest = rest.removeprefix(ALIAS) if rest.startswith(ALIAS + "/") else rest
    match = _PATH.fullmatch(rest) if len(text) <= IRI_CHARS_MAX else None
    return None if match is None else Iri(text, match[1], read_key(match[1], unquote(match[2])))


def read_key(path: str, text: str) -> int | str:
    """The key of a member, as the book has it; what is no key of it stays as it is."""
    if path in CODED:
        return _code_of(path, int(text)) if _NUMBER.fullmatch(text) else text.upper()
    return int(text) if _NUMBER.fullmatch(text) else text


def _code_of(path: str, number: int) -> str:
    return _codes(path).get(number, str(number))


@lru_cache(maxsize=2)
def _codes(path: str) -> dict[int, str]:
    rows = country_rows() if path == "countries" else currency_rows("")
    return {row.number: row.code or "" for row in rows}


def is_key(path: str, key: int | str) -> bool:
    """Tell whether a member of a collection could have this key."""
    return bool(_CODE.fullmatch(str(key))) if path in CODED else isinstance(key, int)
