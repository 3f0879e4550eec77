"""Papers that steps make: asked for in the step's transaction, rendered after it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.ids import new_id


class Document(models.Model):
    """One paper of one matter: the data that it says, and the PDF and the DOCX made of them."""

    class Status(models.TextChoices):
        """Whether the file is there."""

        PENDING = "pending", "生成中"
        READY = "ready", "已生成"
        FAILED = "failed", "生成失败"

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, related_name="documents", verbose_name="事项"
    )
    kind = models.CharField("文书种类", max_length=40)
    number = models.CharField("文号", max_length=80, blank=True, default="")
    title = models.CharField("标题", max_length=200)
    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.PENDING)
    data = models.TextField("数据")
    template_version = models.PositiveSmallIntegerField("模板版本", default=1)
    verify_code = models.CharField("核验码", max_length=20, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField("大小", default=0)
    path = models.CharField("存放位置", max_length=100, blank=True, default="")
    docx_sha256 = models.CharField(
        "DOCX SHA-256", max_length=64, blank=True, default="", db_default=""
    )
    docx_size = models.PositiveBigIntegerField("DOCX大小", default=0, db_default=0)
    docx_path = models.CharField(
        "DOCX存放位置", max_length=100, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField("登记时间")
    ready_at = models.DateTimeField("生成时间", null=True)
    attempts = models.PositiveSmallIntegerField("已尝试", default=0)
    next_attempt_at = models.DateTimeField("下次尝试")
    error = models.TextField("错误", blank=True, default="")

    class Meta:
        """The renderer reads what is pending and due; a matter's papers are read in order."""

        verbose_name = verbose_name_plural = "文书"
        constraints = [
            models.CheckConstraint(
                name="document_ready_has_file",
                condition=~Q(status="ready") | (~Q(sha256="") & Q(ready_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="document_of_matter", fields=["matter", "id"]),
            models.Index(
                name="document_pending",
                fields=["next_attempt_at", "id"],
                condition=Q(status="pending"),
            ),
        ]

    def __str__(self) -> str:
        return self.title
