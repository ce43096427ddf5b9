"""What a role is worth today."""

from enum import StrEnum


class Standing(StrEnum):
    """Whether we deal with a party in a role.

    The one truth behind barred, disabled, archived and inactive (docs/one-thing-four-views.md).
    """

    ACTIVE = "active"
    BARRED = "barred"
    ARCHIVED = "archived"

    def allowed(self, *, is_active: bool) -> "Standing":
        """The standing after a dialect said only "active" or "not active".

        Barring keeps an archived one archived.

        >>> Standing.ARCHIVED.allowed(is_active=False)
        <Standing.ARCHIVED: 'archived'>
        """
        if is_active:
            return Standing.ACTIVE
        return Standing.BARRED if self is Standing.ACTIVE else self

    def archived(self, *, is_archived: bool) -> "Standing":
        """The standing after a dialect said only "archived" or "not archived".

        Taking a party out of the archive keeps a barred one barred.

        >>> Standing.BARRED.archived(is_archived=False)
        <Standing.BARRED: 'barred'>
        """
        if is_archived:
            return Standing.ARCHIVED
        return Standing.ACTIVE if self is Standing.ARCHIVED else self


class Role(StrEnum):
    """What a party is to us."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    EMPLOYEE = "employee"
    COUNTERPARTY = "counterparty"
