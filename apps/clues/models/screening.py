"""Criminal thresholds, and where facts of clues meet them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clue_transfer import vocabulary as words
from clue_transfer.thresholds import Answer, Grade


def _list() -> list[Any]:
    return []


class Threshold(models.Model):
    """One version of one threshold; what nobody has confirmed is not active."""

    code = models.CharField("编码", max_length=20)
    version = models.PositiveIntegerField("版本", default=1)
    crime = models.CharField("罪名", max_length=100)
    grade = models.CharField("档次", max_length=20, choices=Grade.choices())
    article = models.CharField("依据", max_length=200)
    text = models.TextField("规定")
    all_of = models.JSONField("须同时满足", default=_list, blank=True)
    any_of = models.JSONField("满足其一", default=_list, blank=True)
    margin = models.FloatField("临界幅度", default=0.1)
    confidence = models.CharField("可信度", max_length=1, choices=words.Confidence.choices())
    active = models.BooleanField("启用", default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
    )
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        """Hits keep the version that they met, so versions are kept."""

        verbose_name = verbose_name_plural = "涉罪标准"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(name="threshold_version_once", fields=["code", "version"]),
            models.CheckConstraint(
                name="threshold_effective_in_order",
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class ScreeningHit(models.Model):
    """A threshold that a clue's facts have met; it stays, also when the facts change."""

    clue = models.ForeignKey("clues.Clue", models.PROTECT, related_name="hits")
    subject = models.ForeignKey("clues.Subject", models.PROTECT, null=True, related_name="hits")
    threshold = models.ForeignKey(Threshold, models.PROTECT, related_name="hits")
    fact = models.CharField("案情要素", max_length=60)
    value = models.CharField("数值", max_length=60)
    limit = models.FloatField("标准", null=True)
    multiple = models.FloatField("倍数", null=True)
    borderline = models.BooleanField("临界", default=False)
    still_met = models.BooleanField("仍然达到", default=True)
    found_at = models.DateTimeField("发现时间")
    found_by = models.CharField("发现步骤", max_length=40)
    answer_kind = models.CharField(
        "答复方式", max_length=20, choices=Answer.choices(), blank=True, default=""
    )
    reason = models.TextField("不移送理由", blank=True, default="")
    referral = models.ForeignKey("matters.Matter", models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField("批准时间", null=True)
    sent_back = models.TextField("退回理由", blank=True, default="")

    class Meta:
        """A threshold once a clue and subject; the board reads what nobody has answered."""

        verbose_name = verbose_name_plural = "涉罪筛查"
        constraints = [
            models.UniqueConstraint(
                name="hit_once",
                fields=["clue", "subject", "threshold"],
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                name="hit_unanswered", fields=["clue"], condition=Q(approved_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.threshold_id}"
