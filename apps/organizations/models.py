"""Divisions, departments, calendars, and the stamp that tells when any of them has changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clue_transfer.calendars import notice_errors
from clue_transfer.vocabulary import Level, System

# The dictionary's readings of these place names are wrong for the places meant here.
_LOCAL_READINGS = {
    "宕昌": [["tan"], ["chang"]],
    "崆峒": [["kong"], ["tong"]],
    "武都": [["wu"], ["du"]],
    "民乐": [["min"], ["le"]],
}


def pinyin_key(text: str) -> str:
    """Spell a name in pinyin, a space between syllables, so that it sorts as people expect."""
    return " ".join(_speller()(text)).lower()


@cache
def _speller() -> Callable[[str], list[str]]:
    """Load the dictionaries once, and only where a name is written: they take 0.3 s."""
    import pypinyin

    pypinyin.load_phrases_dict(_LOCAL_READINGS)
    return pypinyin.lazy_pinyin


class Division(models.Model):
    """An administrative division; the code of GB/T 2260 is its key."""

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    stem = models.CharField(
        "通名前部分", max_length=20, help_text="不带“市、州、县、区”的称呼，例如“城关”"
    )
    level = models.CharField("级别", max_length=20, choices=Level.choices())
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级区划",
    )
    pinyin = models.CharField("拼音", max_length=200, editable=False)

    class Meta:
        """Only a province has no parent."""

        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="division_parent_unless_province",
                condition=Q(level=Level.PROVINCE.value, parent__isnull=True)
                | ~Q(level=Level.PROVINCE.value) & Q(parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.pinyin = pinyin_key(self.name)
        super().save(*args, **kwargs)


class Department(models.Model):
    """A department of one system in one division."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField(
        "发文简称", max_length=20, unique=True, help_text="用于文号，例如“甘环”"
    )
    aliases = ArrayField(
        models.CharField(max_length=100),
        verbose_name="别名",
        default=list,
        blank=True,
        help_text="清单和来文中出现的其他写法，用逗号分隔",
    )
    system = models.CharField("系统", max_length=30, choices=System.choices())
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="departments", verbose_name="行政区划"
    )
    superior = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name="上级部门",
    )
    counterpart_police = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对口公安机关"
    )
    counterpart_procuratorate = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对口检察机关"
    )
    pinyin = models.CharField("拼音", max_length=400, editable=False)
    active = models.BooleanField("在用", default=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="承继部门",
    )

    class Meta:
        """No department stands above itself or succeeds itself."""

        verbose_name = verbose_name_plural = "部门"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="department_not_its_own_superior", condition=~Q(superior=F("id"))
            ),
            models.CheckConstraint(
                name="department_not_its_own_successor", condition=~Q(successor=F("id"))
            ),
        ]
        indexes = [models.Index(name="department_by_pinyin", fields=["pinyin", "id"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.pinyin = pinyin_key(self.name)
        super().save(*args, **kwargs)


class CalendarYear(models.Model):
    """The days off and the make-up working days of one year, as the State Council announced.

    This is the version that counts; every version stands among `CalendarNotice`.
    """

    year = models.PositiveSmallIntegerField("年份", unique=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    known = models.BooleanField(
        "已发布", default=True, help_text="未发布的年份按周末休息推算，期限为暂定"
    )
    holidays = ArrayField(models.DateField(), verbose_name="放假的工作日", default=list, blank=True)
    makeup_workdays = ArrayField(
        models.DateField(), verbose_name="调休上班日", default=list, blank=True
    )

    class Meta:
        """The newest year first."""

        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="calendar_day_off_or_made_up",
                condition=~Q(holidays__overlap=F("makeup_workdays")),
                violation_error_message=_("同一天不能既放假又调休上班"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def clean(self) -> None:
        """Refuse days of another year, and work on a day that is no rest day anyway."""
        errors = notice_errors(
            self.year, holidays=self.holidays, makeup_workdays=self.makeup_workdays
        )
        if errors:
            raise ValidationError(
                [
                    ValidationError(_(each.message), code=each.code, params=each.params)
                    for each in errors
                ]
            )


class CalendarNotice(models.Model):
    """One version of a year's days: as it was loaded, from which notice, by whom; never changed."""

    year = models.PositiveSmallIntegerField("年份")
    version = models.PositiveIntegerField("版本")
    known = models.BooleanField("已发布")
    holidays = ArrayField(models.DateField(), verbose_name="放假的工作日", blank=True)
    makeup_workdays = ArrayField(models.DateField(), verbose_name="调休上班日", blank=True)
    source = models.CharField("通知文号", max_length=200, blank=True)
    sha256 = models.CharField("摘要", max_length=64)
    calendar_version = models.PositiveBigIntegerField(
        "日历版本", help_text="载入后整个日历的版本，期限记有所依据的版本"
    )
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="载入人",
        help_text="空：由系统载入",
    )
    loaded_at = models.DateTimeField("载入时间", null=True, help_text="空：系统自带")

    class Meta:
        """A year has each of its versions once."""

        verbose_name = verbose_name_plural = "日历版本"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(name="calendar_version_once", fields=["year", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"


class ReferenceStamp(models.Model):
    """One row whose number changes whenever any reference table does; triggers write it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField("版本")

    class Meta:
        """Never more than one row."""

        verbose_name = verbose_name_plural = "基础数据戳"
        constraints = [
            models.CheckConstraint(name="reference_stamp_single", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.version)
