"""The page of long runs keeps what each database has shown last."""

from tools.reliability import PAGE, read, replaced

LINES = '{"kind": "soak", "at": "now", "database": "%s", "p99_ms": %d}\n'


def test_databases_can_be_run_one_after_the_other() -> None:
    page = "before <!-- soak -->\n\n<!-- end of soak --> after"
    for database, p99_ms in (("sqlite", 5), ("postgresql", 7), ("sqlite", 6)):
        page = replaced(page, "soak", read(LINES % (database, p99_ms))["soak"])
    rows = [line for line in page.splitlines() if line.startswith("| now")]
    assert rows == ["| now | postgresql | 7 |", "| now | sqlite | 6 |"]
    assert page.startswith("before")
    assert page.endswith("after")


def test_the_page_has_a_place_for_every_kind_of_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind in ("crash", "isolation", "lossless", "soak"):
        assert replaced(page, kind, [{"database": "sqlite", "n": 1}]).count("| sqlite |") >= 1
