"""The reference rows a new book starts with, so that it is usable at once."""

from partita.domain.seeds import accounts, countries, currencies, lists
from partita.domain.seeds.row import SeedRow

__all__ = ["SeedRow", "seed_rows"]


def seed_rows(country: str, legislation: str | None, currency: str) -> list[SeedRow]:
    """The rows of a book.

    Args:
        country: Where the book is kept; two letters of ISO 3166-1.
        legislation: Whose accounting rules hold, if any of those with rules of their own.
        currency: Currency of new parties.
    """
    charts = accounts.account_rows(legislation or country)
    by_role = {
        role: accounts.account_number(charts, role)
        for role in (accounts.CUSTOMER, accounts.SUPPLIER, accounts.EMPLOYEE)
    }
    return [
        *lists.plain_rows(),
        *lists.group_rows(by_role[accounts.CUSTOMER]),
        *lists.series_rows(by_role, legislation),
        *lists.document_type_rows(legislation),
        *charts,
        *accounts.tax_rate_rows(country),
        *countries.country_rows(),
        *currencies.currency_rows(currency),
    ]
