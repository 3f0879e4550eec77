"""Subject (违法主体): a person or a firm that clues are about."""

from __future__ import annotations

from django.db import models

from apps.common.ids import new_id


class Subject(models.Model):
    """A person or a firm; a firm with a credit code stands here once."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    name = models.CharField("名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, null=True, unique=True)
    positive_list = models.BooleanField("正面清单企业", default=False)
    key_unit = models.BooleanField("重点排污单位", default=False)
    address = models.CharField("地址", max_length=300, blank=True)

    class Meta:
        """Found by its credit code."""

        verbose_name = verbose_name_plural = "违法主体"

    def __str__(self) -> str:
        return self.name
