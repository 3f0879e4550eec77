"""The payload of each verb of these tracks: shapes only."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import Moment, OptionalReason, Reason, text, word
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.payloads import Handler
from clue_transfer.vocabulary import ServiceWay, Verb


class Issue(StrictSerializer):
    """A remark, if there is something to say."""

    note = text(required=False)


class Serve(StrictSerializer):
    """How it was served, and when if that was before now."""

    service_way = word(ServiceWay)
    served_at = Moment(required=False)
    note = text(required=False)


class Revise(StrictSerializer):
    """The new content."""

    content = text(20000)
    reason = text(required=False)


class Reply(StrictSerializer):
    """What was done, with evidence; why it is late."""

    reply = text(20000)
    evidence = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)
    delay_reason = text(required=False)


class Urge(StrictSerializer):
    """Why, and by when."""

    reason = text()
    due_on = serializers.DateField(required=False)


class ReportUp(StrictSerializer):
    """Why, and who is told beside both superiors."""

    reason = text()
    also = serializers.ListField(child=text(60), required=False, max_length=20)


class Sue(StrictSerializer):
    """The number of the complaint, and the court."""

    number = text(80)
    court = text(60)


class Judge(StrictSerializer):
    """The judgment."""

    number = text(80)
    decided_on = serializers.DateField()
    judgment = text(4000)


class FileSuit(StrictSerializer):
    """The decision to file."""

    number = text(80)
    decided_on = serializers.DateField(required=False)
    note = text(required=False)


class MoveSuit(StrictSerializer):
    """To which procuratorate it goes, and why."""

    moved_to = text(200)
    reason = text()


class Talks(StrictSerializer):
    """What was talked about."""

    note = text()


class Suggest(StrictSerializer):
    """What is suggested, and the law."""

    content = text(20000)
    law = text(4000)


class Announce(StrictSerializer):
    """When and where it was announced."""

    announced_on = serializers.DateField()
    medium = text(200)


class IssueOpinion(Suggest):
    """To whom the opinion goes; an urgent one sets the date of the reply."""

    addressee = text(60)
    reply_by = serializers.DateField(required=False)


class AnswerInquiry(StrictSerializer):
    """The answer, and who signs it."""

    answer = text(20000)
    signer = text(100, required=False)
    evidence = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)


type_of_payloads = dict[str, type[serializers.Serializer[Any]]]

OPINION: type_of_payloads = {
    Verb.DROP: OptionalReason,
    Verb.ISSUE: Issue,
    Verb.SERVE: Serve,
    Verb.OBJECT_TO: Reason,
    Verb.KEEP: Reason,
    Verb.REVISE: Revise,
    Verb.CANCEL: Reason,
    Verb.REPLY: Reply,
    Verb.URGE: Urge,
    Verb.SUSPEND_REVIEW: Reason,
    Verb.RESUME_REVIEW: Issue,
    Verb.FIND_SATISFIED: Issue,
    Verb.FIND_UNSATISFIED: Reason,
    Verb.REPORT_UP: ReportUp,
    Verb.SUE: Sue,
    Verb.WITHDRAW_SUIT: Reason,
    Verb.JUDGE: Judge,
}
PUBLIC_INTEREST: type_of_payloads = {
    Verb.FILE: FileSuit,
    Verb.SERVE_FILING: Serve,
    Verb.DECLINE_FILING: Reason,
    Verb.MOVE: MoveSuit,
    Verb.CONSULT: Talks,
    Verb.SUGGEST: Suggest,
    Verb.ANNOUNCE: Announce,
    Verb.SUSPEND_REVIEW: Reason,
    Verb.RESUME_REVIEW: Issue,
    Verb.REVIEW_SUIT: Reason,
    Verb.END: Reason,
    Verb.SUE: Sue,
    Verb.WITHDRAW_SUIT: Reason,
    Verb.JUDGE: Judge,
}
REVERSE_LINKAGE: type_of_payloads = {
    Verb.REGISTER: Handler,
    Verb.SUSPEND_REVIEW: Reason,
    Verb.RESUME_REVIEW: Issue,
    Verb.END: Reason,
    Verb.ISSUE_OPINION: IssueOpinion,
}
INQUIRY: type_of_payloads = {Verb.ANSWER: AnswerInquiry, Verb.TAKE_BACK: Reason}
