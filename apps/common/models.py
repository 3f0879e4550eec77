"""The keys under which callers repeat a request without doing it twice."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """One request that was done, and what came of it; written in the request's own transaction."""

    # Plain numbers: this app knows neither users nor departments.
    user_id = models.BigIntegerField("用户")
    department_id = models.BigIntegerField("代表部门", null=True)
    route = models.TextField("路径")
    key = models.CharField("键", max_length=255)
    body_hash = models.CharField("内容摘要", max_length=64)
    result_kind = models.CharField("结果种类", max_length=64, default="")
    result_id = models.CharField("结果编号", max_length=64, default="")
    status = models.PositiveSmallIntegerField("应答状态", null=True)
    created_at = models.DateTimeField("登记时间", db_default=Now(), db_index=True)

    class Meta:
        """A key is one request of one user for one department on one route."""

        verbose_name = verbose_name_plural = "幂等键"
        constraints = [
            models.UniqueConstraint(
                name="idempotency_key_once",
                fields=["user_id", "department_id", "route", "key"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.key
