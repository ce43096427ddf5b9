"""The page of the commands people type."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from partita.cli.app import app
from tools.reference.docstrings import plain


def page() -> str:
    """Every command with its arguments and options."""
    lines = [
        "# Commands",
        "",
        "All take `--database` or `PARTITA_DATABASE`, and print one JSON value with `--json`.",
        "They end with 0 when all went well, 1 when the product says no, 2 when the command makes",
        "no sense.",
    ]
    for path, command in _commands(get_command(app), "partita"):
        lines += ["", f"## {path}", "", plain(command.help or "")]
        lines += _parameters(command)
    return "\n".join([*lines, ""])


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # typer's own
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        here = f"{path} {name}"
        if hasattr(inner, "commands"):
            yield from _commands(inner, here)
        else:
            yield here, inner


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
