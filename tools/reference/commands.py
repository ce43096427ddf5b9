"""The page of the commands people type."""

from typing import Any

from typer.main import get_command

from partita.cli.app import app
from partita.cli.examples import EXAMPLES, commands_of
from tools.reference.docstrings import plain


def page() -> str:
    """Every command with its arguments and options."""
    lines = [
        "# Commands",
        "",
        "All take `--database` or `PARTITA_DATABASE`, and print one JSON value with `--json`.",
        "Exit codes: 0 for success, 1 if the command was refused or failed, 2 if it is not valid.",
    ]
    for path, command in commands_of(get_command(app)):
        lines += ["", f"## partita {path}", "", plain(command.help or "")]
        lines += _parameters(command)
        lines += ["", "```sh", *EXAMPLES[path], "```"]
    return "\n".join([*lines, ""])


def _parameters(command: Any) -> list[str]:  # noqa: ANN401  # typer's own
    rows = [_row(each) for each in command.params if each.name not in {"help", "as_json"}]
    if not rows:
        return []
    return ["", "| parameter | needed | meaning |", "| --- | --- | --- |", *rows]


def _row(each: Any) -> str:  # noqa: ANN401  # typer's own
    is_argument = each.param_type_name == "argument"
    names = each.name.upper() if is_argument else ", ".join(each.opts)
    needed = "yes" if each.required else ""
    text = plain(getattr(each, "help", None) or "").replace("|", "\\|")
    return f"| `{names}` | {needed} | {text} |"
