"""Detention referral (行政拘留案件移送)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet
from apps.referrals.models.referral import Referral


class DetentionReferral(Referral):
    """An administrative detention that the department asks the police for."""

    penalty_number = models.CharField(
        "处罚决定文号", max_length=80, blank=True, default="", db_default=""
    )
    penalty_decided_on = models.DateField("处罚决定日期", null=True)
    exception = models.TextField("未先处罚的情形", blank=True, default="", db_default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "行政拘留移送"
