"""Opinion (检察意见、检察建议) and the matters that it is about."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet, StagedMatter


class Opinion(StagedMatter):
    """What a procuratorate tells an organ, and what the organ answers.

    `served_at` is the moment (UTC) from which the reply counts; `reply_by` a date that an urgent
    one sets itself; `due_on` the date that an urging sets.
    """

    procuratorate = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="检察机关"
    )
    addressee = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="受文单位"
    )
    court = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="人民法院",
    )
    opinion_kind = models.CharField("文书种类", max_length=30)
    content = models.TextField("内容")
    law = models.TextField("法律依据", blank=True, default="", db_default="")
    objection_days = models.PositiveSmallIntegerField("异议期限（日）", null=True)
    edition = models.PositiveSmallIntegerField("版次", default=1, db_default=1)
    reply_by = models.DateField("回复期限", null=True)
    due_on = models.DateField("督促期限", null=True)
    served_at = models.DateTimeField("送达时间", null=True)
    service_way = models.CharField("送达方式", max_length=20, blank=True, default="", db_default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "检察意见、检察建议"


class OpinionMatter(models.Model):
    """One of the matters that an opinion is about."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="about")
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="opinions")

    class Meta:
        """A matter once an opinion."""

        verbose_name = verbose_name_plural = "检察意见所涉事项"
        constraints = [
            models.UniqueConstraint(name="opinion_matter_once", fields=["opinion", "matter"])
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.matter_id}"
