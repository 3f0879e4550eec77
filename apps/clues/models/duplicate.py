"""Duplicate: an earlier clue that a submitted one is likely the same as."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q


def _empty() -> list[Any]:
    return []


class Duplicate(models.Model):
    """Two clues that look like one, how much, and why; who sees it is decided at each reading."""

    clue = models.ForeignKey("clues.Clue", models.PROTECT, related_name="looks_like")
    other = models.ForeignKey("clues.Clue", models.PROTECT, related_name="looked_like_by")
    score = models.PositiveSmallIntegerField("相似度")
    reasons = models.JSONField("理由", default=_empty)
    found_at = models.DateTimeField("发现时间")

    class Meta:
        """Two clues are compared once."""

        verbose_name = verbose_name_plural = "疑似重复"
        constraints = [
            models.UniqueConstraint(name="duplicate_once", fields=["clue", "other"]),
            models.CheckConstraint(name="duplicate_of_another", condition=~Q(clue=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.other_id} {self.score}"
