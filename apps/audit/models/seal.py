"""Seal: a signed Merkle root over a batch of entries and readings, chained to the seal before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import models

from apps.audit.models.entry import Entry, chained_hash
from apps.audit.models.reading import Reading
from apps.common.canonical import canonical

# A leaf and a node are hashed with different first bytes, so that neither can pose as the other
# (RFC 6962, 2.1).
_LEAF, _NODE = b"\x00", b"\x01"


def entry_leaf(hash_: str, *, position: int) -> bytes:
    """Hash an entry's place and hash into a leaf."""
    return hashlib.sha256(_LEAF + f"entry {position} {hash_}".encode()).digest()


def reading_leaf(hash_: str, *, reading: int) -> bytes:
    """Hash a reading's id and hash into a leaf."""
    return hashlib.sha256(_LEAF + f"reading {reading} {hash_}".encode()).digest()


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Fold leaves pairwise into one hash; a leaf without a partner rises as it is."""
    row = list(leaves)
    if not row:
        return hashlib.sha256().hexdigest()
    while len(row) > 1:
        paired = [
            hashlib.sha256(_NODE + left + right).digest()
            for left, right in zip(row[::2], row[1::2], strict=False)
        ]
        row = paired + row[len(row) - len(row) % 2 :]
    return row[0].hex()


class Seal(models.Model):
    """One batch of the record, closed; its number and its positions have no gaps."""

    number = models.BigIntegerField("封存序号", primary_key=True)
    first_position = models.BigIntegerField("起始位置")
    last_position = models.BigIntegerField("截止位置")
    readings = models.PositiveIntegerField("查阅条数")
    root = models.CharField("默克尔根", max_length=64)
    previous_hash = models.CharField("前一封存哈希", max_length=64, blank=True)
    hash = models.CharField("哈希", max_length=64)
    at = models.DateTimeField("封存时间")
    public_key = models.CharField("公钥", max_length=64)
    signature = models.CharField("签名", max_length=128)

    class Meta:
        """Read in order of number."""

        verbose_name = verbose_name_plural = "封存"

    def __str__(self) -> str:
        return f"{self.number}: {self.first_position}–{self.last_position}"

    def digest(self) -> str:
        """Hash all that the seal says, chained to the seal before."""
        text = canonical(
            {
                "number": self.number,
                "first_position": self.first_position,
                "last_position": self.last_position,
                "readings": self.readings,
                "root": self.root,
                "at": self.at,
                "public_key": self.public_key,
            }
        )
        return chained_hash(text, previous=self.previous_hash)


class SealedEntry(models.Model):
    """The place of an entry in the whole record: gap-free, given in order of entry id."""

    position = models.BigIntegerField("位置", primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="entries", db_index=False)

    class Meta:
        """The change feed reads by position."""

        verbose_name = verbose_name_plural = "已封存记录"

    def __str__(self) -> str:
        return f"{self.position}: {self.entry_id}"


class SealedReading(models.Model):
    """Which seal covers a reading."""

    reading = models.OneToOneField(Reading, models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="sealed_readings")

    class Meta:
        """The verifier reads by seal."""

        verbose_name = verbose_name_plural = "已封存查阅"

    def __str__(self) -> str:
        return f"{self.reading_id}: {self.seal_id}"
