"""Who may read a matter: departments by what they are to it, persons by name."""

from __future__ import annotations

from typing import Any, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.prepared import Param
from clue_transfer.actors import Actor
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import Secrecy

VIEWER = Actor(
    person=cast("int", Param("person", models.BigIntegerField())),
    department=cast("int", Param("department", models.BigIntegerField())),
)
"""Whoever a prepared queryset is read for, with a department; `person` and `department` fill it."""


def opened_by_powers(actor: Actor, *, at: str = "") -> Q:
    """Keep the matters that a superuser's powers open: the kernel's rule of the same name in SQL.

    `at` is the path from the rows to the matter, such as `matter__`. Without powers nothing.
    """
    powers = actor.powers
    if powers is None:
        return Q(pk__in=())
    named = Q(**{f"{at}root_id__in": sorted(powers.dossiers)})
    opened = named & ~Q(**{f"{at}secrecy": Secrecy.SEALED})
    if powers.everything:
        opened |= Q(**{f"{at}secrecy": Secrecy.INTERNAL})
    return opened


def not_secret(actor: Actor, *, at: str = "matter") -> Q:
    """Keep rows beside matters (by the column `at`) whose secrecy lets the actor read them.

    Together with a reason to read (`read_now`), which it does not look at; powers open more.
    """
    named = NamedPerson.objects.filter(
        matter_id=models.OuterRef(f"{at}_id"), person_id=actor.person
    )
    plain = Q(**{f"{at}__secrecy": Secrecy.INTERNAL}) | Q(models.Exists(named))
    return plain if actor.powers is None else plain | opened_by_powers(actor, at=f"{at}__")


def beside_visible(actor: Actor, *, at: str = "matter") -> Q:
    """Keep rows of a table that refers to a matter (by the column `at`) that the actor may see.

    Row by row, for rows that are few already: a sub-select of all that is visible would be
    planned by guess in a database that has just grown.
    """
    if actor.powers is not None:
        plain = beside_visible(actor.without_powers, at=at)
        return plain | opened_by_powers(actor, at=f"{at}__")
    if actor.department is None:
        return Q(pk__in=())
    readable = Access.objects.filter(
        matter_id=models.OuterRef(f"{at}_id"), department_id=actor.department
    )
    return Q(models.Exists(readable)) & not_secret(actor, at=at)


class AccessQuerySet(models.QuerySet[Any]):
    """Reads of access rows; lists start here, since the index is here."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows of the actor's department whose matter secrecy lets them read.

        Of a matter that only powers open, one row of a department that reads it now.
        """
        if actor.powers is not None:
            return self._with_powers(actor)
        if actor.department is None:
            return self.none()
        named = NamedPerson.objects.filter(
            matter_id=models.OuterRef("matter_id"), person_id=actor.person
        )
        return self.filter(
            Q(matter__secrecy=Secrecy.INTERNAL) | models.Exists(named),
            department_id=actor.department,
        )

    def _with_powers(self, actor: Actor) -> Self:
        plain = actor.without_powers
        current = (
            Access.objects.filter(matter_id=models.OuterRef("matter_id"))
            .exclude(why=Why.FORMER)
            .order_by("pk")
        )
        own_row = Q(pk__in=Access.objects.visible_to(plain).exclude(why=Why.FORMER).values("pk"))
        own = Access.objects.visible_to(plain).filter(matter_id=models.OuterRef("matter_id"))
        opened = opened_by_powers(actor, at="matter__")
        first = current.filter(primary=True).values("pk")[:1]
        by_powers = opened & ~Q(models.Exists(own.exclude(why=Why.FORMER)))
        once = Q(pk__in=Access.objects.visible_to(plain).filter(why=Why.FORMER).values("pk"))
        return self.filter(own_row | (by_powers & Q(pk=models.Subquery(first))) | (once & ~opened))


class Access(models.Model):
    """One reason why one department may read one matter; written by the procedure only."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="access")
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    why = models.CharField("缘由", max_length=20)
    primary = models.BooleanField("首要缘由", default=True)
    kind = models.CharField("种类", max_length=40)
    opened_at = models.DateTimeField("登记时间")
    open = models.BooleanField("未终结", default=True)
    next_due_at = models.DateTimeField("最近到期", null=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        """A list reads one department's rows of one kind, newest first or nearest due first."""

        verbose_name = verbose_name_plural = "查阅权限"
        constraints = [
            models.UniqueConstraint(
                name="access_once_per_reason", fields=["matter", "department", "why"]
            ),
        ]
        indexes = [
            models.Index(
                name="access_list_newest",
                fields=["department", "kind", "-opened_at", "-matter"],
                condition=Q(primary=True),
            ),
            models.Index(
                name="access_list_due",
                fields=["department", "kind", "next_due_at", "matter"],
                condition=Q(primary=True, open=True),
            ),
            models.Index(
                name="access_box_newest",
                fields=["department", "kind", "why", "-opened_at", "-matter"],
            ),
            models.Index(
                name="access_box_due",
                fields=["department", "kind", "why", "next_due_at", "matter"],
                condition=Q(open=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.why} {self.department_id}"


class NamedPerson(models.Model):
    """A person who may read a confidential or sealed matter."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="named")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="知情人员"
    )
    since = models.DateTimeField("自")

    class Meta:
        """A person is named once."""

        verbose_name = verbose_name_plural = "知情人员"
        constraints = [
            models.UniqueConstraint(name="named_once", fields=["matter", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.person_id}"
