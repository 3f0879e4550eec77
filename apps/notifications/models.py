"""What is to be told (outbox), what was told to whom, and what a person wants to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Outbox(models.Model):
    """One message of a step, written in the step's transaction and delivered after it."""

    event = models.CharField("事件", max_length=80)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, related_name="+", verbose_name="事项"
    )
    recipient_department = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="收件部门",
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="收件人",
    )
    payload = models.TextField("内容", default="{}")
    created_at = models.DateTimeField("写入时间")
    delivered_at = models.DateTimeField("送达时间", null=True)
    attempts = models.PositiveSmallIntegerField("已尝试", default=0)
    next_attempt_at = models.DateTimeField("下次尝试")
    error = models.TextField("错误", blank=True, default="")

    class Meta:
        """The deliverer reads what is undelivered and due, oldest first."""

        verbose_name = verbose_name_plural = "发件箱"
        constraints = [
            models.CheckConstraint(
                name="outbox_has_recipient",
                condition=Q(recipient_department__isnull=False) | Q(recipient__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="outbox_undelivered",
                fields=["next_attempt_at", "id"],
                condition=Q(delivered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"


class Notification(models.Model):
    """One message as one person sees it."""

    outbox = models.ForeignKey(
        Outbox, models.PROTECT, related_name="notifications", verbose_name="来源"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="notifications",
        verbose_name="收件人",
    )
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, related_name="+", verbose_name="事项"
    )
    event = models.CharField("事件", max_length=80)
    title = models.CharField("标题", max_length=300)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        """A message reaches a person once; a list reads one person's, newest first."""

        verbose_name = verbose_name_plural = "通知"
        constraints = [
            models.UniqueConstraint(name="notification_once", fields=["outbox", "user"]),
        ]
        indexes = [
            models.Index(name="notification_newest", fields=["user", "-created_at", "-id"]),
            models.Index(
                name="notification_unread", fields=["user"], condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """Through which channel a person wants events of a pattern; the longest pattern wins."""

    class Channel(models.TextChoices):
        """How a message reaches a person."""

        IN_APP = "in_app", "站内"
        NONE = "none", "不接收"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notification_preferences",
        verbose_name="用户",
    )
    pattern = models.CharField("事件范围", max_length=80)
    channel = models.CharField("渠道", max_length=20, choices=Channel.choices)

    class Meta:
        """A person says it once a pattern."""

        verbose_name = verbose_name_plural = "通知偏好"
        constraints = [
            models.UniqueConstraint(name="preference_once", fields=["user", "pattern"]),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} → {self.channel}"


class Digest(models.Model):
    """That a person was sent the digest of a period."""

    kind = models.CharField("种类", max_length=20)
    period = models.CharField("期间", max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="收件人"
    )
    told_at = models.DateTimeField("发送时间")

    class Meta:
        """One a person and period."""

        verbose_name = verbose_name_plural = "定期通报台账"
        constraints = [
            models.UniqueConstraint(name="digest_once", fields=["kind", "period", "recipient"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.recipient_id}"
