"""The payload of each verb of a complaint: shapes only; nothing here may tell who complained."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.clues.api.serializers import ReceiverSerializer
from apps.common.api.payloads import text, word
from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import ComplaintRefusal, LegKind, TellingWay, Verb


class Told(StrictSerializer):
    """When and how the reporter was told; both or neither."""

    told_on = serializers.DateField(required=False)
    told_way = word(TellingWay, required=False)


class AcceptComplaint(Told):
    """Who handles it, if that is known already."""

    handler = text(150, required=False)
    reason = text(required=False)


class RefuseComplaint(Told):
    """Why it is not accepted; of a repeated one, which it repeats."""

    reason_code = word(ComplaintRefusal)
    reason = text()
    repeat_of = serializers.UUIDField(required=False)


class MoveComplaint(Told):
    """To whom it goes."""

    moved_to = text(200)
    reason = text()


class OpenClue(StrictSerializer):
    """What the clue is to be; what is not given is taken from the complaint."""

    kind = serializers.ChoiceField(
        choices=[(LegKind.TRANSFER.value, "移送"), (LegKind.OWN.value, "自办")], required=False
    )
    receivers = serializers.ListField(child=ReceiverSerializer(), required=False, max_length=50)
    division = text(6, required=False)
    violation_type = text(60, required=False)
    title = text(200, required=False)
    description = text(20000, required=False)


class ProposedAnswer(StrictSerializer):
    """What the reporter shall be told."""

    answer = text(4000)


class AnswerComplaint(Told):
    """What the reporter was told; without a text the proposed one."""

    answer = text(4000, required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.ACCEPT: AcceptComplaint,
    Verb.REFUSE: RefuseComplaint,
    Verb.MOVE: MoveComplaint,
    Verb.OPEN_CLUE: OpenClue,
    Verb.PROPOSE_ANSWER: ProposedAnswer,
    Verb.ANSWER: AnswerComplaint,
}
