"""A remark on a matter, for those who may read it; it changes nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Comment(models.Model):
    """What somebody wrote beside a matter."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="作者"
    )
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    text = models.TextField("内容", max_length=4000)
    created_at = models.DateTimeField("时间")

    class Meta:
        """Read in order of writing."""

        verbose_name = verbose_name_plural = "备注"
        indexes = [models.Index(name="comment_in_order", fields=["matter", "id"])]

    def __str__(self) -> str:
        return self.text[:40]
