"""The operations that the documents tell of: paths, methods and what they are for (section 4)."""

from dataclasses import dataclass
from typing import Final

from partita.faces.flowtly import shelves
from partita.faces.flowtly.messages import N_
from partita.faces.flowtly.shelves import Shelf

COLLECTION: Final = "collection"
"""What an operation answers: a page, one member, or nothing at all."""
ITEM: Final = "item"
NOTHING: Final = "nothing"
JOB: Final = "job"
FILE: Final = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation.

    Attributes:
        method: Such as ``GET``.
        path: Path below the mount; variable parts in braces.
        shelf: The collection it is about.
        summary: What it does; ``{name}`` stands for the short name.
        answers: `COLLECTION`, `ITEM`, `JOB`, `FILE` or `NOTHING`.
        status: Of success.
        body: ``new``, ``patch``, ``action`` or none.
        is_hidden: Hydra clients are not told, lest they take it for the create.
        has_documents: It shows stored files, too.
        is_search: It takes what people type.
    """

    method: str
    path: str
    shelf: Shelf
    summary: str
    answers: str = ITEM
    status: int = 200
    body: str = ""
    is_hidden: bool = False
    has_documents: bool = False
    is_search: bool = False

    @property
    def id(self) -> str:
        """Its name, such as ``api_clients_id_get``."""
        words = self.path.replace("{", "").replace("}", "").strip("/").replace("/", "_")
        verb = "get_collection" if self.answers == COLLECTION else self.method.lower()
        return f"api_{words}_{verb}"

    @property
    def title(self) -> str:
        """What Hydra clients call it, such as ``getClientCollection``."""
        tail = "Collection" if self.answers == COLLECTION else ""
        return f"{self.method.lower()}{self.shelf.name}{tail}"


_LIST: Final = N_("Retrieves the collection of {name} resources.")
_SHOW: Final = N_("Retrieves a {name} resource.")
_MAKE: Final = N_("Creates a {name} resource.")
_CHANGE: Final = N_("Updates the {name} resource.")
_REMOVE: Final = N_("Removes the {name} resource.")
_SEARCH: Final = N_("Searches the collection of {name} resources by name and numbers.")
_MYSELF: Final = N_("Retrieves the {name} resource of whoever asks.")
_DOCUMENTS: Final = N_("Retrieves a {name} resource with its stored files.")
_CONTENT: Final = N_("Retrieves the bytes of a stored file, to be saved.")
MERGE: Final = N_("Merges other {name} resources into this one.")
ENRICH: Final = N_("Fills in the branding of the {name} resource.")
ENRICH_ALL: Final = N_("Fills in the branding of {name} resources.")


def _of(shelf: Shelf) -> list[Operation]:
    path, one = f"/{shelf.path}", f"/{shelf.path}/{{id}}"
    found = [Operation(method="GET", path=path, shelf=shelf, summary=_LIST, answers=COLLECTION)]
    if shelf.is_written:
        found.append(
            Operation(method="POST", path=path, shelf=shelf, summary=_MAKE, status=201, body="new")
        )
    found.append(Operation(method="GET", path=one, shelf=shelf, summary=_SHOW))
    if shelf.is_written:
        found.append(
            Operation(method="PATCH", path=one, shelf=shelf, summary=_CHANGE, body="patch")
        )
    if shelf.is_deleted:
        found.append(
            Operation(
                method="DELETE",
                path=one,
                shelf=shelf,
                summary=_REMOVE,
                status=204,
                answers=NOTHING,
            )
        )
    return found


def _search(shelf: Shelf) -> Operation:
    return Operation(
        method="GET",
        path=f"/{shelf.path}/search",
        shelf=shelf,
        summary=_SEARCH,
        answers=COLLECTION,
        is_search=True,
        is_hidden=True,
    )


_SPECIAL: Final = (
    Operation(
        method="GET",
        path="/clients/{id}/documents",
        shelf=shelves.CLIENTS,
        summary=_DOCUMENTS,
        has_documents=True,
        is_hidden=True,
    ),
    Operation(method="GET", path="/storages/{id}", shelf=shelves.STORAGES, summary=_SHOW),
    Operation(
        method="GET",
        path="/storages/{id}/content",
        shelf=shelves.STORAGES,
        summary=_CONTENT,
        answers=FILE,
        is_hidden=True,
    ),
    _search(shelves.CLIENTS),
    _search(shelves.EMPLOYEES),
    Operation(
        method="GET",
        path="/employees/me",
        shelf=shelves.EMPLOYEES,
        summary=_MYSELF,
        is_hidden=True,
    ),
    Operation(
        method="POST",
        path="/counterparties/{id}/merge",
        shelf=shelves.COUNTERPARTIES,
        summary=MERGE,
        status=201,
        body="Merge",
        is_hidden=True,
    ),
    Operation(
        method="POST",
        path="/counterparties/{id}/enrich-branding-ai",
        shelf=shelves.COUNTERPARTIES,
        summary=ENRICH,
        status=201,
        body="Enrichment",
        is_hidden=True,
    ),
    Operation(
        method="POST",
        path="/counterparties/enrich-branding-ai",
        shelf=shelves.COUNTERPARTIES,
        summary=ENRICH_ALL,
        answers=JOB,
        status=202,
        body="EnrichmentOfMany",
        is_hidden=True,
    ),
    Operation(
        method="POST",
        path="/counterparty",
        shelf=shelves.COUNTERPARTIES,
        summary=_MAKE,
        status=201,
        body="new",
        is_hidden=True,
    ),
    Operation(
        method="PATCH",
        path="/counterparty/{id}",
        shelf=shelves.COUNTERPARTIES,
        summary=_CHANGE,
        body="patch",
        is_hidden=True,
    ),
)

OPERATIONS: Final = (
    *(operation for shelf in shelves.SHELVES for operation in _of(shelf)),
    *_SPECIAL,
)
"""All operations on resources."""
