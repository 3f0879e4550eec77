"""Shapes that many payloads are made of: texts, words, a reason."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import Word


def text(length: int = 2000, **options: Any) -> serializers.CharField:
    """A text field of at most so many characters."""
    return serializers.CharField(max_length=length, **options)


def word(words: type[Word], **options: Any) -> serializers.ChoiceField:
    """A field that takes one code of an enumeration."""
    return serializers.ChoiceField(choices=words.choices(), **options)


class Moment(serializers.DateTimeField):
    """A moment; one at the ends of what a calendar can say is refused and not an error."""

    def enforce_timezone(self, value: Any) -> Any:
        """Read a moment without an offset as Chinese time."""
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")


class Nothing(StrictSerializer):
    """No payload."""


class Reason(StrictSerializer):
    """Why."""

    reason = text()


class OptionalReason(StrictSerializer):
    """Why, if there is something to say."""

    reason = text(required=False)
