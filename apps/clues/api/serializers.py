"""Shapes of clues: what a draft takes, and what a detail shows (for the schema)."""

from __future__ import annotations

from rest_framework import serializers

from apps.clues.api.payloads.clue import no_state_secrets
from apps.common.api.payloads import text, word
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.serializers import (
    MatterDetailSerializer,
    MatterRowSerializer,
    NamedDepartmentSerializer,
)
from clue_transfer.vocabulary import (
    LegKind,
    ReceiverRole,
    Secrecy,
    Source,
    SubjectRole,
    Urgency,
)


class LocationSerializer(StrictSerializer):
    """Where it happened: an address, coordinates in degrees (CGCS2000), or both."""

    address = text(300, required=False, allow_blank=True)
    longitude = serializers.DecimalField(
        9, 6, min_value=-180, max_value=180, required=False, allow_null=True
    )
    latitude = serializers.DecimalField(
        9, 6, min_value=-90, max_value=90, required=False, allow_null=True
    )


class SubjectSerializer(StrictSerializer):
    """A person or a firm, and what it is to the clue."""

    name = text(200)
    credit_code = text(18, required=False, allow_blank=True, allow_null=True)
    role = word(SubjectRole, default=SubjectRole.SUSPECT)
    facts = serializers.DictField(required=False)
    minor = serializers.BooleanField(
        default=False, help_text="未满十八周岁：整个线索立即密封 / under 18: seals the clue at once"
    )
    born_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="仅用于判断是否未成年，不保存 / only tells whether under 18; not kept",
    )


class ExternalSerializer(StrictSerializer):
    """An organ outside the province, which has no users here."""

    name = text(100)
    province = text(40)
    contact = text(200, required=False, allow_blank=True)


class ReceiverSerializer(StrictSerializer):
    """A department's code or an organ outside the province, and whether it is the main handler."""

    department = text(60, required=False)
    external = ExternalSerializer(required=False)
    role = word(ReceiverRole, default=ReceiverRole.MAIN)


class DraftSerializer(StrictSerializer):
    """A clue's own facts; a draft may be incomplete until it is submitted."""

    title = text(200)
    description = text(20000, required=False, allow_blank=True)
    violation_type = text(60, required=False, allow_null=True)
    source = word(Source, required=False)
    kind = serializers.ChoiceField(
        choices=[(LegKind.TRANSFER.value, "移送"), (LegKind.OWN.value, "自办")], required=False
    )
    division = text(6, required=False, allow_null=True)
    location = LocationSerializer(required=False)
    occurred_on = serializers.DateField(required=False, allow_null=True)
    discovered_on = serializers.DateField(required=False, allow_null=True)
    urgency = word(Urgency, required=False)
    secrecy = word(Secrecy, required=False)
    subjects = SubjectSerializer(many=True, required=False)
    receivers = ReceiverSerializer(many=True, required=False)
    facts = serializers.DictField(required=False)
    about_department = text(60, required=False, allow_null=True)
    no_state_secrets = no_state_secrets()

    def validate_subjects(self, value: list[object]) -> list[object]:
        """Refuse more subjects than one dossier can mean."""
        return self._limited(value, 100)

    def validate_receivers(self, value: list[object]) -> list[object]:
        """Refuse more receivers than one dossier can mean."""
        return self._limited(value, 50)

    @staticmethod
    def _limited(value: list[object], most: int) -> list[object]:
        if len(value) > most:
            raise serializers.ValidationError("列出的过多", code="too-many")
        return value


class LegBriefSerializer(serializers.Serializer[object]):
    """A leg as its clue shows it."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    role = serializers.CharField()
    receiver = NamedDepartmentSerializer()
    status = serializers.CharField()
    status_label = serializers.CharField()


class ShownSubjectSerializer(serializers.Serializer[object]):
    """A subject as a clue shows it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    credit_code = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    positive_list = serializers.BooleanField()
    key_unit = serializers.BooleanField()
    facts = serializers.DictField()
    minor = serializers.BooleanField()


