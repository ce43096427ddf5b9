"""What holds for any text and any noise."""

from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from partita.domain.checks import (
    SCHEMES,
    Phone,
    check_identifier,
    compact_number,
    national_format,
    parse_identifier,
    split_vat,
    vat_format,
)
from partita.domain.errors import IdentifierInvalid

DATA = Path(__file__).parent.parent / "data"
NOISE = " .-/\t\u00a0\u2013\u200b\u2011"
NOISY = sorted(set(SCHEMES) - {"phone", "email", "peppol", "siren_siret"})
schemes = st.sampled_from(sorted(SCHEMES))
likely = st.text(alphabet="0123456789ABCDEFGKLMNPRSTUXYZ+*:@.,-/ ()", max_size=70)
texts = st.one_of(st.text(), likely)


def _table(name: str) -> list[str]:
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("  ")[0] for line in lines if not line.startswith("#")]


NUMBERS = [(scheme, number) for scheme in NOISY for number in _table(scheme)]


def _wide(text: str) -> str:
    """Write digits and letters in the full width of East Asian typewriters."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@given(schemes, texts)
def test_reading_refuses_in_one_way_only(scheme: str, text: str) -> None:
    facts: dict[str, object] = {}
    try:
        facts["compact"] = parse_identifier(scheme, text).compact
    except IdentifierInvalid as refusal:
        facts = refusal.facts
    assert set(facts) in ({"compact"}, {"scheme", "reason"})
    assert all(facts.values())


@given(st.one_of(schemes, st.text()), texts)
def test_checking_never_refuses(scheme: str, text: str) -> None:
    verdict = check_identifier(scheme, text)
    assert (verdict.reason != "") == (verdict.status == "invalid")


@given(schemes, texts)
def test_a_value_reads_its_own_compact_form(scheme: str, text: str) -> None:
    verdict = check_identifier(scheme, text)
    if verdict.status == "valid":
        assert check_identifier(scheme, verdict.compact) == verdict


@given(st.sampled_from(NUMBERS), st.data())
def test_noise_changes_nothing(known: tuple[str, str], data: st.DataObject) -> None:
    scheme, number = known
    compact = parse_identifier(scheme, number).compact
    gaps = data.draw(st.lists(st.text(NOISE, max_size=1), min_size=40, max_size=40))
    pieces = zip(gaps, compact.ljust(len(gaps)), strict=True)
    noisy = "".join(gap + char for gap, char in pieces).strip()
    for typed in (noisy, noisy.lower(), _wide(compact), _wide(compact.lower())):
        if len(typed) <= 64:
            assert parse_identifier(scheme, typed).compact == compact


@given(texts)
def test_compacting_twice_changes_nothing(text: str) -> None:
    once = compact_number(text)
    assert compact_number(once) == once


@given(texts, texts)
def test_format_questions_have_answers(code: str, text: str) -> None:
    assert vat_format(code, text) in {True, False}
    assert national_format(code, text) in {True, False}
    assert compact_number(text).endswith(split_vat(text)[1])


@given(texts, st.sampled_from([None, "DK", "NO", "FR", "US", "QQ", "", "dansk"]))
def test_any_region_will_do(text: str, region: str | None) -> None:
    with suppress(IdentifierInvalid):
        assert Phone.parse(text, region=region).compact
