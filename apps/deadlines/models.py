"""The rules of time, the clocks that run under them, and when a clock stood still."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from apps.common.ids import new_id
from clue_transfer import vocabulary as words
from clue_transfer.rule_versions import SILENT_VERBS


class Rule(models.Model):
    """One version of one limit: how long, counted how, for whom, and where it is written."""

    code = models.CharField("编码", max_length=40)
    version = models.PositiveIntegerField("版本", default=1)
    kind = models.CharField("期限种类", max_length=40)
    label = models.CharField("名称", max_length=80)
    trigger = models.TextField("起算")
    actor = models.CharField("承担者", max_length=120, blank=True, default="", db_default="")
    limit = models.PositiveIntegerField("期限")
    unit = models.CharField("单位", max_length=20, choices=words.Unit.choices())
    regime = models.CharField("计算规则", max_length=40)
    roll_over = models.BooleanField("末日顺延", default=True)
    nature = models.CharField(
        "性质", max_length=20, choices=words.Nature.choices(), default=words.Nature.DUTY
    )
    urgent_limit = models.PositiveIntegerField("加急期限", null=True, blank=True)
    urgent_unit = models.CharField(
        "加急单位", max_length=20, choices=words.Unit.choices(), null=True, blank=True
    )
    emergency_limit = models.PositiveIntegerField("特急期限", null=True, blank=True)
    emergency_unit = models.CharField(
        "特急单位", max_length=20, choices=words.Unit.choices(), null=True, blank=True
    )
    extension_limits = models.JSONField("各次延期上限", default=list, blank=True)
    suspension_causes = models.JSONField("可中止事由", default=list, blank=True)
    on_expiry = models.CharField(
        "期满由系统办理",
        max_length=40,
        blank=True,
        default="",
        db_default="",
        choices=[(str(verb), verb.label) for verb in SILENT_VERBS],
    )
    applies_to_systems = models.JSONField("适用条线", default=list, blank=True)
    applies_to_levels = models.JSONField(
        "适用层级", default=list, db_default=Value([], models.JSONField()), blank=True
    )
    applies_to_urgencies = models.JSONField("适用紧急程度", default=list, blank=True)
    named_only = models.BooleanField("仅按编码选用", default=False)
    reference_only = models.BooleanField(
        "仅供参考", default=False, db_default=False, help_text="尚无办理步骤启动此期限"
    )
    citation = models.TextField("依据")
    confidence = models.CharField("可信度", max_length=1, choices=words.Confidence.choices())
    source = models.CharField("来源", max_length=20, choices=words.RuleSource.choices())
    consequence = models.TextField("逾期后果", blank=True)
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField("失效日期", null=True, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta:
        """A running clock keeps the version that it started under, so versions are kept."""

        verbose_name = verbose_name_plural = "期限规则"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(name="rule_version_once", fields=["code", "version"]),
            models.CheckConstraint(
                name="rule_effective_in_order",
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
            ),
            models.CheckConstraint(name="rule_limit_positive", condition=Q(limit__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version} {self.label}"


class Deadline(models.Model):
    """One clock of one department in one matter, under one version of a rule."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, related_name="deadlines", verbose_name="事项"
    )
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="deadlines", verbose_name="规则")
    kind = models.CharField("种类", max_length=40)
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="deadlines", verbose_name="部门"
    )
    urgency = models.CharField(
        "紧急程度",
        max_length=20,
        choices=words.Urgency.choices(),
        default=words.Urgency.NORMAL,
    )
    state = models.CharField(
        "状态",
        max_length=20,
        choices=words.DeadlineState.choices(),
        default=words.DeadlineState.RUNNING,
    )
    started_at = models.DateTimeField("起算时间")
    due_at = models.DateTimeField("到期")
    set_on = models.DateField("文书所定日期", null=True)
    provisional = models.BooleanField("暂定", default=False)
    extension = models.PositiveIntegerField("已延期", default=0)
    extension_count = models.PositiveSmallIntegerField("已延期次数", default=0, db_default=0)
    held_until = models.DateTimeField("升级暂缓至", null=True)
    proposal = models.JSONField("中止提议", null=True)
    suspended_at = models.DateTimeField("中止时间", null=True)
    suspended_for = models.CharField(
        "中止事由", max_length=80, blank=True, default="", db_default=""
    )
    stopped_at = models.DateTimeField("终止时间", null=True)
    stopped_by = models.CharField("终止步骤", max_length=40, blank=True, default="")
    calendar_version = models.PositiveBigIntegerField("日历版本", default=0)
    due_version = models.PositiveIntegerField("到期版本", default=1)
    next_action_at = models.DateTimeField("下次动作", null=True)

    class Meta:
        """One open clock of a kind for a department; the sweep and the boards read by index."""

        verbose_name = verbose_name_plural = "期限"
        constraints = [
            models.UniqueConstraint(
                name="deadline_one_open",
                fields=["matter", "kind", "department"],
                condition=Q(state__in=["running", "suspended"]),
            ),
            models.CheckConstraint(
                name="deadline_state_has_its_time",
                condition=Q(state="running", suspended_at__isnull=True, stopped_at__isnull=True)
                | Q(state="suspended", suspended_at__isnull=False, stopped_at__isnull=True)
                | Q(state__in=["stopped", "cancelled"], stopped_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="deadline_board", fields=["department", "state", "due_at", "id"]),
            models.Index(
                name="deadline_sweep",
                fields=["next_action_at", "id"],
                condition=Q(state="running", next_action_at__isnull=False),
            ),
            models.Index(name="deadline_of_matter", fields=["matter", "state"]),
            models.Index(
                name="deadline_by_calendar",
                fields=["calendar_version", "matter"],
                condition=Q(state__in=["running", "suspended"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether the clock runs or stands suspended."""
        return self.state in (words.DeadlineState.RUNNING, words.DeadlineState.SUSPENDED)


class Suspension(models.Model):
    """From when until when a clock stood still, and why."""

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="suspensions", verbose_name="期限"
    )
    cause = models.CharField("事由", max_length=80)
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)

    class Meta:
        """A clock stands still once at a time."""

        verbose_name = verbose_name_plural = "期限中止"
        constraints = [
            models.UniqueConstraint(
                name="suspension_one_open",
                fields=["deadline"],
                condition=Q(until__isnull=True),
            ),
            models.CheckConstraint(
                name="suspension_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]
        indexes = [models.Index(name="suspension_of_deadline", fields=["deadline", "since"])]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.cause}"


class Reminder(models.Model):
    """The reminder ledger: a rung of a clock under one due date, and what a person heard of it."""

    class State(models.TextChoices):
        """What became of a rung for a person."""

        SENT = "sent", "已发送"
        SUPERSEDED = "superseded", "已被更高一级取代"

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="reminders", verbose_name="期限", db_index=False
    )
    due_version = models.PositiveIntegerField("到期版本")
    rung = models.CharField("阶梯", max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="收件人"
    )
    state = models.CharField("状态", max_length=20, choices=State.choices)
    level = models.PositiveSmallIntegerField("级别", default=0)
    reached_at = models.DateTimeField("到达时间")
    told_at = models.DateTimeField("登记时间")

    class Meta:
        """Nobody hears twice of one rung under one due date."""

        verbose_name = verbose_name_plural = "催办台账"
        constraints = [
            models.UniqueConstraint(
                name="reminder_once", fields=["deadline", "due_version", "rung", "recipient"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.rung} {self.recipient_id}"
