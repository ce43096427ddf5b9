"""What the dialect shows of itself in the demonstration."""

from collections.abc import Mapping
from typing import Final

from partita.facekit.showing import Showing


def _examples(base: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    bearer = f"-H 'Authorization: Bearer {keys['token']}'"
    return (
        f"curl {bearer} '{base}/clients?itemsPerPage=2'",
        f"curl {bearer} '{base}/clients/search?query=commune'",
        f"curl {bearer} -H 'Accept: application/json' '{base}/counterparties?itemsPerPage=5'",
    )


SHOWING: Final = Showing(
    title="Flowtly",
    base="/flowtly",
    reference="/flowtly/docs.html",
    examples=_examples,
)
