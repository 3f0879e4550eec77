"""Evidence: what was handed in, by whom, with its hash, and who has touched it since."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.common.ids import new_id


class Evidence(models.Model):
    """One file of one matter; its bytes lie in the store under their own hash."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, related_name="evidence", verbose_name="事项"
    )
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("证据种类", max_length=40, blank=True, default="")
    note = models.CharField("说明", max_length=500, blank=True, default="")
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    stored_at = models.CharField("存放位置", max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="上传部门"
    )
    created_at = models.DateTimeField("上传时间")
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="调取自"
    )

    class Meta:
        """A matter's evidence is read in the order in which it was handed in."""

        verbose_name = verbose_name_plural = "证据"
        indexes = [models.Index(name="evidence_of_matter", fields=["matter", "id"])]

    def __str__(self) -> str:
        return self.name


class Custody(models.Model):
    """One touch of one piece of evidence: who, when, what, and whether the hash held."""

    class Act(models.TextChoices):
        """What was done with the file."""

        UPLOADED = "uploaded", "上传"
        DOWNLOADED = "downloaded", "下载"
        CONFIRMED = "confirmed", "清单确认"
        CHECKED = "checked", "核验"
        CARRIED = "carried", "调取"

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="custody", verbose_name="证据"
    )
    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="人员",
    )
    department = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="部门",
    )
    act = models.CharField("行为", max_length=20, choices=Act.choices)
    ok = models.BooleanField("哈希一致")

    class Meta:
        """Append-only (a trigger refuses changes), read in order."""

        verbose_name = verbose_name_plural = "保管记录"
        indexes = [models.Index(name="custody_in_order", fields=["evidence", "id"])]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.act}"
