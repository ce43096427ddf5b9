"""OpenAPI schemas out of tables, and the page that shows a document."""

from typing import Any

import pytest

from partita.domain.query import Op
from partita.facekit.openapi import field_schema, reference_page, resource_schema
from partita.facekit.table import LISTED, ORDERED, Field, Kind, Resource

WORDS = {Op.EQ: "eq", Op.IN: "in"}
PLAIN = {"x-filterable": "not filterable", "x-sortable": False}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(name="a", kind=Kind.INTEGER, at="a"), {"type": "integer", "readOnly": True}),
        (
            Field(name="a", kind=Kind.INTEGER, to="a", min=1, max=9, text="How many."),
            {"minimum": 1, "maximum": 9, "description": "How many.", "nullable": True},
        ),
        (
            Field(name="a", kind=Kind.INTEGER, to="a", min=-5, max=9, nullable=False),
            {"minimum": -5},
        ),
        (
            Field(name="a", kind=Kind.TEXT, to="a", max=5),
            {"type": "string", "maxLength": 5, "minLength": 0, "nullable": True},
        ),
        (Field(name="a", kind=Kind.TEXT, to="a", nullable=False), {"type": "string"}),
        (Field(name="a", kind=Kind.BOOLEAN, to="a"), {"type": "boolean"}),
        (Field(name="a", kind=Kind.MOMENT, to="a"), {"format": "date-time", "nullable": True}),
        (Field(name="a", kind=Kind.DATE, to="a", required=True), {"format": "date"}),
        (Field(name="a", kind=Kind.NUMBER, to="a"), {"format": "double", "nullable": True}),
        (
            Field(name="a", kind=Kind.INTEGER, to="a", ops=LISTED, sortable=True),
            {"x-filterable": "eq, in", "x-sortable": True, "nullable": True},
        ),
        (Field(name="a", kind=Kind.INTEGER, at="a", ops=ORDERED), {"x-filterable": "eq"}),
    ],
)
def test_fields(field: Field, expected: dict[str, Any]) -> None:
    schema = field_schema(field, WORDS)
    assert {**PLAIN, **expected}.items() <= schema.items()
    assert ("nullable" in schema) is ("nullable" in expected)
    assert ("readOnly" in schema) is (field.to is None)


def test_a_resource() -> None:
    fields = (
        Field(name="name", kind=Kind.TEXT, to="name", required=True, nullable=False),
        Field(name="note", kind=Kind.TEXT, to="note"),
    )
    schema = resource_schema(Resource("Thing", "things", fields, "A thing."), {})
    assert schema["required"] == ["name"]
    assert list(schema["properties"]) == ["name", "note"]
    assert (schema["description"], schema["additionalProperties"]) == ("A thing.", False)
    assert "required" not in resource_schema(Resource("Thing", "things", fields[1:]), {})


def test_the_page_escapes_what_it_shows() -> None:
    document = {
        "info": {"title": "<b>Things</b>", "version": "1"},
        "paths": {
            "/things/{id}": {
                "get": {
                    "summary": "Get <it>",
                    "parameters": [{"name": "id", "in": "path", "schema": {"type": "integer"}}],
                    "responses": {"200": {"description": "Good & well"}},
                },
                "x-note": {},
            }
        },
        "components": {"schemas": {"Thing": {"properties": {"a<b": {"maxLength": 5}}}}},
    }
    page = reference_page(document, "openapi.json?a=1&b=2")
    assert "<b>" not in page
    assert "Get &lt;it&gt;" in page
    assert "Good &amp; well" in page
    assert "a&lt;b" in page
    assert 'href="openapi.json?a=1&amp;b=2"' in page
    assert page.count("<section") == 2
