"""People and what they may do, for administrators."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import actions, queries
from apps.accounts.models import AuthToken, Membership, Substitution, User

_RIGHTS = ("is_staff", "is_superuser", "groups")
_BEFORE = "rights_before"


def _own(request: HttpRequest, user: User | None) -> bool:
    """Whether the account is that of who asks."""
    return user is not None and user.pk == request.user.pk


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    """A person's roles, beside the person."""

    model = Membership
    extra = 0
    autocomplete_fields = ("department",)
    can_delete = False  # a membership ends on a day; what was done under it stays explained

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse one for oneself: another person gives it."""
        return super().has_add_permission(request, obj) and not _own(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to change one's own."""
        return super().has_change_permission(request, obj) and not _own(request, obj)


class NewUserForm(AdminUserCreationForm):
    """What a new user needs: a name beside the user name and the password."""

    class Meta:
        """Ask for the name."""

        model = User
        fields = ("username", "full_name", "phone")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Persons: searched by name, never deleted, deactivated instead."""

    add_form = NewUserForm
    list_display = ("username", "full_name", "phone", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "full_name", "pinyin", "phone")
    ordering = ("pinyin", "id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("人员"), {"fields": ("full_name", "phone", "email")}),
        (_("权限"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("时间"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "phone", "password1", "password2")}),
    )
    filter_horizontal = ("groups",)
    inlines = (MembershipInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who has acted stays in the record."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let superusers only touch a superuser's account."""
        reserved = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not reserved

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let nobody change their own rights, and nobody but a superuser those of others."""
        given = super().get_readonly_fields(request, obj)
        if _own(request, obj):
            return (*given, "is_active", *_RIGHTS)
        return given if request.user.is_superuser else (*given, *_RIGHTS)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Record what changed of the person's rights, groups included, or that they are new."""
        super().save_related(request, form, formsets, change)
        before = getattr(form.instance, _BEFORE, None)
        if before is None:
            actions.note_account(form.instance, **_now_by(request))
        else:
            actions.note_rights(form.instance, before=before, **_now_by(request))

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002 - Django's signature
        """Record that somebody set another person's password."""
        rows = User.objects.filter(pk=id) if id.isdigit() else User.objects.none()
        before = rows.values_list("password", flat=True).first()
        answer = super().user_change_password(request, id, form_url)
        user = rows.first()
        if user is not None and user.password != before and user.pk != request.user.pk:
            actions.note_password(user, **_now_by(request))
        return answer

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save the person; let them act no more, or again, as an act of its own."""
        if change:
            setattr(obj, _BEFORE, queries.rights_of(obj))
        active = obj.is_active
        switched = change and "is_active" in form.changed_data
        if switched:
            obj.is_active = not active
        super().save_model(request, obj, form, change)
        if switched:
            switch = actions.reactivate if active else actions.deactivate
            switch(obj, **_now_by(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Write each new or changed membership with its entry."""
        for membership in formset.save(commit=False):
            actions.keep_membership(membership, **_now_by(request))
        formset.save_m2m()


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Who holds which role where."""

    list_display = ("user", "department", "role", "primary", "since", "until")
    list_filter = ("role", "primary")
    list_select_related = ("user", "department")
    search_fields = ("user__username", "user__full_name", "department__name", "department__code")
    autocomplete_fields = ("user", "department")
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep whose it is, where and as what: another one is another membership."""
        return ("user", "department", "role") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a membership ends on a day."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to change one's own."""
        own = obj is not None and _own(request, obj.user)
        return super().has_change_permission(request, obj) and not own

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Write the membership with its entry; one's own is refused."""
        if _own(request, obj.user):
            raise PermissionDenied
        actions.keep_membership(obj, **_now_by(request))


@admin.register(Substitution)
class SubstitutionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Who stands in for whom: arranged and ended by those concerned, read here."""

    list_display = ("absent", "substitute", "department", "since", "until", "presides", "ended_at")
    list_filter = ("presides",)
    list_select_related = ("absent", "substitute", "department")
    search_fields = (
        "absent__username",
        "absent__full_name",
        "substitute__username",
        "substitute__full_name",
        "department__name",
        "department__code",
    )
    autocomplete_fields = ("absent", "substitute", "department")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: it is arranged by the absent one or who leads the department."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: it is ended, never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who stood in for whom stays to be seen."""
        return False


def _now_by(request: HttpRequest) -> dict[str, Any]:
    """Say when it is and who asks, for an action."""
    now = timezone.now()
    user = cast("User", request.user)
    return {"now": now, "actor": queries.actor_of(user, on=timezone.localdate(now))}


@admin.register(AuthToken)
class AuthTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Tokens are read and revoked here; `manage.py issue_token` makes them."""

    list_display = ("token_key", "user", "scope", "label", "created", "expiry", "revoked_at")
    list_filter = ("scope",)
    list_select_related = ("user",)
    search_fields = ("token_key", "user__username", "user__full_name", "label")
    readonly_fields = ("token_key", "user", "scope", "label", "created", "expiry", "revoked_at")
    exclude = ("digest",)
    actions = ("revoke",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a key is shown once, on the terminal of who issues it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a revoked token stays to be seen."""
        return False

    @admin.action(description=_("吊销所选令牌"), permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: Any) -> None:
        """Revoke the chosen tokens in the name of who asks."""
        by = _now_by(request)
        for token in chosen:
            actions.revoke_token(token, **by)
