"""The payload of each verb that every kind of matter knows."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import text
from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import (
    Verb,
)


class Handler(StrictSerializer):
    """Who handles it: a member's key or user name."""

    handler = text(150)
    reason = text(required=False)


class Person(StrictSerializer):
    """A member's key or user name."""

    person = text(150)
    reason = text(required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.ADMIT: Person,
    Verb.DISMISS: Person,
    Verb.REASSIGN: Handler,
}
