"""Templates, and how dates, numbers and countries are written in each language."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from partita.facekit.catalogues import read_catalogue
from partita.kit.clock import parse_stamp

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "da", "nl")
THEMES: Final = ("auto", "light", "dark")
_LOCALES: Final = {"en": "en_GB", "da": "da_DK", "nl": "nl_NL"}
_MEDIA: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


def N_(text: str) -> str:  # noqa: N802  # the name gettext looks for
    """Mark a text for the catalogues; it is looked up later."""
    return text


ROLE_WORDS: Final = {
    "customer": N_("Customer"),
    "supplier": N_("Supplier"),
    "employee": N_("Employee"),
    "counterparty": N_("Counterparty"),
}
STANDING_WORDS: Final = {
    "active": N_("active"),
    "barred": N_("barred"),
    "archived": N_("archived"),
    "merged": N_("merged into another"),
}
NOUNS: Final = {
    "party": N_("Party"),
    "customer": N_("Customer"),
    "supplier": N_("Supplier"),
    "employee": N_("Employee"),
    "counterparty": N_("Counterparty"),
    "contact": N_("Contact person"),
    "address": N_("Address"),
    "bank_account": N_("Bank account"),
    "note": N_("Note"),
    "document": N_("Document"),
    "term_line": N_("Payment line"),
    "identifier": N_("Number"),
}
RECORDS: Final = {**NOUNS, "group": N_("Group")}
"""Records as they stand before the names of their fields."""

VERBS: Final = {
    "created": N_("%(noun)s created"),
    "changed": N_("%(noun)s changed"),
    "deleted": N_("%(noun)s deleted"),
    "merged": N_("%(noun)s merged"),
    "unmerged": N_("%(noun)s unmerged"),
}


THINGS: Final = {
    "given": N_("First name"),
    "surname": N_("Last name"),
    "name": N_("Name"),
    "birth": N_("Date of birth"),
    "house": N_("House number"),
    "street": N_("Street"),
    "extra": N_("Street, second line"),
    "city": N_("City"),
    "postal_code": N_("Postal code"),
    "province": N_("Province"),
    "register_number": N_("Company or VAT number"),
    "national_id": N_("National id"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "account": N_("Bank account"),
}
"""What is compared of two parties that may be one."""
FIELDS: Final = {
    "account": N_("Bank account"),
    "activity_code": N_("Activity code"),
    "bic": N_("BIC"),
    "birth_date": N_("Born"),
    "city": N_("City"),
    "code": N_("Code"),
    "comments": N_("Comments"),
    "company_number": N_("Company number"),
    "country": N_("Country"),
    "credit_maximum": N_("Credit limit"),
    "currency": N_("Currency"),
    "department": N_("Department"),
    "description": N_("Description"),
    "discount_percent": N_("Discount in percent"),
    "display_name": N_("Display name"),
    "email": N_("E-mail"),
    "external_reference": N_("External key"),
    "first_name": N_("First name"),
    "group": N_("Group"),
    "hired_on": N_("Hired on"),
    "invoice_email": N_("Invoices to"),
    "is_person": N_("a person"),
    "job_title": N_("Job title"),
    "language": N_("Language"),
    "last_name": N_("Last name"),
    "layout": N_("Layout"),
    "legal_name": N_("Legal name"),
    "logo_url": N_("Logo"),
    "manager": N_("Manager"),
    "merged_into": N_("merged into another"),
    "mobile": N_("Mobile"),
    "name": N_("Name"),
    "number": N_("Number"),
    "payment_days": N_("Days to pay"),
    "payment_term": N_("Payment terms"),
    "phone": N_("Phone"),
    "postal_code": N_("Postal code"),
    "province": N_("Province"),
    "sales_person": N_("Our contact"),
    "standing": N_("Status"),
    "street": N_("Street"),
    "street_extra": N_("Street, second line"),
    "third_payer": N_("Pays through"),
    "title": N_("Title"),
    "trade_name": N_("Trade name"),
    "vat_number": N_("VAT number"),
    "vat_zone": N_("VAT zone"),
    "website": N_("Website"),
    "external_key": N_("Key in the source"),
    "iban": N_("IBAN"),
    "notes": N_("Notes"),
    "text": N_("Text"),
    "value": N_("Number"),
}
"""What people call fields of records."""

LEVELS: Final = {
    "same": N_("the same"),
    "nearly": N_("nearly the same"),
    "partly": N_("similar"),
    "different": N_("different"),
}
TIES: Final = {
    ("third_payer", False): N_("Pays through"),
    ("third_payer", True): N_("Pays for"),
    ("default_counterparty", False): N_("Costs are booked on"),
    ("default_counterparty", True): N_("Takes the costs of"),
    ("sales_person", False): N_("Our contact"),
    ("sales_person", True): N_("Is our contact for"),
    ("manager", False): N_("Manager"),
    ("manager", True): N_("Manages"),
    ("author", True): N_("Wrote notes about"),
}
"""What ties a party to others, by the field, and whether it is the others' field."""

