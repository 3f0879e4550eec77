"""Rectification (整改): what a subject was ordered to put right, and whether it lasted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import Matter, MatterQuerySet
from clue_transfer import vocabulary as words


def _empty() -> list[Any]:
    return []


class Rectification(Matter):
    """One order to put something right: its parent is the leg whose feedback ordered it."""

    subject = models.ForeignKey(
        "clues.Subject",
        models.PROTECT,
        null=True,
        related_name="rectifications",
        verbose_name="主体",
    )
    outcome = models.ForeignKey(
        "clues.Outcome", models.PROTECT, related_name="+", verbose_name="处理结果"
    )
    requirement = models.TextField("整改要求", blank=True, default="")
    due_on = models.DateField("整改期限", null=True)
    done_note = models.TextField("完成情况", blank=True, default="")
    done_evidence = models.JSONField("完成证据", default=_empty)
    check_note = models.TextField("核实情况", blank=True, default="")
    refusal = models.TextField("拒不整改情形", blank=True, default="")
    enforcement = models.CharField(
        "强制方式", max_length=20, choices=words.Enforcement.choices(), blank=True, default=""
    )
    enforcement_note = models.TextField("强制执行情况", blank=True, default="")
    ruling_number = models.CharField("裁定文号", max_length=80, blank=True, default="")
    ruled_on = models.DateField("裁定日期", null=True)
    look_backs = models.JSONField("回头看", default=_empty)
    finding = models.TextField("认定意见", blank=True, default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "整改"
