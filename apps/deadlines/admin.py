"""The rules of time in the admin: a rule in use is not rewritten, it gets a new version."""

from __future__ import annotations

import json
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.common.api.wording import say
from apps.deadlines.actions import MAY_CHANGE_IN_USE, check_version, keep_version
from apps.deadlines.models import Rule
from clue_transfer.errors import Invalid

_CARRIED_OVER = (
    *("code", "kind", "label", "trigger", "actor", "limit", "unit", "regime", "roll_over"),
    *("nature", "on_expiry", "urgent_limit", "urgent_unit", "emergency_limit", "emergency_unit"),
    *("named_only", "reference_only", "citation", "confidence", "source", "consequence", "note"),
)
_LISTS = (
    *("extension_limits", "suspension_causes"),
    *("applies_to_systems", "applies_to_levels", "applies_to_urgencies"),
)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A version of a limit, checked as a whole."""

    class Meta:
        """Every field."""

        model = Rule
        fields = (*_CARRIED_OVER, *_LISTS, "version", "effective_from", "effective_until")

    def clean(self) -> None:
        """Take an emptied list for one that names nothing."""
        for name in _LISTS:
            if name in self.fields and self.cleaned_data.get(name, []) is None:
                self.cleaned_data[name] = []

    def _post_clean(self) -> None:
        """Ask the kernel once each field is right by itself."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        # What the tables refuse as a whole the kernel refuses at a field.
        self.errors.pop(NON_FIELD_ERRORS, None)
        if self.errors:
            return
        try:
            check_version(self.instance)
        except Invalid as refused:
            for error in refused.errors:
                name = error.pointer.strip("/").partition("/")[0]
                message = say(error.message, error.params)
                self.add_error(name if name in self.fields else None, message)


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Limits with where they are written and how sure we are."""

    list_display = (
        "code",
        "version",
        "label",
        "actor",
        "limit",
        "unit",
        "confidence",
        "source",
        "reference_only",
        "effective_from",
        "effective_until",
    )
    list_filter = ("confidence", "source", "reference_only", "nature", "kind", "unit")
    search_fields = ("code", "label", "actor", "citation")
    show_full_result_count = False
    form = RuleForm
    actions = ("new_version",)

    @admin.action(description=_("以所选规则为基础新建版本"))
    def new_version(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Open the form of another version, filled in with the newest of the chosen code."""
        chosen = queryset.order_by("code").first()
        newest = Rule.objects.filter(code=chosen.code).order_by("-version").first() or chosen
        given = {name: getattr(newest, name) for name in _CARRIED_OVER}
        given |= {name: json.dumps(getattr(newest, name)) for name in _LISTS}
        given["version"] = newest.version + 1
        # An unticked box is written empty: left out, it would stand as new rules have it.
        kept = {
            name: "" if value is False else value
            for name, value in given.items()
            if value not in (None, "")
        }
        return HttpResponseRedirect(f"{reverse('admin:deadlines_rule_add')}?{urlencode(kept)}")

    def save_model(  # the framework passes `change` by position
        self,
        request: HttpRequest,
        obj: Rule,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Keep the version through the action, which ends the one before it."""
        now = timezone.now()
        user = cast("User", request.user)
        keep_version(obj, actor=actor_of(user, on=timezone.localdate(now)), now=now)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Where clocks run under a version, only what does not move them may be written."""
        if obj is None:
            return ()
        if not obj.deadlines.exists():
            return ("code", "version")
        names = (field.name for field in Rule._meta.concrete_fields)
        return tuple(name for name in names if name not in MAY_CHANGE_IN_USE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rules end, they are not deleted."""
        return False
