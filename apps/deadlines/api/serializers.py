"""What a rule of time looks like to a client."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clue_transfer import vocabulary as words


class RuleSerializer(serializers.Serializer[Any]):
    """One version of a limit, with where it is written and how sure we are of it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the field of the row
    trigger = serializers.CharField()
    actor = serializers.CharField()
    limit = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=words.Unit.choices())
    urgent_limit = serializers.IntegerField(allow_null=True)
    urgent_unit = serializers.ChoiceField(choices=words.Unit.choices(), allow_null=True)
    emergency_limit = serializers.IntegerField(allow_null=True)
    emergency_unit = serializers.ChoiceField(choices=words.Unit.choices(), allow_null=True)
    regime = serializers.CharField()
    roll_over = serializers.BooleanField()
    nature = serializers.ChoiceField(choices=words.Nature.choices())
    extension_limits = serializers.ListField(child=serializers.IntegerField())
    suspension_causes = serializers.ListField(child=serializers.CharField())
    applies_to_systems = serializers.ListField(child=serializers.CharField())
    applies_to_levels = serializers.ListField(child=serializers.CharField())
    applies_to_urgencies = serializers.ListField(child=serializers.CharField())
    citation = serializers.CharField()
    confidence = serializers.ChoiceField(choices=words.Confidence.choices())
    source = serializers.ChoiceField(  # type: ignore[assignment]  # the field of the row
        choices=words.RuleSource.choices()
    )
    consequence = serializers.CharField()
    on_expiry = serializers.CharField()
    reference_only = serializers.BooleanField()
    effective_from = serializers.DateField()
    effective_until = serializers.DateField(allow_null=True)
    note = serializers.CharField()
