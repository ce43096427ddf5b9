"""What the dialect says, word by word, as readable files."""

from pathlib import Path

import pytest

from tests.faces import transcripts
from tests.faces.poweroffice.api import Api

ALSO = frozenset({"x-pagination", "www-authenticate"})
FILES = sorted((Path(__file__).parent / "transcripts").glob("*.http"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_transcript(api: Api, path: Path) -> None:
    headers = {name: value for name, value in api.headers.items() if value is not None}
    now = transcripts.replay(api.world, path, headers, ALSO)
    if transcripts.WRITES:
        transcripts.write(path, now)
    assert now == transcripts.read(path)
