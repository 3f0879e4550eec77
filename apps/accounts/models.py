"""A person, the departments that they work for, and the tokens of their machines."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from knox.models import AbstractAuthToken

from apps.organizations.models import pinyin_key
from clue_transfer.powers import LONGEST_POWERS, REQUEST_STANDS
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


class PowerGrantQuerySet(models.QuerySet["PowerGrant"]):
    """Reads of grants by the moment."""

    def in_force(self, now: datetime) -> Self:
        """Keep those that open something now: approved, begun, not over, not ended."""
        return self.filter(since__lte=now, until__gt=now, ended_at__isnull=True)

    def undecided(self, now: datetime) -> Self:
        """Keep requests that may still be approved."""
        asked_after = now - REQUEST_STANDS
        return self.filter(since__isnull=True, ended_at__isnull=True, asked_at__gt=asked_after)


class PowerGrant(models.Model):
    """Powers that a superuser has asked for, and whether and until when they are on.

    A row is written once, approved once and ended once; the database refuses anything else.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="超级用户")
    reason = models.CharField("事由", max_length=500)
    everything = models.BooleanField("全部内部事项", default=False)
    dossiers = ArrayField(models.UUIDField(), verbose_name="卷宗", default=list, blank=True)
    numbers = ArrayField(
        models.CharField(max_length=80), verbose_name="卷宗文号", default=list, blank=True
    )
    hours = models.PositiveSmallIntegerField("时长（小时）")
    asked_at = models.DateTimeField("申请时间")
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    since = models.DateTimeField("开启时间", null=True)
    until = models.DateTimeField("到期时间", null=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="结束人"
    )
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = PowerGrantQuerySet.as_manager()

    class Meta:
        """Approved by another, never longer than the kernel's limit, for something named."""

        verbose_name = verbose_name_plural = "超级权限"
        constraints = [
            models.CheckConstraint(
                name="powers_need_four_eyes",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("user")),
            ),
            models.CheckConstraint(
                name="powers_approved_whole",
                condition=Q(approved_by__isnull=True, since__isnull=True, until__isnull=True)
                | Q(approved_by__isnull=False, since__isnull=False, until__isnull=False),
            ),
            models.CheckConstraint(
                name="powers_are_limited",
                condition=Q(since__isnull=True)
                | Q(
                    since__gte=F("asked_at"),
                    until__gt=F("since"),
                    until__lte=F("since") + LONGEST_POWERS,
                ),
            ),
            models.CheckConstraint(
                name="powers_ended_by_somebody_at_some_time",
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="powers_for_something",
                condition=Q(everything=True, dossiers=[])
                | Q(everything=False, dossiers__len__gt=0),
            ),
            models.CheckConstraint(name="powers_have_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="powers_last_whole_hours",
                condition=Q(hours__gte=1, hours__lte=LONGEST_POWERS // timedelta(hours=1)),
            ),
        ]
        indexes = [
            models.Index(
                name="powers_of_user", fields=["user", "-until"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d %H:%M}"


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
