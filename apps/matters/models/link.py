"""Two matters that are dealt with together (并案); each keeps its number and its own way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Link(models.Model):
    """One matter joined to another, by whom and when."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="links")
    other = models.ForeignKey("matters.Matter", models.PROTECT, related_name="linked_from")
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="并案单位"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    since = models.DateTimeField("时间")
    reason = models.TextField("理由", max_length=2000, blank=True, default="")

    class Meta:
        """Two matters are linked once, and nothing to itself."""

        verbose_name = verbose_name_plural = "并案"
        constraints = [
            models.UniqueConstraint(name="linked_once", fields=["matter", "other"]),
            models.CheckConstraint(name="linked_to_another", condition=~Q(matter=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.other_id}"
