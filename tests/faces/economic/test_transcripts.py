"""What the dialect says, word by word, as readable files."""

from pathlib import Path

import pytest

from tests.faces import transcripts
from tests.faces.economic.api import Api

ALSO = frozenset({"x-callcost", "x-ratelimiting", "x-resultfromcache"})
FILES = sorted((Path(__file__).parent / "transcripts").glob("*.http"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_transcript(api: Api, path: Path) -> None:
    now = transcripts.replay(api.world, path, api.headers, ALSO)
    if transcripts.WRITES:
        transcripts.write(path, now)
    assert now == transcripts.read(path)
