"""Who is what to a matter, and whose turn it is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class PartyRow(models.Model):
    """A department's part in a matter, from when until when."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="parties")
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    part = models.CharField("角色", max_length=20)
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)
    acted = models.BooleanField("已办理过步骤", default=False)
    as_left = models.JSONField("离开时情况", null=True)

    class Meta:
        """A department has a part once at a time."""

        verbose_name = verbose_name_plural = "当事部门"
        constraints = [
            models.UniqueConstraint(
                name="party_once_at_a_time",
                fields=["matter", "department", "part"],
                condition=Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.part} {self.department_id}"


class Wait(models.Model):
    """One department's turn: the verb that is asked of it and by when."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="waits")
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    verb = models.CharField("待办步骤", max_length=40)
    deadline = models.ForeignKey(
        "deadlines.Deadline", models.PROTECT, null=True, related_name="+", verbose_name="期限"
    )
    due_at = models.DateTimeField("到期", null=True)

    class Meta:
        """The queue reads a department's waits, nearest due first."""

        verbose_name = verbose_name_plural = "待办"
        constraints = [
            models.UniqueConstraint(name="wait_once", fields=["matter", "department", "verb"]),
        ]
        indexes = [
            models.Index(
                "department", F("due_at").asc(nulls_last=True), "id", name="wait_queue_by_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.verb} {self.department_id}"
