"""Files as programs and people make them, and as nobody should."""

import datetime as dt
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partita.domain.errors import ImportUnreadable
from partita.files import limits, open_table, xlsx_file
from partita.usecases.exchange.tables import TableRow


def read(path: Path, content: bytes) -> tuple[tuple[str, ...] | None, list[TableRow]]:
    path.write_bytes(content)
    with open_table(path) as table:
        return table.headers, list(table.rows())


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


PLAIN = [("name", "city"), [(2, ["Ærø A/S", "Łódź"]), (3, ["B", "C"])]]
FORMATS = [
    pytest.param("name,city\nÆrø A/S,Łódź\nB,C\n".encode(), id="comma"),
    pytest.param("name;city\r\nÆrø A/S;Łódź\r\nB;C".encode(), id="semicolon, no end"),
    pytest.param("name\tcity\nÆrø A/S\tŁódź\nB\tC\n".encode("utf-8-sig"), id="tab, mark"),
    pytest.param("name|city\rÆrø A/S|Łódź\rB|C\r".encode(), id="bar, old ends of lines"),
    pytest.param("name,city\nÆrø A/S,Łódź\nB,C\n".encode("utf-16"), id="UTF-16"),
    pytest.param(' name , "city"\n"Ærø A/S",Łódź\nB,C\n'.encode(), id="blanks around headers"),
    pytest.param(workbook(["name", "city"], ["Ærø A/S", "Łódź"], ["B", "C"]), id="workbook"),
]


@pytest.mark.parametrize("content", FORMATS)
@pytest.mark.parametrize("is_packed", [False, True])
def test_formats(tmp_path: Path, content: bytes, *, is_packed: bool) -> None:
    packed = gzip.compress(content) if is_packed else content
    headers, rows = read(tmp_path / "no-ending", packed)
    assert [headers, [(row.line, list(row.cells)) for row in rows]] == PLAIN


def test_declared_delimiter(tmp_path: Path) -> None:
    headers, rows = read(tmp_path / "f", b"sep=;\r\nname;a,b,c\r\nA;1\r\n")
    assert headers == ("name", "a,b,c")
    assert [(row.line, row.cells) for row in rows] == [(3, ["A", "1"])]


def test_what_is_not_utf8_is_western(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "f", "name\nSørensen\n".encode("cp1252") + "Łódź\n€\n".encode())
    assert [row.cells for row in rows] == [["Sørensen"], ["Łódź"], ["€"]]


def test_lines_are_counted_through_quotes_and_gaps(tmp_path: Path) -> None:
    text = b'\nname,notes\n"A","one\ntwo\n"\n\n,\nB,x\n'
    headers, rows = read(tmp_path / "f", text)
    assert headers == ("name", "notes")
    assert [(row.line, row.cells[0]) for row in rows] == [(3, "A"), (8, "B")]


def test_ragged_rows(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "f", b"a,b\n1\n1,2,3\n")
    assert [row.cells for row in rows] == [["1"], ["1", "2", "3"]]


def test_json_lines(tmp_path: Path) -> None:
    lines = [{"name": "A", "n": 1}, {"city": None}]
    content = "\n\n".join(map(json.dumps, lines)).encode()
    headers, rows = read(tmp_path / "f", content)
    assert headers is None
    assert [(r.line, r.headers, r.cells) for r in rows] == [
        (1, ("name", "n"), ("A", 1)), (3, ("city",), (None,)),
    ]  # fmt: skip


TROUBLES = [
    pytest.param(b'{"a": 1', id="cut"),
    pytest.param(b"[1]", id="no object"),
    pytest.param(b'{"a": NaN}', id="NaN"),
    pytest.param(b'{"a": ' + b"[" * 100_000 + b"}", id="deep"),
    pytest.param(b'{"a": ' + b"1" * 5_000 + b"}", id="long number"),
]


@pytest.mark.parametrize("line", TROUBLES)
def test_bad_lines_of_json(tmp_path: Path, line: bytes) -> None:
    _, rows = read(tmp_path / "f", b'{"name": "A"}\n' + line + b'\n{"name": "B"}\n')
    assert [bool(row.trouble) for row in rows] == [False, True, False]


