"""Walk a tour of ``docs/`` and write its answers anew: ``python -m tools.tour docs/tour-NAME.md``.

A tour is a page whose blocks of kind ``sh`` hold one curl command each, followed by a block of kind
``text`` with the answer. The commands are sent, in order, to a server on a small demonstration book
that is the same every time; times, trace ids and the port are made so, too.
"""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).parents[1]
SHOWN: Final = "http://127.0.0.1:8420"
ROWS: Final = 60
START_S_MAX: Final = 60
PAUSE_S: Final = 0.05
HEADERS: Final = ("Location", "Allow", "X-ResultFromCache", "X-Pagination", "Content-Location")
"""Those that are told; the others are in the reference."""

_STEP: Final = re.compile(r"```sh\n(curl .*?)\n```\n\n```text\n(.*?)```\n", re.DOTALL)
_VARIABLE: Final = re.compile(r'^(\w+)=(?:"([^"]*)"|(\S+))$', re.MULTILINE)
_NAME: Final = re.compile(r"\$(\w+)")
_SAME: Final = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:8420"),
    (re.compile(r'("lastUpdated": )"[^"]*"'), r'\1"2026-01-02T03:04:05Z"'),
    (re.compile(r'("\w*DateTimeOffset": )"[^"]*"'), r'\1"2026-01-02T03:04:05.6789010+00:00"'),
    (re.compile(r'("(?:creation|modification)Date": )"[^"]*"'), r'\1"2026-01-02T03:04:05.678Z"'),
    (re.compile(r'("(?:startC|endC|c)ursor": )"[^"]*"'), r'\1"..."'),
    (re.compile(r'("access_token": |"token": )"[^"]*"'), r'\1"eyJ..."'),
    (re.compile(r'("(?:created|updated)At": )"[^"]*"'), r'\1"2026-01-02T03:04:05+00:00"'),
    (
        re.compile(r"(/client-notes/|\"id\": \")[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        r"\g<1>019b7d1a-2f00-7000-8000-000000000001",
    ),
    (re.compile(r'("ClientId": )"[^"]*"'), r'\1"01a1fcba-8d00-78e1-98f5-14596cbdcffd"'),
    (
        re.compile(r'("traceId": |"logId": )"[0-9a-f]{16}((?:-CPH)?)"'),
        r'\1"0f3c5a7799be12d4\2"',
    ),
    (
        re.compile(r'("traceTimeUtc": |"logTimeUtc": |"logTime": )"[^"]*"'),
        r'\1"2026-01-02T03:04:05"',
    ),
)


@dataclass(slots=True)
class Call:
    """What a curl command asks for.

    Attributes:
        chars_max: Show only so much of the answer's body.
    """

    url: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    data: str | None = None
    query: list[tuple[str, str | int | float | bool | None]] = field(default_factory=list)
    chars_max: int | None = None


def parse_call(command: str) -> Call:
    """Read a curl command.

    Raises:
        ValueError: It has an option that is not known here.

    >>> parse_call("curl -X DELETE -H 'A: b' http://x/1").headers
    {'A': 'b'}
    """
    command, _, cut = command.partition(" | head -c ")
    call, words = Call(chars_max=int(cut) if cut else None), iter(shlex.split(command)[1:])
    for word in words:
        if not word.startswith("-"):
            call.url = word
        elif word not in {"-G", "-s"}:
            _take(call, word, next(words))
    return call


def _take(call: Call, option: str, value: str) -> None:
    if option == "-X":
        call.method = value
    elif option == "-H":
        name, _, text = value.partition(": ")
        call.headers[name] = text
    elif option == "-u":
        call.headers["Authorization"] = f"Basic {b64encode(value.encode()).decode()}"
    elif option == "-d":
        call.data = value
        call.method = "POST" if call.method == "GET" else call.method
    elif option == "--data-urlencode":
        name, _, text = value.partition("=")
        call.query.append((name, text))
    else:
        raise ValueError(f"curl {option} is not known here")


def send(call: Call, server: str) -> httpx.Response:
    """Ask a server."""
    return httpx.request(
        call.method,
        call.url.replace(SHOWN, server),
        headers=call.headers,
        params=call.query or None,
        content=call.data,
        timeout=START_S_MAX,
    )


def told(response: httpx.Response, chars_max: int | None) -> str:
    """An answer as a tour shows it."""
    lines = [f"HTTP {response.status_code}"]
    lines += [f"{name}: {response.headers[name]}" for name in HEADERS if name in response.headers]
    text = "\n".join([*lines, *_body(response, chars_max)])
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return f"{text}\n"


