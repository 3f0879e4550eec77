"""The admin of divisions, departments and calendars: searched, never listed in a drop-down."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.organizations.actions import Notice, announce
from apps.organizations.models import CalendarNotice, CalendarYear, Department, Division
from clue_transfer.actors import Actor


@admin.register(Division)
class DivisionAdmin(admin.ModelAdmin):
    """Administrative divisions."""

    list_display = ("code", "name", "short_name", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name", "short_name", "pinyin")
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, _request: HttpRequest, obj: Division | None = None) -> Any:
        """Keep the code of a division that exists: it is its key."""
        return ("code",) if obj else ()


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Departments."""

    list_display = ("code", "name", "short_name", "system", "division", "superior", "active")
    list_filter = ("active", "system", "division__level")
    list_select_related = ("division", "superior")
    search_fields = ("code", "name", "short_name", "pinyin")
    autocomplete_fields = (
        "division",
        "superior",
        "counterpart_police",
        "counterpart_procuratorate",
    )

    def get_readonly_fields(self, _request: HttpRequest, obj: Department | None = None) -> Any:
        """Keep the code of a department that exists: other platforms know it.

        It ends by a succession only, which passes on what it has.
        """
        return ("code", "active", "successor") if obj else ("active", "successor")


class CalendarYearForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A year's days, and which paper says so."""

    source = forms.CharField(label=_("通知文号"), max_length=200, required=False)

    class Meta:
        """What a notice tells; the version is counted."""

        model = CalendarYear
        fields = ("year", "known", "holidays", "makeup_workdays")


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    """Working days by year; every change is a version of its own, and none is deleted."""

    form = CalendarYearForm
    list_display = ("year", "version", "known")

    def get_readonly_fields(self, _request: HttpRequest, obj: CalendarYear | None = None) -> Any:
        """Keep the year of days that stand there."""
        return ("year", "version") if obj else ("version",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a year that was announced in error is marked as not announced."""
        return False

    def save_model(  # the framework passes `change` by position
        self,
        request: HttpRequest,
        obj: CalendarYear,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Announce it as a notice is: with a version, on record, in the name of who writes it."""
        person = cast("Any", request.user)
        announce(
            [
                Notice(
                    year=obj.year,
                    holidays=frozenset(obj.holidays),
                    makeup_workdays=frozenset(obj.makeup_workdays),
                    source=form.cleaned_data["source"],
                    known=obj.known,
                )
            ],
            actor=Actor(person=person.pk, name=person.get_full_name()),
            now=timezone.now(),
        )
        obj.pk = CalendarYear.objects.values_list("pk", flat=True).get(year=obj.year)


@admin.register(CalendarNotice)
class CalendarNoticeAdmin(admin.ModelAdmin):
    """Every version of every year, to be read."""

    list_display = (
        "year",
        "version",
        "known",
        "source",
        "loaded_by",
        "loaded_at",
        "calendar_version",
    )
    list_filter = ("year",)
    list_select_related = ("loaded_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a version comes of a notice."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was loaded stays as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: clocks were reckoned by it."""
        return False
