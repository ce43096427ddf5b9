"""The one path of this dialect as an OpenAPI document, with a document for each operation."""

from functools import cache
from typing import Any, Final

import msgspec

from partita.facekit.face import Reply, Request, json_reply
from partita.faces.sage.samples import Sample, samples

VERSION: Final = "2"
DESCRIPTION: Final = (
    "Served by Partita over one book that other dialects see, too. There is one path; what is "
    "wanted is said in a GraphQL document, of which each operation has an example here, made from "
    "the tables that answer it."
)
_ANSWERS: Final = {
    "200": "What was asked for, or errors.",
    "400": "The document or a header cannot be read.",
    "401": "No valid token or subscription key.",
}


def document(server: str) -> dict[str, Any]:
    """The OpenAPI document.

    Args:
        server: Base URL of the API.
    """
    return {
        "openapi": "3.0.3",
        "info": {"title": "Sage Active", "description": DESCRIPTION, "version": VERSION},
        "servers": [{"url": server}],
        "paths": {"/v2/graphql": {"post": _post()}},
    }


@cache
def _post() -> dict[str, Any]:
    content = {
        "schema": {
            "type": "object",
            "required": ["query"],
            "properties": {
                "query": {"type": "string"},
                "variables": {"type": "object"},
                "operationName": {"type": "string"},
            },
        },
        "examples": {each.name: _example(each) for each in samples()},
    }
    return {
        "operationId": "graphql",
        "tags": ["graphql"],
        "summary": "Answer a GraphQL document.",
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {status: {"description": text} for status, text in _ANSWERS.items()},
    }


def _example(each: Sample) -> dict[str, Any]:
    """An example; its summary is the kind of the operation."""
    value = {"query": each.query} | ({"variables": each.variables} if each.variables else {})
    return {"summary": each.group, "value": value}


def send(request: Request) -> Reply:
    """Answer the document."""
    return json_reply(msgspec.json.encode(document(request.base_url)))
