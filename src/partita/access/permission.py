"""What there is to be allowed."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing an actor may do: ``noun.verb``."""

    PARTIES_READ = "parties.read"
    PARTIES_WRITE = "parties.write"
    CONTACTS_READ = "contacts.read"
    CONTACTS_WRITE = "contacts.write"
    ADDRESSES_READ = "addresses.read"
    ADDRESSES_WRITE = "addresses.write"
    BANK_ACCOUNTS_READ = "bank_accounts.read"
    BANK_ACCOUNTS_WRITE = "bank_accounts.write"
    GROUPS_READ = "groups.read"
    GROUPS_WRITE = "groups.write"
    NOTES_READ = "notes.read"
    NOTES_WRITE = "notes.write"
    DOCUMENTS_READ = "documents.read"
    DOCUMENTS_WRITE = "documents.write"
    REFERENCES_READ = "references.read"
    REFERENCES_WRITE = "references.write"
    SETUP_READ = "setup.read"
    SETUP_WRITE = "setup.write"
    PARTIES_MERGE = "parties.merge"
    FEED_READ = "feed.read"
    AUDIT_READ = "audit.read"
    ADMIN = "admin"


EVERYTHING = frozenset(Permission)
READING = frozenset(each for each in Permission if each.endswith(".read"))
