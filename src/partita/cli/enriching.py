"""``partita enrich`` fills in blank branding, and ``partita job`` tells how far long work is."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Annotated, Any

import typer

from partita.cli import options
from partita.cli.errors import Refused
from partita.cli.output import tell
from partita.cli.progress import progress
from partita.cli.session import Session, session
from partita.domain.job import Job
from partita.domain.standing import Role
from partita.kit.clock import stamp, system_clock
from partita.ports import Branding
from partita.usecases import enrichment, jobs
from partita.usecases.context import Context
from partita.usecases.jobs import Begin

job = typer.Typer(help="Progress of long-running work.", no_args_is_help=True)


def enrich(
    book: options.Book,
    party: Annotated[
        list[int] | None,
        typer.Option(
            metavar="ID", help="Id of a party; may be repeated (default: all that lack something)."
        ),
    ] = None,
    role: Annotated[Role | None, typer.Option(help="Only parties with this role.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite existing values, too.")] = False,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Fill in logo, web site and display name where they are empty."""
    from partita.bootstrap import open_branding  # noqa: PLC0415  # slow to import

    with session(database) as opened:
        branding = open_branding(opened.settings)
        begin = _begin(opened, book)
        if party:
            _enrich_some(begin, branding, party, is_forced=force, as_json=as_json)
        else:
            _enrich_all(begin, branding, role, is_forced=force, as_json=as_json)


def _begin(opened: Session, book: str) -> Begin:
    book_id = opened.book_id(book)

    def begin() -> AbstractContextManager[Context]:
        return opened.writing(book_id)

    return begin


def _enrich_some(
    begin: Begin, branding: Branding, parties: Sequence[int], *, is_forced: bool, as_json: bool
) -> None:
    told, lines = [], []
    for party_id in dict.fromkeys(parties):
        done = enrichment.enrich_party(begin, branding, party_id, is_forced=is_forced)
        filled = {
            name: {"value": each.value, "source": each.source} for name, each in done.filled.items()
        }
        told.append({"party": party_id, "filled": filled})
        lines += [
            f"Party {party_id}: {name.replace('_', ' ')} {each['value']} ({each['source']})"
            for name, each in filled.items()
        ] or [f"Party {party_id}: nothing found."]
    tell({"provider": branding.name, "parties": told}, as_json=as_json, lines=lines)


def _enrich_all(
    begin: Begin, branding: Branding, role: Role | None, *, is_forced: bool, as_json: bool
) -> None:
    with begin() as ctx:
        ordered = enrichment.order_enrichment(ctx, role=role, is_forced=is_forced)
    with progress("Enriching") as told_rows:
        done = enrichment.run_enrichment(begin, branding, ordered.id, told_rows)
    if done is None:
        raise Refused("job.taken", f"Somebody else works on job {ordered.id}.")
    told = {"provider": branding.name, **_told(done)}
    line = f"Looked at {done.done} parties, filled in something for {done.updated}."
    tell(told, as_json=as_json, lines=[line])


@job.command()
def show(
    job_id: Annotated[int, typer.Argument(metavar="ID", help="Id of the job.")],
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show the progress of a job."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        told = _told(jobs.get_job(looking, job_id))
    line = f"Job {job_id} ({told['kind']}): {told['state']}, {told['done']} of {told['total']}."
    tell(told, as_json=as_json, lines=[line])


def _told(found: Job) -> dict[str, Any]:
    finished = found.finished_at
    return {
        "job": found.id,
        "kind": found.kind,
        "state": str(found.state_at(system_clock())),
        "total": found.total,
        "done": found.done,
        "updated": found.updated,
        "error": found.error,
        "finished_at": None if finished is None else f"{stamp(finished)}Z",
    }
