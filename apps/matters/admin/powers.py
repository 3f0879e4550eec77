"""Powers in the admin: asked with the own password, approved by another, listed for ever."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.actions import end_powers
from apps.accounts.models import PowerGrant, User
from apps.accounts.queries import actor_of, may_approve_powers, open_powers
from apps.common.api.wording import say
from apps.matters.actions.powers import approve_powers, ask_powers, dossiers_of
from clue_transfer.errors import Refused
from clue_transfer.powers import LONGEST_POWERS, request_errors

_HOURS = int(LONGEST_POWERS.total_seconds() // 3600)
_APPROVE, _END = "approve", "end"


class WithPassword(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A form that asks for the own password again; wrong ones lock out as at the log-in."""

    request: ClassVar[HttpRequest]
    password = forms.CharField(
        label=_("本人密码"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    class Meta:
        """No field of the row itself is typed in here."""

        model = PowerGrant
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave the row to the action: the form fills no field of it."""

    def check_password(self) -> None:
        """Refuse the form unless the password is that of who asks."""
        user, password = cast("User", self.request.user), self.cleaned_data.get("password") or ""
        found = authenticate(self.request, username=user.username, password=password)
        if found is None or found.pk != user.pk:
            self.add_error("password", gettext("密码不正确"))


class AskForm(WithPassword):
    """What powers are asked for: the least that will do, why, and for how long."""

    scope = forms.ChoiceField(
        label=_("范围"),
        choices=[("dossiers", _("以下卷宗")), ("everything", _("全部内部事项"))],
        initial="dossiers",
        widget=forms.RadioSelect,
        help_text=_("限制知悉的卷宗须逐一列明；密封的卷宗一律不开启"),
    )
    numbers = forms.CharField(
        label=_("卷宗文号"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个"),
    )
    reason = forms.CharField(
        label=_("事由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    hours = forms.IntegerField(label=_("时长（小时）"), min_value=1, max_value=_HOURS, initial=1)

    def clean(self) -> dict[str, Any]:
        """Check the password, then everything that the action will check."""
        data = super().clean() or self.cleaned_data
        self.check_password()  # first: nobody learns without it which numbers there are
        if self.errors:
            return data
        numbers = [line.strip() for line in data.get("numbers", "").splitlines() if line.strip()]
        data["everything"], data["dossiers"] = data["scope"] == "everything", numbers
        try:
            dossiers_of(numbers)
        except Refused as refusal:
            raise _as_form_error(refusal) from refusal
        faults = request_errors(
            reason=data["reason"],
            hours=data["hours"],
            everything=data["everything"],
            dossiers=numbers,
        )
        if faults:
            raise ValidationError([say(fault.message, fault.params) for fault in faults])
        return data


class DecideForm(WithPassword):
    """Approve a request, which needs the own password, or end it."""

    act = forms.ChoiceField(
        label=_("办理"),
        choices=[(_END, _("结束")), (_APPROVE, _("批准并开启"))],
        widget=forms.RadioSelect,
        help_text=_("批准须输入本人密码"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the password where something is switched on."""
        data = super().clean() or self.cleaned_data
        if data.get("act") == _APPROVE:
            self.check_password()
        return data


@admin.register(PowerGrant)
class PowerGrantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Every request for powers and what became of it: approved once, ended once, never deleted."""

    _shown = (
        "user",
        "reason",
        "everything",
        "numbers",
        "hours",
        "asked_at",
        "approved_by",
        "since",
        "until",
        "ended_by",
        "ended_at",
    )
    list_display = ("asked_at", "user", "everything", "hours", "approved_by", "until", "ended_at")
    list_select_related = ("user", "approved_by")
    search_fields = ("user__username", "user__full_name", "reason")
    ordering = ("-id",)
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **more: Any) -> Any:
        """Ask, or decide; who is asked for their password is who is logged in."""
        form: Any = DecideForm if obj else AskForm
        return type(form)(form.__name__, (form,), {"request": request})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the row; what is typed in stands below."""
        if obj is None:
            return ("scope", "numbers", "reason", "hours", "password")
        decide = ("act", "password") if self.has_change_permission(request, obj) else ()
        return (*self._shown, *decide)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep all that the row says."""
        return self._shown if obj else ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to who may ask or approve."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let superusers and administrators read who asked for what."""
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let a superuser ask who has no powers and has asked for none."""
        user = cast("User", request.user)
        if not (user.is_active and user.is_superuser):
            return False
        return open_powers(user.pk, now=timezone.now()) is None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those who may approve or end decide about what is not over."""
        if obj is None:
            return False
        over = obj.until is not None and obj.until <= timezone.now()
        return obj.ended_at is None and not over and self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who had powers stays to be seen."""
        return False

    def save_model(self, request: HttpRequest, obj: PowerGrant, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Ask, approve or end through the action."""
        now, data = timezone.now(), form.cleaned_data
        actor = actor_of(cast("User", request.user), on=timezone.localdate(now))
        if not change:
            made = ask_powers(
                reason=data["reason"],
                hours=data["hours"],
                everything=data["everything"],
                numbers=data["dossiers"],
                actor=actor,
                now=now,
            )
            obj.pk, obj.user_id, obj.asked_at = made.pk, made.user_id, made.asked_at
        elif data["act"] == _APPROVE:
            approve_powers(obj.pk, actor=actor, now=now)
        else:
            end_powers(obj.pk, actor=actor, now=now)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say why something was refused, with nothing written."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, " ".join(_as_form_error(refusal).messages))
            return HttpResponseRedirect(reverse("admin:accounts_powergrant_changelist"))

    def _may(self, request: HttpRequest) -> bool:
        user = cast("User", request.user)
        return user.is_active and may_approve_powers(user.pk, now=timezone.now())


def _as_form_error(refusal: Refused) -> ValidationError:
    faults = [say(fault.message, fault.params) for fault in refusal.errors]
    return ValidationError(faults or [say(refusal.template, refusal.params)])
