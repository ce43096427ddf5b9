"""What each kind of value knows, the liberties it allows, and the registry over all of them."""

import pytest

from partita.domain.checks import (
    SCHEMES,
    Bic,
    CvrDk,
    Email,
    EuVat,
    Iban,
    NifEs,
    OrgnrNo,
    PeppolId,
    Phone,
    Siren,
    Siret,
    Value,
    Verdict,
    check_identifier,
    compact_number,
    national_format,
    national_scheme,
    parse_identifier,
    split_vat,
    vat_format,
    vies_code,
)
from partita.domain.checks.cleaning import validated
from partita.domain.errors import IdentifierInvalid


@pytest.mark.parametrize(
    ("scheme", "typed", "compact"),
    [
        ("cvr_dk", "CVR-nr.: 13.58.56.28", "13585628"),
        ("cvr_dk", "\uff11\uff13\uff15\uff18\uff15\uff16\uff12\uff18", "13585628"),
        ("cvr_dk", "1358\u00a05628\u200e", "13585628"),
        ("orgnr_no", "Org.nr. 988 077 917", "988077917"),
        ("orgnr_no", "no988077917mva", "988077917"),
        ("nip_pl", "pl 856\u2013734\u201362\u201315", "8567346215"),
        ("nif_es", "es-b 58378431", "B58378431"),
        ("nif_es", "1234567-L", "01234567L"),
        ("siren", "FR 404.833.048", "404833048"),
        ("siren_siret", "404 833 048", "404833048"),
        ("siren_siret", "732 829 320 00074", "73282932000074"),
        ("steuer_id_de", "DE 11/234/567/890", "11234567890"),
        ("eu_vat", "el 094259216", "EL094259216"),
        ("eu_vat", "GR094259216", "EL094259216"),
        ("eu_vat", "BE (0)403.019.261", "BE0403019261"),
        ("eu_vat", "xi 110 305 878", "XI110305878"),
        ("eu_vat", "XIGD001", "XIGD001"),
        ("eu_vat", "SE556012579002", "SE556012579002"),
        ("iban", "IBAN: gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("iban", "DZ58 0002 1000 0111 3000 0005 70", "DZ580002100001113000000570"),
        ("bic", "daba dk kk xxx", "DABADKKKXXX"),
        ("bic", "BICICIAB", "BICICIAB"),
        ("lei", "2138-00ku-d8la-jwsq-9d15", "213800KUD8LAJWSQ9D15"),
        ("gln", "EAN 579 0000 435 975", "5790000435975"),
        ("peppol", "ISO6523-ACTORID-UPIS::0192:991825827", "0192:991825827"),
        ("peppol", " 9925:BE0886776275 ", "9925:be0886776275"),
        ("email", " MAILTO:Post@Firma.Example\n", "Post@firma.example"),
        ("email", "a@server.local", "a@server.local"),
        ("phone", "+45 33 12 34 56", "+4533123456"),
        ("phone", "\u202a+45\u00a033123456\u202c", "+4533123456"),
        ("phone", "0045 (33) 12-34-56", "+4533123456"),
        ("phone", "33 12  34 56", "33 12 34 56"),
        ("phone", "+45 1", "+45 1"),
        ("phone", "+4 1", None),
    ],
)
def test_people_type_as_they_like(scheme: str, typed: str, compact: str | None) -> None:
    verdict = check_identifier(scheme, typed)
    assert (verdict.compact if verdict.status == "valid" else None) == compact


def test_every_scheme_has_a_reader_and_values_are_equal_by_number() -> None:
    assert CvrDk.parse("DK 13585628") == CvrDk("13585628")
    assert CvrDk("13585628") != Value("13585628")
    assert str(Siren.parse("404 833 048")) == "404833048"
    assert set(SCHEMES) >= {"eu_vat", "siren_siret", "phone", "email", "peppol"}


def test_a_value_knows_its_parts() -> None:
    vat = EuVat.parse("gr 094259216")
    assert (vat.vies_code, vat.national_part) == ("EL", "094259216")
    account = Iban.parse("be71096123456769")
    assert (account.country, account.grouped) == ("BE", "BE71 0961 2345 6769")
    assert Siret.parse("73282932000074").siren == Siren("732829320")


@pytest.mark.parametrize(
    ("text", "country", "compact"),
    [
        ("13585628", "DK", "DK13585628"),
        ("13585628", "dk", "DK13585628"),
        ("DK13585628", "DK", "DK13585628"),
        ("094259216", "GR", "EL094259216"),
        ("EL094259216", "GR", "EL094259216"),
    ],
)
def test_a_vat_number_may_take_its_country_from_elsewhere(
    text: str, country: str, compact: str
) -> None:
    assert EuVat.parse(text, country=country).compact == compact


def test_a_phone_number_follows_the_habits_of_its_region() -> None:
    assert Phone.parse("33 12 34 56", region="dk").compact == "+4533123456"
    assert Phone.parse("22 86 44 00 ext 12", region="NO").compact == "+4722864400;ext=12"
    assert Phone.parse("112", region="NO").compact == "112"
    assert Phone.parse("33 12 34 56", region="QQ").compact == "33 12 34 56"
    assert Phone.parse("+45 33123456").is_international
    assert not Phone.parse("33123456").is_international
    assert not Phone.parse("+1 23").is_international


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("AT", "U12345678"),
        ("BE", "1489052515"),
        ("BG", "123456789"),
        ("BG", "1234567890"),
        ("CY", "12345678L"),
        ("CZ", "12345678"),
        ("DE", "807158878"),
        ("DK", "12345678"),
        ("EE", "123456789"),
        ("EL", "123456789"),
        ("GR", "123 456 789"),
        ("ES", "B1234567X"),
        ("FI", "12345678"),
        ("FR", "33323456789"),
        ("FR", "XX323456789"),
        ("HR", "12345678901"),
        ("HU", "12345678"),
        ("IE", "1234567FA"),
        ("IE", "1+23456F"),
        ("IT", "12345678901"),
        ("LT", "123456789012"),
        ("LU", "12345678"),
        ("LV", "12345678901"),
        ("MT", "12345678"),
        ("NL", "123456789B01"),
        ("PL", "1234567890"),
        ("PT", "123456789"),
        ("RO", "1234567"),
        ("SE", "123456789001"),
        ("SI", "12345678"),
        ("SK", "1234567890"),
        ("XI", "123456789012"),
        ("XI", "GD123"),
        ("xi", "ha123"),
    ],
)
def test_vat_format_looks_at_length_and_characters_alone(code: str, part: str) -> None:
    assert vat_format(code, part)
    assert not vat_format(code, "")
    assert not vat_format(code, f"{part}00000")
    assert not vat_format(code, part[:-1] + "\0")
    assert not vat_format(code, part + " " * 10_240)


