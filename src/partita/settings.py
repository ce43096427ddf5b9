"""Settings, from environment variables ``PARTITA_*``; command options override them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

PREFIX: Final = "PARTITA_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this server runs.

    Attributes:
        database: ``sqlite:///path`` or ``postgresql://user@host/name``.
        host: Address to listen on.
        port: Port to listen on.
        workers: Processes; as many as cores when 0.
        threads: Blocking threads of each process; by the kind of database when 0.
        hosts: Host names that serve one face at their root, such as
            ``economic.localhost=economic,sage.localhost=sage``.
        rate_limit: Requests one agreement may make in a window, over all workers; 0 for no limit.
        rate_window_s: Length of that window.
        body_bytes_max: Longest request body.
        shows_false: Emit false booleans and nulls that a dialect documents as omitted.
        cors_origins: Origins browsers may call from, comma separated; ``*`` for any.
        log_format: ``json`` or ``console``.
        log_level: ``debug``, ``info``, ``warning`` or ``error``.
        public_url: Base of absolute URLs; by the request's own host when empty.
    """

    database: str = "sqlite:///partita.db"
    host: str = "127.0.0.1"
    port: int = 8420
    workers: int = 0
    threads: int = 0
    hosts: str = ""
    rate_limit: int = 10_000
    rate_window_s: int = 60
    body_bytes_max: int = 5_000_000
    shows_false: bool = False
    cors_origins: str = "*"
    log_format: str = "console"
    log_level: str = "info"
    public_url: str = ""


def read_settings(environment: Mapping[str, str] | None = None, **options: Any) -> Settings:  # noqa: ANN401
    """Read the settings.

    Args:
        environment: Variables by name; those of this process when ``None``.
        options: Command options by name; ``None`` leaves one to the environment.

    Returns:
        The settings.

    Raises:
        ValueError: A variable does not fit; the message names it.
    """
    given = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for each in fields(Settings):
        text = given.get(PREFIX + each.name.upper())
        if text is not None:
            values[each.name] = _parse(each.name, text, type(each.default))
    values |= {name: value for name, value in options.items() if value is not None}
    return Settings(**values)


def to_environment(settings: Settings) -> dict[str, str]:
    """Write settings as the variables that `read_settings` reads, for worker processes."""
    return {PREFIX + each.name.upper(): str(getattr(settings, each.name)) for each in fields(settings)}


def _parse(name: str, text: str, kind: type) -> str | int | bool:
    if kind is bool:
        return _parse_truth(name, text)
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise ValueError(f"{PREFIX}{name.upper()} must be a whole number, not {text!r}") from None
    return text


def _parse_truth(name: str, text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in known:
        raise ValueError(f"{PREFIX}{name.upper()} must be true or false, not {text!r}")
    return known[text.lower()]
