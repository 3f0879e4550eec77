"""Reference data of clues: what may be violated, and how a case may end."""

from __future__ import annotations

from typing import Any

from django.db import models


def _empty() -> list[Any]:
    return []


class ViolationType(models.Model):
    """A kind of environmental violation."""

    code = models.CharField("编码", primary_key=True, max_length=60)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120)
    systems = models.JSONField("通常主管条线", default=_empty, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        """Listed by code."""

        verbose_name = verbose_name_plural = "违法类型"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """One way in which a department deals with a subject (outcome catalogue)."""

    code = models.CharField("编码", primary_key=True, max_length=60)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120)
    penalty = models.BooleanField("属于行政处罚", default=False)
    requires_kind = models.CharField("须有的移送", max_length=40, blank=True, default="")
    opens_rectification = models.BooleanField("须整改", default=False)
    active = models.BooleanField("启用", default=True)

    class Meta:
        """Listed by code."""

        verbose_name = verbose_name_plural = "处理结果"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
