"""What the law gives a person: all that is known of them, and to be forgotten."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, fields, replace
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.contact import ContactPerson
from partita.domain.errors import RecordNotFound
from partita.domain.extras import Document
from partita.domain.party import Party, RoleRecord
from partita.domain.query import Compare, Form, KeyPage, Member, Op, Query, View
from partita.domain.snapshot import snapshot
from partita.domain.standing import Role, Standing
from partita.usecases.context import Context
from partita.usecases.feed import EVENTS_MAX
from partita.usecases.ledger import forget_steps
from partita.usecases.merge import forget_merges
from partita.usecases.roles import role_records
from partita.usecases.search import search_rows

FORMAT: Final = "partita.person/1"
ERASED_NAME: Final = "Erased"
PARTS: Final = ("addresses", "bank_accounts", "identifiers", "memberships", "notes", "term_lines")
"""What is part of a party and goes with it, beside its contact persons."""

FORGOTTEN: Final = frozenset(
    {
        "address", "audit", "bank_account", "contact", "contact_point", "counterparty", "customer",
        "document", "employee", "flaw", "idempotency", "identifier", "import_step", "job",
        "likeness_key", "membership", "note", "party", "party_merge", "party_merge_step",
        "stored_file", "suggestion", "supplier", "term_line",
    }
)  # fmt: skip
"""Tables that may tell of a party: erasing one takes away or empties what they hold of it.

`tests/faces/privacy` fails when a table stands neither here nor in `IMPERSONAL`.
"""

IMPERSONAL: Final = {
    "app_call": "how often apps called",
    "app_grant": "who has access: apps",
    "app_user": "who has access: people, taken away with `partita user`",
    "book": "the organisation itself",
    "change": "which record, never what it holds",
    "counter": "numbers",
    "delivery": "which change, and what a receiver answered, in words of ours",
    "directory": "hashes of secrets, and names of books",
    "party_group": "groups, by names for many",
    "reference": "the lists of the book",
    "saved_view": "questions that somebody keeps, in words of their own",
    "web_session": "who is signed in",
    "webhook": "where receivers are",
}
"""Tables that tell of no party, and of what instead."""

_KEPT: Final = frozenset({"uuid", "version", "created_at", "changed_at", "merged_into"})
_HISTORY: Final = View(
    "history",
    (
        Member("position", "position", Form.INTEGER),
        Member("at", "at", Form.MOMENT_MILLIS),
        Member("kind", "kind"),
        Member("key", "record_key"),
        Member("actor", "audit.actor"),
        Member("dialect", "audit.dialect"),
        Member("before", "audit.before", Form.JSON),
        Member("after", "audit.after", Form.JSON),
    ),
)


def export_party(ctx: Context, party_id: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Gather all that is known of a party, and note that it was gathered.

    Args:
        party_id: Which party.

    Returns:
        What is known, as values JSON can say, and the JSON texts of its history.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is no such party.

    Emits:
        party.exported
    """
    ctx.require(Permission.ADMIN)
    party = _get(ctx, party_id)
    unit: Any = ctx.unit
    known: dict[str, Any] = {
        "format": FORMAT,
        "party": snapshot(party),
        "absorbed": [snapshot(each) for each in ctx.unit.parties.select(merged_into=party_id)],
        "roles": {str(role): snapshot(record) for role, record in _roles(ctx, party_id)},
        "contacts": [_with_points(ctx, each) for each in _contacts(ctx, party_id)],
        "documents": [_with_bytes(ctx, each) for each in _documents(ctx, party_id)],
    }
    known |= {name: [snapshot(each) for each in _parts(unit, name, party_id)] for name in PARTS}
    history = tuple(_history(ctx, party_id))
    ctx.record("party.exported", party_id, party_id=party_id)
    return known, history


