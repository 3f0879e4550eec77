"""Transfer (移送): one leg of a clue, from one department to one other."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from apps.matters.models import Matter, MatterQuerySet
from clue_transfer import vocabulary as words


def _empty_list() -> list[Any]:
    return []


def _empty_dict() -> dict[str, Any]:
    return {}


class Transfer(Matter):
    """A hand-over: who sent it to whom, and what became of it there."""

    leg_kind = models.CharField("移送方式", max_length=20, choices=words.LegKind.choices())
    role = models.CharField("主办或协办", max_length=10, choices=words.ReceiverRole.choices())
    sequence = models.PositiveSmallIntegerField("序号")
    sender = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="移送单位"
    )
    receiver = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="接收单位"
    )
    via = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="转办单位",
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name="承接移送"
    )
    """The leg whose part of the clue this one carries on: redirected, forwarded, split …"""
    came_with = models.ForeignKey(
        "clues.Clue", models.PROTECT, null=True, related_name="legs_lent", verbose_name="原属线索"
    )
    """The merged clue that this leg came along with, and whose facts and evidence it is about."""
    only_subjects = models.JSONField("只涉及主体", default=_empty_list, db_default=[])
    """The clue's subjects that this leg is about; empty: all of them."""
    external = models.JSONField("省外单位", default=_empty_dict, db_default={})
    """Name, province and contact of an organ outside the province."""
    signed_at = models.DateTimeField("签收时间", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="签收人",
    )
    manifest = models.JSONField("签收清单", default=_empty_list)
    supplement = models.JSONField("补正", default=_empty_dict)
    objection = models.JSONField("异议", default=_empty_dict)
    settlement = models.JSONField("协商意见", default=_empty_dict)
    filed_on = models.DateField("立案日期", null=True)
    case_number = models.CharField("案号", max_length=80, blank=True, default="")
    decision_kind = models.CharField("决定种类", max_length=20, blank=True, default="")
    decision_number = models.CharField("决定文号", max_length=80, blank=True, default="")
    decided_on = models.DateField("决定日期", null=True)
    decision = models.JSONField("决定要素", default=_empty_dict)
    served_on = models.DateField("送达日期", null=True)
    service_way = models.CharField("送达方式", max_length=40, blank=True, default="")
    proposal = models.JSONField("反馈拟稿", default=_empty_dict)
    summary = models.TextField("反馈说明", blank=True, default="")
    progress = models.TextField("最近进展", blank=True, default="")
    typed_facts = models.JSONField("查明的案情要素", default=_empty_dict, db_default={})
    inspections = models.JSONField("核查", default=_empty_list, db_default=[])

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """A leg's place in its clue is its own."""

        verbose_name = verbose_name_plural = "移送"

    @property
    def about_id(self) -> Any:
        """The clue whose facts, subjects and evidence the leg is about."""
        return self.came_with_id or self.parent_id


class LegOutcome(models.Model):
    """What a leg's department did about one subject, as fed back."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="outcomes")
    subject = models.ForeignKey("clues.Subject", models.PROTECT, null=True, related_name="outcomes")
    outcome = models.ForeignKey("clues.Outcome", models.PROTECT, related_name="+")
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True)
    decision_number = models.CharField(
        "决定文号", max_length=80, blank=True, default="", db_default=""
    )
    decided_on = models.DateField("决定日期", null=True)
    note = models.TextField("说明", blank=True)
    round = models.PositiveSmallIntegerField("反馈次数", default=1)

    class Meta:
        """Later rounds supersede earlier ones; all are kept."""

        verbose_name = verbose_name_plural = "反馈结果"
        indexes = [models.Index(name="outcome_of_leg", fields=["transfer", "round"])]

    def __str__(self) -> str:
        return self.outcome_id
