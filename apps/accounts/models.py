"""A person, the departments that they work for, and the tokens of their machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from knox.models import AbstractAuthToken

from apps.organizations.models import pinyin_key
from clue_transfer.vocabulary import Role, Word


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox, of the tokens, is untyped
    """A person who logs in; what they may do follows from their memberships alone."""

    first_name = None  # type: ignore[assignment]  # a Chinese name is one name
    last_name = None  # type: ignore[assignment]  # hides a base attribute
    full_name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=200, blank=True, editable=False)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        """The directory is read in the order of names."""

        verbose_name = verbose_name_plural = "用户"
        indexes = [models.Index(name="user_directory", fields=["pinyin", "id"])]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, **kwargs: Any) -> None:
        """Keep the spelling beside the name."""
        self.pinyin = pinyin_key(self.full_name)
        fields = kwargs.get("update_fields")
        if fields is not None and "full_name" in fields:
            kwargs["update_fields"] = {*fields, "pinyin"}
        super().save(**kwargs)

    def get_full_name(self) -> str:
        """Give the name as it is written."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Give the name as it is written; it has no shorter form."""
        return self.get_full_name()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships by the day."""

    def valid_on(self, day: date) -> Self:
        """Keep those that have begun and have not ended; the last day counts."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Membership(models.Model):
    """One role of a person in a department, from a day until a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="用户")
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    role = models.CharField("角色", max_length=30, choices=Role.choices())
    primary = models.BooleanField("默认代表部门", default=False)
    since = models.DateField("自")
    until = models.DateField("至（含当日）", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        """A role is held once; one row a person names the department that they act for."""

        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "department", "role"]),
            models.UniqueConstraint(
                name="membership_one_primary", fields=["user"], condition=Q(primary=True)
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]
        indexes = [
            models.Index(name="membership_by_role", fields=["department", "role", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.department_id}"


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Reads of substitutions by the day."""

    def in_force(self, day: date) -> Self:
        """Keep those that give something on a day: begun, not over, not ended."""
        return self.filter(since__lte=day, until__gte=day, ended_at__isnull=True)


class Substitution(models.Model):
    """Who acts on behalf of an absent colleague of the same department, in which roles."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="被代理人")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="代理人")
    department = models.ForeignKey(
        "organizations.Department", models.PROTECT, related_name="+", verbose_name="部门"
    )
    roles = ArrayField(models.CharField(max_length=30), verbose_name="代理的角色")
    presides = models.BooleanField("主持工作", default=False)
    since = models.DateField("自")
    until = models.DateField("至（含当日）")
    reason = models.CharField("事由", max_length=500)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="安排人")
    made_at = models.DateTimeField("安排时间")
    ended_at = models.DateTimeField("提前终止时间", null=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        """Found by who stands in, at each of their requests, and by department in the list."""

        verbose_name = verbose_name_plural = "代理"
        constraints = [
            models.CheckConstraint(
                name="substitution_in_order", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="substitution_of_another", condition=~Q(absent=F("substitute"))
            ),
        ]
        indexes = [
            models.Index(
                name="substitution_of_substitute",
                fields=["substitute", "absent"],
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(name="substitution_of_department", fields=["department", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} → {self.absent_id} {self.since:%Y-%m-%d}"


class Scope(Word):
    """What a token may be used for."""

    READ = "read", "只读", "read only"
    WRITE = "write", "读写", "read and write"


class AuthTokenQuerySet(models.QuerySet["AuthToken"]):
    """Reads of tokens by the moment."""

    def usable_at(self, now: datetime) -> Self:
        """Keep those neither expired nor revoked."""
        return self.filter(Q(expiry__isnull=True) | Q(expiry__gt=now), revoked_at__isnull=True)


class AuthToken(AbstractAuthToken):
    """A machine's key, kept as a digest only; a revoked one stays for the record."""

    scope = models.CharField(
        "权限范围", max_length=10, choices=Scope.choices(), default=Scope.READ.value
    )
    label = models.CharField("用途", max_length=100, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    objects = AuthTokenQuerySet.as_manager()

    class Meta:
        """Found by its digest, which is the primary key."""

        verbose_name = verbose_name_plural = "访问令牌"

    def __str__(self) -> str:
        return f"{self.token_key}…"
