"""The last number that a department issued in a series and a year."""

from __future__ import annotations

from django.db import models

from clue_transfer.vocabulary import NumberSeries


class Counter(models.Model):
    """Counts without gaps, since it moves in the transaction that issues the number."""

    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="发文部门"
    )
    series = models.CharField("字", max_length=20, choices=NumberSeries.choices())
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        """One counter a department, series and year."""

        verbose_name = verbose_name_plural = "文号计数"
        constraints = [
            models.UniqueConstraint(name="counter_once", fields=["department", "series", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.series} {self.year}: {self.last}"
