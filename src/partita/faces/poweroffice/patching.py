"""JSON Patch (RFC 6902) over what a table lets one change (contracts/poweroffice.md 4)."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, cast

import jsonpatch
from jsonpointer import JsonPointerException

from partita.domain.errors import BodyMalformed, ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.table import Field, Kind, Resource

OPERATIONS_MAX: Final = 1_000
OPERATIONS: Final = frozenset({"add", "copy", "move", "remove", "replace", "test"})
_WITH_VALUE: Final = frozenset({"add", "replace", "test"})
_WITH_FROM: Final = frozenset({"copy", "move"})
_TEXTS_AS_NUMBERS: Final = (Kind.INTEGER, Kind.INTEGERS, Kind.NUMBER)
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Patched:
    """An object before and after.

    Attributes:
        after: As it would be, by member.
        changed: Members that are other than they were.
    """

    after: Document
    changed: tuple[str, ...]


def check_operations(body: Any) -> list[Mapping[str, Any]]:
    """Make sure a body is a patch.

    Raises:
        BodyMalformed: It is none.
    """
    if not isinstance(body, list) or not all(isinstance(each, dict) for each in body):
        raise BodyMalformed(reason="The body must be a JSON Patch: an array of operations.")
    if len(body) > OPERATIONS_MAX:
        raise BodyMalformed(reason=f"A JSON Patch can have at most {OPERATIONS_MAX} operations.")
    return [{str(name).lower(): value for name, value in each.items()} for each in body]


def named(resource: Resource, operations: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The fields of a table that a patch names, in lower case."""
    given = [each.get(member) for each in operations for member in ("path", "from")]
    found = {_member(_segments(each)[0]) for each in given if isinstance(each, str)}
    return frozenset(found & resource.by_name.keys())


def apply(resource: Resource, before: Document, operations: list[Mapping[str, Any]]) -> Patched:
    """Apply a patch to an object: all of it, or nothing.

    Args:
        resource: The table; its changeable fields are the targets.
        before: The object by member.
        operations: As `check_operations` gives them.

    Raises:
        ValuesInvalid: A target does not exist, a value does not fit it, or a test failed.
    """
    patcher = _Patcher(resource.changeable, before)
    for operation in operations:
        patcher.run(operation)
    after = {name: _unless_empty(value) for name, value in patcher.document.items()}
    changed = [name for name, value in after.items() if value != before.get(name)]
    changed += [name for name in before if name not in after]
    return Patched(after, tuple(dict.fromkeys(changed)))


def _unless_empty(value: Any) -> Any:
    """An object none of whose members says anything is none: looking into it makes it, too."""
    return None if isinstance(value, dict) and not any(value.values()) else value


def dto_name(resource: Resource) -> str:
    """What the dialect calls the object that a patch is applied to."""
    return f"{resource.name}PatchDto"


class _Patcher:
    """Applies operations one by one; positions are those of the moment."""

    def __init__(self, resource: Resource, before: Document) -> None:
        self._resource = resource
        self.document = deepcopy(before)

    def run(self, operation: Mapping[str, Any]) -> None:
        name = str(operation.get("op", "")).lower()
        if name not in OPERATIONS:
            raise self._refused("op", f"there is no operation '{name[:50]}'")
        field, path = self._target(operation, "path", name)
        made: Document = {"op": name, "path": path}
        if name in _WITH_VALUE:
            if "value" not in operation:
                raise self._refused(field.name, f"the operation {name} needs a value")
            made["value"] = _fitted(field, operation["value"])
        if name in _WITH_FROM:
            _, made["from"] = self._target(operation, "from", name)
        self._apply(field, made)

    def _apply(self, field: Field, operation: Document) -> None:
        try:
            patch: Any = jsonpatch.JsonPatch([cast("Any", operation)])
            self.document = patch.apply(self.document, in_place=True)
        except jsonpatch.JsonPatchTestFailed:
            message = f"the value at '{operation['path']}' is not the one the test names"
            raise self._refused(field.name, message) from None
        except (jsonpatch.JsonPatchException, JsonPointerException, TypeError, IndexError):
            raise self._missing(str(operation["path"]).rpartition("/")[2], field) from None

    def _target(self, operation: Mapping[str, Any], member: str, name: str) -> tuple[Field, str]:
        """The field a path is about, and the path in the case and form of the table."""
        text = operation.get(member)
        if not isinstance(text, str):
            raise self._refused(member, f"the operation {name} needs a {member}")
        first, *rest = _segments(text)
        field = self._resource.by_name.get(_member(first))
        if field is None:
            raise self._missing(first)
        removes = name == "remove" or (name == "move" and member == "from")
        return field, self._path(field, rest, removes=removes)

    def _path(self, field: Field, rest: list[str], *, removes: bool) -> str:
        if not rest:
            return f"/{field.name}"
        if field.kind is Kind.INTEGERS and len(rest) == 1:
            return f"/{field.name}/{self._position(field, rest[0], removes=removes)}"
        if field.kind is Kind.OBJECT and len(rest) == 1:
            parts = {part.name.lower(): part for part in field.parts if part.to is not None}
            part = parts.get(_member(rest[0]))
            if part is None:
                raise self._missing(rest[0], field)
            if self.document.get(field.name) is None:
                self.document[field.name] = {each.name: None for each in parts.values()}
            return f"/{field.name}/{part.name}"
        raise self._missing(rest[-1], field)

    def _position(self, field: Field, text: str, *, removes: bool) -> str:
        items = self.document.get(field.name)
        if items is None:
            items = self.document[field.name] = []
        if text != "-" and not text.isdecimal():
            raise self._missing(text, field)
        if text == "-" and removes:
            if not items:
                raise self._missing(text, field)
            return str(len(items) - 1)
        return text

    def _missing(self, segment: str, field: Field | None = None) -> ValuesInvalid:
        message = f"the target location given by path segment '{segment[:100]}' was not found"
        return self._refused(field.name if field else segment[:100], message)

    def _refused(self, name: str, message: str) -> ValuesInvalid:
        told = f"{dto_name(self._resource)}: {message}."
        return ValuesInvalid(violations=[Violation(name, "patch", {"message": told})])


def _segments(path: str) -> list[str]:
    return path.removeprefix("/").split("/")


def _member(segment: str) -> str:
    """The member a segment of a path names, in lower case."""
    return segment.replace("~1", "/").replace("~0", "~").lower()


def _fitted(field: Field, value: Any) -> Any:
    """A value in the form of the table: members in its case, numbers that came as texts."""
    if field.kind is Kind.OBJECT and isinstance(value, dict):
        names = {part.name.lower(): part.name for part in field.parts if part.to is not None}
        given = {str(name).lower(): each for name, each in value.items()}
        return {name: given.get(lower) for lower, name in names.items()}
    if field.kind in _TEXTS_AS_NUMBERS:
        return [_number(each) for each in value] if isinstance(value, list) else _number(value)
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        return int(value)
    return value
