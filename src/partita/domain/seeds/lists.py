"""The short lists a new book starts with."""

from collections.abc import Mapping
from typing import Final

from partita.domain.party import NUMBER_MAX
from partita.domain.seeds.row import SeedRow

LEGISLATIONS: Final = ("FR", "ES", "DE", "PT")
"""Countries whose accounting rules a book can be held to."""

LAYOUT: Final = 21
CUSTOMER_GROUP: Final = 1

_DOCUMENT_TYPES: Final = {
    "FR": (
        ("01", "SIRET", "domestic"),
        ("02", "TVA Intracommunautaire", "vies"),
        ("06", "Autre document justificatif", "other"),
    ),
    "ES": (
        ("01", "NIF/DNI", "domestic"),
        ("02", "NIF/IVA", "vies"),
        ("03", "Pasaporte", "other"),
        ("04", "Documento oficial emitido en el país de residencia", "other"),
        ("05", "Certificado de residencia", "other"),
        ("06", "Otro documento probatorio", "other"),
    ),
    "DE": (
        # The missing e is the vendor's, and clients compare names.
        ("01", "Steur-IdN", "domestic"),
        ("02", "USt-IdNr", "vies"),
        ("06", "Another supporting document", "other"),
    ),
    "PT": (
        ("01", "NIF", "domestic"),
        ("02", "NIF/IVA", "vies"),
        ("06", "Outro documento comprovativo", "other"),
    ),
    None: (
        ("01", "National company number", "domestic"),
        ("02", "VAT number", "vies"),
        ("06", "Other supporting document", "other"),
    ),
}


def document_type_rows(legislation: str | None) -> list[SeedRow]:
    """The kinds of company numbers a legislation knows, by class of country."""
    return [
        SeedRow(
            "document_type",
            int(code),
            name,
            code,
            {"legislation": legislation, "class": where},
            is_default=where == "domestic",
        )
        for code, name, where in _DOCUMENT_TYPES[legislation]
    ]


def group_rows(account: int) -> list[SeedRow]:
    """The customer groups.

    Args:
        account: Number of the account that customers are booked on.
    """
    details = {"account": account, "layout": LAYOUT}
    return [
        SeedRow(
            "customer_group", CUSTOMER_GROUP, "Domestic customers", None, details, is_default=True
        ),
        SeedRow("customer_group", 2, "Foreign customers", None, details),
    ]


def series_rows(accounts: Mapping[str, int], legislation: str | None) -> list[SeedRow]:
    """From where to where each role is numbered: first the usual series, then one for growth.

    Args:
        accounts: Number of the account behind each role that has one.
        legislation: Whose accounting rules hold, if any of those with rules of their own.
    """
    rows: list[SeedRow] = []
    own = _SERIES_BY_LAW.get(legislation, {})
    for number, (role, name, *bounds) in enumerate(_SERIES, 1):
        first, last = own.get(name, bounds)
        details: dict[str, object] = {"first": first, "last": last}
        if role in accounts:
            details["account"] = accounts[role]
        usual = role not in (row.code for row in rows)
        rows.append(SeedRow("number_series", number, name, role, details, is_default=usual))
    return rows


_SERIES: Final = (
    ("customer", "Customers", 10_000, 19_999),
    ("customer", "Customers, continued", 100_000_000, 399_999_999),
    ("supplier", "Suppliers", 20_000, 29_999),
    ("supplier", "Suppliers, continued", 400_000_000, 699_999_999),
    ("employee", "Employees", 1, 9_999),
    ("employee", "Employees, continued", 700_000_000, 799_999_999),
    ("counterparty", "Counterparties", 1, NUMBER_MAX),
)
_SERIES_BY_LAW: Final[Mapping[str | None, Mapping[str, tuple[int, int]]]] = {
    "DE": {
        "Customers": (10_000, 69_999),
        "Suppliers": (70_000, 89_999),
        "Employees": (90_000, 99_999),
    }
}
"""In Germany the code says what somebody is (`partita.domain.legislation.CODE_RANGES`).

Series of roles that share a ledger do not overlap.
"""

