"""What the lists of divisions and departments can be narrowed by."""

from __future__ import annotations

import re
from typing import Any

import django_filters as filters
from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Replace

from apps.common.api.filters import AskedFilterSet
from apps.organizations.models import Department, Division
from clue_transfer.vocabulary import Level, System

_LATIN = re.compile(r"[A-Za-z ]+")
_LONGEST = 100


class DivisionFilter(AskedFilterSet):
    """Divisions by level, by what they lie in, by name."""

    level = filters.ChoiceFilter(choices=Level.choices())
    parent = filters.CharFilter(field_name="parent")
    search = filters.CharFilter(method="find", max_length=_LONGEST, label="名称、代码或拼音")

    class Meta:
        """Nothing is filtered that is not named above."""

        model = Division
        fields: list[str] = []

    def find(self, queryset: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Find by name, code, pinyin or the initials of its syllables."""
        named = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__startswith=text)
        return _spelled(queryset, text, named)


class DepartmentFilter(AskedFilterSet):
    """Departments by division, by what the division lies in, by system, by superior, by name."""

    division = filters.CharFilter(field_name="division")
    within = filters.CharFilter(method="below", label="该行政区划及其以下")
    level = filters.ChoiceFilter(field_name="division__level", choices=Level.choices())
    system = filters.ChoiceFilter(choices=System.choices())
    superior = filters.CharFilter(field_name="superior__code")
    active = filters.TypedChoiceFilter(
        choices=(("true", "true"), ("false", "false")), coerce=lambda text: text == "true"
    )
    search = filters.CharFilter(method="find", max_length=_LONGEST, label="名称、简称、别名或拼音")

    class Meta:
        """Nothing is filtered that is not named above."""

        model = Department
        fields: list[str] = []

    def below(self, queryset: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Keep the departments of a division and of those in it."""
        return queryset.filter(
            Q(division=code) | Q(division__parent=code) | Q(division__parent__parent=code)
        )

    def find(self, queryset: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Find by any name, code, pinyin or the initials of its syllables."""
        queryset = queryset.alias(
            other_names=Func(
                "aliases", Value("\n"), function="array_to_string", output_field=TextField()
            )
        )
        named = (
            Q(name__icontains=text)
            | Q(short_name__icontains=text)
            | Q(other_names__icontains=text)
            | Q(code__startswith=text)
        )
        return _spelled(queryset, text, named)


def _spelled(queryset: QuerySet[Any], text: str, named: Q) -> QuerySet[Any]:
    """Keep what is named so, or spelled so: `lanzhou`, `lan zhou` and `lzs` find 兰州市."""
    if not _LATIN.fullmatch(text):
        return queryset.filter(named)
    letters = text.replace(" ", "").lower()
    initials = " ".join(f"{letter}[a-z]*" for letter in letters)
    together = Replace("pinyin", Value(" "), Value(""))
    return queryset.alias(together=together).filter(
        named | Q(together__contains=letters) | Q(pinyin__regex=rf"\m{initials}")
    )