CERTAINTY_WORDS: Final = {
    "certain": N_("almost certainly the same"),
    "likely": N_("likely the same"),
    "possible": N_("possibly the same"),
}


def things(language: str) -> Mapping[str, str]:
    """What is compared, in a language."""
    return {name: say(language, text) for name, text in THINGS.items()}


def field_word(name: str, said: Callable[..., str]) -> str:
    """What people call a field, with the record it is of; its own name where nobody has another.

    >>> field_word("customer.credit_maximum", partial(say, "en"))
    'Customer: Credit limit'
    >>> field_word("mail_city", partial(say, "da")), field_word("tax_kind", partial(say, "da"))
    ('By', 'tax kind')
    >>> field_word("contact.email", partial(say, "nl"))
    'Contactpersoon: E-mail'
    """
    record, _, own = name.rpartition(".")
    own = own.removeprefix("mail_")
    word = said(FIELDS[own]) if own in FIELDS else own.replace("_", " ")
    return f"{said(RECORDS[record])}: {word}" if record in RECORDS else word


def event_word(kind: str, said: Callable[..., str]) -> str:
    """What happened, in a language; its own name where nobody has another."""
    noun, _, verb = kind.partition(".")
    if noun not in NOUNS or verb not in VERBS:
        return kind
    return said(VERBS[verb], noun=said(NOUNS[noun]))


NAV: Final = (
    ("/", N_("Overview"), "o"),
    ("/parties", N_("Parties"), "p"),
    ("/duplicates", N_("Duplicates"), "d"),
    ("/import", N_("Import"), "i"),
    ("/apps", N_("Apps and keys"), "a"),
    ("/webhooks", N_("Webhooks"), "w"),
    ("/users", N_("People"), "u"),
    ("/reference", N_("API reference"), "r"),
)
"""Pages, and the key that leads there after ``g``."""

OWNERS_ONLY: Final = frozenset({"/apps", "/users", "/webhooks"})


