"""How the record is searched."""

from __future__ import annotations

import django_filters as filters

from apps.audit.models import Entry
from apps.common.api.filters import AskedFilterSet


class EntryFilter(AskedFilterSet):
    """By matter, event, department and time."""

    matter = filters.UUIDFilter("matter_id", help_text="The id of a matter.")
    event = filters.CharFilter(max_length=80, help_text="For example `transfer.accepted`.")
    department = filters.CharFilter(
        "department__code", max_length=40, help_text="The code of the department that acted."
    )
    after = filters.IsoDateTimeFilter("at", "gte", help_text="From this moment on.")
    before = filters.IsoDateTimeFilter(
        "at", "lt", help_text="Until this moment, which is left out."
    )

    class Meta:
        """The filters above and no others."""

        model = Entry
        fields: tuple[str, ...] = ()
