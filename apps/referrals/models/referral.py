"""Referral (移送公安): what a crime's and a detention's have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet, StagedMatter


def _list() -> list[Any]:
    return []


def _dict() -> dict[str, Any]:
    return {}


class Referral(StagedMatter):
    """Who hands a case on, to which police, under whose eyes; its parent is the leg, if any.

    Decision, hand-over, receipt and acceptance are moments of their own (UTC): a clock counts
    from what the paper says, and not from when it was entered.
    """

    sender = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="移送单位"
    )
    police = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="公安机关"
    )
    procuratorate = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="检察机关"
    )
    subjects = models.JSONField("涉案主体", default=_list, db_default=[])
    facts = models.TextField("案件事实", blank=True, default="", db_default="")
    law = models.TextField("法律依据", blank=True, default="", db_default="")
    proposal = models.TextField("处理建议", blank=True, default="", db_default="")
    attachments = models.JSONField("移送材料", default=_dict, db_default={})
    goods = models.JSONField("涉案物品", default=_list, db_default=[])
    police_reason = models.TextField("变更公安机关理由", blank=True, default="", db_default="")
    decided_at = models.DateTimeField("作出移送决定时间", null=True)
    transferred_at = models.DateTimeField("移送时间", null=True)
    received_at = models.DateTimeField("公安机关收到时间", null=True)
    accepted_at = models.DateTimeField("公安机关受案时间", null=True)

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Not a table of its own."""

        abstract = True
