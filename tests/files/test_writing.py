"""What is written, and that no spreadsheet runs it."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from partita.domain.errors import ImportUnreadable
from partita.files import open_sheet, open_table
from partita.usecases.exchange.tables import FlatSheet

DANGERS = ["=1+1", "@SUM(A1)", "-1+1", "+1;x", "'=x", "''=x", "\t=x", "=cmd|' /C calc'!A0", "#REF!"]
HARMLESS = ["+45 33 12 34 56", "-7", "+1 (555) 010-99", "'s-Hertogenbosch", "a=b", "-12.5"]


@contextmanager
def flat_sheet(path: Path) -> Iterator[FlatSheet]:
    with open_sheet(path) as sheet:
        assert not sheet.is_nested
        yield sheet


AS_THEY_ARE = [" a", "a ", "a\rb", "a\r\nb", "\ta", "_x000D_", "_x005F_x000D_", "a\x01", 'x, "y"']


@pytest.mark.parametrize("text", [*DANGERS, *HARMLESS, *AS_THEY_ARE])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_cells_come_back_as_they_were(tmp_path: Path, text: str, ending: str) -> None:
    path = tmp_path / f"f.{ending}"
    with flat_sheet(path) as sheet:
        sheet.row(["uuid", "name"])
        sheet.row(["1", text])
    with open_table(path) as table:
        assert [list(row.cells) for row in table.rows()] == [["1", text]]


@pytest.mark.parametrize("text", DANGERS[:-1])
def test_csv_runs_nothing(tmp_path: Path, text: str) -> None:
    with flat_sheet(tmp_path / "f.csv") as sheet:
        sheet.row([text])
    assert (tmp_path / "f.csv").read_text().lstrip('"').startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_leaves_numbers_alone(tmp_path: Path, text: str) -> None:
    with flat_sheet(tmp_path / "f.csv") as sheet:
        sheet.row([text])
    assert (tmp_path / "f.csv").read_text() == f"{text}\n"


def test_a_workbook_runs_nothing(tmp_path: Path) -> None:
    with flat_sheet(tmp_path / "f.xlsx") as sheet:
        sheet.row(["=1+1", "a\x01\ud800b", "x" * 40_000, None, 3, True])
    cells = next(openpyxl.load_workbook(tmp_path / "f.xlsx")["parties"].iter_rows())
    assert cells[0].data_type == "s"
    assert [cell.value for cell in cells[:2]] == ["=1+1", "a_x0001_\ufffdb"]
    assert len(str(cells[2].value)) == 32_767


def test_the_same_rows_give_the_same_packed_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with flat_sheet(tmp_path / f"{name}.csv.gz") as sheet:
            sheet.row(["name"])
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == b"name\n"


def test_a_broken_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("old")
    with pytest.raises(AttributeError), flat_sheet(path) as sheet:
        sheet.row([object().nothing])  # type: ignore[attr-defined]
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["f.csv"]


@pytest.mark.parametrize("name", ["f", "f.pdf", "f.xlsx.gz", "f.gz"])
def test_unknown_endings(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportUnreadable, match="must end in"), open_sheet(tmp_path / name):
        pass
