"""The columns of a flat table: what each is called here, and where its cells go."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from partita.domain.party import NUMBER_MAX


class Place(StrEnum):
    """What a column is about."""

    KEY = "key"
    PARTY = "party"
    ROLE = "role"
    MAIL = "mail"
    ACCOUNT = "account"
    IDENTIFIER = "identifier"
    CONTACT = "contact"
    GROUP = "group"
    GROUPS = "groups"


class Shape(StrEnum):
    """What its cells hold."""

    TEXT = "text"
    INTEGER = "integer"
    DAYS = "days"
    PARTY_NUMBER = "party_number"
    DECIMAL = "decimal"
    TRUTH = "truth"
    COUNTRY = "country"
    CURRENCY = "currency"
    EMAIL = "email"
    NUMBER = "number"
    IBAN = "iban"
    STANDING = "standing"
    ROLE = "role"
    UUID = "uuid"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: What exports call it, and the word for ``--map HEADER=FIELD``.
        place: What it is about.
        field: The field there.
        shape: What its cells hold.
        max: Most characters of a text, greatest number.
    """

    name: str
    place: Place
    field: str
    shape: Shape = Shape.TEXT
    max: int = 255


_STREET_CHARS_MAX: Final = 2 * 255
_INT32_MAX: Final = 2_147_483_647
_AMOUNT_MAX: Final = 10**15

COLUMNS: Final = (
    Column("uuid", Place.KEY, "uuid", Shape.UUID),
    Column("external_key", Place.KEY, "external_key"),
    Column("party_role", Place.KEY, "role", Shape.ROLE),
    Column("number", Place.KEY, "number", Shape.PARTY_NUMBER, NUMBER_MAX),
    Column("code", Place.ROLE, "code"),
    Column("name", Place.PARTY, "name"),
    Column("first_name", Place.PARTY, "first_name"),
    Column("last_name", Place.PARTY, "last_name"),
    Column("is_person", Place.PARTY, "is_person", Shape.TRUTH),
    Column("legal_name", Place.PARTY, "legal_name"),
    Column("trade_name", Place.PARTY, "trade_name"),
    Column("street", Place.MAIL, "street", max=_STREET_CHARS_MAX),
    Column("street_extra", Place.MAIL, "street_extra", max=_STREET_CHARS_MAX),
    Column("postal_code", Place.MAIL, "postal_code"),
    Column("city", Place.MAIL, "city"),
    Column("province", Place.MAIL, "province"),
    Column("address_country", Place.MAIL, "country", Shape.COUNTRY),
    Column("country", Place.PARTY, "country", Shape.COUNTRY),
    Column("email", Place.PARTY, "email", Shape.EMAIL),
    Column("phone", Place.PARTY, "phone"),
    Column("mobile", Place.PARTY, "mobile"),
    Column("website", Place.PARTY, "website", max=2_000),
    Column("company_number", Place.PARTY, "company_number", Shape.NUMBER, 64),
    Column("vat_number", Place.PARTY, "vat_number", Shape.NUMBER, 64),
    Column("lei", Place.IDENTIFIER, "lei", Shape.NUMBER, 20),
    Column("gln", Place.ROLE, "gln", Shape.NUMBER, 13),
    Column("currency", Place.ROLE, "currency", Shape.CURRENCY, 3),
    Column("payment_days", Place.ROLE, "payment_days", Shape.DAYS, 3_650),
    Column("payment_term", Place.ROLE, "payment_term", Shape.INTEGER, _INT32_MAX),
    Column("group", Place.GROUP, "group"),
    Column("groups", Place.GROUPS, "groups", Shape.NAMES),
    Column("vat_zone", Place.ROLE, "vat_zone", Shape.INTEGER, _INT32_MAX),
    Column("discount_percent", Place.ROLE, "discount_percent", Shape.DECIMAL, 1_000),
    Column("credit_maximum", Place.ROLE, "credit_maximum", Shape.DECIMAL, _AMOUNT_MAX),
    Column("standing", Place.ROLE, "standing", Shape.STANDING),
    Column("external_reference", Place.ROLE, "external_reference"),
    Column("iban", Place.ACCOUNT, "iban", Shape.IBAN, 64),
    Column("bic", Place.ACCOUNT, "bic", Shape.NUMBER, 11),
    Column("bank_account", Place.ACCOUNT, "account"),
    Column("bank_code", Place.ACCOUNT, "bank_code"),
    Column("contact_person", Place.CONTACT, "name"),
    Column("contact_email", Place.CONTACT, "email", Shape.EMAIL),
    Column("contact_phone", Place.CONTACT, "phone"),
    Column("language", Place.PARTY, "language"),
    Column("activity_code", Place.PARTY, "activity_code"),
    Column("notes", Place.PARTY, "comments", max=100_000),
)
"""In the order exports have them."""

BY_NAME: Final = {column.name: column for column in COLUMNS}
