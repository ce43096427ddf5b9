"""Blank branding of parties is filled in: logo, web site, the name people know.

Looking something up may take seconds, so it is never done inside a transaction: what is known is
read, the provider is asked, what it found is written if the fields are still empty.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.change import Change
from partita.domain.errors import RecordNotFound, ValuesInvalid
from partita.domain.job import Job
from partita.domain.party import Party
from partita.domain.query import And, Compare, Op, Or, Query, View
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.ports import Asked, Branding, Found
from partita.usecases.context import Context, Looking
from partita.usecases.jobs import (
    INTERRUPTED,
    Begin,
    finish_job,
    move_job,
    order_job,
    refuse_second_job,
    take_job,
)
from partita.usecases.roles import role_records

FIELDS: Final = ("logo_url", "website", "display_name")
"""What providers may fill."""

ENRICHMENT: Final = "enrichment"
"""Kind of the jobs that enrich many parties."""

PARTIES_NAMED_MAX: Final = 1_000
"""Most parties that one order names; it may also mean all."""


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What was filled in, as the audit trail tells it.

    Attributes:
        provider: Who found it.
        values: What, by field.
        sources: Where each value comes from, by field.
    """

    provider: str
    values: dict[str, str]
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class Enriched:
    """A party after its branding was looked for.

    Attributes:
        party: The party.
        filled: What was filled in, and where it comes from, by field; empty when nothing was.
    """

    party: Party
    filled: Mapping[str, Found]


def get_known(ctx: Looking, party_id: int) -> Asked:
    """Read what is known of a party, to ask a provider.

    Args:
        party_id: Which party.

    Returns:
        What is asked.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
        RecordNotFound: There is no such party.
    """
    ctx.require(Permission.PARTIES_READ)
    party = ctx.reading.find(Party, party_id)
    if party is None or not _is_there(party):
        raise RecordNotFound(kind="party", key=party_id)
    return _known(party)


def fill_branding(
    ctx: Context,
    party_id: int,
    branding: Branding,
    found: Mapping[str, Found],
    *,
    is_forced: bool = False,
) -> Enriched:
    """Write what a provider found into the fields of a party that are empty.

    Args:
        party_id: Which party.
        branding: Who found it.
        found: What, by field.
        is_forced: Take the place of what is there, too, if the provider may.

    Returns:
        The party, one version on if anything was filled.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: There is no such party.

    Emits:
        party.changed
        party.enriched
    """
    ctx.require(Permission.PARTIES_WRITE)
    party = ctx.unit.parties.find(party_id)
    if party is None or not _is_there(party):
        raise RecordNotFound(kind="party", key=party_id)
    overwrites = is_forced and branding.may_overwrite
    filled = {
        name: each
        for name, each in found.items()
        if name in FIELDS and _is_wanted(party, name, each.value, overwrites=overwrites)
    }
    if not filled:
        return Enriched(party, {})
    values = {name: each.value for name, each in filled.items()}
    changed = party.changed(values, ctx.now)
    ctx.unit.parties.put(changed)
    ctx.record("party.changed", party.id, party_id=party.id, before=party, after=changed)
    sources = {name: each.source for name, each in filled.items()}
    told = Enrichment(branding.name, values, sources)
    ctx.unit.record(Change("party.enriched", party.id, party.id, changed.version, None, told))
    return Enriched(changed, filled)


def enrich_party(
    begin: Begin, branding: Branding, party_id: int, *, is_forced: bool = False
) -> Enriched:
    """Look for the branding of one party, and fill it in.

    Args:
        begin: Opens a transaction; two are needed, and none is open while the provider looks.
        branding: Who looks.
        party_id: Which party.
        is_forced: Take the place of what is there, too, if the provider may.

    Returns:
        The party, one version on if anything was filled.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: There is no such party.
    """
    with begin() as ctx:
        asked = get_known(ctx.looking, party_id)
    found = branding.find(asked)
    with begin() as ctx:
        return fill_branding(ctx, party_id, branding, found, is_forced=is_forced)


def order_enrichment(
    ctx: Context,
    *,
    party_ids: Sequence[int] = (),
    role: Role | None = None,
    is_forced: bool = False,
) -> Job:
    """Note that many parties shall be enriched; `run_enrichment` does it, outside the request.

    Args:
        party_ids: Which; all that lack a logo, a web site or a name people know when empty.
        role: Only those with this role; any when ``None``.
        is_forced: Take the place of what is there, too, and look at all parties.

    Returns:
        The job.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: A party is not there, or lacks the role.
        ValuesInvalid: Too many are named.
        JobRunning: Such a job is not finished yet.
    """
    ctx.require(Permission.PARTIES_WRITE)
    named = list(dict.fromkeys(party_ids))
    if len(named) > PARTIES_NAMED_MAX:
        facts = {"max": PARTIES_NAMED_MAX}
        raise ValuesInvalid(violations=[Violation("ids", "too_many", facts)])
    _check_there(ctx, named, role)
    refuse_second_job(ctx, ENRICHMENT)
    wish: dict[str, object] = {"party_ids": named, "role": role, "is_forced": is_forced}
    total = len(named) or _count(ctx, role, is_forced=is_forced)
    return order_job(ctx, ENRICHMENT, wish, total=total)


