"""``partita overview``: a book in figures."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from partita.cli import options
from partita.cli.output import tell
from partita.cli.session import session
from partita.kit.clock import system_clock
from partita.usecases.overview import DAYS_MAX, get_overview, search_calls

COUNTRIES_SHOWN = 10


def overview(
    book: options.Book,
    days: Annotated[
        int, typer.Option(min=1, max=DAYS_MAX, help="How many days of calls to count.")
    ] = 30,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show how many parties there are, what is missing or wrong, and who calls how often."""
    today = system_clock().date()
    with session(database) as opened, opened.looking(opened.book_id(book)) as ctx:
        found = asdict(get_overview(ctx, today))
        calls = [asdict(each) for each in search_calls(ctx, today, days=days)]
    months = [each | {"begin": each["begin"].isoformat()} for each in found["months"]]
    countries = [{"country": name, "parties": count} for name, count in found["countries"]]
    flaws = {str(flaw): count for flaw, count in found["flaws"].items()}
    told = found | {
        "months": months,
        "countries": countries,
        "flaws": flaws,
        "calls": [each | {"day": each["day"].isoformat()} for each in calls],
    }
    tell(told, as_json=as_json, lines=_lines(told))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['parties']} parties"
    for each in told["months"][-3:]:
        yield f"  {each['begin'][:7]}: {each['made']} new, {each['total']} in all"
    for each in told["countries"][:COUNTRIES_SHOWN]:
        yield f"  {each['country'] or 'unknown country'}: {each['parties']}"
    if not told["is_checked"]:
        yield "Nobody looked for duplicates and flaws yet: partita duplicates run"
    else:
        yield from _checked(told)
    for each in told["calls"]:
        counts = f"{each['calls']} calls, {each['refused']} refused, {each['failed']} failed"
        yield f"{each['day']} {each['app'] or each['app_id']} ({each['dialect']}): {counts}"


def _checked(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['duplicates']} pairs may be one"
    for flaw, count in told["flaws"].items():
        yield f"{flaw.replace('_', ' ')}: {count}"
    if told["changes_unchecked"]:
        yield f"{told['changes_unchecked']} changes were not looked at yet: partita duplicates run"
