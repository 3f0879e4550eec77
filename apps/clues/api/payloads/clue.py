"""The payload of each verb of a clue: shapes only; whether it is needed is the table's word."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import OptionalReason, Reason, text
from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import (
    Verb,
)


def no_state_secrets() -> serializers.BooleanField:
    """Make the field that a draft, a submission and an import's submission carry."""
    return serializers.BooleanField(
        required=False,
        help_text=(
            "本平台不得录入国家秘密。填 true 表示已核对并确认所填内容和附件不含国家秘密；"
            "确认人和时间留存，修改草稿后须重新确认。"
            " / State secrets must not be entered: true confirms that there is none;"
            " who confirmed and when is kept, and a changed draft is confirmed anew."
        ),
    )


class NewReceiver(StrictSerializer):
    """A department's code."""

    receiver = text(60)
    reason = text(required=False)


class Redirection(NewReceiver):
    """A department's code or `own`; which leg, where several came back."""

    leg = serializers.UUIDField(required=False)


class Confirmation(StrictSerializer):
    """That nothing in it is a state secret; not needed where the draft says so already."""

    no_state_secrets = no_state_secrets()


class Survivor(StrictSerializer):
    """The clue that lives on."""

    survivor = serializers.UUIDField()
    reason = text(required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.DISCARD: Reason,
    Verb.SUBMIT: Confirmation,
    Verb.DISAPPROVE: Reason,
    Verb.PROPOSE_REDIRECT: Redirection,
    Verb.WITHDRAW: Reason,
    Verb.MERGE: Survivor,
    Verb.UNMERGE: OptionalReason,
    Verb.CLOSE_NO_RECEIVER: Reason,
    Verb.REOPEN: Reason,
}
