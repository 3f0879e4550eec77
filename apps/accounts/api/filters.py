"""How the directory is searched."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.common.api.filters import AskedFilterSet
from clue_transfer.vocabulary import Role


class UserFilter(AskedFilterSet):
    """By department, by role, by both in one membership, and by a part of the name."""

    department = filters.CharFilter(max_length=40, help_text="The code of a department.")
    role = filters.ChoiceFilter(choices=Role.choices(), help_text="A role held there, or anywhere.")
    search = filters.CharFilter(max_length=60, help_text="A part of the name, or of its pinyin.")

    class Meta:
        """The filters above and no others."""

        model = User
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Apply department and role to the same membership."""
        asked = self.form.cleaned_data
        department, role, text = (asked.get(name) for name in ("department", "role", "search"))
        held = Membership.objects.valid_on(timezone.localdate()).filter(user=OuterRef("pk"))
        if department:
            held = held.filter(department__code=department)
        if role:
            held = held.filter(role=role)
        if department or role:
            queryset = queryset.filter(Exists(held))
        if text:
            queryset = queryset.filter(
                Q(full_name__contains=text) | Q(pinyin__startswith=text.lower())
            )
        return queryset
