"""Programs that have access to the book: made, shown their keys once, and revoked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from partita.domain.calling import CallCount
from partita.domain.errors import PartitaError
from partita.facekit.asking import Dialect
from partita.facekit.face import Reply, Request, Route
from partita.facekit.passwords import hash_password
from partita.kit.clock import Clock
from partita.usecases import admin
from partita.usecases.context import Context, Looking
from partita.usecases.overview import DAYS_MAX, search_calls
from partita.web.forms import Form, read_own_form
from partita.web.page import Look, go_to, show, show_again
from partita.web.problems import sentence


@dataclass(slots=True)
class Use:
    """What an app did lately.

    Attributes:
        last: The last day it called.
        calls: Answers it got.
        refused: Of them, those that said no.
        failed: Of them, those that said that something went wrong here.
    """

    last: date
    calls: int = 0
    refused: int = 0
    failed: int = 0


def _uses(counts: Iterable[CallCount]) -> dict[str, Use]:
    """What each app did, by its name."""
    found: dict[str, Use] = {}
    for each in counts:
        use = found.setdefault(each.app, Use(each.day))
        use.last = max(use.last, each.day)
        use.calls += each.calls
        use.refused += each.refused
        use.failed += each.failed
    return found


class Apps:
    """Shows, makes and revokes apps."""

    def __init__(self, clock: Clock, dialects: Sequence[Dialect]) -> None:
        """Know the time, and which dialects are served."""
        self._clock = clock
        self._dialects = dialects

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/apps", name="listApps", read=self.show)
        for path, name, act in (
            ("/apps", "makeApp", self.make),
            ("/apps/revoke", "revokeApp", self.revoke),
        ):
            yield Route(method="POST", path=path, name=name, prepare=read_own_form, write=act)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show all apps, and a form for a new one of the dialect that was chosen."""
        return show(request, look, "apps.html", **self._values(look, request.query.get("dialect")))

    def _values(self, look: Looking, dialect: str | None) -> dict[str, Any]:
        chosen = next((each for each in self._dialects if each.name == dialect), None)
        apps = [msgspec.json.decode(text) for _, text in admin.search_apps(look)]
        apps.sort(key=lambda each: each["created_at"], reverse=True)
        uses = _uses(search_calls(look, self._clock().date(), days=DAYS_MAX))
        titles = {each.name: each.showing.title for each in self._dialects}
        return {
            "apps": apps,
            "uses": uses,
            "days": DAYS_MAX,
            "titles": titles,
            "chosen": chosen,
            "keys": None,
            "name": "",
            "refusal": "",
        }

    def make(self, ctx: Context, request: Request, form: Form) -> Reply:
        """Make an app, and show its keys this once."""
        dialect = next(
            (each for each in self._dialects if each.name == form.get("dialect")), self._dialects[0]
        )
        name = form.get("name").strip()
        wanted = admin.NewApp(
            name=name,
            roles=form.all("role"),
            is_read_only=form.has("read_only"),
            redirect_uris=form.get("redirect_uris").split(),
        )
        try:
            with ctx.unit.attempt():
                keys = admin.create_app(ctx, wanted, dialect.plan, hash_password)
        except PartitaError as error:
            refusal = sentence(error, Look.of(request).language, request.id)
            values = self._values(ctx.looking, dialect.name) | {"refusal": refusal, "name": name}
            return show_again(request, ctx, "apps.html", **values)
        base = f"{request.base_url}{dialect.showing.base}"
        told = {"keys": keys, "name": name, "base": base, "chosen": dialect}
        examples = dialect.showing.examples(base, keys)
        values = self._values(ctx.looking, None) | told | {"examples": examples}
        return show(request, ctx.looking, "apps.html", **values)

    def revoke(self, ctx: Context, _request: Request, form: Form) -> Reply:
        """Take an app's access away."""
        admin.revoke_app(ctx, form.get("name"))
        return go_to("/apps")
