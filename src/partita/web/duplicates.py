"""Parties that may be one: the pairs, one of them side by side, merged, dismissed, taken back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.errors import (
    BodyMalformed,
    MergeRefused,
    PartitaError,
    RecordNotFound,
    VersionStale,
)
from partita.domain.likeness.suggestion import State, Suggestion
from partita.domain.merging import CHOICES
from partita.domain.query import Form as Written
from partita.domain.query import Member, Query, View
from partita.domain.standing import Role
from partita.facekit.face import Acting, Reply, Request, Route
from partita.usecases import duplicates
from partita.usecases.context import Context, Looking
from partita.usecases.merge import merge_parties, undo_merge
from partita.usecases.search import count_rows
from partita.usecases.whole_party import get_whole_party
from partita.web.forms import Form, read_own_form, whole_number
from partita.web.labels import label_of
from partita.web.page import Look, go_to, show, show_again
from partita.web.party_page import path_id, show_refused
from partita.web.problems import sentence
from partita.web.rendering import things

PARTIES: Final = View("parties", (Member("id", "id", Written.INTEGER),))
PAGE_ROWS: Final = 25
OFFSET_MAX: Final = 1_000_000
LOOKED_AT_MAX: Final = 10_000
"""In larger books looking for duplicates takes longer than somebody waits for a page."""
PARTS: Final = ("persons", "addresses", "bank_accounts", "identifiers", "notes", "documents")
"""What goes over to the survivor."""


@dataclass(frozen=True, slots=True)
class Line:
    """A field in which two parties differ.

    Attributes:
        values: What each of them says, in the order of the pair; empty for nothing.
        whose: Id of the party whose value survives unless somebody chooses.
    """

    name: str
    values: tuple[str, str]
    whose: int

    @property
    def is_choice(self) -> bool:
        """Whether both say something."""
        return all(self.values)


def routes() -> Iterator[Route]:
    """Yield the operations."""
    pair = "/duplicates/{party}/{other}"
    yield Route(method="GET", path="/duplicates", name="listDuplicates", read=_list)
    yield Route(method="POST", path="/duplicates", name="findDuplicates", act=_find)
    yield Route(method="GET", path=pair, name="showDuplicate", read=_show)
    for path, name, act in (
        (f"{pair}/merge", "mergeParties", _merge),
        (f"{pair}/dismiss", "dismissDuplicate", _dismiss),
        (f"{pair}/reopen", "reopenDuplicate", _reopen),
        ("/parties/{party}/unmerge", "undoMerge", _undo),
    ):
        yield Route(method="POST", path=path, name=name, prepare=read_own_form, write=act)


def _list(look: Looking, request: Request) -> Reply:
    """Show pairs, the surest first."""
    state = State.DISMISSED if request.query.get("state") == State.DISMISSED else State.OPEN
    offset = _offset(request)
    found = duplicates.search_suggestions(look, state, rows_max=PAGE_ROWS + 1, offset=offset)
    return show(
        request,
        look,
        "duplicates.html",
        pairs=found[:PAGE_ROWS],
        things=things(Look.of(request).language),
        state=str(state),
        counts={str(each): count for each, count in duplicates.count_suggestions(look).items()},
        earlier=_page(state, offset - PAGE_ROWS) if offset else None,
        later=_page(state, offset + PAGE_ROWS) if len(found) > PAGE_ROWS else None,
        is_small=_is_small(look),
    )


def _offset(request: Request) -> int:
    return min(whole_number(request.query.get("offset", "")) or 0, OFFSET_MAX)


def _page(state: State, offset: int) -> str:
    query = {"state": state if state is not State.OPEN else "", "offset": max(0, offset) or ""}
    return go_to("/duplicates", query).headers["Location"]


def _is_small(look: Looking) -> bool:
    return count_rows(look, Query(PARTIES), rows_max=LOOKED_AT_MAX + 1) <= LOOKED_AT_MAX


def _find(acting: Acting, request: Request) -> Reply:
    """Look for duplicates now, in a book small enough to wait for it."""
    read_own_form(request)

    @contextmanager
    def look() -> Iterator[Looking]:
        with acting.begin() as ctx:
            yield ctx.looking

    with look() as looking:
        is_small = _is_small(looking)
    if not is_small:
        return go_to("/duplicates")
    found = duplicates.find_duplicates(look, acting.begin)
    return go_to("/duplicates", {"looked": found.parties, "found": found.suggested})


def _show(look: Looking, request: Request) -> Reply:
    """Show a pair side by side; the one of ``keep`` stays unless somebody says otherwise."""
    suggestion = duplicates.get_suggestion(look, path_id(request), path_id(request, "other"))
    values = _pair_values(look, request, suggestion)
    if suggestion.state is State.MERGED:
        first = values["parties"][0]
        return go_to(f"/parties/{first['merged_into'] or first['id']}")
    return show(request, look, "duplicate.html", **values)


def _pair_values(
    look: Looking, request: Request, suggestion: Suggestion, keep: int | None = None
) -> dict[str, Any]:
    pair = suggestion.party_id, suggestion.other_id
    asked = request.query.get("keep", "")
    kept = keep or next((each for each in pair if str(each) == asked), pair[0])
    both = [get_whole_party(look, each) for each in pair]
    near = {each: duplicates.suggestions_of(look, each) for each in pair}
    others = {
        (each.party_id, each.other_id): each
        for found in near.values()
        for each in found
        if each.state is State.OPEN and (each.party_id, each.other_id) != pair
    }
    return {
        "suggestion": suggestion,
        "parties": both,
        "kept": kept,
        "lines": [*lines_of(both, kept)],
        "roles": [str(role) for role in Role if any(party[role] for party in both)],
        "mails": [_mail(party) for party in both],
        "parts": [name for name in PARTS if any(party[name] for party in both)],
        "others": list(others.values()),
        "things": things(Look.of(request).language),
        "refusal": "",
    }


def lines_of(both: list[dict[str, Any]], kept: int) -> Iterator[Line]:
    """Yield the fields in which two parties differ."""
    for name in CHOICES:
        values = str(both[0][name] or ""), str(both[1][name] or "")
        if values[0] != values[1]:
            said = [party["id"] for party, value in zip(both, values, strict=True) if value]
            yield Line(name, values, kept if kept in said else said[0])


def _mail(party: Mapping[str, Any]) -> str:
    found = (each for each in party["addresses"] if each["kind"] == "mail")
    return "\n".join(label_of(party, each) for each in found)


def _merge(ctx: Context, request: Request, form: Form) -> Reply:
    """Merge a pair as somebody chose, unless one of the two changed since they saw it."""
    suggestion = duplicates.get_suggestion(ctx.looking, path_id(request), path_id(request, "other"))
    pair, keep = (suggestion.party_id, suggestion.other_id), form.number("keep")
    if keep not in pair:
        raise BodyMalformed(reason="It is not said who stays.")
    gone = next(each for each in pair if each != keep)
    chosen = {name: form.number(f"take_{name}") for name in CHOICES}
    whose = {name: each for name, each in chosen.items() if each is not None}
    try:
        with ctx.unit.attempt():
            _check_unchanged(ctx, suggestion, form)
            merge_parties(ctx, keep, [gone], chosen=whose)
    except (MergeRefused, VersionStale) as error:
        return _shown_again(ctx, request, suggestion, keep, error)
    return go_to(f"/parties/{keep}", {"merged": gone})


def _check_unchanged(ctx: Context, suggestion: Suggestion, form: Form) -> None:
    """Make sure that nobody changed the parties, or decided about them, meanwhile."""
    if suggestion.state is State.DISMISSED:
        raise VersionStale(kind="suggestion", key=suggestion.party_id)
    for each in (suggestion.party_id, suggestion.other_id):
        party = ctx.unit.parties.find(each)
        if party is None or party.version != form.number(f"version_{each}"):
            raise VersionStale(kind="party", key=each)


def _shown_again(
    ctx: Context, request: Request, suggestion: Suggestion, keep: int, error: PartitaError
) -> Reply:
    values = _pair_values(ctx.looking, request, suggestion, keep)
    refusal = sentence(error, Look.of(request).language, request.id)
    stale = isinstance(error, VersionStale)
    return show_again(
        request, ctx, "duplicate.html", **values | {"refusal": refusal, "is_stale": stale}
    )


def _dismiss(ctx: Context, request: Request, _form: Form) -> Reply:
    first, other = path_id(request), path_id(request, "other")
    duplicates.dismiss_suggestion(ctx, first, other)
    return go_to("/duplicates", {"dismissed": f"{first}:{other}"})


def _reopen(ctx: Context, request: Request, _form: Form) -> Reply:
    first, other = path_id(request), path_id(request, "other")
    duplicates.reopen_suggestion(ctx, first, other)
    return go_to(f"/duplicates/{first}/{other}")


def _undo(ctx: Context, request: Request, _form: Form) -> Reply:
    """Take back the newest merge of a party, or say why that cannot be."""
    survivor = path_id(request)
    try:
        with ctx.unit.attempt():
            back = undo_merge(ctx, survivor)
    except RecordNotFound:
        raise
    except PartitaError as error:
        return show_refused(ctx, request, error)
    return go_to(f"/parties/{survivor}", {"unmerged": back[-1].id})
