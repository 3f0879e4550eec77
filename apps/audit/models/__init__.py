"""The tables of the record; the database refuses to change or empty them."""

from apps.audit.models.entry import Entry, Unsealed, chained_hash
from apps.audit.models.reading import Reading, UnsealedReading
from apps.audit.models.seal import (
    Seal,
    SealedEntry,
    SealedReading,
    entry_leaf,
    merkle_root,
    reading_leaf,
)

__all__ = [
    "Entry",
    "Reading",
    "Seal",
    "SealedEntry",
    "SealedReading",
    "Unsealed",
    "UnsealedReading",
    "chained_hash",
    "entry_leaf",
    "merkle_root",
    "reading_leaf",
]
