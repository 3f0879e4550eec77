"""Filter sets that cost what is asked of them: a list has many filters, a request names few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import django_filters
from django.db.models import QuerySet, TextField
from django_filters.constants import EMPTY_VALUES

from apps.common.prepared import Param


class AskedFilterSet(django_filters.FilterSet):
    """Build only the filters that the request names; the others would change nothing."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = vars(type(self))["base_filters"]  # also what has no attribute
        self.base_filters = {name: known[name] for name in known if name in (data or ())}
        super().__init__(data, *args, **kwargs)


Shape = tuple[tuple[str, Any], ...]
"""Which filters a request names, each with what of its value its SQL depends on."""


class PreparedFilterSet(AskedFilterSet):
    """Filters whose SQL depends on their shape, so that it is written once for all values.

    A filter's method is given what `shaped` kept of the value and puts a `Param` where `given`
    has a value to fill in; a filter without a method compares its column with a `Param`.
    """

    @property
    def asked(self) -> dict[str, Any]:
        """The valid values of the filters that the request names."""
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in cleaned if cleaned[name] not in EMPTY_VALUES}

    @property
    def shape(self) -> Shape:
        """What the SQL depends on."""
        return tuple((name, self.shaped(name, value)) for name, value in self.asked.items())

    @property
    def values(self) -> Mapping[str, Any]:
        """What fills the parameters."""
        return {
            filled: value
            for name, given in self.asked.items()
            for filled, value in self.given(name, given).items()
        }

    def shaped(self, name: str, value: Any) -> Any:
        """Keep of a value what the SQL depends on: nothing, unless a filter says otherwise."""
        return None

    def given(self, name: str, value: Any) -> Mapping[str, Any]:
        """Name the parameters that a value fills: one of the filter's name."""
        return {name: value}

    @classmethod
    def narrow(cls, queryset: QuerySet[Any], shape: Shape) -> QuerySet[Any]:
        """Keep the rows that a shape asks for."""
        filters: Self = cls(dict(shape))
        for name, shaped in shape:
            known = filters.base_filters[name]
            if known.method is None:
                column = f"{known.field_name}__{known.lookup_expr}"
                queryset = queryset.filter(**{column: Param(name, TextField())})
            else:
                queryset = getattr(filters, known.method)(queryset, name, shaped)
        return queryset
