"""Faces are found by their folder, and each that shows parties has a speaker."""

import pytest

from partita.facekit.face import Face
from partita.faces import discover
from tests.faces.speaking import NEEDS, faces_of_parties, speaker_class
from tests.faces.world import key_plan

FACES = discover()


def test_the_first_dialect_is_found() -> None:
    assert "economic" in {face.name for face in FACES}


@pytest.mark.parametrize("name", faces_of_parties())
def test_every_face_of_parties_has_a_speaker(name: str) -> None:
    found = speaker_class(name)
    assert found is not None, f"tests/faces/{name}/speaker.py is missing"
    assert found.lacks <= set(NEEDS)
    assert ("versions" in found.lacks) != hasattr(found, "version")


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_every_face_has_keys_and_distinct_operations(face: Face) -> None:
    assert key_plan(face.name).dialect == face.name
    operations = [(route.method, route.path) for route in face.routes]
    assert len(operations) == len(set(operations))
    assert all(path == path.lower() for _, path in operations)
    for route in face.routes:
        parts = (route.read, route.write, route.mixed, route.act, route.open, route.enter)
        assert sum(part is not None for part in parts) == 1


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_missing_values_may_be_shown(face: Face) -> None:
    shown = {each.name: each for each in discover(shows_false=True)}[face.name]
    assert [route.name for route in shown.routes] == [route.name for route in face.routes]
