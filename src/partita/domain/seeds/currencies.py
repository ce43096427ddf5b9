"""The currencies of the world (ISO 4217; names and signs: Unicode CLDR)."""

from typing import Final

from partita.domain.seeds.row import SeedRow

_CURRENCIES: Final = """\
AED 784 2 AED United Arab Emirates Dirham
AFN 971 2 AFN Afghan Afghani
ALL 008 2 ALL Albanian Lek
AMD 051 2 AMD Armenian Dram
AOA 973 2 AOA Angolan Kwanza
ARS 032 2 ARS Argentine Peso
AUD 036 2 A$ Australian Dollar
AWG 533 2 AWG Aruban Florin
AZN 944 2 AZN Azerbaijani Manat
BAM 977 2 BAM Bosnia-Herzegovina Convertible Mark
BBD 052 2 BBD Barbadian Dollar
BDT 050 2 BDT Bangladeshi Taka
BHD 048 3 BHD Bahraini Dinar
BIF 108 0 BIF Burundian Franc
BMD 060 2 BMD Bermudan Dollar
BND 096 2 BND Brunei Dollar
BOB 068 2 BOB Bolivian Boliviano
BRL 986 2 R$ Brazilian Real
BSD 044 2 BSD Bahamian Dollar
BTN 064 2 BTN Bhutanese Ngultrum
BWP 072 2 BWP Botswanan Pula
BYN 933 2 BYN Belarusian Ruble
BZD 084 2 BZD Belize Dollar
CAD 124 2 CA$ Canadian Dollar
CDF 976 2 CDF Congolese Franc
CHF 756 2 Fr. Swiss Franc
CLP 152 0 CLP Chilean Peso
CNY 156 2 CN¥ Chinese Yuan
COP 170 2 COP Colombian Peso
CRC 188 2 CRC Costa Rican Colón
CUP 192 2 CUP Cuban Peso
CVE 132 2 CVE Cape Verdean Escudo
CZK 203 2 Kč Czech Koruna
DJF 262 0 DJF Djiboutian Franc
DKK 208 2 kr Danish Krone
DOP 214 2 DOP Dominican Peso
DZD 012 2 DZD Algerian Dinar
EGP 818 2 EGP Egyptian Pound
ERN 232 2 ERN Eritrean Nakfa
ETB 230 2 ETB Ethiopian Birr
EUR 978 2 € Euro
FJD 242 2 FJD Fijian Dollar
FKP 238 2 FKP Falkland Islands Pound
GBP 826 2 £ British Pound
GEL 981 2 GEL Georgian Lari
GHS 936 2 GHS Ghanaian Cedi
GIP 292 2 GIP Gibraltar Pound
GMD 270 2 GMD Gambian Dalasi
GNF 324 0 GNF Guinean Franc
GTQ 320 2 GTQ Guatemalan Quetzal
GYD 328 2 GYD Guyanaese Dollar
HKD 344 2 HK$ Hong Kong Dollar
HNL 340 2 HNL Honduran Lempira
HTG 332 2 HTG Haitian Gourde
HUF 348 2 Ft Hungarian Forint
IDR 360 2 IDR Indonesian Rupiah
ILS 376 2 ₪ Israeli New Shekel
INR 356 2 ₹ Indian Rupee
IQD 368 3 IQD Iraqi Dinar
IRR 364 2 IRR Iranian Rial
ISK 352 0 kr Icelandic Króna
JMD 388 2 JMD Jamaican Dollar
JOD 400 3 JOD Jordanian Dinar
JPY 392 0 ¥ Japanese Yen
KES 404 2 KES Kenyan Shilling
KGS 417 2 KGS Kyrgystani Som
KHR 116 2 KHR Cambodian Riel
KMF 174 0 KMF Comorian Franc
KPW 408 2 KPW North Korean Won
KRW 410 0 ₩ South Korean Won
KWD 414 3 KWD Kuwaiti Dinar
KYD 136 2 KYD Cayman Islands Dollar
KZT 398 2 KZT Kazakhstani Tenge
LAK 418 2 LAK Laotian Kip
LBP 422 2 LBP Lebanese Pound
LKR 144 2 LKR Sri Lankan Rupee
LRD 430 2 LRD Liberian Dollar
LSL 426 2 LSL Lesotho Loti
LYD 434 3 LYD Libyan Dinar
MAD 504 2 MAD Moroccan Dirham
MDL 498 2 MDL Moldovan Leu
MGA 969 2 MGA Malagasy Ariary
MKD 807 2 MKD Macedonian Denar
MMK 104 2 MMK Myanmar Kyat
MNT 496 2 MNT Mongolian Tugrik
MOP 446 2 MOP Macanese Pataca
MRU 929 2 MRU Mauritanian Ouguiya
MUR 480 2 MUR Mauritian Rupee
MVR 462 2 MVR Maldivian Rufiyaa
MWK 454 2 MWK Malawian Kwacha
MXN 484 2 MX$ Mexican Peso
MYR 458 2 MYR Malaysian Ringgit
MZN 943 2 MZN Mozambican Metical
NAD 516 2 NAD Namibian Dollar
NGN 566 2 NGN Nigerian Naira
NIO 558 2 NIO Nicaraguan Córdoba
NOK 578 2 kr Norwegian Krone
NPR 524 2 NPR Nepalese Rupee
NZD 554 2 NZ$ New Zealand Dollar
OMR 512 3 OMR Omani Rial
PAB 590 2 PAB Panamanian Balboa
PEN 604 2 PEN Peruvian Sol
PGK 598 2 PGK Papua New Guinean Kina
PHP 608 2 ₱ Philippine Peso
PKR 586 2 PKR Pakistani Rupee
PLN 985 2 zł Polish Zloty
PYG 600 0 PYG Paraguayan Guarani
QAR 634 2 QAR Qatari Riyal
RON 946 2 lei Romanian Leu
RSD 941 2 RSD Serbian Dinar
RUB 643 2 ₽ Russian Ruble
RWF 646 0 RWF Rwandan Franc
SAR 682 2 SAR Saudi Riyal
SBD 090 2 SBD Solomon Islands Dollar
SCR 690 2 SCR Seychellois Rupee
SDG 938 2 SDG Sudanese Pound
SEK 752 2 kr Swedish Krona
SGD 702 2 SGD Singapore Dollar
SHP 654 2 SHP St. Helena Pound
SLE 925 2 SLE Sierra Leonean Leone
SOS 706 2 SOS Somali Shilling
SRD 968 2 SRD Surinamese Dollar
SSP 728 2 SSP South Sudanese Pound
STN 930 2 STN São Tomé & Príncipe Dobra
SVC 222 2 SVC Salvadoran Colón
SYP 760 2 SYP Syrian Pound
SZL 748 2 SZL Swazi Lilangeni
THB 764 2 THB Thai Baht
TJS 972 2 TJS Tajikistani Somoni
TMT 934 2 TMT Turkmenistani Manat
TND 788 3 TND Tunisian Dinar
TOP 776 2 TOP Tongan Pa'anga
TRY 949 2 ₺ Turkish Lira
TTD 780 2 TTD Trinidad & Tobago Dollar
TWD 901 2 NT$ New Taiwan Dollar
TZS 834 2 TZS Tanzanian Shilling
UAH 980 2 ₴ Ukrainian Hryvnia
UGX 800 0 UGX Ugandan Shilling
USD 840 2 $ US Dollar
UYU 858 2 UYU Uruguayan Peso
UZS 860 2 UZS Uzbekistani Som
VED 926 2 VED Bolívar Soberano
VES 928 2 VES Venezuelan Bolívar
VND 704 0 ₫ Vietnamese Dong
VUV 548 0 VUV Vanuatu Vatu
WST 882 2 WST Samoan Tala
XAF 950 0 FCFA Central African CFA Franc
XCD 951 2 EC$ East Caribbean Dollar
XCG 532 2 Cg. Caribbean guilder
XOF 952 0 CFA West African CFA Franc
XPF 953 0 CFPF CFP Franc
YER 886 2 YER Yemeni Rial
ZAR 710 2 ZAR South African Rand
ZMW 967 2 ZMW Zambian Kwacha
ZWG 924 2 ZWG Zimbabwean Gold
"""


def _table() -> list[list[str]]:
    return [line.split(maxsplit=4) for line in _CURRENCIES.splitlines()]


def is_currency(code: str) -> bool:
    """Tell whether a currency has this code of three letters.

    >>> is_currency("DKK"), is_currency("XYZ")
    (True, False)
    """
    return any(row[0] == code for row in _table())


def currency_rows(default: str) -> list[SeedRow]:
    """All currencies; their numbers are those of ISO 4217.

    Args:
        default: Code of the one new parties get.
    """
    return [
        SeedRow(
            "currency",
            int(number),
            name,
            code,
            {"precision": int(precision), "notation": notation},
            is_default=code == default,
        )
        for code, number, precision, notation, name in _table()
    ]
