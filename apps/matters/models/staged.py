"""What a matter keeps of its papers: at each stage who gave what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models.matter import Matter, MatterQuerySet


def _none() -> list[Any]:
    return []


class StagedMatter(Matter):
    """A matter of the two laws, whose stages are papers: each is kept as it was given."""

    stages = models.JSONField(
        "办理阶段", default=_none, db_default=models.Value([], models.JSONField())
    )

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Not a table of its own."""

        abstract = True