_PLAIN: Final[tuple[SeedRow, ...]] = (
    SeedRow("payment_term", 1, "Net 14 days", "net14", {"days": 14}, is_default=True),
    SeedRow("payment_term", 2, "Net 8 days", "net8", {"days": 8}),
    SeedRow("payment_term", 3, "Net 30 days", "net30", {"days": 30}),
    SeedRow("payment_term", 4, "Cash", "cash", {"days": 0}),
    SeedRow(
        "payment_term", 5, "End of month plus 30 days", "eom30", {"days": 30, "end_of_month": True}
    ),
    SeedRow("vat_zone", 1, "Domestic", None, {"class": "domestic"}, is_default=True),
    SeedRow("vat_zone", 2, "EU", None, {"class": "eu"}),
    SeedRow("vat_zone", 3, "Abroad", None, {"class": "abroad"}),
    SeedRow("vat_zone", 4, "Domestic without VAT", None, {"class": "domestic_without_vat"}),
    SeedRow("layout", 19, "Standard"),
    SeedRow("layout", LAYOUT, "Standard with bank details", None, None, is_default=True),
    SeedRow(
        "payment_mean", 1, "Bank transfer", "transfer", {"type": "payment_in"}, is_default=True
    ),
    SeedRow("payment_mean", 2, "Direct debit", "debit", {"type": "payment_in"}),
    SeedRow("payment_mean", 3, "Card", "card", {"type": "payment_in"}),
    SeedRow("payment_mean", 4, "Cash", "cash", {"type": "payment_in"}),
    SeedRow("payment_mean", 5, "Cheque", "cheque", {"type": "payment_in"}),
    SeedRow("delivery_term", 1, "Delivered at place", "DAP", None, is_default=True),
    SeedRow("delivery_term", 2, "Ex works", "EXW"),
    SeedRow("delivery_term", 3, "Free carrier", "FCA"),
    SeedRow("delivery_term", 4, "Carriage paid to", "CPT"),
    SeedRow("delivery_term", 5, "Delivered duty paid", "DDP"),
    SeedRow("department", 1, "Main department", "1", None, is_default=True),
    SeedRow("location", 1, "Head office", "1", None, is_default=True),
    SeedRow("branding_theme", 1, "Standard", "standard", None, is_default=True),
    SeedRow("attribute_set", 1, "Standard", "standard", None, is_default=True),
    SeedRow("price_group", 1, "Standard", None, None, is_default=True),
    SeedRow("discount_group", 1, "Standard", None, None, is_default=True),
    SeedRow(
        "cost_group",
        1,
        "Purchases",
        "purchases",
        {"icon": "cart", "type": "standard"},
        is_default=True,
    ),
    SeedRow("cost_group", 2, "Office", "office", {"icon": "briefcase", "type": "standard"}),
    SeedRow("cost_group", 3, "Salaries", "salaries", {"icon": "users", "type": "standard"}),
    SeedRow("cost_group", 4, "Sales", "sales", {"icon": "receipt", "type": "income"}),
    SeedRow("cost_group", 5, "Dividends", "dividends", {"icon": "coins", "type": "dividend"}),
    SeedRow(
        "cost_group", 6, "Own transfers", "transfers", {"icon": "exchange", "type": "internal"}
    ),
)
_NAMED: Final = {
    "job_area": ("Management", "Accounting", "Purchasing", "Sales", "Logistics", "IT"),
    "business_area": (
        "Retail",
        "Wholesale",
        "Manufacturing",
        "Construction",
        "Services",
        "Public sector",
    ),
}
_LANGUAGES: Final = (
    ("da", "Danish"),
    ("en", "English"),
    ("de", "German"),
    ("nb", "Norwegian"),
    ("sv", "Swedish"),
    ("nl", "Dutch"),
    ("fr", "French"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("pl", "Polish"),
    ("it", "Italian"),
    ("fi", "Finnish"),
)


def plain_rows() -> list[SeedRow]:
    """The lists that are the same in every book."""
    named = [
        SeedRow(kind, number, name)
        for kind, names in _NAMED.items()
        for number, name in enumerate(names, 1)
    ]
    languages = [
        SeedRow("language", number, name, code, is_default=code == "en")
        for number, (code, name) in enumerate(_LANGUAGES, 1)
    ]
    return [*_PLAIN, *named, *languages]
