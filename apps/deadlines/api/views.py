"""The rules of time, read only: they are written in the admin."""

from __future__ import annotations

from typing import ClassVar

from apps.common.api.pagination import Ordering, Orderings
from apps.deadlines.api.filters import RuleFilter
from apps.deadlines.api.serializers import RuleSerializer
from apps.deadlines.models import Rule
from apps.organizations.api.views import ReferenceViewSet


class RuleViewSet(ReferenceViewSet):
    """Limits of law and our own defaults, every version."""

    queryset = Rule.objects.all()
    serializer_class = RuleSerializer
    filterset_class = RuleFilter
    lookup_field = "id"
    lookup_value_regex = "[0-9]{1,18}"
    orderings: ClassVar[Orderings] = {
        "code": Ordering("code"),
        "-code": Ordering("code", descending=True),
        "-effective_from": Ordering("effective_from", descending=True),
    }