def erase_party(ctx: Context, party_id: int) -> Party | None:
    """Forget a party: what it is called, where it is, and all that anybody noted of it.

    Its id, its numbers in its roles and the numbers of its documents stay, so that books stay true.
    Gone are its contact persons, addresses, bank accounts, notes, identifiers, payment plans and
    groups, the parties it absorbed and how to undo that, what is kept to undo imports, what the
    audit trail tells of all of them before and after, and of any party in merges they were in, whom
    they are like and what is wrong of them, the values in reports of imports, and the bodies of all
    answers kept for repeated requests. Of a party that was deleted before, the latter are all
    that may tell of it.

    Args:
        party_id: Which party.

    Returns:
        What is left of it; ``None`` of one that was deleted.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is no such party, and the audit trail knows of none.

    Emits:
        party.erased
    """
    ctx.require(Permission.ADMIN)
    party = ctx.unit.parties.find(party_id)
    if party is None:
        _erase_deleted(ctx, party_id)
        return None
    absorbed = [each.id for each in ctx.unit.parties.select(merged_into=party_id)]
    forget_merges(ctx, party_id)
    if party.merged_into is not None:
        forget_merges(ctx, party.merged_into)
    for each in (party_id, *absorbed):
        forget_steps(ctx, each)
    _empty_documents(ctx, party_id)
    _remove_parts(ctx, party_id)
    for role, record in _roles(ctx, party_id):
        role_records(ctx, role).put(_emptied_role(ctx, record))
    bare = _bare(party, name=ERASED_NAME, is_person=party.is_person, privacy_erased_at=ctx.now)
    erased: Party = replace(bare, version=party.version + 1, changed_at=ctx.now)
    if ctx.unit.parties.find(party_id) is not None:
        ctx.unit.parties.put(erased)
    _forget_told(ctx, (party_id, *absorbed))
    ctx.record("party.erased", party_id, party_id=party_id, after=erased)
    return erased


def _erase_deleted(ctx: Context, party_id: int) -> None:
    """Forget a party that was deleted.

    Raises:
        RecordNotFound: The audit trail knows of none.
    """
    if not ctx.unit.history.clear_party(party_id):
        raise RecordNotFound(kind="party", key=party_id)
    _forget_told(ctx, (party_id,))
    ctx.record("party.erased", party_id, party_id=party_id)


def _forget_told(ctx: Context, ids: Sequence[int]) -> None:
    """What was noted, answered, found out and reported of parties."""
    for each in ids:
        ctx.unit.history.clear_party(each)
        ctx.unit.history.clear_merges(each)
    ctx.unit.history.empty_replies()
    _forget_findings(ctx, ids)
    _empty_reports(ctx, ids)


def _forget_findings(ctx: Context, ids: Sequence[int]) -> None:
    """What was found out about parties: whom they are like, and what is wrong of them."""
    known = ctx.unit.likenesses
    known.remove_keys(ids)
    pairs = {(each.party_id, each.other_id) for one in ids for each in known.of_party(one)}
    known.remove(sorted(pairs))
    ctx.unit.overview.put_flaws({each: {} for each in ids})


def _empty_reports(ctx: Context, ids: Sequence[int]) -> None:
    """Reports of imports name lines, fields and reasons, and no values any more.

    Those of imports that were taken back name parties no more that are forgotten.
    """
    for job in ctx.unit.jobs.select():
        result: dict[str, Any] = dict(job.result or {})
        problems = [[*each[:2], "", *each[3:]] for each in result.get("problems", ())]
        left = [
            each | {"name": ""} if each["party"] in ids else each for each in result.get("left", ())
        ]
        emptied = {"problems": problems, "left": left}
        told = {name: value for name, value in emptied.items() if name in result}
        if told != {name: result[name] for name in told}:
            ctx.unit.jobs.put(replace(job, result=result | told))


def _get(ctx: Context, party_id: int) -> Party:
    party = ctx.unit.parties.find(party_id)
    if party is None:
        raise RecordNotFound(kind="party", key=party_id)
    return party


