"""Criminal thresholds in the admin: confirmed, switched on and off, changed by a new version."""

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
from apps.clues.actions.threshold_versions import (
    MAY_CHANGE_WHEN_MET,
    check_threshold,
    keep_threshold,
)
from apps.clues.models import Threshold
from apps.common.api.wording import say
from clue_transfer.errors import Invalid

_LISTS = ("all_of", "any_of")
_CARRIED_OVER = ("code", "crime", "grade", "article", "text", "margin", "confidence")


class ThresholdForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A version of a threshold, checked as a whole."""

    class Meta:
        """Every field but who confirmed it."""

        model = Threshold
        fields = (*_CARRIED_OVER, *_LISTS, "version", "active", "effective_from", "effective_until")

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
            check_threshold(self.instance)
        except Invalid as refused:
            for error in refused.errors:
                name = error.pointer.strip("/").partition("/")[0]
                message = f"{error.pointer} {say(error.message, error.params)}"
                self.add_error(name if name in self.fields else None, message)


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """What an article says, as conditions; an administrator who switches it on is named."""

    list_display = (
        *("code", "version", "crime", "grade", "article", "confidence", "active"),
        *("confirmed_by", "effective_from", "effective_until"),
    )
    list_filter = ("active", "confidence", "grade")
    list_select_related = ("confirmed_by",)
    search_fields = ("code", "crime", "article", "text")
    show_full_result_count = False
    form = ThresholdForm
    actions = ("new_version",)

    @admin.action(description=_("以所选标准为基础新建版本"))
    def new_version(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Open the form of another version, filled in with the newest of the chosen code."""
        chosen = queryset.order_by("code").first()
        newest = Threshold.objects.filter(code=chosen.code).order_by("-version").first() or chosen
        given = {name: getattr(newest, name) for name in _CARRIED_OVER}
        given |= {name: json.dumps(getattr(newest, name)) for name in _LISTS}
        given["version"] = newest.version + 1
        return HttpResponseRedirect(f"{reverse('admin:clues_threshold_add')}?{urlencode(given)}")

    def save_model(  # the framework passes `change` by position
        self,
        request: HttpRequest,
        obj: Threshold,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Keep the version through the action, which ends the one before it."""
        now = timezone.now()
        user = cast("User", request.user)
        keep_threshold(obj, actor=actor_of(user, on=timezone.localdate(now)), now=now)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Where facts have met a version, only what leaves its words may be written."""
        if obj is None:
            return ()
        if not obj.hits.exists():
            return ("code", "version")
        names = (field.name for field in Threshold._meta.concrete_fields)
        return tuple(name for name in names if name not in MAY_CHANGE_WHEN_MET)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Thresholds end, they are not deleted."""
        return False
