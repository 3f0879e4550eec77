"""The admin of divisions, departments and calendars: searched, never listed in a drop-down."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.organizations.models import CalendarYear, Department, Division


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


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    """Working days by year."""

    list_display = ("year", "version", "known")
    readonly_fields = ("version",)

    def save_model(  # the framework passes `change` by position
        self,
        request: HttpRequest,
        obj: CalendarYear,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Count the version up when a year's days change, so that deadlines can tell."""
        if change and _facts(CalendarYear.objects.get(pk=obj.pk)) != _facts(obj):
            obj.version += 1
        super().save_model(request, obj, form, change)


def _facts(year: CalendarYear) -> tuple[Any, ...]:
    """Take what a deadline can tell apart."""
    return year.year, year.known, sorted(year.holidays), sorted(year.makeup_workdays)
