"""Shapes of the register of the two laws."""

from __future__ import annotations

from rest_framework import serializers

from apps.matters.api.serializers import NamedDepartmentSerializer


class EnteredDecisionSerializer(serializers.Serializer[object]):
    """One decision: whose, of which day, entered when, and until when it had to be."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    organ = serializers.CharField()
    organ_label = serializers.CharField()
    decided_on = serializers.DateField()
    entered_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    state = serializers.CharField()
    state_label = serializers.CharField()


class MissingDecisionSerializer(serializers.Serializer[object]):
    """One decision that is due and not there."""

    decision = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    department = NamedDepartmentSerializer(allow_null=True)
    due_at = serializers.DateTimeField()
    article = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()


class RegisterRowSerializer(serializers.Serializer[object]):
    """A case in the register."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    status = serializers.CharField(allow_null=True)
    status_label = serializers.CharField(allow_null=True)
    division = serializers.CharField(allow_null=True)
    article = serializers.CharField()
    days = serializers.IntegerField()
    organs = serializers.DictField(child=NamedDepartmentSerializer(allow_null=True))
    entries = EnteredDecisionSerializer(many=True)
    missing = MissingDecisionSerializer(many=True)
