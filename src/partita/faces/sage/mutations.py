"""Where what mutations do plugs in.

A resolver takes the context of the one transaction, the input as graphql-core coerced it against
the schema (`partita.faces.sage.schema`), and the generation that is spoken. It answers the id of
the object it wrote, which is then read back through the selection of the client.

The input is a mapping by the names of the dialect: absent members are absent, ``None`` is an
explicit null. Ids are texts in lower case, ``DateTime`` is `datetime.datetime` in UTC, ``Decimal``
is `decimal.Decimal`, members of enumerations are their words (`partita.faces.sage.graph.Enum`
tells what the book stores for a word).

Whatever is wrong is gathered and raised at once, as `Refused`; the field then answers null, what
it had written is undone alone, and the other fields of the request go on. Errors of the core may
pass through; `partita.faces.sage.errors` has a key for each.

`partita.faces.sage.resolvers` names the resolvers by type and verb.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partita.faces.sage.graph import Generation
from partita.usecases.context import Context

Input = Mapping[str, Any]
Resolver = Callable[[Context, Input, Generation], str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong.

    Attributes:
        key: Such as ``global.businessErrors.documentIdAlreadyExistInOrganization``.
        details: What it is about, for ``extensions.details``, if anything.
    """

    key: str
    details: str | None = None


class Refused(Exception):
    """A mutation was refused, and why: everything that is wrong, in one list."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        """Gather the reasons."""
        super().__init__(", ".join(each.key for each in refusals))
        self.refusals = tuple(refusals)
