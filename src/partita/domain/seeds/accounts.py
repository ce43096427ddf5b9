"""Default accounts, numbered as the national charts of accounts do, and VAT rates by country."""

from collections.abc import Sequence
from typing import Final

from partita.domain.seeds.row import SeedRow

CUSTOMER: Final = "customer"
SUPPLIER: Final = "supplier"
EMPLOYEE: Final = "employee"
PREPAYMENT: Final = "prepayment"
SALES: Final = "sales"
PURCHASES: Final = "purchases"
BANK: Final = "bank"
OUTPUT_TAX: Final = "output_tax"
INPUT_TAX: Final = "input_tax"
SUB_ACCOUNT_TYPES: Final = (
    CUSTOMER,
    SUPPLIER,
    EMPLOYEE,
    PREPAYMENT,
    SALES,
    PURCHASES,
    BANK,
    OUTPUT_TAX,
    INPUT_TAX,
)
NATURES: Final = {
    "asset": (CUSTOMER, BANK, INPUT_TAX),
    "liability": (SUPPLIER, EMPLOYEE, PREPAYMENT, OUTPUT_TAX),
    "income": (SALES,),
    "expense": (PURCHASES,),
}
"""On which side of the books an account stands, by what it is for."""

_CHARTS: Final = {
    "FR": """\
411000 Clients
401000 Fournisseurs
421000 Personnel - Rémunérations dues
419100 Clients - Avances et acomptes reçus
707000 Ventes de marchandises
607000 Achats de marchandises
512000 Banques
445710 TVA collectée
445660 TVA déductible
""",
    "ES": """\
43000000 Clientes
40000000 Proveedores
46500000 Remuneraciones pendientes de pago
43800000 Anticipos de clientes
70000000 Ventas de mercaderías
60000000 Compras de mercaderías
57200000 Bancos
47700000 IVA repercutido
47200000 IVA soportado
""",
    "DE": """\
1200 Forderungen aus Lieferungen und Leistungen
3300 Verbindlichkeiten aus Lieferungen und Leistungen
3720 Verbindlichkeiten aus Lohn und Gehalt
3250 Erhaltene Anzahlungen auf Bestellungen
4400 Erlöse 19 % USt
5400 Wareneingang 19 % Vorsteuer
1800 Bank
3806 Umsatzsteuer 19 %
1406 Abziehbare Vorsteuer 19 %
""",
    "PT": """\
2111 Clientes gerais
2211 Fornecedores gerais
2312 Remunerações a pagar ao pessoal
2180 Adiantamentos de clientes
7110 Vendas de mercadorias
3110 Compras de mercadorias
1201 Depósitos à ordem
2433 IVA liquidado
2432 IVA dedutível
""",
    "DK": """\
5600 Debitorer
6800 Kreditorer
6850 Skyldig løn
6820 Forudbetalinger fra kunder
1010 Salg af varer med moms
1310 Køb af varer
5820 Bank
6902 Salgsmoms
6903 Købsmoms
""",
    "NO": """\
1500 Kundefordringer
2400 Leverandørgjeld
2930 Skyldig lønn
2900 Forskudd fra kunder
3000 Salgsinntekt, avgiftspliktig
4300 Innkjøp av varer for videresalg
1920 Bankinnskudd
2700 Utgående merverdiavgift
2710 Inngående merverdiavgift
""",
    "PL": """\
201 Rozrachunki z odbiorcami
202 Rozrachunki z dostawcami
231 Rozrachunki z tytułu wynagrodzeń
203 Zaliczki otrzymane od odbiorców
730 Sprzedaż towarów
330 Towary
131 Rachunek bankowy
222 VAT należny
221 VAT naliczony
""",
    "": """\
1200 Trade receivables
2100 Trade payables
2200 Wages payable
2150 Prepayments from customers
4000 Sales
5000 Purchases
1000 Bank
2300 Output VAT
1300 Input VAT
""",
}
"""Number and name, in the order of `SUB_ACCOUNT_TYPES`; the last one serves everybody else."""

_VAT_RATES: Final = """\
AT 20 13 10
BE 21 12 6
BG 20 9
CH 8.1 3.8 2.6
CY 19 9 5
CZ 21 12
DE 19 7
DK 25
EE 24 13 9
ES 21 10 4
FI 25.5 13.5 10
FR 20 10 5.5 2.1
GB 20 5
GR 24 13 6
HR 25 13 5
HU 27 18 5
IE 23 13.5 9
IS 24 11
IT 22 10 5 4
LT 21 12 5
LU 17 14 8 3
LV 21 12 5
MT 18 12 7 5
NL 21 9
NO 25 15 12
PL 23 8 5
PT 23 13 6
RO 21 11
SE 25 12 6
SI 22 9.5 5
SK 23 19 5
XI 20 5
"""
"""Standard rate first, of 2026; a book can change its own."""


def account_rows(country: str) -> list[SeedRow]:
    """The default accounts of a country's chart; their numbers are those of the chart."""
    chart = _CHARTS.get(country, _CHARTS[""]).splitlines()
    rows = []
    for kind, line in zip(SUB_ACCOUNT_TYPES, chart, strict=True):
        code, _, name = line.partition(" ")
        details = {"sub_account_type": kind}
        rows.append(SeedRow("account", int(code), name, code, details, is_default=kind == CUSTOMER))
    return rows


def account_number(rows: Sequence[SeedRow], kind: str) -> int:
    """The number of the default account for a purpose."""
    return next(
        row.number for row in rows if row.details and row.details["sub_account_type"] == kind
    )


def tax_rate_rows(country: str) -> list[SeedRow]:
    """The VAT rates of a country, the standard one first, and none at all."""
    found = next((line.split()[1:] for line in _VAT_RATES.splitlines() if line[:2] == country), [])
    rates = [f"{float(rate):.2f}" for rate in [*found, "0"]]
    return [
        SeedRow(
            "tax_rate", number, f"VAT {rate} %", rate, {"percent": rate}, is_default=number == 1
        )
        for number, rate in enumerate(rates, 1)
    ]
