"""Reverse linkage (反向衔接)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet, StagedMatter


def _list() -> list[Any]:
    return []


class ReverseLinkage(StagedMatter):
    """Whether who is not prosecuted deserves a penalty; its parent is the referral, if any."""

    procuratorate = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="检察机关"
    )
    decision_number = models.CharField("不起诉决定书文号", max_length=80)
    decided_on = models.DateField("不起诉决定日期")
    persons = models.JSONField("被不起诉人", default=_list, db_default=[])
    facts = models.TextField("案件事实", blank=True, default="", db_default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "反向衔接"
