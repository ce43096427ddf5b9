"""Settings, from environment variables ``PARTITA_*``; command options override them."""

import inspect
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

PREFIX: Final = "PARTITA_"
WORKERS_MAX: Final = 64
THREADS_MAX: Final = 256
BODY_BYTES_MAX: Final = 100_000_000
FILE_BYTES_MOST: Final = 100_000_000
BODY_WAIT_S_MAX: Final = 3_600
DAY_S: Final = 86_400
STREAM_S_MAX: Final = 3_600
HISTORY_DAYS_MAX: Final = 36_500
SECRETS: Final = frozenset({"llm_key"})
"""Settings that nobody is shown, only whether they are set."""

BRANDINGS: Final = ("brands", "website", "llm")
LOG_FORMATS: Final = ("console", "json")
LOG_LEVELS: Final = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this server runs; settings that do not fit cannot be made.

    Attributes:
        database: ``sqlite:///path`` or ``postgresql://user@host/name``.
        host: Address to listen on.
        port: Port to listen on.
        workers: Worker processes; 0 for one on each processor that may be used.
        threads: Requests each worker handles at once; 0 for 8 on SQLite and 16 on PostgreSQL.
        hosts: Host names that serve a single dialect at their root, such as
            ``economic.localhost=economic,sage.localhost=sage``.
        rate_limit: Requests one caller may make in a window, over all workers; 0 for no limit.
        rate_window_s: Length of that window, in seconds.
        dialect_rates: Separate limits for dialects, such as ``poweroffice=50,flowtly=600``, in the
            dialect's own window if it has one; 0 for no limit.
        dialect_modes: Variants of dialects, comma separated: ``flowtly=strict`` (only values its
            reference suggests are accepted), ``flowtly=bare`` (collection names without prefix).
        body_bytes_max: Longest request body, in bytes.
        body_wait_s: How many seconds a request body may arrive slower than 1,000 bytes a second
            before the connection is closed (Linux).
        file_bytes_max: Largest file that is kept with a document, in bytes.
        branding: Where logos, web sites and names of parties are looked up: ``brands`` (a
            catalogue, no network), ``website`` (the party's own site) or ``llm`` (a language
            model).
        branding_allowed_hosts: Hosts that ``website`` may reach although they are private or use
            an unusual port, such as ``intranet.example:8080``, comma separated.
        llm_url: Base of the OpenAI-compatible endpoint of ``llm``, such as ``https://host/v1``.
        llm_model: Name of the model of ``llm``.
        llm_key: Bearer token for that endpoint; none is sent when empty.
        shows_false: Show false booleans and nulls that a dialect normally leaves out.
        cors_origins: Origins from which browsers may call, comma separated; ``*`` for any.
        stream_s: Seconds after which an event stream ends and the client connects again; 0 to end
            it after the events there are.
        history_days: Days the change feed and the audit trail are kept; 0 for ever.
        private_targets: Allow webhooks to private addresses, such as 127.0.0.1 or 10.0.0.0/8.
        log_format: ``json`` or ``console``.
        log_level: ``debug``, ``info``, ``warning`` or ``error``.
        public_url: Base of absolute URLs, for a server behind a proxy; when empty, the host of
            the request.
    """

    database: str = "sqlite:///partita.db"
    host: str = "127.0.0.1"
    port: int = 8420
    workers: int = 0
    threads: int = 0
    hosts: str = ""
    rate_limit: int = 10_000
    rate_window_s: int = 60
    dialect_rates: str = ""
    dialect_modes: str = ""
    body_bytes_max: int = 5_000_000
    body_wait_s: int = 15
    file_bytes_max: int = 10_000_000
    branding: str = "brands"
    branding_allowed_hosts: str = ""
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    shows_false: bool = False
    cors_origins: str = "*"
    stream_s: int = 60
    history_days: int = 0
    private_targets: bool = False
    log_format: str = "console"
    log_level: str = "info"
    public_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what does not fit.

        Raises:
            ValueError: A setting does not fit; the message names it.
        """
        for name, (fits, wanted) in _RULES.items():
            value = getattr(self, name)
            if not fits(value):
                raise ValueError(f"{variable(name)} must be {wanted}, not {value!r}")
        if self.branding == "llm" and not (self.llm_url and self.llm_model):
            raise ValueError("PARTITA_BRANDING=llm needs PARTITA_LLM_URL and PARTITA_LLM_MODEL")


def _between(low: int, high: int) -> tuple[Callable[[int], bool], str]:
    return (lambda value: low <= value <= high), f"from {low} to {high}"


def _one_of(*texts: str) -> tuple[Callable[[str], bool], str]:
    return texts.__contains__, f"one of {', '.join(texts)}"