def run_enrichment(
    begin: Begin,
    branding: Branding,
    job_id: int,
    progress: Callable[[int], object] = lambda _: None,
) -> Job | None:
    """Do a job that `order_enrichment` noted.

    A few parties are looked at between two transactions, so nobody waits long, and the job can be
    asked how far it is. When anything goes wrong it says so and ends as failed.

    Args:
        begin: Opens a transaction.
        branding: Who looks.
        job_id: Which job.
        progress: Told how many parties were looked at.

    Returns:
        The job when it is done; ``None`` when there is none to do.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
    """
    with begin() as ctx:
        job = take_job(ctx, job_id)
    if job is None:
        return None
    is_whole = False
    try:
        for portion in _portions(begin, branding, job):
            found = [(party.id, branding.find(_known(party))) for party in portion]
            with begin() as ctx:
                job = _fill(ctx, branding, job, found)
            progress(job.done)
        is_whole = True
    finally:
        with begin() as ctx:
            job = finish_job(ctx, job, None if is_whole else INTERRUPTED)
    return job


def _known(party: Party) -> Asked:
    return Asked(
        name=party.name,
        email=party.email,
        website=party.website,
        country=party.country,
        is_person=party.is_person,
    )


def _is_there(party: Party) -> bool:
    """Tell whether a party is neither absorbed by another nor erased for privacy."""
    return party.merged_into is None and party.privacy_erased_at is None


def _is_wanted(party: Party, name: str, value: str, *, overwrites: bool) -> bool:
    current = getattr(party, name)
    return bool(value) and (not current or (overwrites and current != value))


def _check_there(ctx: Context, party_ids: Sequence[int], role: Role | None) -> None:
    if not party_ids:
        return
    found = {each.id for each in _selected(ctx, party_ids, role)}
    for party_id in party_ids:
        if party_id not in found:
            raise RecordNotFound(kind=str(role or "party"), key=party_id)


def _selected(ctx: Context, party_ids: Sequence[int], role: Role | None) -> list[Party]:
    """Those of some parties that are there and have the role."""
    parties = ctx.unit.parties.select_in("id", party_ids) if party_ids else []
    here = [each for each in parties if _is_there(each)]
    if role is None or not here:
        return here
    having = role_records(ctx, role).select_in("party_id", [each.id for each in here])
    ids = {each.party_id for each in having}
    return [each for each in here if each.id in ids]


def _count(ctx: Context, role: Role | None, *, is_forced: bool) -> int:
    """How many parties there are to look at."""
    prefix = "party." if role is not None else ""
    lacking = tuple(Compare(prefix + name, Op.EQ, None) for name in FIELDS)
    gone = ("merged_into", "privacy_erased_at")
    here = tuple(Compare(prefix + name, Op.EQ, None) for name in gone)
    wanted = And(here) if is_forced else And((*here, Or(lacking)))
    source = "parties" if role is None else _SOURCES[role]
    return ctx.unit.reading.count(Query(View(source, ()), wanted))


_SOURCES: Final = {
    Role.CUSTOMER: "customers_by_party",
    Role.SUPPLIER: "suppliers",
    Role.EMPLOYEE: "employees",
    Role.COUNTERPARTY: "counterparties",
}


def _portions(begin: Begin, branding: Branding, job: Job) -> Iterator[list[Party]]:
    """The parties of a job, a few at a time; all of them when it names none."""
    wish: Any = job.wish
    role = Role(wish["role"]) if wish["role"] else None
    named: list[int] = wish["party_ids"]
    after: tuple[int, ...] = ()
    while True:
        with begin() as ctx:
            if job.wish["party_ids"]:
                ids, named = named[: branding.batch], named[branding.batch :]
            else:
                ids = [each.id for each in ctx.unit.parties.portion(*after)]
                after = (ids[-1],) if ids else after
            chosen = _selected(ctx, ids, role)
        if not ids:
            return
        looked = [each for each in chosen if wish["is_forced"] or _lacks(each)]
        for start in range(0, len(looked), branding.batch):
            yield looked[start : start + branding.batch]


def _lacks(party: Party) -> bool:
    return not all(getattr(party, name) for name in FIELDS)


def _fill(
    ctx: Context, branding: Branding, job: Job, found: Sequence[tuple[int, Mapping[str, Found]]]
) -> Job:
    updated = 0
    is_forced = bool(job.wish["is_forced"])
    for party_id, values in found:
        if values and ctx.unit.parties.has(id=party_id, merged_into=None, privacy_erased_at=None):
            done = fill_branding(ctx, party_id, branding, values, is_forced=is_forced)
            updated += bool(done.filled)
    return move_job(ctx, job, done=job.done + len(found), updated=job.updated + updated)
