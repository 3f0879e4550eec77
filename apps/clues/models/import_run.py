"""An import run: one file, what was found in it, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.common.ids import new_id
from clue_transfer.vocabulary import ImportStatus


def _empty() -> list[Any]:
    return []


def _nobody() -> dict[str, Any]:
    return {}


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
    in_place_of = ArrayField(
        models.BigIntegerField(), verbose_name="被代理人", default=list, db_default=[]
    )
    """The absent persons for whom a substitute brought the file in or submitted it."""
    created_at = models.DateTimeField("时间")
    status = models.CharField("状态", max_length=20, choices=ImportStatus.choices())
    dry_run = models.BooleanField("仅校验", default=True)
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    busy = models.CharField("待办", max_length=20, blank=True, default="")
    """The verb that a worker has been asked to carry out and has not finished."""
    asked_by = models.JSONField("由谁交办", default=_nobody)
    rows = models.PositiveIntegerField("行数", default=0)
    good = models.PositiveIntegerField("合格行数", default=0)
    existing = models.PositiveIntegerField("已有线索数", default=0)
    made = models.PositiveIntegerField("新建线索数", default=0)
    list_name = models.CharField("清单名称", max_length=200, blank=True, default="")
    due_on = models.DateField("办理时限", null=True)
    handed_list = models.ForeignKey(
        "clues.HandedList", models.PROTECT, null=True, related_name="runs", verbose_name="清单"
    )
    errors = models.JSONField("错误", default=_empty)
    error_count = models.PositiveIntegerField("错误数", default=0)
    warnings = models.JSONField("提示", default=_empty)
    warning_count = models.PositiveIntegerField("提示数", default=0)
    failure = models.JSONField("失败原因", default=_nobody)

    class Meta:
        """A department's runs, newest first."""

        verbose_name = verbose_name_plural = "导入"
        indexes = [
            models.Index(name="import_of_department", fields=["department", "-created_at", "-id"]),
            models.Index(
                name="import_unfinished", fields=["created_at"], condition=~models.Q(busy="")
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
