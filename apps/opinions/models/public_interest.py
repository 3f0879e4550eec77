"""Public interest case (公益诉讼)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet, StagedMatter


def _list() -> list[Any]:
    return []


class PublicInterest(StagedMatter):
    """A case in the public interest; it may run beside a clue or a crime referral."""

    procuratorate = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="检察机关"
    )
    addressee = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="行政机关",
    )
    court = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="人民法院",
    )
    beside = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, related_name="+", verbose_name="相关事项"
    )
    suit_kind = models.CharField("诉讼种类", max_length=20)
    facts = models.TextField("公益受损事实")
    subjects = models.JSONField("相关主体", default=_list, db_default=[])
    served_at = models.DateTimeField("送达时间", null=True)

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "公益诉讼"
