"""A list handed down (交办清单): the batch that its clues came in."""

from __future__ import annotations

from django.db import models

from apps.common.ids import new_id


class HandedList(models.Model):
    """One list: its name, who hands it down, and by when its items must be done."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    name = models.CharField("名称", max_length=200)
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="交办部门"
    )
    due_on = models.DateField("办理时限", null=True)
    opened_at = models.DateTimeField("登记时间")

    class Meta:
        """A department's lists, newest first."""

        verbose_name = verbose_name_plural = "交办清单"
        constraints = [
            models.UniqueConstraint(name="list_name_once", fields=["department", "name"]),
        ]
        indexes = [
            models.Index(name="list_of_department", fields=["department", "-opened_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.name
