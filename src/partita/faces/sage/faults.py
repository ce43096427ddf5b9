"""What a request is told when it cannot be answered, or not wholly (contracts/sage.md 1.6, 7)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphql import GraphQLError, Node, get_location

Entry = Mapping[str, Any]
"""One error of an answer: message, and perhaps locations, path and extensions."""

BAD_REQUEST: Final = 400
OK: Final = 200


class Faulty(Exception):
    """The whole request is refused: nothing of it was run.

    Attributes:
        entries: What is wrong.
        status: Of the answer.
    """

    def __init__(self, entries: Sequence[Entry], status: int = BAD_REQUEST) -> None:
        """Say what is wrong."""
        super().__init__(entries[0]["message"])
        self.entries = tuple(entries)
        self.status = status


class FieldFaulty(Exception):
    """One field of a request is refused; it answers null.

    Attributes:
        entry: What is wrong.
        takes_all: The whole of the data is null then.
    """

    def __init__(self, entry: Entry, *, takes_all: bool = False) -> None:
        """Say what is wrong."""
        super().__init__(entry["message"])
        self.entry = entry
        self.takes_all = takes_all


def entry(message: str, code: str | None = None, **extensions: Any) -> dict[str, Any]:
    """An error with a code and what else is told of it."""
    told = {**extensions, **({"code": code} if code else {})}
    return {"message": message, "extensions": told} if told else {"message": message}


def refuse(message: str, code: str | None = None, **extensions: Any) -> Faulty:
    """Refuse a whole request, as one that is not well-formed."""
    return Faulty([entry(message, code, **extensions)])


def placed(found: Entry, node: Node, name: str) -> dict[str, Any]:
    """An error with the place in the document and the path in the answer it is about."""
    where: dict[str, Any] = {"path": [name]}
    if node.loc is not None:
        line, column = get_location(node.loc.source, node.loc.start)
        where = {"locations": [{"line": line, "column": column}], "path": [name]}
    message = found["message"]
    rest = {name: value for name, value in found.items() if name != "message"}
    return {"message": message, **where, **rest}


def told(error: GraphQLError) -> dict[str, Any]:
    """An error of graphql-core."""
    return dict(error.formatted)
