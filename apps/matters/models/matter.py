"""Matter (事项): the row that every track stands on."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from apps.common.ids import new_id
from apps.matters.models.access import Access, NamedPerson, opened_by_powers
from apps.matters.models.party import PartyRow
from clue_transfer import vocabulary as words
from clue_transfer.actors import Actor


def _readable_by(actor: Actor) -> Q:
    rows = Access.objects.filter(matter_id=models.OuterRef("pk"), department_id=actor.acting)
    return Q(models.Exists(rows))


def _not_secret_to(actor: Actor) -> Q:
    named = NamedPerson.objects.filter(matter_id=models.OuterRef("pk"), person_id=actor.person)
    return Q(secrecy=words.Secrecy.INTERNAL) | Q(models.Exists(named))


class MatterQuerySet(models.QuerySet[Any]):
    """Reads of matters and of their children; every one of them goes through `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor may read: the department has access, and secrecy lets them.

        Powers that are on open more: a second query, joined for those who have them only.
        """
        if actor.powers is not None:
            plain = Matter.objects.visible_to(actor.without_powers).values("pk")
            return self.filter(Q(pk__in=plain) | opened_by_powers(actor))
        if actor.department is None:
            return self.none()
        return self.filter(_readable_by(actor), _not_secret_to(actor))

    def known_to(self, actor: Actor) -> Self:
        """Keep what the actor may read, and what their department was once sent.

        For steps only: who signs for a leg that has just been recalled is told that it has
        changed, not that it never was.
        """
        if actor.department is None:
            return self.none()
        sent = PartyRow.objects.filter(
            matter_id=models.OuterRef("pk"), department_id=actor.department
        )
        # Side by side and not as a set of keys: that would be built of all that there is.
        return self.filter(_readable_by(actor) | Q(models.Exists(sent)), _not_secret_to(actor))

    def locked(self) -> Self:
        """Lock parent and child rows in id order, without blocking inserts that refer to them."""
        of = ("self",) if self.model is Matter else ("self", "matter_ptr")
        return self.order_by("pk").select_for_update(no_key=True, of=of)


class Matter(models.Model):
    """One thing that somebody must deal with; its children add their own columns."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=40)
    number = models.CharField("文号", max_length=80, null=True, unique=True)
    title = models.CharField("标题", max_length=200)
    search_text = models.TextField("检索文本", blank=True)
    grams = models.GeneratedField(
        expression=Func(F("search_text"), function="matter_grams"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="上级事项"
    )
    root = models.ForeignKey("self", models.PROTECT, related_name="dossier", verbose_name="卷宗")
    status = models.CharField("状态", max_length=40)
    status_changed_at = models.DateTimeField("状态变更时间")
    version = models.PositiveIntegerField("版本", default=1)
    holder = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        related_name="held_matters",
        verbose_name="承办单位",
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="handled_matters",
        verbose_name="承办人",
    )
    division = models.ForeignKey(
        "organizations.Division",
        models.PROTECT,
        null=True,
        related_name="matters",
        verbose_name="行政区划",
    )
    secrecy = models.CharField("知悉范围", max_length=20, default=words.Secrecy.INTERNAL)
    about_minor = models.BooleanField("涉及未成年人", default=False, db_default=False)
    two_laws = models.BooleanField("行刑衔接", default=False, db_default=False)
    lowering = models.JSONField("放宽知悉限制的提议", null=True)
    about_department = models.ForeignKey(
        "organizations.Department",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="反映的部门",
    )
    urgency = models.CharField("紧急程度", max_length=20, default=words.Urgency.NORMAL)
    escalation_level = models.PositiveSmallIntegerField("升级级别", default=0)
    opened_at = models.DateTimeField("登记时间")
    concluded_at = models.DateTimeField("终结时间", null=True)
    acts = models.JSONField("已办步骤", default=dict)
    record_head = models.CharField("留痕链首", max_length=64, default="")
    record_count = models.PositiveIntegerField("留痕条数", default=0)

    objects = MatterQuerySet.as_manager()

    class Meta:
        """One holder at every instant, and the index that each list needs."""

        verbose_name = verbose_name_plural = "事项"
        constraints = [
            models.CheckConstraint(
                name="matter_open_has_holder",
                condition=Q(concluded_at__isnull=False) | Q(holder__isnull=False),
            ),
        ]
        indexes = [
            GinIndex(name="matter_grams_search", fields=["grams"]),
            models.Index(name="matter_of_dossier", fields=["root", "kind", "id"]),
        ]

    def __str__(self) -> str:
        return self.number or self.title
