"""The log says what happened and no secrets; figures add up over processes."""

import io
import json
import logging
import logging.config
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from partita.facekit.telemetry import Figures, configure_log, library_log, log_threads


class Broken(io.BytesIO):
    """A log nobody can write."""

    def write(self, line: object) -> int:
        raise BrokenPipeError(line)


@pytest.fixture(autouse=True)
def restore() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def lines(file: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.getvalue().splitlines()]


def fail(token: str) -> int:
    return len(token) // 0


def test_a_line_of_json() -> None:
    file = io.BytesIO()
    configure_log("json", "info", file)
    structlog.get_logger("a").info("request", path="/a\nb", status=200)
    (line,) = lines(file)
    assert line["at"].startswith("2")
    del line["at"]
    assert line == {"level": "info", "path": "/a\nb", "status": 200, "event": "request"}


def test_levels_below_the_wanted_are_silent() -> None:
    file = io.BytesIO()
    configure_log("json", "warning", file)
    structlog.get_logger("a").info("request")
    assert file.getvalue() == b""


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_shows_no_values(log_format: str) -> None:
    file = io.BytesIO()
    configure_log(log_format, "info", file)
    try:
        fail("very-secret")
    except ZeroDivisionError:
        structlog.get_logger("a").exception("unexpected", id="abc")
    text = file.getvalue().decode()
    assert "ZeroDivisionError: " in text
    assert "abc" in text
    assert "very-secret" not in text.replace('fail("very-secret")', "").replace(
        'fail(\\"very-secret\\")', ""
    )


def test_a_console_line_cannot_be_forged() -> None:
    file = io.BytesIO()
    configure_log("console", "info", file)
    structlog.get_logger("a").info("request", path="/a\nfake \x1b[31mline", odd="\ud800")
    assert file.getvalue().count(b"\n") == 1
    assert b"\x1b[31m" not in file.getvalue()


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    configure_log("json", "info", Broken())
    structlog.get_logger("a").info("request")


def test_what_ends_a_thread_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # put back afterwards
    file = io.BytesIO()
    configure_log("json", "info", file)
    log_threads()
    thread = threading.Thread(target=fail, args=("secret",), name="busy")
    thread.start()
    thread.join()
    line = json.loads(file.getvalue())
    assert (line["event"], line["level"], line["thread"]) == ("unexpected", "error", "busy")
    assert "ZeroDivisionError" in line["exception"]
    assert "secret" not in line["exception"]


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_libraries_log_like_us(log_format: str, capfd: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig({"version": 1, **library_log(log_format)})
    logging.getLogger("_granian").error("worker %s is gone", 1)
    logging.getLogger("_granian").info("hello")
    said = capfd.readouterr().err
    assert "worker 1 is gone" in said
    assert said.count("\n") == 1


def test_figures_of_one_process() -> None:
    figures = Figures()
    figures.of("a", "GetIt").count(200, 0.002)
    figures.of("a", "GetIt").count(404, 0.002)
    text = figures.exposition().decode()
    assert 'partita_requests_total{face="a",operation="GetIt",status="200"} 1.0' in text
    assert 'partita_requests_total{face="a",operation="GetIt",status="404"} 1.0' in text
    assert 'partita_request_seconds_bucket{face="a",le="0.001",operation="GetIt"} 0.0' in text
    assert 'partita_request_seconds_bucket{face="a",le="0.0025",operation="GetIt"} 2.0' in text


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of figures; the library of figures keeps its choice in a global."""
    from prometheus_client import values  # noqa: PLC0415

    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    return tmp_path


def test_figures_of_processes_add_up_and_survive_them(shared: Path) -> None:
    for slot in (0, 1, 0):
        Figures(shared, slot).of("a", "GetIt").count(200, 0.002)
    text = Figures(shared, 1).exposition().decode()
    assert 'partita_requests_total{face="a",operation="GetIt",status="200"} 3.0' in text
    assert 'partita_request_seconds_count{face="a",operation="GetIt"} 3.0' in text
    assert sorted(each.name for each in shared.iterdir()) == [
        "counter_0.db",
        "counter_1.db",
        "histogram_0.db",
        "histogram_1.db",
    ]