def nav_items(said: Callable[[str], str], *, is_owner: bool) -> list[tuple[str, str, str]]:
    """The pages somebody may see, in a language."""
    shown = [each for each in NAV if is_owner or each[0] not in OWNERS_ONLY]
    return [(target, said(text), key) for target, text, key in shown]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages use."""

    content: bytes
    media_type: str
    mark: str


@cache
def assets() -> Mapping[str, Asset]:
    """The files pages use, by name."""
    found = {}
    for path in sorted((HERE / "static").iterdir()):
        content = path.read_bytes()
        mark = hashlib.sha256(content).hexdigest()[:12]
        found[path.name] = Asset(content, _MEDIA[path.suffix], mark)
    return found


def asset_url(name: str) -> str:
    """Where a file is; the address changes with what is in it, so browsers may keep it."""
    return f"/static/{name}?v={assets()[name].mark}"


class Compiled(BytecodeCache):
    """Keeps templates that one language compiled for the others: they are the same."""

    def __init__(self) -> None:
        """Start with nothing compiled."""
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled, if it was."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = Compiled()


@cache
def environment(language: str) -> Environment:
    """The templates of a language."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    texts: Any = made
    texts.install_gettext_translations(read_catalogue(HERE / "locale", language), newstyle=True)
    words = Words(language)
    said = partial(say, language)
    made.globals |= {
        "asset": asset_url,
        "languages": LANGUAGES,
        "nav_items": lambda viewer: nav_items(said, is_owner=viewer.may("admin")),
        "event_word": lambda kind: event_word(kind, said),
        "field_word": lambda name: field_word(name, said),
        "role_word": lambda word: said(ROLE_WORDS[word]),
        "standing_word": lambda word: said(STANDING_WORDS[word]),
        "level_word": lambda word: said(LEVELS[word]),
        "tie_word": lambda tie: said(TIES[tie.name, tie.is_incoming]),
        "certainty_word": lambda word: said(CERTAINTY_WORDS[word]),
        "themes": THEMES,
    }
    made.filters |= {
        "country": words.country,
        "moment": words.moment,
        "day": words.day,
        "number": words.number,
        "host": host_of,
        "initials": initials,
        "hue": hue,
    }
    return made


def say(language: str, text: str, **facts: object) -> str:
    """A text of ours in a language, with facts put into it.

    >>> say("en", "%(noun)s created", noun="Party")
    'Party created'
    """
    found = read_catalogue(HERE / "locale", language).gettext(text)
    return found % facts if facts else found


@dataclass(frozen=True, slots=True)
class Words:
    """How a language writes things."""

    language: str

    @property
    def locale(self) -> Locale:
        """The locale whose rules hold."""
        return _locale(self.language)

    def country(self, code: str | None) -> str:
        """The name of a country; its code when it has none.

        >>> Words("da").country("DE"), Words("en").country("XI"), Words("en").country(None)
        ('Tyskland', 'Northern Ireland', '')
        """
        if code == "XI":
            return "Northern Ireland"
        return str(self.locale.territories.get(code or "", code or ""))

    def moment(self, value: str | datetime | None) -> str:
        """Day and time."""
        read = _moment(value)
        return format_datetime(read, "d MMM y, HH:mm", locale=self.locale) if read else ""

    def day(self, value: str | date | None) -> str:
        """A day.

        >>> Words("en").day("2026-01-02T03:04:05.678901")
        '2 Jan 2026'
        """
        if not value:
            return ""
        read = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return format_date(read, "d MMM y", locale=self.locale)

    def number(self, value: float | None) -> str:
        """A number with the marks of the language.

        >>> Words("da").number(7524)
        '7.524'
        """
        return "" if value is None else format_decimal(value, locale=self.locale)


def _moment(value: str | datetime | None) -> datetime | None:
    if not value:
        return None
    return parse_stamp(value.removesuffix("Z")) if isinstance(value, str) else value


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_GB"))


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of each country, by name."""
    names = Locale.parse(_LOCALES[language]).territories.items()
    known = [(code, name) for code, name in names if len(code) == 2 and code.isalpha()]  # noqa: PLR2004  # ISO 3166-1
    return tuple(sorted(known, key=lambda pair: pair[1]))


def host_of(url: str) -> str:
    """An address of the web without what everybody knows.

    >>> host_of("https://www.holm.example/")
    'holm.example'
    """
    return url.partition("://")[2].removeprefix("www.").rstrip("/") if "://" in url else url


def initials(name: str) -> str:
    """One or two letters that stand for a name.

    >>> initials("Ada Marie Holm"), initials("3M"), initials("")
    ('AH', '3', '·')
    """
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0].upper() for word in ends) or "·"


def hue(name: str) -> int:
    """One of eight colours that stands for a name, the same every time.

    >>> hue("Ada") == hue("Ada"), hue("Ada") in range(8)
    (True, True)
    """
    return hashlib.sha256(name.encode("utf-8", "replace")).digest()[0] % 8
