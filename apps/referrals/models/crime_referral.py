"""Crime referral (涉嫌犯罪案件移送)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet
from apps.referrals.models.referral import Referral


def _list() -> list[Any]:
    return []


class CrimeReferral(Referral):
    """A suspected crime: reported, decided by the head, handed to the police, followed to the end.

    `copied_at` is when the procuratorate got its copy: in the step that hands the case over.
    """

    court = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="人民法院",
    )
    charge = models.CharField("涉嫌罪名", max_length=200)
    evidence_summary = models.TextField("证据情况", blank=True, default="", db_default="")
    investigators = models.JSONField("专案组成员", default=_list, db_default=[])
    reported_at = models.DateTimeField("负责人接到报告时间", null=True)
    copied_at = models.DateTimeField("抄送检察机关时间", null=True)
    track = models.CharField("立案审查期限", max_length=10, blank=True, default="", db_default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "涉嫌犯罪案件移送"
