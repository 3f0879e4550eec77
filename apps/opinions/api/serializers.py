"""Shapes of these tracks: what opens a matter, and what lists and details show."""

from __future__ import annotations

from rest_framework import serializers

from apps.common.api.payloads import text, word
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.serializers import MatterRowSerializer, NamedDepartmentSerializer
from apps.matters.api.staged import StagedDetailSerializer
from clue_transfer.vocabulary import Secrecy, Urgency
from clue_transfer.workflows.opinion import OpinionKind
from clue_transfer.workflows.public_interest import SuitKind


class _OpenSerializer(StrictSerializer):
    """What opens any of them."""

    title = text(200)
    division = text(6, required=False)
    secrecy = word(Secrecy, required=False)
    urgency = word(Urgency, required=False)


class ConcernedSerializer(StrictSerializer):
    """A person or a firm that it concerns."""

    name = text(200)
    credit_code = text(18, required=False, allow_blank=True)


class NotProsecutedSerializer(StrictSerializer):
    """Who is not prosecuted, and what was decided."""

    name = text(100)
    result = text(500, required=False)


class OpenOpinionSerializer(_OpenSerializer):
    """What is to be issued, to whom, and about which matters."""

    opinion_kind = word(OpinionKind)
    addressee = text(60)
    content = text(20000)
    law = text(4000, required=False)
    objection_days = serializers.IntegerField(min_value=1, max_value=90, required=False)
    reply_by = serializers.DateField(required=False)
    about = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)


class OpenPublicInterestSerializer(_OpenSerializer):
    """What harm was done to the public interest, and who should have prevented it."""

    suit_kind = word(SuitKind)
    facts = text(20000)
    addressee = text(60, required=False)
    subjects = ConcernedSerializer(many=True, required=False, max_length=200)  # type: ignore[call-arg]  # not in the stubs
    beside = serializers.UUIDField(required=False)


class OpenLinkageSerializer(_OpenSerializer):
    """A non-prosecution that was decided outside the platform."""

    decision_number = text(80)
    decided_on = serializers.DateField()
    persons = NotProsecutedSerializer(many=True, allow_empty=False, max_length=200)  # type: ignore[call-arg]  # not in the stubs
    facts = text(20000, required=False)


class OpenInquirySerializer(_OpenSerializer):
    """What is asked, of whom, and about which matter."""

    addressee = text(60)
    question = text(4000)
    facts = text(20000, required=False)
    about = serializers.UUIDField(required=False)


class AboutSerializer(serializers.Serializer[object]):
    """A matter that it is about, as far as the reader may know it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    title = serializers.CharField()


class OpinionDetailSerializer(StagedDetailSerializer):
    """An opinion or a suggestion."""

    procuratorate = NamedDepartmentSerializer()
    addressee = NamedDepartmentSerializer()
    court = NamedDepartmentSerializer(allow_null=True)
    opinion_kind = serializers.CharField()
    content = serializers.CharField()
    law = serializers.CharField()
    objection_days = serializers.IntegerField(allow_null=True)
    edition = serializers.IntegerField()
    reply_by = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    served_at = serializers.DateTimeField(allow_null=True)
    service_way = serializers.CharField()
    about = AboutSerializer(many=True)


class OpinionRowSerializer(MatterRowSerializer):
    """An opinion as a list shows it."""

    procuratorate = NamedDepartmentSerializer()
    addressee = NamedDepartmentSerializer()
    opinion_kind = serializers.CharField()
    served_at = serializers.DateTimeField(allow_null=True)


class PublicInterestDetailSerializer(StagedDetailSerializer):
    """A public interest case."""

    procuratorate = NamedDepartmentSerializer()
    addressee = NamedDepartmentSerializer(allow_null=True)
    court = NamedDepartmentSerializer(allow_null=True)
    suit_kind = serializers.CharField()
    facts = serializers.CharField()
    subjects = ConcernedSerializer(many=True)
    served_at = serializers.DateTimeField(allow_null=True)
    beside = AboutSerializer(allow_null=True)


class PublicInterestRowSerializer(MatterRowSerializer):
    """A public interest case as a list shows it."""

    procuratorate = NamedDepartmentSerializer()
    addressee = NamedDepartmentSerializer(allow_null=True)
    suit_kind = serializers.CharField()


class ReverseLinkageDetailSerializer(StagedDetailSerializer):
    """A reverse linkage."""

    procuratorate = NamedDepartmentSerializer()
    decision_number = serializers.CharField()
    decided_on = serializers.DateField()
    persons = NotProsecutedSerializer(many=True)
    facts = serializers.CharField()


class ReverseLinkageRowSerializer(MatterRowSerializer):
    """A reverse linkage as a list shows it."""

    procuratorate = NamedDepartmentSerializer()
    decision_number = serializers.CharField()
    decided_on = serializers.DateField()


class InquiryDetailSerializer(StagedDetailSerializer):
    """An inquiry."""

    sender = NamedDepartmentSerializer()
    addressee = NamedDepartmentSerializer()
    question = serializers.CharField()
    facts = serializers.CharField()
    answer = serializers.CharField()
    about = AboutSerializer(allow_null=True)


class InquiryRowSerializer(MatterRowSerializer):
    """An inquiry as a list shows it."""

    sender = NamedDepartmentSerializer()
    addressee = NamedDepartmentSerializer()
