"""The tours of the documentation are true: every command gets the answer its page shows."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from partita.faces import discover
from tools.tour import Step, parse_call, serving, walk

ROOT = Path(__file__).parents[2]
TOURED = ("1.1.1", "3.1.0")


def steps_of(page: str, folder: Path) -> Sequence[Step]:
    text = (ROOT / page).read_text(encoding="utf-8")
    with serving(folder) as (server, keys):
        return list(walk(text, server, keys))


TOURS = {path.stem.removeprefix("tour-"): path for path in (ROOT / "docs").glob("tour-*.md")}
SERVED = [TOURS[face.name] for face in discover() if face.name in TOURS]


@pytest.mark.parametrize("page", ["README.md", *(str(path.relative_to(ROOT)) for path in SERVED)])
def test_every_answer_is_the_one_shown(page: str, tmp_path: Path) -> None:
    steps = steps_of(page, tmp_path)
    assert steps
    for step in steps:
        assert step.got == step.shown, step.command


def test_the_tour_goes_through_every_endpoint() -> None:
    text = (ROOT / "docs" / "tour-economic.md").read_text(encoding="utf-8")
    bases = dict(re.findall(r"^(V\d)=http://127\.0\.0\.1:8420/economic(\S+)$", text, re.MULTILINE))
    commands = re.findall(r"```sh\n(curl .*?)\n```", text, re.DOTALL)
    called = {_called(command, bases) for command in commands}
    (face,) = (face for face in discover() if face.name == "economic")
    for route in face.routes:
        if any(f"/v{version}/" in route.path for version in TOURED):
            pattern = re.sub(r"\{\w+\}", r"\\d+", route.path)
            assert any(
                method == route.method and re.fullmatch(pattern, path) for method, path in called
            ), route


def _called(command: str, bases: dict[str, str]) -> tuple[str, str]:
    call = parse_call(command)
    name, _, path = call.url.partition("?")[0].removeprefix("$").partition("/")
    return call.method, f"{bases[name]}/{path}".lower()


def test_a_command_nobody_understands_is_refused() -> None:
    with pytest.raises(ValueError, match="--insecure"):
        parse_call("curl --insecure yes http://127.0.0.1:8420/")


def test_the_second_tour_makes_every_kind_of_call() -> None:
    text = (ROOT / "docs" / "tour-poweroffice.md").read_text(encoding="utf-8")
    calls = [parse_call(each) for each in re.findall(r"```sh\n(curl .*?)\n```", text, re.DOTALL)]
    bases = {"$ROOT": "", "$V2": "/v2"}
    called = set()
    for call in calls:
        base, _, path = call.url.partition("?")[0].partition("/")
        called.add((call.method, f"{bases[base]}/{path}".lower()))
    (face,) = (face for face in discover() if face.name == "poweroffice")
    for route in face.routes:
        if route.open is None and not route.path.startswith("/demo"):
            pattern = re.sub(r"\{\w+\}", r"\\d+", route.path)
            found = [path for method, path in called if method == route.method]
            assert any(re.fullmatch(pattern, path) for path in found) or (
                "subledgernumberseries/" in route.path  # its ids are other ones each time
            ), route


def test_the_third_tour_makes_every_kind_of_call() -> None:
    text = (ROOT / "docs" / "tour-flowtly.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(curl .*?)\n```", text, re.DOTALL)
    called, location = set(), ""
    answers = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    for command, answer in zip(commands, answers, strict=True):
        call = parse_call(command)
        path = call.url.partition("?")[0].replace("$HOST$LOCATION", location)
        called.add((call.method, path.removeprefix("$ROOT").removeprefix("/flowtly")))
        found = re.search(r"^Location: (\S+)$", answer, re.MULTILINE)
        location = found[1] if found else location
    (face,) = (face for face in discover() if face.name == "flowtly")
    for route in face.routes:
        if route.open is None and not route.path.endswith((".json", ".jsonld")):
            pattern = re.sub(r"\{\w+\}", r"[\\w.-]+", route.path)
            found_paths = [path for method, path in called if method == route.method]
            assert any(re.fullmatch(pattern, path) for path in found_paths), route
