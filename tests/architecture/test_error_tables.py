"""Every error of the core has a row in every face."""

import pytest

from partita.domain.errors import PartitaError, error_codes
from partita.facekit.face import Face
from partita.faces import discover


@pytest.mark.parametrize("face", discover(), ids=lambda face: face.name)
def test_every_error_has_a_row(face: Face) -> None:
    assert set(face.errors) == {*error_codes(), PartitaError.code}


@pytest.mark.parametrize("face", discover(), ids=lambda face: face.name)
def test_rows_are_statuses(face: Face) -> None:
    assert {status for status in face.errors.values() if not 200 <= status < 600} == set()
