"""Entry: one act, chained to the act before it by the hash of its canonical text."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


def canonical(content: Any) -> str:
    """Write content as the one JSON text that equal contents share.

    Keys are sorted, nothing is spaced, nothing but quotes, backslashes and control characters
    is escaped; decimals, UUIDs, dates and aware datetimes (in UTC) become strings. Anything
    else is a `TypeError`: what cannot be written twice alike must not be hashed.
    """
    return json.dumps(
        plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def plain(value: Any) -> Any:
    """Reduce a value to what JSON knows, or refuse it."""
    match value:
        case None | int():  # a truth value is one of Python's integers
            return value
        case str():
            value.encode()  # a lone surrogate has no UTF-8 form, and so no hash
            return str(value)
        case float():
            if not math.isfinite(value):
                raise ValueError(f"not a number that JSON knows: {value!r}")
            return value
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("keys must be strings")
            return {plain(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            if value.tzinfo is None:
                raise TypeError("a datetime must know its zone")
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"cannot be recorded: {type(value).__name__}")


def chained_hash(text: str, *, previous: str) -> str:
    """Hash a text together with the hash before it."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


class Entry(models.Model):
    """One act of the record; inserted by `audit.actions` and never touched again."""

    matter = models.ForeignKey(
        "matters.Matter",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="entries",
        verbose_name="事项",
    )
    chain = models.CharField("链", max_length=60)
    sequence = models.PositiveIntegerField("链内序号")
    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="办理人",
    )
    department = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="部门",
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="代理对象",
    )
    event = models.CharField("事件", max_length=80)
    verb = models.CharField("步骤", max_length=40, blank=True)
    text = models.TextField("规范文本")
    previous_hash = models.CharField("前一条哈希", max_length=64, blank=True)
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        """A chain counts without repeats; a timeline and the auditor's filters read by index."""

        verbose_name = verbose_name_plural = "留痕记录"
        constraints = [
            models.UniqueConstraint(name="entry_once_in_chain", fields=["chain", "sequence"]),
        ]
        indexes = [
            models.Index(name="entry_timeline", fields=["matter", "id"]),
            models.Index(name="entry_by_department", fields=["department", "id"]),
            models.Index(name="entry_by_event", fields=["event", "id"]),
            BrinIndex(name="entry_by_time", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence} {self.event}"

    @property
    def content(self) -> dict[str, Any]:
        """What the act was about, read back from the text that is hashed."""
        content: dict[str, Any] = json.loads(self.text)["content"]
        return content

    def envelope(self, content: Mapping[str, Any]) -> str:
        """Write the text that is hashed: the content and every column that says who and when."""
        return canonical(
            {
                "matter": self.matter_id,
                "chain": self.chain,
                "sequence": self.sequence,
                "at": self.at,
                "person": self.person_id,
                "department": self.department_id,
                "on_behalf_of": self.on_behalf_of_id,
                "event": self.event,
                "verb": self.verb,
                "content": content,
            }
        )


class Unsealed(models.Model):
    """An entry that no seal covers yet; filled by a trigger, emptied by the sealer."""

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )

    class Meta:
        """A short queue, never shown."""

        verbose_name = verbose_name_plural = "待封存记录"

    def __str__(self) -> str:
        return str(self.entry_id)
