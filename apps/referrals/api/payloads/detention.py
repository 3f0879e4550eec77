"""The payload of each verb of a detention referral: shapes only."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import Reason, text
from apps.common.api.serializers import StrictSerializer
from apps.referrals.api.payloads.shared import (
    DecidedAt,
    DecisionOnPersons,
    Good,
    Items,
    Original,
    OtherPolice,
    Received,
    Refusal,
    Remark,
    Supplied,
)
from clue_transfer.vocabulary import Verb


class Propose(StrictSerializer):
    """The case, and the penalty decision that it rests on, or why there is none yet."""

    facts = text(20000)
    law = text(4000)
    proposal = text(4000)
    penalty_number = text(80, required=False)
    penalty_decided_on = serializers.DateField(required=False)
    exception = text(2000, required=False)


class Send(StrictSerializer):
    """The papers by group, originals first; the police organ if it is another one."""

    attachments = serializers.DictField(child=Original())
    copies_kept = serializers.BooleanField()
    goods = Good(many=True, required=False, max_length=1000)  # type: ignore[call-arg]  # not in the stubs
    police = text(60, required=False)
    police_reason = text(500, required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.PROPOSE: Propose,
    Verb.APPROVE: DecidedAt,
    Verb.REFUSE_TRANSFER: Reason,
    Verb.SEND: Send,
    Verb.TAKE_UP: Received,
    Verb.REROUTE: OtherPolice,
    Verb.REQUEST_EVIDENCE: Items,
    Verb.SUPPLY_EVIDENCE: Supplied,
    Verb.EXPLAIN_EVIDENCE: Reason,
    Verb.DETAIN: DecisionOnPersons,
    Verb.REFUSE: Refusal,
    Verb.CLOSE: Remark,
}
