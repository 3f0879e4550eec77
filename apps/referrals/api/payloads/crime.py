"""The payload of each verb of a crime referral: shapes only."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import Moment, Reason, text, word
from apps.common.api.serializers import StrictSerializer
from apps.referrals.api.payloads.shared import (
    Attachment,
    DecidedAt,
    Decision,
    DecisionOnPersons,
    DecisionWithReason,
    Good,
    Items,
    OtherPolice,
    Received,
    Refusal,
    Remark,
    Supplied,
)
from clue_transfer.vocabulary import Verb
from clue_transfer.workflows.crime_referral.rules import NonProsecutionGround, PoliceTrack


class Noted(StrictSerializer):
    """What is told."""

    note = text()


class Report(StrictSerializer):
    """The written report, and the case team by user name (310号 5, 17号 5)."""

    investigators = serializers.ListField(child=text(150), max_length=50)
    facts = text(20000)
    evidence_summary = text(20000)
    law = text(4000)
    proposal = text(4000)
    reported_at = Moment(required=False)


class ApproveTransfer(DecidedAt):
    """Both conditions of a transfer, confirmed by the head."""

    procedure_lawful = serializers.BooleanField()
    crime_evidenced = serializers.BooleanField()


class Transfer(StrictSerializer):
    """The seven groups of papers, the goods, and the police organ if it is another one."""

    attachments = serializers.DictField(child=Attachment())
    goods = Good(many=True, required=False, max_length=1000)  # type: ignore[call-arg]  # not in the stubs
    police = text(60, required=False)
    police_reason = text(500, required=False)


class ChooseTrack(StrictSerializer):
    """How long the police may look, why, and the approval of thirty days."""

    track = word(PoliceTrack)
    reason = text()
    approval = text(200, required=False)


class AskReasons(Remark):
    """The number of the notice."""

    number = text(80, required=False)


class GiveReasons(StrictSerializer):
    """The reasons of not filing."""

    reason = text(4000)
    number = text(80, required=False)


class Ordered(StrictSerializer):
    """The number of the paper and its reasons."""

    number = text(80)
    reason = text(4000)


class HandOverGoods(StrictSerializer):
    """When the goods were handed over, who signed on either side, and the list if it changed."""

    handed_on = serializers.DateField()
    handed_by = text(100)
    taken_by = text(100)
    goods = Good(many=True, required=False, max_length=1000)  # type: ignore[call-arg]  # not in the stubs
    note = text(required=False)


class Prosecute(DecisionOnPersons):
    """Whom the procuratorate accuses, and before which court."""

    court = text(60, required=False)


class NotProsecute(DecisionOnPersons):
    """Who is not prosecuted and why; `link_back` hands the case over for a penalty."""

    ground = word(NonProsecutionGround)
    link_back = serializers.BooleanField(required=False)
    note = text(required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.NOTIFY_POLICE: Noted,
    Verb.REPORT: Report,
    Verb.DROP: Reason,
    Verb.APPROVE_TRANSFER: ApproveTransfer,
    Verb.REFUSE_TRANSFER: Reason,
    Verb.REOPEN: Reason,
    Verb.ACCEPT_REFUSAL: Remark,
    Verb.TRANSFER: Transfer,
    Verb.RECEIPT: Received,
    Verb.REQUEST_PAPERS: Items,
    Verb.SUPPLY_PAPERS: Supplied,
    Verb.EXPLAIN_PAPERS: Reason,
    Verb.REQUEST_EVIDENCE: Items,
    Verb.CHOOSE_TRACK: ChooseTrack,
    Verb.REROUTE: OtherPolice,
    Verb.RETURN_CASE: Reason,
    Verb.FILE: Decision,
    Verb.DECLINE: Refusal,
    Verb.CLAIM_OVERDUE: Reason,
    Verb.ASK_RECONSIDERATION: Reason,
    Verb.UPHOLD: DecisionWithReason,
    Verb.REVERSE: Decision,
    Verb.ASK_SUPERVISION: Reason,
    Verb.ACCEPT_DECLINE: Remark,
    Verb.ASK_REASONS: AskReasons,
    Verb.ANSWER_NOT_DUE: Reason,
    Verb.GIVE_REASONS: GiveReasons,
    Verb.ACCEPT_REASONS: Reason,
    Verb.NOTIFY_FILING: Ordered,
    Verb.CORRECT: Ordered,
    Verb.HAND_OVER_GOODS: HandOverGoods,
    Verb.URGE: Reason,
    Verb.CHANGE_POLICE: OtherPolice,
    Verb.REQUEST_PROSECUTION: DecisionOnPersons,
    Verb.WITHDRAW_CASE: Refusal,
    Verb.RETURN_FOR_INVESTIGATION: Reason,
    Verb.PROSECUTE: Prosecute,
    Verb.NOT_PROSECUTE: NotProsecute,
    Verb.WITHDRAW_PROSECUTION: DecisionWithReason,
    Verb.CONVICT: DecisionOnPersons,
    Verb.ACQUIT: DecisionOnPersons,
    Verb.EXEMPT: DecisionOnPersons,
    Verb.RESUME_PENALTY: Remark,
}
