"""The countries of the world, and which currency and tax union they have.

Codes: ISO 3166-1; names and currencies: Unicode CLDR. Two codes of the user-assigned range are
added because tax offices and banks use them: ``XI`` (Northern Ireland) and ``XK`` (Kosovo).
"""

from typing import Final

from partita.domain.seeds.row import SeedRow

_EU: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU: Final = frozenset(_EU.split())
"""Members of the European Union by their ISO code."""

_OTHER_VAT_PREFIXES: Final = {"GR": "EL", "XI": "XI"}
_COUNTRIES: Final = """\
AD AND 020 EUR Andorra
AE ARE 784 AED United Arab Emirates
AF AFG 004 AFN Afghanistan
AG ATG 028 XCD Antigua and Barbuda
AI AIA 660 XCD Anguilla
AL ALB 008 ALL Albania
AM ARM 051 AMD Armenia
AO AGO 024 AOA Angola
AQ ATA 010 USD Antarctica
AR ARG 032 ARS Argentina
AS ASM 016 USD American Samoa
AT AUT 040 EUR Austria
AU AUS 036 AUD Australia
AW ABW 533 AWG Aruba
AX ALA 248 EUR Åland Islands
AZ AZE 031 AZN Azerbaijan
BA BIH 070 BAM Bosnia and Herzegovina
BB BRB 052 BBD Barbados
BD BGD 050 BDT Bangladesh
BE BEL 056 EUR Belgium
BF BFA 854 XOF Burkina Faso
BG BGR 100 EUR Bulgaria
BH BHR 048 BHD Bahrain
BI BDI 108 BIF Burundi
BJ BEN 204 XOF Benin
BL BLM 652 EUR Saint Barthélemy
BM BMU 060 BMD Bermuda
BN BRN 096 BND Brunei
BO BOL 068 BOB Bolivia
BQ BES 535 USD Caribbean Netherlands
BR BRA 076 BRL Brazil
BS BHS 044 BSD Bahamas
BT BTN 064 BTN Bhutan
BV BVT 074 NOK Bouvet Island
BW BWA 072 BWP Botswana
BY BLR 112 BYN Belarus
BZ BLZ 084 BZD Belize
CA CAN 124 CAD Canada
CC CCK 166 AUD Cocos (Keeling) Islands
CD COD 180 CDF Congo, Democratic Republic of the
CF CAF 140 XAF Central African Republic
CG COG 178 XAF Congo
CH CHE 756 CHF Switzerland
CI CIV 384 XOF Côte d'Ivoire
CK COK 184 NZD Cook Islands
CL CHL 152 CLP Chile
CM CMR 120 XAF Cameroon
CN CHN 156 CNY China
CO COL 170 COP Colombia
CR CRI 188 CRC Costa Rica
CU CUB 192 CUP Cuba
CV CPV 132 CVE Cape Verde
CW CUW 531 XCG Curaçao
CX CXR 162 AUD Christmas Island
CY CYP 196 EUR Cyprus
CZ CZE 203 CZK Czechia
DE DEU 276 EUR Germany
DJ DJI 262 DJF Djibouti
DK DNK 208 DKK Denmark
DM DMA 212 XCD Dominica
DO DOM 214 DOP Dominican Republic
DZ DZA 012 DZD Algeria
EC ECU 218 USD Ecuador
EE EST 233 EUR Estonia
EG EGY 818 EGP Egypt
EH ESH 732 MAD Western Sahara
ER ERI 232 ERN Eritrea
ES ESP 724 EUR Spain
ET ETH 231 ETB Ethiopia
FI FIN 246 EUR Finland
FJ FJI 242 FJD Fiji
FK FLK 238 FKP Falkland Islands
FM FSM 583 USD Micronesia
FO FRO 234 DKK Faroe Islands
FR FRA 250 EUR France
GA GAB 266 XAF Gabon
GB GBR 826 GBP United Kingdom
GD GRD 308 XCD Grenada
GE GEO 268 GEL Georgia
GF GUF 254 EUR French Guiana
GG GGY 831 GBP Guernsey
GH GHA 288 GHS Ghana
GI GIB 292 GIP Gibraltar
GL GRL 304 DKK Greenland
GM GMB 270 GMD Gambia
GN GIN 324 GNF Guinea
GP GLP 312 EUR Guadeloupe
GQ GNQ 226 XAF Equatorial Guinea
GR GRC 300 EUR Greece
GS SGS 239 GBP South Georgia and South Sandwich Islands
GT GTM 320 GTQ Guatemala
GU GUM 316 USD Guam
GW GNB 624 XOF Guinea-Bissau
GY GUY 328 GYD Guyana
HK HKG 344 HKD Hong Kong
HM HMD 334 AUD Heard and McDonald Islands
HN HND 340 HNL Honduras
HR HRV 191 EUR Croatia
HT HTI 332 HTG Haiti
HU HUN 348 HUF Hungary
ID IDN 360 IDR Indonesia
IE IRL 372 EUR Ireland
IL ISR 376 ILS Israel
IM IMN 833 GBP Isle of Man
IN IND 356 INR India
IO IOT 086 USD British Indian Ocean Territory
IQ IRQ 368 IQD Iraq
IR IRN 364 IRR Iran
IS ISL 352 ISK Iceland
IT ITA 380 EUR Italy
JE JEY 832 GBP Jersey
JM JAM 388 JMD Jamaica
JO JOR 400 JOD Jordan
JP JPN 392 JPY Japan
KE KEN 404 KES Kenya
KG KGZ 417 KGS Kyrgyzstan
KH KHM 116 KHR Cambodia
KI KIR 296 AUD Kiribati
KM COM 174 KMF Comoros
KN KNA 659 XCD Saint Kitts and Nevis
KP PRK 408 KPW North Korea
KR KOR 410 KRW South Korea
KW KWT 414 KWD Kuwait
KY CYM 136 KYD Cayman Islands
KZ KAZ 398 KZT Kazakhstan
LA LAO 418 LAK Laos
LB LBN 422 LBP Lebanon
LC LCA 662 XCD Saint Lucia
LI LIE 438 CHF Liechtenstein
LK LKA 144 LKR Sri Lanka
LR LBR 430 LRD Liberia
LS LSO 426 LSL Lesotho
LT LTU 440 EUR Lithuania
LU LUX 442 EUR Luxembourg
LV LVA 428 EUR Latvia
LY LBY 434 LYD Libya
MA MAR 504 MAD Morocco
MC MCO 492 EUR Monaco
MD MDA 498 MDL Moldova
ME MNE 499 EUR Montenegro
MF MAF 663 EUR Saint Martin
MG MDG 450 MGA Madagascar
MH MHL 584 USD Marshall Islands
MK MKD 807 MKD North Macedonia
ML MLI 466 XOF Mali
MM MMR 104 MMK Myanmar
MN MNG 496 MNT Mongolia
MO MAC 446 MOP Macao
MP MNP 580 USD Northern Mariana Islands
MQ MTQ 474 EUR Martinique
MR MRT 478 MRU Mauritania
MS MSR 500 XCD Montserrat
MT MLT 470 EUR Malta
MU MUS 480 MUR Mauritius
MV MDV 462 MVR Maldives
MW MWI 454 MWK Malawi
MX MEX 484 MXN Mexico
MY MYS 458 MYR Malaysia
MZ MOZ 508 MZN Mozambique
NA NAM 516 NAD Namibia
NC NCL 540 XPF New Caledonia
NE NER 562 XOF Niger
NF NFK 574 AUD Norfolk Island
NG NGA 566 NGN Nigeria
NI NIC 558 NIO Nicaragua
NL NLD 528 EUR Netherlands
NO NOR 578 NOK Norway
NP NPL 524 NPR Nepal
NR NRU 520 AUD Nauru
NU NIU 570 NZD Niue
NZ NZL 554 NZD New Zealand
OM OMN 512 OMR Oman
PA PAN 591 PAB Panama
PE PER 604 PEN Peru
PF PYF 258 XPF French Polynesia
PG PNG 598 PGK Papua New Guinea
PH PHL 608 PHP Philippines
PK PAK 586 PKR Pakistan
PL POL 616 PLN Poland
PM SPM 666 EUR Saint Pierre and Miquelon
PN PCN 612 NZD Pitcairn Islands
PR PRI 630 USD Puerto Rico
PS PSE 275 ILS Palestine
PT PRT 620 EUR Portugal
PW PLW 585 USD Palau
PY PRY 600 PYG Paraguay
QA QAT 634 QAR Qatar
RE REU 638 EUR Réunion
RO ROU 642 RON Romania
RS SRB 688 RSD Serbia
RU RUS 643 RUB Russia
RW RWA 646 RWF Rwanda
SA SAU 682 SAR Saudi Arabia
SB SLB 090 SBD Solomon Islands
SC SYC 690 SCR Seychelles
SD SDN 729 SDG Sudan
SE SWE 752 SEK Sweden
SG SGP 702 SGD Singapore
SH SHN 654 SHP Saint Helena
SI SVN 705 EUR Slovenia
SJ SJM 744 NOK Svalbard and Jan Mayen
SK SVK 703 EUR Slovakia
SL SLE 694 SLE Sierra Leone
SM SMR 674 EUR San Marino
SN SEN 686 XOF Senegal
SO SOM 706 SOS Somalia
SR SUR 740 SRD Suriname
SS SSD 728 SSP South Sudan
ST STP 678 STN São Tomé and Príncipe
SV SLV 222 USD El Salvador
SX SXM 534 XCG Sint Maarten
SY SYR 760 SYP Syria
SZ SWZ 748 SZL Eswatini
TC TCA 796 USD Turks and Caicos Islands
TD TCD 148 XAF Chad
TF ATF 260 EUR French Southern Territories
TG TGO 768 XOF Togo
TH THA 764 THB Thailand
TJ TJK 762 TJS Tajikistan
TK TKL 772 NZD Tokelau
TL TLS 626 USD Timor-Leste
TM TKM 795 TMT Turkmenistan
TN TUN 788 TND Tunisia
TO TON 776 TOP Tonga
TR TUR 792 TRY Türkiye
TT TTO 780 TTD Trinidad and Tobago
TV TUV 798 AUD Tuvalu
TW TWN 158 TWD Taiwan
TZ TZA 834 TZS Tanzania
UA UKR 804 UAH Ukraine
UG UGA 800 UGX Uganda
UM UMI 581 USD U.S. Outlying Islands
US USA 840 USD United States
UY URY 858 UYU Uruguay
UZ UZB 860 UZS Uzbekistan
VA VAT 336 EUR Vatican City
VC VCT 670 XCD Saint Vincent and Grenadines
VE VEN 862 VES Venezuela
VG VGB 092 USD Virgin Islands, British
VI VIR 850 USD Virgin Islands, U.S.
VN VNM 704 VND Vietnam
VU VUT 548 VUV Vanuatu
WF WLF 876 XPF Wallis and Futuna
WS WSM 882 WST Samoa
XI XNI 926 GBP Northern Ireland
XK XKX 983 EUR Kosovo
YE YEM 887 YER Yemen
YT MYT 175 EUR Mayotte
ZA ZAF 710 ZAR South Africa
ZM ZMB 894 ZMW Zambia
ZW ZWE 716 USD Zimbabwe
"""


def _table() -> list[list[str]]:
    return [line.split(maxsplit=4) for line in _COUNTRIES.splitlines()]


def is_country(code: str) -> bool:
    """Tell whether a country has this code of two letters.

    >>> is_country("DK"), is_country("XX")
    (True, False)
    """
    return any(row[0] == code for row in _table())


def currency_of(country: str) -> str:
    """The currency of a country; euro for one we do not know.

    >>> currency_of("DK"), currency_of("FR")
    ('DKK', 'EUR')
    """
    return next((row[3] for row in _table() if row[0] == country), "EUR")


def vat_prefix(country: str) -> str | None:
    """What VAT numbers of a country begin with, inside the VAT area of the European Union.

    >>> vat_prefix("GR"), vat_prefix("DK"), vat_prefix("US")
    ('EL', 'DK', None)
    """
    return _OTHER_VAT_PREFIXES.get(country, country if country in EU else None)


def country_rows() -> list[SeedRow]:
    """All countries; their numbers are those of ISO 3166-1."""
    return [
        SeedRow(
            "country",
            int(numeric),
            name,
            code,
            {"alpha3": alpha3, "numeric": numeric, "vies": vat_prefix(code)},
        )
        for code, alpha3, numeric, _, name in _table()
    ]
