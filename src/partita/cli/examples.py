"""Examples of each command, for its help and for the page of all commands."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_PLAN: Final = '[{"order": 9999, "type": "REMAINING_AMOUNT", "day": 30}]'

EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "app create": (
        "partita app create webshop --book acme --dialect economic",
        "partita app create reports --book acme --dialect poweroffice --role Customer --read-only",
        "partita app create warehouse --book acme --dialect native --role feed --json",
    ),
    "app list": ("partita app list --book acme",),
    "app revoke": ("partita app revoke webshop --book acme",),
    "audit": (
        "partita audit --book acme",
        "partita audit --book acme --party 7 --json",
    ),
    "book create": ('partita book create acme --name "Acme ApS" --country DK',),
    "book list": ("partita book list",),
    "demo": ("partita demo", "partita demo --port 8500"),
    "doctor": ("partita doctor", "partita doctor --database sqlite:///copy.db"),
    "document add": (
        "partita document add --book acme --kind invoice --number 2026-17 --customer 10000",
        "partita document add --book acme --kind file --number C-17 --file contract.pdf",
    ),
    "document get": ("partita document get 1 --book acme --to copy.pdf",),
    "duplicates dismiss": ("partita duplicates dismiss --book acme --party 12 --other 57",),
    "duplicates list": ("partita duplicates list --book acme --limit 20",),
    "duplicates reopen": ("partita duplicates reopen --book acme --party 12 --other 57",),
    "duplicates run": ("partita duplicates run --book acme",),
    "enrich": (
        "partita enrich --book acme --party 12",
        "partita enrich --book acme --role counterparty",
    ),
    "export": (
        "partita export --book acme --to customers.xlsx",
        "partita export --book acme --to everything.jsonl.gz",
    ),
    "gdpr erase": ("partita gdpr erase --book acme --party 7",),
    "gdpr export": ("partita gdpr export --book acme --party 7 --to party-7.json",),
    "import file": (
        "partita import customers.csv --book acme --dry-run",
        "partita import vendors.xlsx --book acme --as supplier --map Konto=number --map Remarks=-",
    ),
    "import list": ("partita import list --book acme",),
    "import undo": ("partita import undo 3 --book acme",),
    "job show": ("partita job show 1 --book acme",),
    "merge run": ("partita merge run --book acme --survivor 12 --absorb 57 --absorb 203",),
    "merge undo": ("partita merge undo --book acme --party 12",),
    "migrate": ("partita migrate",),
    "overview": ("partita overview --book acme --days 7",),
    "reference add": (
        'partita reference add payment_term 30 --book acme --name "30 days" --set days=30',
    ),
    "reference list": ("partita reference list payment_term --book acme",),
    "reference set": ('partita reference set customer_group 2 --book acme --name "Abroad"',),
    "role add": ("partita role add --book acme --party 12 --role supplier",),
    "serve": ("partita serve", "partita serve --host 0.0.0.0 --port 8420 --workers 4"),
    "setup set": ("partita setup set --book acme --default-customer-group 1",),
    "terms preview": (
        f"partita terms preview --date 2026-01-20 --amount 1000.00 --lines '{_PLAN}'",
    ),
    "user add": ("partita user add ada --book acme --role editor",),
    "user bar": ("partita user bar ada --book acme",),
    "user list": ("partita user list --book acme",),
    "user password": ("partita user password ada --book acme",),
    "user totp": ("partita user totp ada --book acme", "partita user totp ada --book acme --off"),
    "webhook activate": ("partita webhook activate 1 --book acme",),
    "webhook add": (
        "partita webhook add https://shop.example/hooks --book acme --event 'party.*'",
    ),
    "webhook deliveries": ("partita webhook deliveries 1 --book acme",),
    "webhook list": ("partita webhook list --book acme",),
    "webhook remove": ("partita webhook remove 1 --book acme",),
    "webhook replay": (
        "partita webhook replay msg_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b_7 --book acme",
    ),
}
"""By path of the command, without the name of the program."""


def commands_of(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # typer's own
    """Yield the commands below a group, each with its path."""
    for name, inner in sorted(group.commands.items()):
        here = f"{path} {name}".lstrip()
        if hasattr(inner, "commands"):
            yield from commands_of(inner, here)
        else:
            yield here, inner


def add_examples(root: Any) -> None:  # noqa: ANN401  # typer's own
    """Put the examples of each command below its help."""
    for path, command in commands_of(root):
        shown = (each.replace("[", r"\[") for each in EXAMPLES[path])  # brackets are markup there
        command.epilog = "\n\n".join(["Examples:", *shown])