def _roles(ctx: Context, party_id: int) -> Iterator[tuple[Role, RoleRecord]]:
    for role in Role:
        record = role_records(ctx, role).find(party_id)
        if record is not None:
            yield role, record


def _parts(unit: Any, name: str, party_id: int) -> Sequence[Any]:  # noqa: ANN401  # a unit, by name
    """The records of a kind that are part of a party."""
    found: Sequence[Any] = getattr(unit, name).select(party_id=party_id)
    return found


def _contacts(ctx: Context, party_id: int) -> list[ContactPerson]:
    """Contact persons, those deleted softly too."""
    return ctx.unit.contacts.select(party_id=party_id)


def _with_points(ctx: Context, person: ContactPerson) -> dict[str, object]:
    points = [snapshot(each) for each in ctx.unit.points.select(person=person.number)]
    return {**snapshot(person), "points": points}


def _with_bytes(ctx: Context, document: Document) -> dict[str, object]:
    """A document with the bytes of its file, if they are kept."""
    key = document.content_key
    file = None if key is None else ctx.unit.files.find(key)
    told = {} if file is None else {"base64": base64.b64encode(file.content).decode("ascii")}
    return {**snapshot(document), **told}


def _history(ctx: Context, party_id: int) -> Iterator[str]:
    of_party, after = Compare("party_id", Op.EQ, party_id), 0
    while rows := search_rows(
        ctx.looking, Query(_HISTORY, of_party, page=KeyPage(EVENTS_MAX, after=after))
    ):
        yield from (text for _, text in rows)
        after = int(rows[-1][0])


def _bare(record: Any, **values: object) -> Any:  # noqa: ANN401  # any record
    """A record with nothing but its history and what cannot be empty."""
    defaults = {each.name: _default(each) for each in fields(record)}
    emptied = {
        name: value
        for name, value in defaults.items()
        if value is not MISSING and name not in _KEPT
    }
    return replace(record, **{**emptied, **values})


def _default(each: Field[Any]) -> object:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _emptied_role(ctx: Context, record: RoleRecord) -> RoleRecord:
    found: RoleRecord = _bare(
        record,
        code=str(record.number),
        standing=Standing.ARCHIVED,
        version=record.version + 1,
        changed_at=ctx.now,
    )
    return found


def _empty_documents(ctx: Context, party_id: int) -> None:
    """Documents keep their kind and number; a name may say anything, and a file shows it."""
    documents = _documents(ctx, party_id)
    if documents:
        ctx.unit.history.clear_records("document", [str(each.id) for each in documents])
    for each in documents:
        if each.content_key is not None and (file := ctx.unit.files.find(each.content_key)):
            ctx.unit.files.remove(file)
        bare = _bare(each, party_id=each.party_id, version=each.version + 1, changed_at=ctx.now)
        ctx.unit.documents.put(bare)


def _documents(ctx: Context, party_id: int) -> list[Document]:
    """Documents that name a party, or a person or place of it."""
    persons = [each.number for each in _contacts(ctx, party_id)]
    places = [each.number for each in ctx.unit.addresses.select(party_id=party_id)]
    found = {each.id: each for each in ctx.unit.documents.select(party_id=party_id)}
    for column, numbers in (("person", persons), ("address", places)):
        found |= {each.id: each for each in ctx.unit.documents.select_in(column, numbers)}
    return [found[key] for key in sorted(found)]


def _remove_parts(ctx: Context, party_id: int) -> None:
    unit: Any = ctx.unit
    for person in _contacts(ctx, party_id):
        ctx.unit.points.remove(*ctx.unit.points.select(person=person.number))
        ctx.unit.addresses.remove(*ctx.unit.addresses.select(person=person.number))
    for name in PARTS:
        getattr(unit, name).remove(*_parts(unit, name, party_id))
    ctx.unit.contacts.remove(*_contacts(ctx, party_id))
