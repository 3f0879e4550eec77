"""The payload of each verb of a clue: shapes only; whether it is needed is the table's word."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import OptionalReason, Reason, text
from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import (
    Verb,
)


class NewReceiver(StrictSerializer):
    """A department's code."""

    receiver = text(60)
    reason = text(required=False)


class Redirection(NewReceiver):
    """A department's code or `own`; which leg, where several came back."""

    leg = serializers.UUIDField(required=False)


class Survivor(StrictSerializer):
    """The clue that lives on."""

    survivor = serializers.UUIDField()
    reason = text(required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.DISCARD: Reason,
    Verb.DISAPPROVE: Reason,
    Verb.PROPOSE_REDIRECT: Redirection,
    Verb.WITHDRAW: Reason,
    Verb.MERGE: Survivor,
    Verb.UNMERGE: OptionalReason,
    Verb.CLOSE_NO_RECEIVER: Reason,
    Verb.REOPEN: Reason,
}
