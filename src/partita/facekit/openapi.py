"""OpenAPI documents out of resource tables, and the page that shows one."""

from collections.abc import Callable
from html import escape
from typing import Any, Final

from partita.domain.query import Op
from partita.facekit.table import Field, Kind, Resource

Document = dict[str, Any]
Say = Callable[[str], str]
"""Says an English text in another language."""

PAGE_WORDS: Final = (
    *("parameter", "in", "type", "field", "max", "filter", "sort", "Answers"),
    *("readOnly", "nullable", "required", "yes"),
)
"""Words of `reference_page` itself."""

_TYPES: Final[dict[Kind, Document]] = {
    Kind.INTEGER: {"type": "integer", "format": "int32"},
    Kind.NUMBER: {"type": "number", "format": "double"},
    Kind.TEXT: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INTEGERS: {"type": "array", "items": {"type": "integer", "format": "int64"}},
    Kind.OBJECT: {"type": "object"},
}
_NULLABLE: Final = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.TEXT, Kind.MOMENT, Kind.DATE})
HTTP_METHODS: Final = ("get", "post", "put", "patch", "delete")


def field_schema(field: Field, operators: dict[Op, str]) -> Document:
    """The schema of one field in OpenAPI 3.0, with what may be filtered and sorted.

    Args:
        field: The field.
        operators: What the dialect calls each operator.
    """
    schema: Document = dict(_TYPES[field.kind])
    if field.kind is Kind.TEXT and field.max is not None:
        schema |= {"maxLength": field.max, "minLength": 0}
    elif field.max is not None and field.kind is not Kind.TEXT:
        schema |= {"minimum": field.min or 0, "maximum": field.max}
    if field.to is None:
        schema["readOnly"] = True
    elif field.nullable and not field.required and field.kind in _NULLABLE:
        schema["nullable"] = True
    if field.text:
        schema["description"] = field.text
    named = [word for op, word in operators.items() if op in field.ops]
    schema["x-filterable"] = ", ".join(named) if named else "not filterable"
    schema["x-sortable"] = field.sortable
    return schema


def resource_schema(resource: Resource, operators: dict[Op, str]) -> Document:
    """The schema of a resource."""
    required = [field.name for field in resource.fields if field.required]
    schema: Document = {
        "type": "object",
        "description": resource.text,
        "properties": {each.name: field_schema(each, operators) for each in resource.fields},
        "additionalProperties": False,
    }
    if required:
        schema["required"] = required
    return schema


def _as_it_is(text: str) -> str:
    return text


def reference_page(
    document: Document, download: str, *, say: Say = _as_it_is, language: str = "en"
) -> str:
    """A readable page of a document: plain HTML, no script, nothing from elsewhere.

    Args:
        document: The OpenAPI document.
        download: Link to the document itself.
        say: Says the words of the page itself (`PAGE_WORDS`) in its language.
        language: Which that is.
    """
    info = document["info"]
    parts = [f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>"]
    parts.append(f"<p>{escape(info.get('description', ''))}</p>")
    parts.append(f'<p><a href="{escape(download)}">{escape(download)}</a></p><nav><ul>')
    parts += [
        f'<li><a href="#{_anchor(*each)}">{_title(*each)}</a></li>' for each in _each(document)
    ]
    parts.append("</ul></nav>")
    parts += [_operation(*each, say) for each in _each(document)]
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        parts.append(_schema(name, schema, say))
    return _PAGE.format(
        title=escape(info["title"]), body="\n".join(parts), language=escape(language)
    )


def _each(document: Document) -> list[tuple[str, str, Document]]:
    return [
        (method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in HTTP_METHODS
    ]


def _anchor(method: str, path: str, operation: Document) -> str:
    return escape(operation.get("operationId") or f"{method}{path}")


def _title(method: str, path: str, operation: Document) -> str:
    return f"{method} {escape(path)} &mdash; {escape(operation.get('summary', ''))}"


def _head(say: Say, *names: str) -> str:
    cells = "".join(f"<th>{escape(say(name)) if name else ''}</th>" for name in names)
    return f"<tr>{cells}</tr>"


def _type(schema: Document) -> str:
    found = schema.get("type", "")
    return escape(" | ".join(found) if isinstance(found, list) else str(found))


def _operation(method: str, path: str, operation: Document, say: Say) -> str:
    rows = [
        f"<tr><td>{escape(each['name'])}</td><td>{escape(each['in'])}</td>"
        f"<td>{_type(each.get('schema', {}))}</td>"
        f"<td>{escape(each.get('description', ''))}</td></tr>"
        for each in operation.get("parameters", [])
    ]
    head = _head(say, "parameter", "in", "type", "")
    table = f"<table>{head}{''.join(rows)}</table>"
    answers = ", ".join(
        f"{escape(status)} {escape(answer.get('description', ''))}"
        for status, answer in operation.get("responses", {}).items()
    )
    anchor = _anchor(method, path, operation)
    return (
        f'<section id="{anchor}"><h2><code>{method} {escape(path)}</code></h2>'
        f"<p>{escape(operation.get('summary', ''))}</p>{table if rows else ''}"
        f"<p>{escape(say('Answers'))}: {answers}</p></section>"
    )


def _schema(name: str, schema: Document, say: Say) -> str:
    rows = []
    for field, each in schema.get("properties", {}).items():
        limit = each.get("maxLength") or each.get("maximum") or ""
        marks = [word for word in ("readOnly", "nullable") if each.get(word)]
        marks += ["required"] if field in schema.get("required", ()) else []
        marks = [say(mark) for mark in marks]
        rows.append(
            f"<tr><td>{escape(field)}</td><td>{_type(each)}</td>"
            f"<td>{limit}</td><td>{escape(', '.join(marks))}</td>"
            f"<td>{escape(str(each.get('x-filterable', '')))}</td>"
            f"<td>{escape(say('yes')) if each.get('x-sortable') else ''}</td>"
            f"<td>{escape(each.get('description', ''))}</td></tr>"
        )
    head = _head(say, "field", "type", "max", "", "filter", "sort", "")
    text = escape(schema.get("description", ""))
    return (
        f'<section id="schema-{escape(name)}"><h2>{escape(name)}</h2>'
        f"<p>{text}</p><table>{head}{''.join(rows)}</table></section>"
    )


_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }}
table {{ border-collapse: collapse; width: 100%; font-size: .9rem; }}
td, th {{ border-bottom: 1px solid #8885; padding: .25rem .5rem; text-align: left; }}
h2 {{ margin-top: 2.5rem; font-size: 1.1rem; }} nav ul {{ columns: 2 24rem; font-size: .9rem; }}
</style></head><body>
{body}
</body></html>
"""