def test_formats_of_countries_nobody_knows() -> None:
    assert not vat_format("NO", "988077917")
    assert national_format("NO", "anything")
    assert not national_format("NO", "x" * 10_240)


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("FR", "323456789"),
        ("fr", "323 456 789 00012"),
        ("DE", "80715887835"),
        ("DE", "12345678901234"),
    ],
)
def test_a_national_number_that_looks_right(country: str, text: str) -> None:
    assert national_format(country, text)


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("FR", "32345678"),
        ("FR", "32345678A"),
        ("DE", "123456789012345"),
        ("DE", ""),
    ],
)
def test_a_national_number_that_looks_wrong(country: str, text: str) -> None:
    assert not national_format(country, text)


def test_splitting_a_vat_number() -> None:
    assert split_vat("gr 123") == ("EL", "123")
    assert split_vat("NO988077917") == ("", "NO988077917")
    assert split_vat("") == ("", "")
    assert vies_code("gr") == vies_code("EL") == "EL"


@pytest.mark.parametrize(
    ("country", "scheme"),
    [
        ("DK", "cvr_dk"),
        ("no", "orgnr_no"),
        ("FR", "siren_siret"),
        ("ES", "nif_es"),
        ("DE", "steuer_id_de"),
        ("PL", "nip_pl"),
        ("QQ", None),
        ("", None),
    ],
)
def test_national_scheme(country: str, scheme: str | None) -> None:
    assert national_scheme(country) == scheme
    assert scheme is None or scheme in SCHEMES


def test_a_wrong_number_is_kept_and_marked() -> None:
    assert check_identifier("cvr_dk", "DK 13585627") == Verdict("invalid", "DK13585627", "checksum")
    assert check_identifier("pnr", "1 2") == Verdict("unchecked", "12")
    with pytest.raises(IdentifierInvalid, match="unknown_scheme"):
        parse_identifier("pnr", "12")


@pytest.mark.parametrize(
    ("text", "compact"),
    [
        ("", ""),
        ("n/a", "NA"),
        ("dk-13.58 56/28", "DK13585628"),
        ("\uff24\uff2b\uff11\uff13", "DK13"),
        ("1\u20112\u20133\u22124", "1234"),
        ("1\u00b72\u22153\u20444", "1234"),
        ("\ufeff1\u200b2\u00ad3", "123"),
        ("ørsted", "ØRSTED"),
        ("a_b:c", "A_B:C"),
    ],
)
def test_compact_number(text: str, compact: str) -> None:
    assert compact_number(text) == compact


def test_values_made_for_people_read_back() -> None:
    for value in (
        Bic.parse("DABADKKK"),
        Email.parse("a@b.example"),
        NifEs.parse("12345678Z"),
        OrgnrNo.parse("988077917"),
        PeppolId.parse("0088:5798009811578"),
    ):
        assert type(value).parse(str(value)) == value


def test_a_library_that_stumbles_over_a_number_refuses_it() -> None:
    with pytest.raises(IdentifierInvalid, match="format"):
        validated("made_up", lambda number: number[99], "1")