class ConfirmationSerializer(serializers.Serializer[object]):
    """Who confirmed that there is no state secret, and when."""

    by = serializers.IntegerField()
    at = serializers.DateTimeField()


class ClueDetailSerializer(MatterDetailSerializer):
    """A clue with its legs, subjects and facts."""

    description = serializers.CharField()
    violation_type = serializers.CharField(allow_null=True)
    source = serializers.CharField()
    leg_kind = serializers.CharField()
    sender = NamedDepartmentSerializer()
    location = LocationSerializer()
    occurred_on = serializers.DateField(allow_null=True)
    discovered_on = serializers.DateField(allow_null=True)
    facts = serializers.DictField()
    receivers = ReceiverSerializer(many=True)
    about_department = NamedDepartmentSerializer(allow_null=True)
    subjects = ShownSubjectSerializer(many=True)
    legs = LegBriefSerializer(many=True)
    list = serializers.UUIDField(allow_null=True)
    source_id = serializers.CharField(allow_null=True)
    no_state_secrets = ConfirmationSerializer(allow_null=True)


class ShownOutcomeSerializer(serializers.Serializer[object]):
    """An outcome as it was fed back."""

    subject = serializers.UUIDField(allow_null=True)
    outcome = serializers.CharField()
    amount_yuan = serializers.DecimalField(14, 2, allow_null=True)
    decision_number = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    round = serializers.IntegerField()


class InspectionSerializer(serializers.Serializer[object]):
    """A check on site or off site."""

    way = serializers.CharField()
    checked_on = serializers.DateField()
    findings = serializers.CharField()
    approval = serializers.DictField()
    reason = serializers.CharField()
    evidence = serializers.ListField(child=serializers.UUIDField())
    person = serializers.CharField()


class TransferDetailSerializer(MatterDetailSerializer):
    """A leg with what became of the clue there."""

    clue = serializers.UUIDField()
    leg_kind = serializers.CharField()
    role = serializers.CharField()
    sender = NamedDepartmentSerializer()
    receiver = NamedDepartmentSerializer()
    via = NamedDepartmentSerializer(allow_null=True)
    follows = serializers.UUIDField(allow_null=True)
    external = ExternalSerializer(allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    manifest = serializers.ListField(child=serializers.DictField())
    supplement = serializers.DictField()
    objection = serializers.DictField()
    settlement = serializers.DictField()
    filed_on = serializers.DateField(allow_null=True)
    case_number = serializers.CharField()
    decision_kind = serializers.CharField()
    decision_number = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    decision = serializers.DictField()
    served_on = serializers.DateField(allow_null=True)
    service_way = serializers.CharField()
    progress = serializers.CharField()
    inspections = InspectionSerializer(many=True)
    proposal = serializers.DictField()
    summary = serializers.CharField()
    outcomes = ShownOutcomeSerializer(many=True)
    subjects = ShownSubjectSerializer(many=True)


class HandedRowSerializer(MatterRowSerializer):
    """What a row of clues and of legs shows beyond that."""

    leg_kind = serializers.CharField()
    sender = NamedDepartmentSerializer()
    subjects = serializers.ListField(child=serializers.CharField())
    positive_list = serializers.BooleanField()
    key_unit = serializers.BooleanField()


class ClueRowSerializer(HandedRowSerializer):
    """A clue as a list shows it."""

    violation_type = serializers.CharField(allow_null=True)
    source = serializers.CharField()
    address = serializers.CharField()
    list = serializers.UUIDField(allow_null=True)
    legs = LegBriefSerializer(many=True)


class TransferRowSerializer(HandedRowSerializer):
    """A leg as a list shows it."""

    clue = serializers.UUIDField()
    role = serializers.CharField()
    receiver = NamedDepartmentSerializer()
    signed_at = serializers.DateTimeField(allow_null=True)
