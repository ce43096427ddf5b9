"""The catalogue of errors is closed and says everything once."""

from collections import Counter

from partita.domain.errors import PartitaError, error_classes, error_codes


def test_codes_are_unique_and_dotted() -> None:
    assert [code for code, count in Counter(error_codes()).items() if count > 1] == []
    assert all(code.count(".") == 1 and code.islower() for code in error_codes())


def test_every_error_says_what_it_is_about() -> None:
    for kind in error_classes():
        assert kind.__doc__, kind
        assert kind.code != PartitaError.code, kind
        assert str(kind()) == kind.code
        assert str(kind(a=1, b="x")) == f"{kind.code}: a=1, b='x'"
