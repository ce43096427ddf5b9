"""What an import did to parties that were there before, so that it can be undone.

Parties that an import made need no such notes: their source says which import it was.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStep:
    """What an import did to one record.

    Attributes:
        import_id: Id of the job of the import.
        party_id: The party the record belongs to.
        position: Counts what an import did, from 1.
        records: Name of the record's kind in `partita.ports.Unit`.
        record_key: Its key, as a tuple.
        differences: Of a record that was changed: each field that differs, as it was and as the
            import left it (`partita.domain.snapshot`); ``None`` when the import made the record.
        version_after: The version the import left it with; 0 for a record without versions.
    """

    import_id: int
    party_id: int
    position: int
    records: str
    record_key: tuple[int | str, ...]
    differences: dict[str, object] | None = None
    version_after: int = 0
