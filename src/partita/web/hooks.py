"""Receivers of changes: made, shown their secret once, with what was delivered and again."""

from collections.abc import Iterator

import msgspec

from partita.domain.errors import PartitaError, RecordNotFound
from partita.facekit.face import Reply, Request, Route
from partita.usecases import webhooks
from partita.usecases.context import Context, Looking
from partita.web.forms import Form, read_own_form
from partita.web.page import Look, go_to, show, show_again
from partita.web.party_page import path_id
from partita.web.problems import sentence

DELIVERIES_SHOWN = 50


def routes() -> Iterator[Route]:
    """Yield the operations."""
    yield Route(method="GET", path="/webhooks", name="listWebhooks", read=_show)
    yield Route(method="GET", path="/webhooks/{number}", name="showWebhook", read=_show_one)
    for path, name, act in (
        ("/webhooks", "makeWebhook", _make),
        ("/webhooks/{number}/delete", "deleteWebhook", _delete),
        ("/webhooks/{number}/activate", "activateWebhook", _activate),
        ("/webhooks/{number}/replay", "replayDelivery", _replay),
    ):
        yield Route(method="POST", path=path, name=name, prepare=read_own_form, write=act)


def _show(look: Looking, request: Request) -> Reply:
    values = {"hooks": _hooks(look), "secret": "", "refusal": "", "url": ""}
    return show(request, look, "webhooks.html", **values)


def _hooks(look: Looking) -> list[dict[str, object]]:
    return [msgspec.json.decode(text) for _, text in webhooks.search_webhooks(look)]


def _show_one(look: Looking, request: Request) -> Reply:
    number = path_id(request, "number")
    hook = next((each for each in _hooks(look) if each["id"] == number), None)
    if hook is None:
        raise RecordNotFound(kind="webhook", key=number)
    rows = webhooks.search_deliveries(look, number, limit=DELIVERIES_SHOWN)
    deliveries = [msgspec.json.decode(text) for _, text in rows]
    for each in deliveries:
        each["id"] = str(webhooks.MessageId(each["uuid"], each["position"]))
    return show(request, look, "webhook.html", hook=hook, deliveries=deliveries)


def _make(ctx: Context, request: Request, form: Form) -> Reply:
    """Make one, and show its secret this once."""
    url = form.get("url").strip()
    kinds = form.get("kinds").replace(",", " ").split()
    try:
        with ctx.unit.attempt():
            made = webhooks.create_webhook(ctx, url, kinds)
    except PartitaError as error:
        refusal = sentence(error, Look.of(request).language, request.id)
        values = {"hooks": _hooks(ctx.looking), "secret": "", "refusal": refusal, "url": url}
        return show_again(request, ctx, "webhooks.html", **values)
    values = {"hooks": _hooks(ctx.looking), "secret": made.secret, "refusal": "", "url": url}
    return show(request, ctx.looking, "webhooks.html", **values)


def _delete(ctx: Context, request: Request, _form: Form) -> Reply:
    webhooks.delete_webhook(ctx, path_id(request, "number"))
    return go_to("/webhooks")


def _activate(ctx: Context, request: Request, _form: Form) -> Reply:
    number = path_id(request, "number")
    webhooks.activate_webhook(ctx, number)
    return go_to(f"/webhooks/{number}")


def _replay(ctx: Context, request: Request, form: Form) -> Reply:
    webhooks.replay_delivery(ctx, form.get("message"))
    return go_to(f"/webhooks/{path_id(request, 'number')}")
