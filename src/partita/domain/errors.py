"""The closed catalogue of what can be wrong, as facts.

The core says *what* is wrong. Status numbers, field names and languages belong to faces, each of
which has a row for every class here (`tests/architecture/test_error_tables.py`).
"""

from typing import ClassVar


class PartitaError(Exception):
    """Something a caller can understand went wrong.

    Attributes:
        code: Which kind, in words that never change.
        facts: What it is about, by name.
    """

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        """Say the code and the facts on one line."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}: {told}" if told else self.code


class FileTooLarge(PartitaError):
    """A file is longer than allowed. Facts: ``bytes_max``, ``bytes``."""

    code = "file.too_large"


class IdentifierInvalid(PartitaError):
    """A number does not follow its scheme. Facts: ``scheme``, ``reason``."""

    code = "identifier.invalid"


class IdentifierTaken(PartitaError):
    """Another holds it. Facts: ``scheme``, ``holder`` (party id), ``value`` where one may know."""

    code = "identifier.taken"


class Unauthenticated(PartitaError):
    """The credentials are missing or unknown. Facts: ``reason`` (``missing`` or ``unknown``)."""

    code = "access.unauthenticated"


class NotAllowed(PartitaError):
    """The actor lacks a permission. Facts: ``permission``."""

    code = "access.not_allowed"


class ReadOnlyActor(PartitaError):
    """The actor may look but never write (demonstration keys)."""

    code = "access.read_only"


class RateExceeded(PartitaError):
    """Too many requests. Facts: ``limit``, ``window_s``, ``retry_after_s``."""

    code = "limit.rate"


class BodyTooLarge(PartitaError):
    """The request body is longer than allowed. Facts: ``bytes_max``."""

    code = "limit.body"


class BodyTooSlow(PartitaError):
    """The request body took too long to arrive."""

    code = "limit.body_time"


class BodyMalformed(PartitaError):
    """The request body cannot be read. Facts: ``reason``."""

    code = "request.malformed"


class MediaTypeUnknown(PartitaError):
    """The request body is of a kind nobody reads here. Facts: ``given``, ``accepted``."""

    code = "request.media_type"


class RouteUnknown(PartitaError):
    """Nothing is served there. Facts: ``path``."""

    code = "request.route"


class MethodUnknown(PartitaError):
    """The path exists, the method does not. Facts: ``method``, ``allowed``."""

    code = "request.method"


class ValuesInvalid(PartitaError):
    """Values were refused. Facts: ``violations``, a list of `Violation`."""

    code = "values.invalid"


class FilterInvalid(PartitaError):
    """A filter cannot be understood or is not allowed. Facts: ``message``, ``name``."""

    code = "query.filter"


class SortInvalid(PartitaError):
    """An order cannot be understood or is not allowed. Facts: ``message``, ``name``."""

    code = "query.sort"


class PageInvalid(PartitaError):
    """A page cannot be served. Facts: ``name``, ``message``."""

    code = "query.page"


class BookNotFound(PartitaError):
    """There is no such book. Facts: ``slug``."""

    code = "book.not_found"


class BookExists(PartitaError):
    """A book of that name is there already. Facts: ``slug``."""

    code = "book.exists"


class AppNotFound(PartitaError):
    """There is no such app in the book. Facts: ``name``."""

    code = "app.not_found"


class AppExists(PartitaError):
    """An app of that name has access already. Facts: ``name``."""

    code = "app.exists"


class RecordNotFound(PartitaError):
    """There is no such record in the book. Facts: ``kind``, ``key``."""

    code = "record.not_found"


class VersionStale(PartitaError):
    """Somebody was faster, or no version was given. Facts: ``kind``, ``key``."""

    code = "record.stale"


class OwnerUnknown(PartitaError):
    """The party a record shall belong to does not exist. Facts: ``kind``, ``number``."""

    code = "owner.unknown"


class OwnerBarred(PartitaError):
    """The party a record shall belong to is barred. Facts: ``kind``, ``number``."""

    code = "owner.barred"


class OwnerFixed(PartitaError):
    """A record cannot move to another party. Facts: ``kind``, ``number``."""

    code = "owner.fixed"


class NameMissing(PartitaError):
    """A record needs a name. Facts: ``kind``."""

    code = "name.missing"


class NameTaken(PartitaError):
    """Another record of that kind has that name. Facts: ``kind``, ``name``, ``owner``."""

    code = "name.taken"


class NumberTaken(PartitaError):
    """Another record has that number. Facts: ``kind``, ``number``."""

    code = "number.taken"


class NumberFixed(PartitaError):
    """The number of a record cannot change. Facts: ``kind``, ``number``."""

    code = "number.fixed"


class NumbersUsedUp(PartitaError):
    """A series has no free number left. Facts: ``kind``."""

    code = "number.used_up"


class ReferenceUnknown(PartitaError):
    """A value points at something that does not exist. Facts: ``field``, ``kind``, ``number``."""

    code = "reference.unknown"


class RecordInUse(PartitaError):
    """Other records refer to it. Facts: ``kind``, ``number``, ``by`` (kind of the referrer)."""

    code = "record.in_use"


class JobRunning(PartitaError):
    """Such a job is being worked on already. Facts: ``kind``, ``job``."""

    code = "job.running"


class MergeRefused(PartitaError):
    """These parties cannot be merged.

    Facts: ``reason`` (``none``: nobody is absorbed; ``itself``; ``too_many``; ``erased``: the
    survivor is erased for privacy), ``party``, ``max``.
    """

    code = "merge.refused"


class MergeFixed(PartitaError):
    """A merge cannot be undone: something changed since. Facts: ``party``, ``kind``, ``key``."""

    code = "merge.fixed"


class StoreBusy(PartitaError):
    """The database did not get to it in time. Facts: ``retry_after_s``."""

    code = "store.busy"


class FeedForgotten(PartitaError):
    """The feed after that position was deleted. Facts: ``after``, ``kept_after`` (positions)."""

    code = "feed.forgotten"


class ImportUnreadable(PartitaError):
    """A file cannot be read at all. Facts: ``reason``."""

    code = "import.unreadable"


def error_classes() -> list[type[PartitaError]]:
    """All kinds, by code."""
    found: list[type[PartitaError]] = []
    todo = list(PartitaError.__subclasses__())
    while todo:
        kind = todo.pop()
        todo.extend(kind.__subclasses__())
        found.append(kind)
    return sorted(found, key=lambda kind: kind.code)


def error_codes() -> list[str]:
    """The codes of all kinds, sorted."""
    return [kind.code for kind in error_classes()]
