"""Filter sets that cost what is asked of them: a list has many filters, a request names few."""

from __future__ import annotations

from typing import Any

import django_filters


class AskedFilterSet(django_filters.FilterSet):
    """Build only the filters that the request names; the others would change nothing."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = vars(type(self))["base_filters"]  # also what has no attribute
        self.base_filters = {name: known[name] for name in known if name in (data or ())}
        super().__init__(data, *args, **kwargs)
