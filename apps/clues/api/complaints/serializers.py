"""Shapes of complaints: what is taken down, and what a detail shows."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import Moment, text, word
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.serializers import (
    MatterDetailSerializer,
    MatterRowSerializer,
    NamedDepartmentSerializer,
)
from clue_transfer.vocabulary import ComplaintChannel, PollutionType, Secrecy, Urgency


class ReporterSerializer(StrictSerializer):
    """Who complained; stored sealed, read by the intake and reward officers only."""

    name = text(100)
    phone = text(60, required=False, allow_blank=True)
    address = text(300, required=False, allow_blank=True)
    id_number = text(40, required=False, allow_blank=True)
    wishes = text(2000, required=False, allow_blank=True)


class CorrectionSerializer(StrictSerializer):
    """What was complained about; it can be corrected until it is decided upon."""

    channel = word(ComplaintChannel)
    received_at = Moment(required=False)
    occurred = text(200, required=False, allow_blank=True)
    subject_name = text(200, required=False, allow_blank=True)
    division = text(6, required=False, allow_null=True)
    address = text(300, required=False, allow_blank=True)
    content = text(20000)
    pollution_type = word(PollutionType, required=False)
    urgency = word(Urgency, required=False)
    repeat_of = serializers.UUIDField(required=False, allow_null=True)


class ComplaintSerializer(CorrectionSerializer):
    """A complaint, and apart from it who complained, unless they stay unnamed."""

    external_number = text(80, required=False, allow_null=True)
    anonymous = serializers.BooleanField(default=False)
    secrecy = word(Secrecy, required=False)
    reporter = ReporterSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take a reporter exactly where somebody gave their name."""
        if attrs["anonymous"] and attrs.get("reporter"):
            raise serializers.ValidationError(
                {"reporter": "匿名举报不登记举报人信息"}, code="anonymous-with-reporter"
            )
        if not attrs["anonymous"] and not attrs.get("reporter"):
            raise serializers.ValidationError({"reporter": "必填"}, code="required")
        return attrs


class WarningSerializer(serializers.Serializer[object]):
    """A text that seems to tell who complained; what it says is not repeated."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ReplySerializer(serializers.Serializer[object]):
    """What was decided at intake, and how the reporter was told."""

    refusal_code = serializers.CharField()
    text = serializers.CharField()
    told_on = serializers.DateField(allow_null=True)
    told_way = serializers.CharField()


class AnswerSerializer(serializers.Serializer[object]):
    """What was answered in the end, and how."""

    text = serializers.CharField()
    told_on = serializers.DateField(allow_null=True)
    told_way = serializers.CharField()


class ClueBriefSerializer(serializers.Serializer[object]):
    """The clue that a complaint became, and how it stands."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    status_label = serializers.CharField()
    concluded_at = serializers.DateTimeField(allow_null=True)


class ComplaintDetailSerializer(MatterDetailSerializer):
    """A complaint; who complained is read elsewhere."""

    intake = NamedDepartmentSerializer()
    channel = serializers.CharField()
    external_number = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    occurred = serializers.CharField()
    subject_name = serializers.CharField()
    address = serializers.CharField()
    content = serializers.CharField()
    pollution_type = serializers.CharField()
    anonymous = serializers.BooleanField()
    repeat_of = serializers.UUIDField(allow_null=True)
    run = serializers.UUIDField(allow_null=True)
    moved_to = serializers.CharField()
    reply = ReplySerializer()
    proposal = serializers.CharField()
    answer = AnswerSerializer()
    clue = ClueBriefSerializer(allow_null=True)
    warnings = WarningSerializer(many=True)


class ComplaintRowSerializer(MatterRowSerializer):
    """A complaint as a list shows it."""

    intake = NamedDepartmentSerializer()
    channel = serializers.CharField()
    external_number = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    subject_name = serializers.CharField()
    address = serializers.CharField()
    pollution_type = serializers.CharField()
    anonymous = serializers.BooleanField()
    repeat_of = serializers.UUIDField(allow_null=True)
    clue = serializers.UUIDField(allow_null=True)


class RepeatReasonSerializer(serializers.Serializer[object]):
    """Why it may be the same."""

    code = serializers.CharField()
    label = serializers.CharField()


class RepeatSerializer(serializers.Serializer[object]):
    """An earlier complaint that may be the same."""

    id = serializers.UUIDField()
    external_number = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    received_at = serializers.DateTimeField()
    reasons = RepeatReasonSerializer(many=True)


class RepeatsSerializer(serializers.Serializer[object]):
    """Earlier complaints that may be the same, newest first."""

    results = RepeatSerializer(many=True)
