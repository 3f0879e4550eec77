"""What is asked at the desk: more time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.matters.models import Matter, MatterQuerySet


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
