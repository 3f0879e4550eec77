"""What is asked at the desk, more time; and what becomes of departments that end."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.matters.models import Matter, MatterQuerySet
from clue_transfer.vocabulary import SuccessionKind


class ExtensionRequest(Matter):
    """More time that is asked for a clock, and what became of the request.

    Its parent is the clock's matter, its handler who asked.
    """

    deadline = models.ForeignKey(
        "deadlines.Deadline",
        models.PROTECT,
        related_name="extension_requests",
        verbose_name="期限",
    )
    round = models.PositiveSmallIntegerField("第几次延期")
    days = models.PositiveIntegerField("申请延长", help_text="以该期限规则的单位计")
    granted_days = models.PositiveIntegerField("准予延长", null=True)
    reason = models.TextField("申请理由", max_length=2000)
    decision_reason = models.TextField("审批意见", blank=True, default="")
    discussion = models.TextField("集体讨论记录", blank=True, default="")
    reporter_notice = models.TextField("告知举报人的理由", blank=True, default="")
    due_before = models.DateTimeField("原到期时间")
    due_after = models.DateTimeField("延长后到期时间", null=True)

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Nothing is asked for and nothing is granted by less than one day."""

        verbose_name = verbose_name_plural = "延期申请"
        constraints = [
            models.CheckConstraint(name="extension_asks_for_days", condition=Q(days__gt=0)),
            models.CheckConstraint(
                name="extension_grants_days",
                condition=Q(granted_days__isnull=True) | Q(granted_days__gt=0),
            ),
        ]


def _nothing() -> dict[str, list[int]]:
    return {}


class Succession(models.Model):
    """A department that is merged, split or dissolved: who takes over, from when, how far it is."""

    kind = models.CharField("方式", max_length=20, choices=SuccessionKind.choices())
    predecessor = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        related_name="+",
        verbose_name="被撤并部门",
    )
    successor = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        related_name="+",
        verbose_name="承继部门",
        help_text="未逐件另行指定的事项全部由其承继",
    )
    effective_on = models.DateField("生效日期")
    reason = models.CharField("文号和依据", max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    made_at = models.DateTimeField("登记时间")
    begun_at = models.DateTimeField("开始时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    total = models.PositiveIntegerField("应移交卷宗", default=0)
    passed = models.PositiveIntegerField("已移交卷宗", default=0)
    left = models.PositiveIntegerField("未能移交卷宗", default=0)
    untold = models.JSONField("尚未告知的件数", default=_nothing)
    """By successor's code: how many open and how many ended dossiers came since it was told."""

    class Meta:
        """A department ends once."""

        verbose_name = verbose_name_plural = "部门承继"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                name="succession_once",
                fields=["predecessor"],
                violation_error_message=_("该部门的承继已经登记"),
            ),
            models.CheckConstraint(
                name="succession_by_another",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=_("部门不能由自己承继"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Allotment(models.Model):
    """One dossier that another department takes over than the main successor."""

    succession = models.ForeignKey(Succession, models.CASCADE, related_name="allotments")
    root = models.ForeignKey(
        "matters.Matter", models.PROTECT, related_name="+", verbose_name="卷宗"
    )
    successor = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        related_name="+",
        verbose_name="承继部门",
    )

    class Meta:
        """A dossier goes to one department."""

        verbose_name = verbose_name_plural = "逐件划分"
        constraints = [
            models.UniqueConstraint(name="allotment_once", fields=["succession", "root"]),
        ]

    def __str__(self) -> str:
        return f"{self.root_id} → {self.successor_id}"


class CalendarFeed(models.Model):
    """A calendar of deadlines at a secret address, of which only the hash is kept."""

    class Kind(models.TextChoices):
        """Whose deadlines."""

        MINE = "mine", "本人承办"
        DEPARTMENT = "department", "本部门"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="所有人"
    )
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    kind = models.CharField("范围", max_length=20, choices=Kind.choices)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    digest = models.CharField("地址的散列", max_length=64, unique=True)
    created_at = models.DateTimeField("建立时间")
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        """An owner has few."""

        verbose_name = verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


def _none() -> list[dict[str, object]]:
    return []


class NoticeUpload(models.Model):
    """A notice of holidays that was uploaded: what it would change, and whether it was announced.

    A worker tries it; what the page has shown is announced, or nothing.
    """

    text = models.TextField("通知内容")
    sha256 = models.CharField("摘要", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    calendar_version = models.PositiveBigIntegerField("试算所依据的日历版本", null=True)
    years = models.JSONField("变动的日期", default=_none)
    """A dictionary a year: its version afterwards, and the days that become another kind of day."""
    total = models.PositiveIntegerField("须核对的期限", default=0)
    looked_at = models.PositiveIntegerField("已核对的期限", default=0)
    moved = models.PositiveIntegerField("将变动的期限", default=0)
    sample = models.JSONField("其中若干", default=_none)
    """The first clocks that move, with their due times before and after."""
    foreseen_at = models.DateTimeField("试算完成时间", null=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="载入人"
    )
    announced_at = models.DateTimeField("载入时间", null=True)

    class Meta:
        """The same text waits once."""

        verbose_name = verbose_name_plural = "放假通知"
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                name="notice_upload_waits_once",
                fields=["sha256"],
                condition=Q(announced_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uploaded_at:%Y-%m-%d} {self.sha256[:12]}"
