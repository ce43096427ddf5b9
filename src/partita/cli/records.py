"""``partita document`` and ``partita setup``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from partita.cli import options
from partita.cli.errors import Refused
from partita.cli.output import tell
from partita.cli.session import session
from partita.domain.errors import FileTooLarge
from partita.domain.extras import DocumentKind
from partita.domain.standing import Role
from partita.kit.unset import UNSET, UnsetType
from partita.usecases import documents
from partita.usecases.setup import change_setup

document = typer.Typer(
    help="Register documents that refer to parties, and keep files.", no_args_is_help=True
)
setup = typer.Typer(help="Change the defaults of a book.", no_args_is_help=True)


@document.command()
def add(
    book: options.Book,
    kind: Annotated[DocumentKind, typer.Option(help="Kind of document.")],
    number: Annotated[str, typer.Option(help="Number of the document.")],
    customer: Annotated[int | None, typer.Option(help="Number of the customer.")] = None,
    contact: Annotated[int | None, typer.Option(help="Number of the contact person.")] = None,
    place: Annotated[
        int | None, typer.Option("--delivery-location", help="Number of the delivery address.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="File to keep with it.", show_default=False)
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name to show for the file (default: its own name).")
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Register a document, so that what it refers to counts as in use; may keep a file."""
    named = documents.Mentioned(customer=customer, contact=contact, delivery_address=place)
    with session(database) as opened:
        kept = None if file is None else _read(file, name, opened.settings.file_bytes_max)
        with opened.writing(opened.book_id(book)) as ctx:
            made = documents.add_document(ctx, kind, number, named, file=kept)
    told: dict[str, Any] = {
        "id": made.id,
        "kind": str(made.kind),
        "number": made.number,
        "customer": customer,
        "contact": contact,
        "delivery_location": place,
    }
    if kept is not None:
        told |= {"name": made.name, "media_type": made.media_type, "size_bytes": made.size_bytes}
    tell(told, as_json=as_json, lines=[f"Noted {made.kind} {made.number}."])


@document.command()
def get(
    document_id: Annotated[int, typer.Argument(metavar="ID", help="Id of the document.")],
    book: options.Book,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File to write (default: its own name, in this folder)."),
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Write the stored file of a document to a new file."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        found = documents.get_file(looking, document_id)
    path = to or Path(found.document.name or f"document-{document_id}")
    try:
        with path.open("xb") as written:
            written.write(found.content)
    except FileExistsError as error:
        raise Refused("file.exists", f"{path} is there already.") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}."
        raise Refused("file.unwritable", message) from error
    told = {
        "file": str(path),
        "media_type": found.document.media_type,
        "size_bytes": len(found.content),
    }
    tell(told, as_json=as_json, lines=[f"Wrote {len(found.content)} bytes to {path}."])


def _read(path: Path, name: str | None, bytes_max: int) -> documents.NewFile:
    """The file at a path, one byte more than allowed at most.

    Raises:
        Refused: It cannot be read.
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(bytes_max + 1)
            size = max(len(content), path.stat().st_size)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise Refused("file.unreadable", message) from error
    if len(content) > bytes_max:
        raise FileTooLarge(bytes=size, bytes_max=bytes_max)
    return documents.NewFile(name=name or path.name, content=content, bytes_max=bytes_max)


@setup.command("set")
def set_defaults(
    book: options.Book,
    default_customer_group: Annotated[
        int | None,
        typer.Option(min=0, help="Customer group of new customers; 0 for none."),
    ] = None,
    default_layout: Annotated[
        int | None,
        typer.Option(min=0, help="Layout of new customers' documents; 0 for none."),
    ] = None,
    manual_codes: Annotated[
        str | None,
        typer.Option(
            metavar="ROLES",
            help="Roles whose codes must be chosen by hand, such as customer,supplier; or none.",
        ),
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Change the defaults of a book; those not mentioned stay."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        now = change_setup(
            ctx,
            default_customer_group=_default(default_customer_group),
            default_layout=_default(default_layout),
            manual_codes=UNSET if manual_codes is None else _roles(manual_codes),
        )
    told = {
        "default_customer_group": now.default_customer_group,
        "default_layout": now.default_layout,
        "manual_codes": list(now.manual_codes or ()),
        "version": now.setup_version,
    }
    lines = [f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in told.items()]
    tell(told, as_json=as_json, lines=lines)


def _default(number: int | None) -> int | None | UnsetType:
    """What an option says of a default: nothing, that there is none, or which."""
    return UNSET if number is None else number or None


def _roles(text: str) -> list[Role]:
    names = [name.strip() for name in text.split(",") if name.strip() not in ("", "none")]
    for name in names:
        if name not in tuple(Role):
            known = ", ".join(Role)
            raise typer.BadParameter(f"{name!r} is none of: {known}", param_hint="--manual-codes")
    return [Role(name) for name in names]


def _plain(value: object) -> str:
    return ", ".join(value) or "none" if isinstance(value, list) else str(value)
