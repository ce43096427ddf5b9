"""The same party as each dialect shows it, side by side, and what each cannot show."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from partita.facekit.asking import Dialect, answer
from partita.facekit.face import Reply, Request, Route
from partita.facekit.showing import Call
from partita.usecases.context import Looking
from partita.usecases.whole_party import get_whole_party
from partita.web.page import show
from partita.web.party_page import path_id

GOOD: Final = 200
CHARS_MIN: Final = 3
"""Shorter values are found by chance."""

_PARTY_FIELDS: Final = (
    "name",
    "legal_name",
    "trade_name",
    "company_number",
    "vat_number",
    "email",
    "phone",
    "mobile",
    "website",
    "comments",
    "display_name",
    "external_key",
)
_PARTS: Final = {
    ("addresses", "address"): ("street", "street_extra", "postal_code", "city"),
    ("persons", "contact"): ("name", "email", "phone", "title", "notes"),
    ("bank_accounts", "bank_account"): ("iban", "account", "bic"),
    ("identifiers", "identifier"): ("value",),
    ("notes", "note"): ("text",),
    ("groups", "group"): ("name",),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A dialect's answer to one question."""

    call: Call
    curl: str
    status: int
    body: Markup


@dataclass(frozen=True, slots=True)
class View:
    """What a dialect shows of a party.

    Attributes:
        dialect: Which.
        sign_in: The command line that comes first; empty for none.
        answers: Its answers.
        marks: For each value, whether it shows it.
    """

    dialect: Dialect
    sign_in: str
    answers: Sequence[Seen]
    marks: Sequence[bool]


class Dialects:
    """Shows parties as the dialects see them."""

    def __init__(self, dialects: Sequence[Dialect]) -> None:
        """Know which dialects are served."""
        self._dialects = dialects

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(
            method="GET", path="/parties/{party}/dialects", name="showDialects", read=self.show
        )

    def show(self, look: Looking, request: Request) -> Reply:
        """Show what each dialect that knows single parties answers."""
        party = get_whole_party(look, path_id(request))
        values = values_of(party)
        views = [
            _view(each, look, request.base_url, party, values)
            for each in self._dialects
            if each.showing.auth
        ]
        return show(request, look, "dialects.html", party=party, views=views, values=values)


def values_of(party: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The texts of a party that are long enough to be found again, each with its field."""
    found = [(name, party[name]) for name in _PARTY_FIELDS]
    for (part, noun), names in _PARTS.items():
        found += [(f"{noun}.{name}", each.get(name)) for each in party[part] for name in names]
    return list(
        dict.fromkeys(
            (name, str(value)) for name, value in found if value and len(str(value)) >= CHARS_MIN
        )
    )


def _view(
    dialect: Dialect,
    look: Looking,
    root_url: str,
    party: Mapping[str, Any],
    values: Sequence[tuple[str, str]],
) -> View:
    answers, leaves = [], set()
    for call in dialect.showing.calls(party):
        reply = answer(dialect, call, look, root_url)
        read = _read(reply.body)
        if reply.status == GOOD:
            leaves |= set(_leaves(read))
        curl = call.command(root_url, dialect.showing.auth)
        answers.append(Seen(call, curl, reply.status, coloured(read)))
    told = "\n".join(leaves)
    sign_in = dialect.showing.sign_in.replace("{root}", root_url)
    return View(dialect, sign_in, answers, [_squeezed(value) in told for _, value in values])


def _read(body: bytes) -> Any:  # noqa: ANN401  # any JSON
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield _squeezed(str(value))


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def coloured(value: Any, depth: int = 0) -> Markup:  # noqa: ANN401  # any JSON
    """JSON in lines, its parts marked for colours.

    >>> print(coloured({"name": "<b>", "n": 1}))
    {
      <span class="k">&#34;name&#34;</span>: <span class="s">&#34;&lt;b&gt;&#34;</span>,
      <span class="k">&#34;n&#34;</span>: <span class="n">1</span>
    }
    """
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict) and value:
        lines = [
            Markup('{}<span class="k">{}</span>: {}').format(  # format escapes
                inner, json.dumps(name, ensure_ascii=False), coloured(each, depth + 1)
            )
            for name, each in value.items()
        ]
        return Markup("{{\n{}\n{}}}").format(Markup(",\n").join(lines), outer)
    if isinstance(value, list) and value:
        items = [Markup("{}{}").format(inner, coloured(each, depth + 1)) for each in value]
        return Markup("[\n{}\n{}]").format(Markup(",\n").join(items), outer)
    kind = "s" if isinstance(value, str) else "z" if value in (None, {}, []) else "n"
    return Markup('<span class="{}">{}</span>').format(
        kind, escape(json.dumps(value, ensure_ascii=False))
    )
