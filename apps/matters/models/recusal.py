"""Who has declared a conflict of interest in a dossier."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models


class Recusal(models.Model):
    """A person who takes no step in a dossier any more; it stands at the dossier's root."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="recusals")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回避人员"
    )
    reason = models.TextField("事由", max_length=2000)
    at = models.DateTimeField("时间")

    class Meta:
        """A person declares it once a dossier."""

        verbose_name = verbose_name_plural = "回避"
        constraints = [
            models.UniqueConstraint(name="recusal_once", fields=["matter", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.person_id}"


def recused_in(root: str) -> ArraySubquery:
    """Read who has declared a conflict in a dossier; `root` names the column of its root.

    By the root that a matter has now: what was declared before a merger holds after it.
    """
    rows = Recusal.objects.filter(matter__root=models.OuterRef(root)).order_by()
    return ArraySubquery(rows.values("person_id"))


def recused_persons(root: UUID) -> frozenset[int]:
    """Read who has declared a conflict in the dossier of a root."""
    rows = Recusal.objects.filter(matter__root=root)
    return frozenset(rows.values_list("person_id", flat=True))
