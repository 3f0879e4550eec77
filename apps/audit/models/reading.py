"""Reading: one request by which somebody read what is watched."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models

from apps.common.canonical import canonical


class Reading(models.Model):
    """Who read which matters by which route; one row a request, not chained, sealed later.

    Readers do not wait for each other: a chain would need a lock a request. The next seal
    takes the row's hash as a leaf of its own kind, beside the entries.
    """

    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="查阅人",
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
    route = models.CharField("路径", max_length=200)
    filter = models.TextField("筛选条件", blank=True)
    powers = models.ForeignKey(
        "accounts.PowerGrant",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="超级权限",
    )
    matters = ArrayField(models.UUIDField(), verbose_name="事项")
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        """Asked by matter, by person and by time."""

        verbose_name = verbose_name_plural = "查阅记录"
        indexes = [
            GinIndex(name="reading_of_matter", fields=["matters"]),
            models.Index(name="reading_by_person", fields=["person", "id"]),
            BrinIndex(name="reading_by_time", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.route}"

    def digest(self) -> str:
        """Hash every column of the row; powers where there are some, since older rows have none."""
        columns = {
            "at": self.at,
            "person": self.person_id,
            "department": self.department_id,
            "on_behalf_of": self.on_behalf_of_id,
            "route": self.route,
            "filter": self.filter,
            "matters": list(self.matters),
        }
        if self.powers_id is not None:
            columns["powers"] = self.powers_id
        return hashlib.sha256(canonical(columns).encode()).hexdigest()


class UnsealedReading(models.Model):
    """A reading that no seal covers yet; filled by a trigger, emptied by the sealer."""

    reading = models.OneToOneField(
        Reading, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )

    class Meta:
        """A short queue, never shown."""

        verbose_name = verbose_name_plural = "待封存查阅"

    def __str__(self) -> str:
        return str(self.reading_id)
