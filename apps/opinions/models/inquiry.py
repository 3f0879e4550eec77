"""Inquiry (书面咨询)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from apps.matters.models import MatterQuerySet, StagedMatter


class Inquiry(StagedMatter):
    """A question in writing from one organ to another; the answer advises and binds nobody."""

    sender = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="咨询单位"
    )
    addressee = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="被咨询单位"
    )
    about = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, related_name="+", verbose_name="所涉事项"
    )
    question = models.TextField("咨询问题")
    facts = models.TextField("案件情况", blank=True, default="", db_default="")
    answer = models.TextField("答复", blank=True, default="", db_default="")

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        """Listed through the spine."""

        verbose_name = verbose_name_plural = "书面咨询"
