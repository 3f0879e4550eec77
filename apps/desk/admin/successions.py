"""Departments that end: registered here, carried out by a worker, watched here."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.desk import actions
from apps.desk.models import Allotment, Succession
from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import Secrecy, SuccessionKind

_REGISTERED = ("kind", "predecessor", "successor", "effective_on", "reason")
_PROGRESS = ("made_by", "made_at", "begun_at", "done_at", "total", "passed", "left")


class SuccessionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What is registered, and line by line the matters that go to another department."""

    lines = forms.CharField(
        label=_("逐件划分"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        help_text=_(
            "每行一件：事项文号（限定知悉范围的用编号id）、空格、承继部门代码；整个卷宗一并划转。合并不填。"
        ),
    )

    class Meta:
        """The act itself; how far it has come is not entered."""

        model = Succession
        fields = _REGISTERED

    def clean_lines(self) -> list[tuple[str, str]]:
        """Take each line apart: the last word is the department's code."""
        found = []
        for line in self.cleaned_data["lines"].splitlines():
            words = line.split()
            if len(words) == 1:
                raise forms.ValidationError(
                    _("此行应写明事项和承继部门代码：%(line)s"), params={"line": line}
                )
            if words:
                found.append((" ".join(words[:-1]), words[-1]))
        return found

    def clean(self) -> None:
        """Ask the rules, and say at each field what is wrong with it."""
        given = self.cleaned_data
        new = self.instance.pk is None
        if new and not {"kind", "predecessor", "successor"} <= given.keys():
            return
        errors = actions.succession_errors(
            kind=SuccessionKind(given["kind"] if new else self.instance.kind),
            predecessor=given["predecessor"] if new else self.instance.predecessor,
            successor=given["successor"] if new else None,
            allotments=given.get("lines", ()),
        )
        for error in errors:
            said = forms.ValidationError(gettext(error.message), params=error.params)
            self.add_error(_field(error), said)


@admin.register(Succession)
class SuccessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Mergers, splits and dissolutions, each with how far it has been carried out."""

    form = SuccessionForm
    list_display = ("predecessor", "kind", "successor", "effective_on", *_PROGRESS[2:])
    list_filter = ("kind",)
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__name", "predecessor__code", "successor__name", "reason")
    autocomplete_fields = ("predecessor", "successor")
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the act; show beside it how far it has come."""
        return (*_REGISTERED, "lines", *(("allotted", *_PROGRESS) if obj else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what has been registered: what is wrong is withdrawn and registered anew."""
        return (*_REGISTERED, "allotted", *_PROGRESS) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow to withdraw what has not begun; what has been done stays to be seen."""
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and obj is not None and obj.begun_at is None

    def save_model(self, request: HttpRequest, obj: Succession, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Register it, or add to what is to go elsewhere, in the name of who asks."""
        user = cast("User", request.user)
        now = timezone.now()
        by: dict[str, Any] = {"actor": actor_of(user, on=timezone.localdate(now)), "now": now}
        given = form.cleaned_data
        if change:
            actions.allot(obj, given["lines"], **by)
        else:
            registered: dict[str, Any] = {name: given[name] for name in _REGISTERED}
            obj.pk = actions.register_succession(
                **registered, allotments=given["lines"], made_by=user.pk, **by
            ).pk
        messages.info(request, gettext("承继由后台逐批办理，进度见本页"))

    def delete_model(self, request: HttpRequest, obj: Succession) -> None:
        """Withdraw it."""
        now = timezone.now()
        actor = actor_of(cast("User", request.user), on=timezone.localdate(now))
        actions.withdraw_succession(obj, actor=actor, now=now)

    @admin.display(description=_("已逐件划分"))
    def allotted(self, obj: Succession) -> str:
        """Name the dossiers by number, those restricted or without one by key, and who has them."""
        rows = Allotment.objects.filter(succession=obj).select_related("root", "successor")
        return "\n".join(f"{_shown(row)} → {row.successor}" for row in rows)


def _shown(row: Allotment) -> str:
    internal = row.root.secrecy == Secrecy.INTERNAL
    return (internal and row.root.number) or str(row.root_id)


def _field(error: FieldError) -> str:
    name = error.pointer.split("/")[1]
    return "lines" if name == "allotments" else name
