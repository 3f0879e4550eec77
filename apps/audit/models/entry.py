"""Entry: one act, chained to the act before it by the hash of its canonical text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from apps.common.canonical import canonical


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
