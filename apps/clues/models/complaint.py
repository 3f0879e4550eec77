"""Complaint (投诉举报): what somebody told the department, without who it was."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.matters.models import Matter, MatterQuerySet
from clue_transfer import vocabulary as words


class Complaint(Matter):
    """What was complained about, what became of it; who complained stands in `Reporter` only."""

    intake = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="受理单位"
    )
    channel = models.CharField("举报渠道", max_length=20)
    external_number = models.CharField("举报编号", max_length=80, null=True)
    received_at = models.DateTimeField("举报时间")
    occurred = models.CharField("发生时间", max_length=200, blank=True, default="")
    subject_name = models.CharField("被举报对象", max_length=200, blank=True, default="")
    subject_key = models.CharField("对象比对码", max_length=200, blank=True, default="")
    address = models.CharField("地址", max_length=300, blank=True, default="")
    place_key = models.CharField("地址比对码", max_length=300, blank=True, default="")
    content = models.TextField("举报内容", max_length=20000)
    pollution_type = models.CharField("污染类型", max_length=20, default=words.PollutionType.OTHER)
    anonymous = models.BooleanField("匿名", default=False)
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="repeated_by", verbose_name="原举报"
    )
    import_run = models.ForeignKey(
        "clues.ImportRun",
        models.PROTECT,
        null=True,
        related_name="complaints",
        verbose_name="导入",
    )
    refusal_code = models.CharField("不予受理理由", max_length=40, blank=True, default="")
    reply = models.TextField("受理答复", blank=True, default="")
    told_on = models.DateField("告知日期", null=True)
    told_way = models.CharField("告知方式", max_length=20, blank=True, default="")
    moved_to = models.CharField("转送单位", max_length=200, blank=True, default="")
    opened_clue = models.OneToOneField(
        "clues.Clue",
        models.PROTECT,
        null=True,
        related_name="from_complaint",
        verbose_name="线索",
    )
    proposal = models.TextField("拟答复", blank=True, default="")
    answer = models.TextField("答复", blank=True, default="")
    answered_on = models.DateField("答复日期", null=True)
    answered_way = models.CharField("答复方式", max_length=20, blank=True, default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """A hotline's number stands once a department; earlier ones are found by their target."""

        verbose_name = verbose_name_plural = "投诉举报"
        constraints = [
            models.UniqueConstraint(
                name="complaint_number_once",
                fields=["intake", "external_number"],
                condition=Q(external_number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="complaint_same_subject",
                fields=["intake", "subject_key", "received_at"],
                condition=~Q(subject_key=""),
            ),
            models.Index(
                name="complaint_same_place",
                fields=["intake", "place_key", "received_at"],
                condition=~Q(place_key=""),
            ),
        ]
