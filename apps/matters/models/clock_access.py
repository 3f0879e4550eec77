"""Which open clocks a department reads: the list of clocks is one range of this table's index."""

from __future__ import annotations

from django.db import models


class ClockAccess(models.Model):
    """One open clock of a matter that one department reads now; written by the procedure only.

    Without it a department's nearest clocks would be sought among all that it has ever read.
    """

    deadline = models.ForeignKey(
        "deadlines.Deadline", models.PROTECT, related_name="readers", db_index=False
    )
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="部门",
    )
    due_at = models.DateTimeField("到期")

    class Meta:
        """A list reads one department's clocks, nearest due first."""

        verbose_name = verbose_name_plural = "期限查阅权限"
        constraints = [
            models.UniqueConstraint(name="clock_access_once", fields=["deadline", "department"]),
        ]
        indexes = [
            models.Index(name="clock_access_nearest", fields=["department", "due_at", "deadline"]),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.department_id}"
