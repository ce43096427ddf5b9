"""Situations told to every face in its own words: the meaning of answers, and all effects."""

from itertools import permutations
from typing import Final

import pytest

from tests.faces.situations import (
    asking,
    between,
    changing,
    creating,
    deleting,
    listing,
    racing,
)
from tests.faces.situations.telling import STORIES, Story
from tests.faces.speaking import Speaker, faces_of_parties, speaker_class
from tests.faces.world import World

CHAPTERS: Final = (creating, changing, listing, deleting, asking, racing, between)
SPEAKERS: Final = {name: speaker_class(name) for name in faces_of_parties()}
TOLD_MIN: Final = 60


@pytest.fixture
def database_url(shared_url: str) -> str:
    """Each story has a book of its own; the database may be shared."""
    return shared_url


def told(count: int) -> list[object]:
    """The stories told to so many faces at once."""
    return [pytest.param(each, id=each.name) for each in STORIES if each.speakers == count]


def speakers(world: World, story: Story, *faces: str) -> list[Speaker]:
    """Somebody of each face; no test where one has no words for it."""
    classes = []
    for face in faces:
        found = SPEAKERS[face]
        assert found is not None
        if story.needs in found.lacks:
            pytest.skip(f"{face} has no words for {story.needs}")
        classes.append(found)
    return [each(world) for each in classes]


def check(world: World, story: Story) -> None:
    """All that was to happen is recorded, and nothing else."""
    if story.changes is not None:
        assert world.changes() == list(story.changes)


def test_enough_is_told() -> None:
    assert len(STORIES) >= TOLD_MIN
    assert {each.tell.__module__ for each in STORIES} == {each.__name__ for each in CHAPTERS}


@pytest.mark.parametrize("face", SPEAKERS)
@pytest.mark.parametrize("story", told(1))
def test_situation(world: World, face: str, story: Story) -> None:
    story.tell(*speakers(world, story, face), world)
    check(world, story)


@pytest.mark.parametrize("faces", list(permutations(SPEAKERS, 2)), ids=" and ".join)
@pytest.mark.parametrize("story", told(2))
def test_between_faces(world: World, faces: tuple[str, str], story: Story) -> None:
    story.tell(*speakers(world, story, *faces), world)
    check(world, story)
