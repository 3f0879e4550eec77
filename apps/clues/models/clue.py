"""Clue (线索): the dossier of one suspected violation."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.matters.models import Matter, MatterQuerySet
from clue_transfer import vocabulary as words
from clue_transfer.typed_facts import HAZARDOUS


def _empty_list() -> list[Any]:
    return []


def _empty_dict() -> dict[str, Any]:
    return {}


class Clue(Matter):
    """What somebody found, where, about whom; its legs carry it to those who must act."""

    description = models.TextField("情况说明", max_length=20000)
    violation_type = models.ForeignKey(
        "clues.ViolationType", models.PROTECT, null=True, verbose_name="违法类型"
    )
    source = models.CharField("来源", max_length=40, choices=words.Source.choices())
    leg_kind = models.CharField("移送方式", max_length=20, default=words.LegKind.TRANSFER)
    sender = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="移送单位"
    )
    address = models.CharField("地址", max_length=300, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    occurred_on = models.DateField("发生日期", null=True)
    discovered_on = models.DateField("发现日期", null=True)
    receivers = models.JSONField("拟接收单位", default=_empty_list)
    typed_facts = models.JSONField("案情要素", default=_empty_dict)
    redirect_receiver = models.JSONField("拟改送单位", null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_here", verbose_name="并入线索"
    )
    status_when_merged = models.CharField("合并前状态", max_length=40, blank=True, default="")
    handed_list = models.ForeignKey(
        "clues.HandedList",
        models.PROTECT,
        null=True,
        related_name="clues",
        verbose_name="交办清单",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="确认不含国家秘密的人员",
    )
    confirmed_at = models.DateTimeField("确认不含国家秘密的时间", null=True)
    import_run = models.ForeignKey(
        "clues.ImportRun",
        models.PROTECT,
        null=True,
        related_name="clues",
        verbose_name="导入",
    )
    source_id = models.CharField("来源编号", max_length=80, null=True)
    screened = models.JSONField("已达到的涉罪标准", default=_empty_dict, db_default={})
    """Threshold and subject of each hit, and what meets it; empty where nothing does any more."""

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """A source's item becomes one clue a department."""

        verbose_name = verbose_name_plural = "线索"
        constraints = [
            models.UniqueConstraint(
                name="clue_once_a_source_item",
                fields=["sender", "source", "source_id"],
                condition=Q(source_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="clue_by_place",
                fields=["latitude", "longitude"],
                condition=Q(latitude__isnull=False),
            ),
            models.Index(name="clue_by_type_and_day", fields=["violation_type", "discovered_on"]),
        ]


class ClueSubjectQuerySet(models.QuerySet[Any]):
    """Reads of subjects beside clues."""

    def with_earlier_penalties(self, since: date) -> Self:
        """Count, as `earlier`, other dossiers' penalties for hazardous substances since a day."""
        fed_back = apps.get_model("clues", "LegOutcome").objects
        later = fed_back.filter(transfer=OuterRef("transfer"), round__gt=OuterRef("round"))
        outcomes = (
            fed_back.filter(
                ~Exists(later),
                subject_id=OuterRef("subject_id"),
                outcome__penalty=True,
                decided_on__gte=since,
                transfer__parent__clue__violation_type_id__in=HAZARDOUS,
            )
            .exclude(transfer__root=OuterRef("clue__root"))
            .order_by()
            .values("subject_id")
        )
        counted = outcomes.annotate(n=Count("transfer", distinct=True)).values("n")
        return self.annotate(earlier=Coalesce(Subquery(counted), 0))


class ClueSubject(models.Model):
    """What a subject is to a clue, as it was called when it was entered."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="clue_subjects")
    subject = models.ForeignKey("clues.Subject", models.PROTECT, related_name="in_clues")
    role = models.CharField("身份", max_length=20, choices=words.SubjectRole.choices())
    name = models.CharField("名称", max_length=200)
    minor = models.BooleanField("未成年人", default=False, db_default=False)
    place = models.PositiveSmallIntegerField("序号")
    typed_facts = models.JSONField("主体案情要素", default=_empty_dict, db_default={})

    objects: ClassVar[Any] = ClueSubjectQuerySet.as_manager()

    class Meta:
        """A subject stands in a clue once, in the order of entry."""

        verbose_name = verbose_name_plural = "涉案主体"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="subject_once_a_clue", fields=["clue", "subject"]),
        ]

    def __str__(self) -> str:
        return self.name
