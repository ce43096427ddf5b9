"""E-mail address, also an internationalised one (RFC 5322, RFC 6531).

Nobody issues the part before the ``@``; the names after it come from ICANN's registries:
https://www.rfc-editor.org/rfc/rfc6531
"""

from dataclasses import dataclass
from typing import Final, Self

from partita.domain.checks.cleaning import refuse_long
from partita.domain.checks.value import Value
from partita.domain.errors import IdentifierInvalid

TEXT_CHARS_MAX: Final = 255

_LINK: Final = "mailto:"


@dataclass(frozen=True, slots=True)
class Email(Value):
    """An address that could receive mail somewhere; the domain is in lower case."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an e-mail address; nothing is asked of the network.

        Raises:
            IdentifierInvalid: It does not have the form of an address.

        >>> Email.parse(" Kontakt@Firma.EXAMPLE ").compact
        'Kontakt@firma.example'
        """
        refuse_long("email", text, TEXT_CHARS_MAX)
        address = text.strip()
        if address[: len(_LINK)].lower() == _LINK:
            address = address[len(_LINK) :]
        if not address:
            raise IdentifierInvalid(scheme="email", reason="empty")
        return cls(_normalized(address))


def _normalized(address: str) -> str:
    import email_validator  # noqa: PLC0415  # slow to import, and few commands need it

    # The documented way to accept names that exist in one network only: test, local, localhost ...
    # Whether an address can be reached is for its owner to know.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    try:
        return email_validator.validate_email(
            address,
            allow_quoted_local=True,
            allow_domain_literal=True,
            check_deliverability=False,
            globally_deliverable=False,
        ).normalized
    except email_validator.EmailNotValidError as error:
        raise IdentifierInvalid(scheme="email", reason="format") from error
