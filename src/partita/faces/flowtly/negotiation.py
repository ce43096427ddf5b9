"""Which form an answer has, and which a body may have (contracts/flowtly.md 8)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from partita.domain.errors import BodyMalformed, MediaTypeUnknown
from partita.facekit.face import Request
from partita.faces.flowtly.messages import N_

JSON_LD: Final = "application/ld+json"
PLAIN_JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"
OFFERED: Final[Mapping[str, str]] = {"jsonld": JSON_LD, "json": PLAIN_JSON}
"""Media type of each form, by the suffix of a path that asks for it; the first is the default."""

ACCEPT_CHARS_MAX: Final = 2_000
MALFORMED: Final = N_("Syntax error")
_decode: Final = msgspec.json.Decoder().decode


def form_of(request: Request) -> str:
    """The form a caller asks for, by suffix or by ``Accept``: ``jsonld`` or ``json``.

    Raises:
        MediaTypeUnknown: It is none that is offered; the fact ``header`` then says so.
    """
    suffix = suffix_of(request)
    if suffix:
        return suffix
    return choose(request.header("Accept") or "", OFFERED)


def suffix_of(request: Request) -> str:
    """The form the suffix of a path asks for; empty for none."""
    _, dot, suffix = request.path.rstrip("/").rpartition("/")[2].lower().rpartition(".")
    return suffix if dot and suffix in OFFERED else ""


def choose(accept: str, offered: Mapping[str, str]) -> str:
    """The form that a header ``Accept`` likes best.

    Raises:
        MediaTypeUnknown: It likes none that is offered.
    """
    found = _chosen(accept[:ACCEPT_CHARS_MAX], tuple(offered.items()))
    if found is None:
        raise MediaTypeUnknown(given=accept, accepted=tuple(offered.values()), header="Accept")
    return found


@lru_cache(maxsize=1_024)
def _chosen(accept: str, offered: tuple[tuple[str, str], ...]) -> str | None:
    ranges = [_range(each) for each in accept.split(",") if each.strip()]
    if not ranges:
        return offered[0][0]
    liked = [(-_weight(media, ranges), form) for form, media in offered]
    weight, form = min(liked, key=lambda pair: pair[0])
    return form if weight < 0 else None


def _range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return media, float(weight)
    except ValueError:
        return media, 0.0


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a type is liked; the closest range decides (RFC 9110, 12.5.1)."""
    for wanted in (media, f"{media.partition('/')[0]}/*", "*/*"):
        found = [weight for name, weight in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def read_body(request: Request, accepted: Sequence[str]) -> dict[str, Any]:
    """Read the object in a body.

    Raises:
        MediaTypeUnknown: The body is said to be something else, or not said to be anything.
        BodyMalformed: It is no JSON object.
    """
    given = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    if given not in accepted:
        raise MediaTypeUnknown(given=given, accepted=tuple(accepted), header="Content-Type")
    try:
        value = _decode(request.body().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        raise BodyMalformed(reason=MALFORMED) from None
    if not isinstance(value, dict):
        raise BodyMalformed(reason=N_("The body must be a JSON object."))
    return value


def read_new(request: Request) -> dict[str, Any]:
    """Read the body of a POST that makes something; it may not say that it is there already."""
    members = read_body(request, tuple(OFFERED.values()))
    is_linked = (request.header("Content-Type") or "").lower().startswith(JSON_LD)
    if members.get("@id" if is_linked else "id") is not None:
        raise BodyMalformed(reason=N_("Update is not allowed for this operation."))
    return members


def read_patch(request: Request) -> dict[str, Any]:
    """Read the body of a PATCH."""
    return read_body(request, (MERGE_PATCH,))


def read_optional(request: Request) -> dict[str, Any]:
    """Read a body that may be left out, and then need not say its type either."""
    return read_body(request, tuple(OFFERED.values())) if request.body().strip() else {}
