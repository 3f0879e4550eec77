"""Bodies taken strictly: no field that is not known, no text without a limit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxLengthValidator
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

MAX_TEXT = 20_000
# Tabs and line ends belong to text; the other control characters only confuse who reads it.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def refuse_control_characters(text: str) -> None:
    """Validate that a text holds nothing that cannot be seen or printed."""
    if _CONTROL.search(text):
        raise serializers.ValidationError(_("含有控制字符"), code="control-character")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuse unknown fields; every text field has a longest length and no control characters."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Give every text field its limits."""
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            inner = getattr(field, "child", field)
            if isinstance(inner, serializers.CharField) and not inner.read_only:
                _limit(inner)
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Parse, and name every unknown field along with what else is wrong."""
        unknown = {}
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {
                name: [serializers.ErrorDetail(str(_("没有此字段")), code="unknown-field")]
                for name in data
                if name not in known
            }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            if not unknown:
                raise
            found: Any = wrong.detail
            raise serializers.ValidationError({**found, **unknown}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


def _limit(field: serializers.CharField) -> None:
    # A copy of the list: fields are copied from the class, their validators are not.
    validators = list(field.validators)
    if refuse_control_characters not in validators:
        validators.append(refuse_control_characters)
    if field.max_length is None:
        field.max_length = MAX_TEXT
        message = lazystr(field.error_messages["max_length"].format(max_length=MAX_TEXT))
        validators.append(MaxLengthValidator(MAX_TEXT, message=message))
    field.validators = validators
