"""Headers in eight languages, and what a person says of them."""

from pathlib import Path

import pytest

from partita.domain.errors import ImportUnreadable
from partita.usecases.exchange.columns import BY_NAME, COLUMNS
from partita.usecases.exchange.headers import HEADERS, LANGUAGES
from partita.usecases.exchange.mapping import (
    HEADERS_MAX,
    fold_header,
    headers_table,
    known_headers,
    map_headers,
    parse_overrides,
    require_name,
)

FILES = {
    "en": "Customer No.;Company name;Street address;Zip code;City;Country;E-mail;"
    "Phone number;VAT number",
    "da": "Kundenr.;Firmanavn;Adresse;Postnr.;By;Land;E-mail;Tlf.;Momsnr.",
    "nb": "Kundenummer;Foretaksnavn;Gateadresse;Postnummer;Poststed;Land;E-post;Telefon;MVA-nummer",
    "nl": "Klantnummer;Bedrijfsnaam;Adres;Postcode;Plaats;Land;E-mailadres;Telefoon;BTW-nummer",
    "de": "Kunden-Nr.;Firma;Straße;PLZ;Ort;Land;E-Mail-Adresse;Telefon;USt-IdNr.",
    "fr": "N° client;Raison sociale;Adresse;Code postal;Ville;Pays;Courriel;Téléphone;N° TVA",
    "es": "Número de cliente;Razón social;Dirección;Código postal;Población;País;"
    "Correo electrónico;Teléfono;NIF-IVA",
    "pl": "Numer klienta;Nazwa firmy;Ulica;Kod pocztowy;Miasto;Kraj;Adres e-mail;Telefon;NIP UE",
}
FIELDS = [
    "number", "name", "street", "postal_code", "city", "country", "email", "phone", "vat_number",
]  # fmt: skip
IDENTIFIERS = {
    "CVR-nr.": "company_number", "SIREN": "company_number", "KvK-nummer": "company_number",
    "Org.nr.": "company_number", "NIP": "company_number", "NIF": "company_number",
    "LEI": "lei", "IBAN": "iban", "BIC/SWIFT": "bic", "EAN": "gln",
    "Betalingsfrist": "payment_days", "Währung": "currency", "Ansprechpartner": "contact_person",
    "opmerkingen": "notes", "FIRST NAME": "first_name", "apellidos": "last_name",
    "Clé externe": "external_key", "Kategorie": "groups", "mobile phone": "mobile",
    "Site web": "website",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_of_a_language(language: str) -> None:
    headers = FILES[language].split(";")
    found = map_headers(headers, {})
    assert found.fields == dict(zip(headers, FIELDS, strict=True))
    assert not found.unknown


@pytest.mark.parametrize(("header", "field"), IDENTIFIERS.items())
def test_single_headers(header: str, field: str) -> None:
    assert map_headers(["name", header], {}).fields[header] == field


def test_no_header_means_two_columns() -> None:
    claims: dict[str, set[str]] = {}
    for name, languages in HEADERS.items():
        assert name in BY_NAME
        for header in (each for names in languages.values() for each in names):
            claims.setdefault(fold_header(header), set()).add(name)
    assert {header for header, names in claims.items() if len(names) > 1} == set()


def test_every_column_knows_its_own_name() -> None:
    known = known_headers()
    assert {known[fold_header(column.name)] for column in COLUMNS} == set(BY_NAME)


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["Prénom", "Nom"], {"Prénom": "first_name", "Nom": "last_name"}),
        (["Nom", "Ville"], {"Nom": "name", "Ville": "city"}),
        (["Nombre", "Apellidos"], {"Nombre": "first_name", "Apellidos": "last_name"}),
        (["Nombre"], {"Nombre": "name"}),
        (["Name", "Company"], {"Name": "name"}),
    ],
)
def test_headers_that_depend_on_others(headers: list[str], fields: dict[str, str]) -> None:
    assert map_headers(headers, {}).fields == fields


def test_a_person_knows_better() -> None:
    said = parse_overrides(["Kunde A/S=name", "name=trade_name", "Ort=-", "a=b=ville"])
    found = map_headers(["Name", "kunde a/s", "Ort", "a=b"], said)
    assert found.fields == {"Name": "trade_name", "kunde a/s": "name", "a=b": "city"}
    assert found.unknown == ("Ort",)


@pytest.mark.parametrize("pair", ["name", "=", "Kunde=nonsense", ""])
def test_what_is_said_must_be_a_field(pair: str) -> None:
    with pytest.raises(ImportUnreadable, match="HEADER=FIELD"):
        parse_overrides([pair])


def test_a_table_needs_a_name() -> None:
    with pytest.raises(ImportUnreadable, match=r"no column holds a name.*colour"):
        require_name(map_headers(["colour", "city"], {}))


def test_a_table_has_not_ten_thousand_columns() -> None:
    with pytest.raises(ImportUnreadable, match="columns"):
        map_headers(["x"] * (HEADERS_MAX + 1), {})


def test_the_documentation_shows_the_table() -> None:
    assert headers_table() in Path(__file__).parents[3].joinpath("docs/import.md").read_text()