def test_values_of_a_workbook(tmp_path: Path) -> None:
    day = dt.datetime(2026, 1, 2)  # noqa: DTZ001  # workbooks know no zones
    content = workbook(["name", "n", "d", "f"], [], ["A", 1.5, day, "=1+1"], [None, None])
    _, rows = read(tmp_path / "f", content)
    assert [(row.line, list(row.cells)) for row in rows] == [(3, ["A", 1.5, day, None])]


def test_ends_of_lines_that_workbooks_write_in_words(tmp_path: Path) -> None:
    content = workbook(["name"], ["a_x000D_\nb"], ["_x005F_x000D_"], ["_x0041_"])
    _, rows = read(tmp_path / "f", content)
    assert [row.cells[0] for row in rows] == ["a\r\nb", "_x000D_", "_x0041_"]


def test_percentages_of_a_workbook_are_what_people_see(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["name", "discount"])
    formats = {0.1: "0%", 0.125: "0.0%", 1: "0%", 0.07: "0.00%", 10: "General"}
    for row, (value, form) in enumerate(formats.items(), 2):
        sheet.append([f"row {row}", value])
        sheet.cell(row, 2).number_format = form
    book.save(tmp_path / "f.xlsx")
    with open_table(tmp_path / "f.xlsx") as table:
        told = [row.cells[1] for row in table.rows()]
    assert told == ["10%", "12.5%", "100%", "7%", 10]


UNREADABLE = [
    pytest.param(b"", "empty", id="empty"),
    pytest.param(b" \n\t\n", "empty", id="blank"),
    pytest.param(bytes(range(256)) * 9, "no text", id="binary"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 900, "no text", id="a picture"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, "no text", id="old workbook"),
    pytest.param(b"PK\x03\x04" + b"x" * 100, "workbook cannot be read", id="broken zip"),
    pytest.param(gzip.compress(b"name\nA\n")[:-9], "damaged", id="cut gzip"),
    pytest.param(b"\x1f\x8b" + b"x" * 100, "damaged", id="no gzip"),
]


@pytest.mark.parametrize(("content", "reason"), UNREADABLE)
def test_unreadable(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(ImportUnreadable, match=reason):
        read(tmp_path / "f.csv", content)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ImportUnreadable, match="No such file"):
        read_missing(tmp_path)


def read_missing(path: Path) -> None:
    with open_table(path / "missing"):
        pass


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(ImportUnreadable, match="directory"), open_table(tmp_path):
        pass


def test_headers_alone(tmp_path: Path) -> None:
    assert read(tmp_path / "f", b"name,city") == (("name", "city"), [])


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(ImportUnreadable, match="workbook"):
        read(tmp_path / "f.xlsx", held.getvalue())


def test_a_bomb(tmp_path: Path) -> None:
    held = io.BytesIO(workbook(["name"], ["A"]))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", b"\0" * 500_000_000)
    with pytest.raises(ImportUnreadable, match="too large"):
        read(tmp_path / "f.xlsx", held.getvalue())


def test_a_workbook_that_counts_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "XLSX_ROWS_MAX", 3)
    _, rows = read(tmp_path / "f", workbook(["name"], *([str(n)] for n in range(9))))
    assert len(rows) == 2


def test_entities_do_not_multiply(tmp_path: Path) -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">{lines}]><x>&a9;</x>'
    source = zipfile.ZipFile(io.BytesIO(workbook(["name"], ["A"])))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(part, evil if "sheet1" in part else source.read(part))
    with pytest.raises(ImportUnreadable, match="workbook"):
        read(tmp_path / "f.xlsx", held.getvalue())


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from partita.files import texts  # noqa: PLC0415  # patched here

    monkeypatch.setattr(texts, "LINE_CHARS_MAX", 1_000)
    with pytest.raises(ImportUnreadable, match="too long"):
        read(tmp_path / "f", b"name\n" + b"x" * 5_000)


def test_a_packed_file_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from partita.files import texts  # noqa: PLC0415  # patched here

    monkeypatch.setattr(texts, "UNPACKED_BYTES_MAX", 10_000)
    with pytest.raises(ImportUnreadable, match="too long"):
        read(tmp_path / "f", gzip.compress(b"name\n" + b"A\n" * 100_000))


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    content = b'name\nA\n"' + b"x\n" * (limits.CELL_CHARS_MAX // 2 + 10) + b'B"\n'
    _, rows = read(tmp_path / "f", content)
    assert rows[0].cells == ["A"]
    assert "field larger" in rows[1].trouble
    assert rows[1].line == 3
