"""Bodies of requests, and answers to them (contracts/poweroffice.md 4)."""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.errors import BodyMalformed
from partita.facekit.body import read_json
from partita.facekit.face import Reply, Request
from partita.facekit.table import Resource
from partita.faces.poweroffice.patching import check_operations

ACCEPTED: Final = ("application/json", "text/json", "application/json-patch+json")
"""What clients send, plain objects as patches among them; ``application/*+json`` counts, too."""

_JSON: Final = "application/json"


def read_object(request: Request, resource: Resource) -> dict[str, Any]:
    """Read the object in a body.

    Raises:
        BodyMalformed: There is none, or it is no JSON object.
    """
    body = None if not request.body().strip() else read_json(request, ACCEPTED)
    if body is None:
        raise BodyMalformed(reason=f"{resource.name} object is missing.")
    if not isinstance(body, dict):
        raise BodyMalformed(reason="The body must be a JSON object.")
    return body


def read_patch(request: Request) -> list[Mapping[str, Any]]:
    """Read the JSON Patch in a body.

    Raises:
        BodyMalformed: There is none.
    """
    body = None if not request.body().strip() else read_json(request, ACCEPTED)
    if body is None:
        raise BodyMalformed(reason="JSON Patch document is missing.")
    return check_operations(body)


def created(request: Request, number: int, body: bytes) -> Reply:
    """Answer a create: the whole of it, and where it is."""
    return Reply(201, body, _JSON, {"Location": f"{request.url}/{number}"})
