"""Resource tables: versions, projections, what may be written."""

import pytest

from partita.domain.query import Absent, Form, Member
from partita.facekit.table import Field, Kind, Resource

THING = Resource(
    "Thing",
    "things",
    (
        Field(name="Number", kind=Kind.INTEGER, at="number"),
        Field(name="old", kind=Kind.TEXT, at="old", to="old", until=(2, 0, 0)),
        Field(name="new", kind=Kind.BOOLEAN, at="new", absent=Absent.OMIT_FALSE, since=(2, 0, 0)),
        Field(name="secret", kind=Kind.TEXT, to="secret"),
        Field(name="tag", kind=Kind.TEXT, at="version", form=Form.VERSION_HEX),
    ),
)


def test_a_version_has_its_fields() -> None:
    def names(*version: int) -> list[str]:
        return [each.name for each in THING.at_version(version).fields]

    assert names(1, 9, 9) == ["Number", "old", "secret", "tag"]
    assert names(2, 0, 0) == ["Number", "new", "secret", "tag"]


def test_the_view_shows_what_can_be_shown() -> None:
    view = THING.at_version((2, 0, 0)).view
    assert view.source == "things"
    assert view.show == (
        Member("Number", "number", Form.INTEGER),
        Member("new", "new", Form.BOOLEAN, Absent.OMIT_FALSE),
        Member("tag", "version", Form.VERSION_HEX),
    )


def test_missing_values_may_be_shown_otherwise() -> None:
    shown = THING.with_absent({Absent.OMIT_FALSE: Absent.FALSE})
    assert [each.absent for each in shown.fields] == [
        *(Absent.OMIT, Absent.OMIT, Absent.FALSE, Absent.OMIT, Absent.OMIT)
    ]


def test_what_is_only_written_is_not_shown() -> None:
    with pytest.raises(ValueError, match="secret"):
        _ = THING.by_name["secret"].member


def test_fields_by_name_and_those_that_are_written() -> None:
    assert set(THING.by_name) == {"number", "old", "new", "secret", "tag"}
    assert [each.name for each in THING.writable] == ["old", "secret"]
