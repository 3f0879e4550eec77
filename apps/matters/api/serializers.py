"""Shapes of what every kind of matter shows, for the schema."""

from __future__ import annotations

from rest_framework import serializers


class ActionSerializer(serializers.Serializer[object]):
    """A verb that may be taken now."""

    verb = serializers.CharField()
    label = serializers.CharField()
    needs = serializers.ListField(child=serializers.CharField())
    href = serializers.CharField()


class NamedDepartmentSerializer(serializers.Serializer[object]):
    """A department as code and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class DeadlineSerializer(serializers.Serializer[object]):
    """A clock, and how it stands now."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    label = serializers.CharField()
    department = NamedDepartmentSerializer()
    rule = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    provisional = serializers.BooleanField()
    state = serializers.CharField()
    standing = serializers.CharField()


class PartySerializer(serializers.Serializer[object]):
    """Who is what to the matter."""

    department = NamedDepartmentSerializer()
    part = serializers.CharField()
    label = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class LoweringSerializer(serializers.Serializer[object]):
    """Who proposed to let more people know; another person decides."""

    secrecy = serializers.CharField()
    reason = serializers.CharField()
    person = serializers.IntegerField()
    name = serializers.CharField()
    at = serializers.DateTimeField()


class MatterHeadSerializer(serializers.Serializer[object]):
    """What a detail and a row of every kind of matter show."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    status_changed_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    holder = NamedDepartmentSerializer(allow_null=True)
    handler = serializers.IntegerField(allow_null=True)
    division = serializers.CharField(allow_null=True)
    secrecy = serializers.CharField()
    urgency = serializers.CharField()
    escalation_level = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    concluded_at = serializers.DateTimeField(allow_null=True)


class MatterDetailSerializer(MatterHeadSerializer):
    """What every kind of matter shows."""

    parent = serializers.UUIDField(allow_null=True)
    root = serializers.UUIDField()
    lowering = LoweringSerializer(allow_null=True)
    parties = PartySerializer(many=True)
    deadlines = DeadlineSerializer(many=True)
    available_actions = ActionSerializer(many=True)


class NearestDeadlineSerializer(serializers.Serializer[object]):
    """The nearest running clock, and how it stands now."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    label = serializers.CharField()
    due_at = serializers.DateTimeField()
    provisional = serializers.BooleanField()
    standing = serializers.CharField()


class LastActSerializer(serializers.Serializer[object]):
    """The latest step."""

    verb = serializers.CharField()
    at = serializers.DateTimeField()
    department = NamedDepartmentSerializer(allow_null=True)


class MatterRowSerializer(MatterHeadSerializer):
    """What a row of every list of matters shows."""

    last_act = LastActSerializer(allow_null=True)
    nearest_deadline = NearestDeadlineSerializer(allow_null=True)
