"""Every scheme against published numbers, and against numbers spoilt in every way."""

from pathlib import Path

import pytest

from partita.domain.checks import SCHEMES, check_identifier, parse_identifier
from partita.domain.errors import IdentifierInvalid

DATA = Path(__file__).parent.parent / "data"
VALID_MIN = 20
TABLED = sorted(set(SCHEMES) - {"siren_siret"})
COUNTED = [
    "cvr_dk",
    "eu_vat",
    "gln",
    "iban",
    "lei",
    "nif_es",
    "nip_pl",
    "orgnr_no",
    "siren",
]
SPOILT = [
    pytest.param("", "empty", id="nothing"),
    pytest.param(" \t\n ", "empty", id="blanks"),
    pytest.param("7" * 10_240, "too_long", id="ten thousand digits"),
    pytest.param("x" * 10_240, "too_long", id="ten thousand letters"),
]


def numbers(name: str) -> list[str]:
    """Read a table: one number a line, its holder after two blanks."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("  ")[0] for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("scheme", TABLED)
def test_published_numbers_are_valid(scheme: str) -> None:
    valid = numbers(scheme)
    refused = [number for number in valid if check_identifier(scheme, number).status != "valid"]
    assert refused == []
    assert len({parse_identifier(scheme, number) for number in valid}) >= VALID_MIN


@pytest.mark.parametrize("scheme", ["lei", "siren"])
def test_two_thousand_real_ones_are_valid_and_already_compact(scheme: str) -> None:
    sample = numbers(f"{scheme}_sample")
    assert len(sample) == 2_000
    assert [str(parse_identifier(scheme, number)) for number in sample] == sample


@pytest.mark.parametrize(("text", "reason"), SPOILT)
@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_what_is_no_number_at_all_is_refused(scheme: str, text: str, reason: str) -> None:
    with pytest.raises(IdentifierInvalid) as refusal:
        parse_identifier(scheme, text)
    assert refusal.value.facts["reason"] == reason


@pytest.mark.parametrize("spoil", ["{}\0", "\0{}", "{}\x1b[2J", "{}日", "{}@"])
@pytest.mark.parametrize("scheme", sorted(set(SCHEMES) - {"phone", "email"}))
def test_characters_of_no_number_are_refused(scheme: str, spoil: str) -> None:
    number = numbers("siren" if scheme == "siren_siret" else scheme)[0]
    assert check_identifier(scheme, spoil.format(number)).status == "invalid"


@pytest.mark.parametrize("scheme", COUNTED)
def test_one_wrong_digit_is_noticed(scheme: str) -> None:
    for number in map(str, (parse_identifier(scheme, text) for text in numbers(scheme)[:20])):
        last = number[-1]
        wrong = "1" if last == "0" else "0" if last.isdecimal() else "Y" if last == "X" else "X"
        assert check_identifier(scheme, number[:-1] + wrong).status == "invalid", number


@pytest.mark.parametrize("scheme", [*COUNTED, "bic", "siret", "steuer_id_de"])
def test_a_wrong_length_is_noticed(scheme: str) -> None:
    number = str(parse_identifier(scheme, numbers(scheme)[0]))
    for wrong in (number[:-2], number + "17", number[:3]):
        verdict = check_identifier(scheme, wrong)
        assert (verdict.status, verdict.reason != "") == ("invalid", True), wrong


@pytest.mark.parametrize(
    ("scheme", "text", "reason"),
    [
        ("bic", "MULTIPLE", "component"),
        ("bic", "DABADKK", "length"),
        ("bic", "DABA1KKK", "format"),
        ("cvr_dk", "13585627", "checksum"),
        ("cvr_dk", "01358562", "format"),
        ("email", "nobody", "format"),
        ("email", "a@b@c.example", "format"),
        ("email", "a b@c.example", "format"),
        ("email", "a\0b@c.example", "format"),
        ("eu_vat", "13585628", "component"),
        ("eu_vat", "EU826010755", "component"),
        ("eu_vat", "GB980780684", "component"),
        ("eu_vat", "ES", "format"),
        ("eu_vat", "DE807158878", "checksum"),
        ("gln", "73513537", "length"),
        ("iban", "XX10096123456769", "component"),
        ("iban", "BE72096123456769", "checksum"),
        ("iban", "DZ580002100001113000000571", "checksum"),
        ("lei", "213800KUD8LXJWSQ9D15", "checksum"),
        ("lei", "213800KUD8LAJWSQ9D1A", "format"),
        ("nif_es", "12345678A", "checksum"),
        ("nif_es", "123", "length"),
        ("nip_pl", "8567346216", "checksum"),
        ("orgnr_no", "995525829MVA", "checksum"),
        ("peppol", "13585628", "format"),
        ("peppol", "0184:", "format"),
        ("peppol", "0184:1358/5628", "format"),
        ("phone", "12", "length"),
        ("phone", "+45 33 12 34 56 / +45 33 12 34 57 / +45 33 12 34 58", "length"),
        ("phone", "33\x0012\x0034", "characters"),
        ("siren", "323456789", "checksum"),
        ("siret", "73282932000079", "checksum"),
        ("siret", "35600000049838", "checksum"),
        ("steuer_id_de", "80715887835", "format"),
        ("steuer_id_de", "11234567891", "checksum"),
    ],
)
def test_the_reason_is_told(scheme: str, text: str, reason: str) -> None:
    with pytest.raises(IdentifierInvalid) as refusal:
        parse_identifier(scheme, text)
    assert refusal.value.facts == {"scheme": scheme, "reason": reason}