def _body(response: httpx.Response, chars_max: int | None) -> list[str]:
    if chars_max is not None:
        return ["", response.text[:chars_max]]
    if not response.content:
        return []
    return ["", json.dumps(response.json(), indent=2, ensure_ascii=False)]


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a tour, the answer its page shows, and the answer it gets."""

    command: str
    call: Call
    shown: str
    got: str


def walk(text: str, server: str, keys: dict[str, str]) -> Iterator[Step]:
    """Send the commands of a tour, one after another.

    Args:
        text: The page.
        server: Base URL of the server that stands for the one shown.
        keys: Values of the variables that the page leaves open.
    """
    values = {name: quoted or bare for name, quoted, bare in _VARIABLE.findall(text)} | keys
    for match in _STEP.finditer(text):
        call = parse_call(_filled(match[1].replace("\\\n", " "), values))
        response = send(call, server)
        values |= _token_in(response) | _ids_in(response)
        yield Step(match[1], call, match[2], told(response, call.chars_max))


def _token_in(response: httpx.Response) -> dict[str, str]:
    """The token and the place an answer gives, as variables for the commands after it."""
    found = {"LOCATION": response.headers["Location"]} if "Location" in response.headers else {}
    for name in ("access_token", "token"):
        if response.text.startswith(f'{{"{name}"'):
            found["TOKEN"] = response.json()[name]
    return found


def _ids_in(response: httpx.Response) -> dict[str, str]:
    """The id of the one record a mutation answers, and of the first of each of its lists."""
    is_json = response.headers.get("content-type", "").startswith("application/json")
    body = response.json() if is_json and response.content else None
    data = body.get("data") if isinstance(body, dict) else None
    found: dict[str, str] = {}
    for record in data.values() if isinstance(data, dict) else ():
        for name, value in record.items() if isinstance(record, dict) else ():
            if name == "id":
                found["ID"] = value
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                found[f"{name.upper()}_ID"] = value[0].get("id", "")
    return found


def _filled(command: str, values: dict[str, str]) -> str:
    """A command with its variables put in; the operators of filters (``$eq:``) are none.

    >>> _filled("$A $eq:", {"A": "x-$B", "B": "y"})
    'x-y $eq:'
    """
    for _ in range(2):  # a variable may name another
        command = _NAME.sub(lambda match: values.get(match[1], match[0]), command)
    return command


def rewritten(text: str, steps: Sequence[Step]) -> str:
    """The page with the answers it got."""
    answers = iter(steps)
    return _STEP.sub(
        lambda match: f"```sh\n{match[1]}\n```\n\n```text\n{next(answers).got}```\n", text
    )


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A server on a small demonstration book in an empty folder; its base URL and keys."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PARTITA_LOG_LEVEL": "error"}
    environment["PARTITA_DIALECT_RATES"] = "poweroffice=0"
    environment.pop("PARTITA_DATABASE", None)
    make = (
        "from partita.demo.preparing import prepare; from partita.settings import Settings; "
        f"prepare(Settings(), quiet=True, rows_max={ROWS})"
    )
    subprocess.run([sys.executable, "-c", make], cwd=folder, env=environment, check=True)  # noqa: S603
    server = f"http://127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "partita", "serve", "--workers", "1"]
    command += ["--port", server.rpartition(":")[2], "--database", "sqlite:///demo-data/partita.db"]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait(server, process)
        keys = json.loads((folder / "demo-data" / "keys.json").read_text(encoding="utf-8"))
        yield server, _variables(keys)
    finally:
        process.terminate()
        process.wait(START_S_MAX)


def _variables(keys: dict[str, dict[str, str]]) -> dict[str, str]:
    """Keys of apps as variables: by their name, and by that of their dialect and theirs."""
    each = [(dialect, name, key) for dialect, named in keys.items() for name, key in named.items()]
    found = {name.upper(): key for _, name, key in each}
    return found | {f"{dialect}_{name}".upper(): key for dialect, name, key in each}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait(server: str, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + START_S_MAX
    while time.monotonic() < give_up and process.poll() is None:
        try:
            if httpx.get(f"{server}/healthz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(PAUSE_S)
    raise RuntimeError("the server did not start")


def main(page: Path) -> None:
    """Write the answers of a page anew."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (server, keys):
        steps = list(walk(text, server, keys))
    page.write_text(rewritten(text, steps), encoding="utf-8")
    print(f"{len(steps)} answers in {page}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
