"""An import run: one file, what was found in it, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from apps.common.ids import new_id
from clue_transfer.vocabulary import ImportStatus


def _empty() -> list[Any]:
    return []


class ImportRun(models.Model):
    """One file that somebody brings in for their department."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=40)
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    created_at = models.DateTimeField("时间")
    status = models.CharField("状态", max_length=20, choices=ImportStatus.choices())
    dry_run = models.BooleanField("仅校验", default=True)
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    rows = models.PositiveIntegerField("行数", default=0)
    good = models.PositiveIntegerField("合格行数", default=0)
    made = models.PositiveIntegerField("新建线索数", default=0)
    handed_list = models.ForeignKey(
        "clues.HandedList", models.PROTECT, null=True, related_name="runs", verbose_name="清单"
    )
    errors = models.JSONField("错误", default=_empty)
    warnings = models.JSONField("提示", default=_empty)
    failure = models.TextField("失败原因", blank=True, default="")

    class Meta:
        """A department's runs, newest first."""

        verbose_name = verbose_name_plural = "导入"
        indexes = [
            models.Index(name="import_of_department", fields=["department", "-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.file_name
