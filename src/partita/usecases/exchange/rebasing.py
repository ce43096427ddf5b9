"""After an undo a record is as an earlier import left it, save its version: the import is told.

So imports can be undone one after another, the newest first.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from partita.domain.importing import ImportStep
from partita.domain.party import Party
from partita.usecases.context import Context
from partita.usecases.exchange.orders import source_of
from partita.usecases.ledger import Key

_BEYOND: Final = 2**40
"""Positions beyond those of any import."""
_PLACES: Final = 2**10


class Rebased(NamedTuple):
    """A record that is as it was before an import.

    Attributes:
        party_id: Whose.
        records: Name of its kind in `partita.ports.Unit`.
        key: Its key.
        prior: The version it had then.
        version: The version it has now.
    """

    party_id: int
    records: str
    key: Key
    prior: int
    version: int


def rebase(
    ctx: Context, import_id: int, parties: Mapping[int, Party], some: Sequence[Rebased]
) -> None:
    """Tell earlier imports that records are as they left them.

    Args:
        import_id: Id of the job of the import that is undone.
        parties: The parties, by id.
        some: Records that are as they were before it.
    """
    steps = ctx.unit.import_steps.select_in("party_id", list(parties))
    earlier = {
        (each.import_id, each.records, each.record_key): each.version_after
        for each in steps
        if each.import_id != import_id
    }
    by_record: dict[tuple[str, Key], list[int]] = {}
    for job, records, key in earlier:
        by_record.setdefault((records, key), []).append(job)
    makers = _makers(ctx, parties)
    found = []
    for each in some:
        jobs = by_record.get((each.records, each.key), [])
        wanted = [job for job in jobs if earlier[job, each.records, each.key] == each.prior]
        maker = makers.get(each.party_id)
        if maker is not None and maker not in jobs and each.prior == 1:
            wanted.append(maker)
        found += [(job, each) for job in wanted]
    ctx.unit.import_steps.insert(*_steps(import_id, found))


def _makers(ctx: Context, parties: Mapping[int, Party]) -> dict[int, int]:
    """The job of the import that made a party, by the party's id."""
    prefix = source_of("")
    sources = {
        each.id: each.source.removeprefix(prefix)
        for each in parties.values()
        if each.source is not None and each.source.startswith(prefix)
    }
    uuids = sorted(set(sources.values()))
    jobs = {each.uuid: each.id for each in ctx.unit.jobs.select_in("uuid", uuids)} if uuids else {}
    return {party_id: jobs[uuid] for party_id, uuid in sources.items() if uuid in jobs}


def _steps(import_id: int, found: Sequence[tuple[int, Rebased]]) -> Iterator[ImportStep]:
    for place, (job, each) in enumerate(found):
        yield ImportStep(
            import_id=job,
            party_id=each.party_id,
            position=_BEYOND + import_id * _PLACES * _PLACES + place,
            records=each.records,
            record_key=each.key,
            differences={},
            version_after=each.version,
        )