_HOSTS: Final = re.compile(r"(\s*[^\s=,/]+\s*=\s*[a-z]+\s*(,|$))*")
_RATES: Final = re.compile(r"(\s*[a-z]+\s*=\s*[0-9]{1,9}\s*(,|$))*")
_MODES: Final = re.compile(r"(\s*[a-z]+\s*=\s*[a-z]+\s*(,|$))*")
_ORIGINS: Final = re.compile(r"(\s*(\*|https?://[^\s,/]+)\s*(,|$))*")
_HOST_PORTS: Final = re.compile(r"(\s*[^\s:,/@]+:[0-9]{1,5}\s*(,|$))*")
_URL: Final = re.compile(r"(https?://[^\s/?#]+(/[^\s?#]*)?)?")
_RULES: Final[Mapping[str, tuple[Callable[[Any], object], str]]] = {
    "port": _between(1, 65_535),
    "workers": _between(0, WORKERS_MAX),
    "threads": _between(0, THREADS_MAX),
    "hosts": (_HOSTS.fullmatch, "pairs such as economic.localhost=economic, comma separated"),
    "rate_limit": _between(0, 2**31),
    "rate_window_s": _between(1, DAY_S),
    "dialect_rates": (_RATES.fullmatch, "pairs such as poweroffice=50, comma separated"),
    "dialect_modes": (_MODES.fullmatch, "pairs such as flowtly=strict, comma separated"),
    "body_bytes_max": _between(1, BODY_BYTES_MAX),
    "body_wait_s": _between(1, BODY_WAIT_S_MAX),
    "file_bytes_max": _between(1, FILE_BYTES_MOST),
    "branding": _one_of(*BRANDINGS),
    "branding_allowed_hosts": (_HOST_PORTS.fullmatch, "host:port pairs, comma separated"),
    "llm_url": (_URL.fullmatch, "a URL such as https://host/v1"),
    "cors_origins": (_ORIGINS.fullmatch, "origins such as https://shop.example, comma separated"),
    "stream_s": _between(0, STREAM_S_MAX),
    "history_days": _between(0, HISTORY_DAYS_MAX),
    "log_format": _one_of(*LOG_FORMATS),
    "log_level": _one_of(*LOG_LEVELS),
    "public_url": (_URL.fullmatch, "a URL such as https://partita.example"),
}
"""What fits, and how to say it; a setting without a row takes any value of its type."""


@dataclass(frozen=True, slots=True)
class Description:
    """One setting, as the reference shows it."""

    variable: str
    default: str
    text: str


def describe_settings() -> list[Description]:
    """All settings with what the documentation of `Settings` says of them.

    >>> describe_settings()[2]
    Description(variable='PARTITA_PORT', default='8420', text='Port to listen on.')
    """
    _, _, listed = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")
    entries = (re.split(r"\n    (?! )", "\n" + listed.rstrip()))[1:]
    texts = {name: " ".join(text.split()) for name, _, text in (e.partition(":") for e in entries)}
    return [
        Description(variable(each.name), _written(each.default), texts[each.name])
        for each in fields(Settings)
    ]


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def parse_hosts(text: str) -> dict[str, str]:
    """The dialect that each host name serves at its root.

    >>> parse_hosts("Economic.localhost=economic, sage.localhost=sage")
    {'economic.localhost': 'economic', 'sage.localhost': 'sage'}
    """
    pairs = (each.partition("=") for each in text.split(",") if each.strip())
    return {host.strip().lower(): face.strip() for host, _, face in pairs}


def parse_rates(text: str) -> dict[str, int]:
    """How many units a caller of a dialect may use.

    >>> parse_rates("poweroffice=50, toy=0")
    {'poweroffice': 50, 'toy': 0}
    """
    pairs = (each.partition("=") for each in text.split(",") if each.strip())
    return {face.strip(): int(limit) for face, _, limit in pairs}


def parse_modes(text: str) -> list[tuple[str, str]]:
    """The ways of dialects that are asked for, each with its dialect.

    >>> parse_modes("flowtly=strict, flowtly=bare")
    [('flowtly', 'strict'), ('flowtly', 'bare')]
    """
    pairs = (each.partition("=") for each in text.split(",") if each.strip())
    return [(face.strip(), mode.strip()) for face, _, mode in pairs]


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
        text = given.get(variable(each.name))
        if text is not None:
            values[each.name] = _parse(each.name, text.strip(), type(each.default))
    values |= {name: value for name, value in options.items() if value is not None}
    return Settings(**values)


def _parse(name: str, text: str, kind: type) -> str | int | bool:
    if kind is bool:
        return _parse_truth(name, text)
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise ValueError(f"{variable(name)} must be a whole number, not {text!r}") from None
    return text


def _parse_truth(name: str, text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in known:
        raise ValueError(f"{variable(name)} must be true or false, not {text!r}")
    return known[text.lower()]
