"""The payload of each verb of a leg: shapes only; whether it is needed is the table's word."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework import serializers

from apps.clues.api.payloads.clue import NewReceiver
from apps.common.api.payloads import Nothing, OptionalReason, Reason, text, word
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.payloads import Handler
from clue_transfer.vocabulary import (
    CheckWay,
    DecisionKind,
    DeclineReason,
    ObjectionReason,
    ServiceWay,
    Settlement,
    Verb,
)
from clue_transfer.workflows.transfer import MACHINE, by_receiver_alone


class ManifestItem(StrictSerializer):
    """One item of evidence with the hash that the receiver has confirmed."""

    id = serializers.UUIDField()
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$")


class Sign(StrictSerializer):
    """The manifest, confirmed item by item."""

    manifest = ManifestItem(many=True, allow_empty=True)
    remarks = text(required=False, allow_blank=True)


class RequestSupplement(StrictSerializer):
    """The one complete list of what is missing."""

    items = serializers.ListField(child=text(500), min_length=1, max_length=50)
    reason = text(required=False)


class Supplement(StrictSerializer):
    """What was added; the files are uploaded to the clue beforehand."""

    note = text()
    evidence = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)


class Delegation(StrictSerializer):
    """The paper by which the superior lets its coordinator decide, and for how long."""

    document_number = text(80)
    since = serializers.DateField()
    until = serializers.DateField()


class Designate(StrictSerializer):
    """The competent department; a coordinator names the delegation."""

    receiver = text(60)
    reason = text()
    delegation = Delegation(required=False)


class Objection(StrictSerializer):
    """Why it is not ours, and whose it is."""

    reason_code = word(ObjectionReason)
    reason = text()
    proposed_department = text(60, required=False)


class Contest(StrictSerializer):
    """Why it is not ours either, and whose it is."""

    reason = text()
    proposed_department = text(60, required=False)


class Settle(StrictSerializer):
    """Who shall handle it."""

    settlement = word(Settlement)
    reason = text(required=False)


class Split(StrictSerializer):
    """The subjects that are kept, and the items of evidence if those are divided too."""

    subjects = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)
    items = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=1000)
    proposed_department = text(60, required=False)
    reason = text()


class File(StrictSerializer):
    """The filing of the case."""

    filed_on = serializers.DateField()
    case_number = text(80)


class Decline(StrictSerializer):
    """Why no case is filed."""

    reason_code = word(DeclineReason)
    reason = text()


class Progress(StrictSerializer):
    """How far it has come."""

    progress = text(4000)


class Amounts(StrictSerializer):
    """The amounts of a decision, in yuan."""

    fine_yuan = serializers.DecimalField(14, 2, min_value=0, required=False)
    confiscated_yuan = serializers.DecimalField(14, 2, min_value=0, required=False)


class Review(StrictSerializer):
    """The legal review of a major decision (行政处罚法 58)."""

    reviewer = text(80)
    reviewed_on = serializers.DateField()
    opinion = text()


class Discussion(StrictSerializer):
    """The minutes of the collective discussion (行政处罚法 57)."""

    held_on = serializers.DateField()
    minutes = text(4000)


class AcceptLeg(Handler):
    """Who handles it, and facts that are known already."""

    facts = serializers.DictField(required=False)


class Decide(StrictSerializer):
    """The decision: kind, number, date, amounts, reviews."""

    decision_kind = word(DecisionKind)
    decision_number = text(80)
    decided_on = serializers.DateField()
    amounts = Amounts(required=False)
    legal_review = Review(required=False)
    discussion = Discussion(required=False)
    facts = serializers.DictField(required=False)


class ServeDecision(StrictSerializer):
    """When and how the decision was served."""

    served_on = serializers.DateField()
    service_way = word(ServiceWay)


class OutcomeItem(StrictSerializer):
    """What was done about one subject."""

    subject = serializers.UUIDField(required=False, allow_null=True)
    outcome = text(60)
    amount_yuan = serializers.DecimalField(14, 2, min_value=0, required=False, allow_null=True)
    note = text(required=False, allow_blank=True)
    requirement = text(required=False, allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True)


class Approval(StrictSerializer):
    """By which paper an on-site check was approved, and by whom."""

    number = text(80, required=False, allow_blank=True)
    approver = text(80, required=False, allow_blank=True)


class Inspect(StrictSerializer):
    """A check: how, when, what was found; on site with its approval."""

    way = word(CheckWay)
    checked_on = serializers.DateField()
    findings = text(4000)
    approval = Approval(required=False)
    evidence = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)
    reason = text(required=False)


class Feedback(StrictSerializer):
    """Outcomes from the catalogue, a subject each, and what there is to say."""

    outcomes = OutcomeItem(many=True)
    summary = text(10000)


class FeedBack(Feedback):
    """What is fed back, and facts that were found out."""

    facts = serializers.DictField(required=False)


class Remarks(StrictSerializer):
    """What there is to say."""

    remarks = text(required=False, allow_blank=True)


class Paper(StrictSerializer):
    """The paper of an organ outside the province from which its act is entered."""

    number = text(80)
    dated = serializers.DateField()


_SHAPES: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.RECALL: Reason,
    Verb.SIGN: Sign,
    Verb.ACCEPT: AcceptLeg,
    Verb.REQUEST_SUPPLEMENT: RequestSupplement,
    Verb.SUPPLEMENT: Supplement,
    Verb.EXPLAIN_SUPPLEMENT: Reason,
    Verb.SPLIT: Split,
    Verb.OBJECT: Objection,
    Verb.OBJECT_LATE: Objection,
    Verb.CONTEST: Contest,
    Verb.TAKE_BACK: OptionalReason,
    Verb.INSIST: Reason,
    Verb.PROPOSE_SETTLEMENT: Settle,
    Verb.REFER_UP: OptionalReason,
    Verb.DESIGNATE: Designate,
    Verb.FORWARD: NewReceiver,
    Verb.ASK_RETURN: Reason,
    Verb.FILE: File,
    Verb.DECLINE_FILING: Decline,
    Verb.REPORT_PROGRESS: Progress,
    Verb.INSPECT: Inspect,
    Verb.DECIDE: Decide,
    Verb.SERVE_DECISION: ServeDecision,
    Verb.PROPOSE_FEEDBACK: Feedback,
    Verb.REVISE_FEEDBACK: Reason,
    Verb.FEED_BACK: FeedBack,
    Verb.CONFIRM: Remarks,
    Verb.DISPUTE_FEEDBACK: Reason,
    Verb.REFER_FEEDBACK: Reason,
    Verb.RULE_FINAL: Reason,
    Verb.RULE_REWORK: Reason,
}


@cache
def _with_paper(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """Let a step of the receiver name the paper from which it is entered for somebody else."""
    given = {"paper": Paper(required=False), "__doc__": shape.__doc__}
    return type(f"{shape.__name__}OnPaper", (shape,), given)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    **_SHAPES,
    **{
        row.verb: _with_paper(_SHAPES.get(row.verb, Nothing))
        for row in MACHINE.rows
        if by_receiver_alone(row)
    },
}
