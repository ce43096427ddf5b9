"""What the feed shows of itself in the demonstration."""

from collections.abc import Mapping
from typing import Final

from partita.facekit.showing import Showing


def _examples(base: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    bearer = f"-H 'Authorization: Bearer {keys['token']}'"
    return (
        f"curl {bearer} '{base}/feed?limit=2'",
        f"curl -N {bearer} -H 'Accept: text/event-stream' '{base}/feed?after=1000'",
        f"curl {bearer} '{base}/audit?limit=2'",
    )


SHOWING: Final = Showing(
    title="Change feed", base="", reference="/feed/reference.html", examples=_examples
)
