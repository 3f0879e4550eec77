"""Shapes of imports: what is brought in, and how a run is shown."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.clues.imports.mapping import forms
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.serializers import ActionSerializer


@extend_schema_field({"type": "string", "pattern": f"^({'|'.join(sorted(forms()))})$"})
class _Kind(serializers.CharField):
    """The kind of a table; which there are the action says."""


class ImportBody(StrictSerializer):
    """A table (xlsx or csv), its kind, and whether it is only to be checked."""

    file = serializers.FileField(max_length=255, allow_empty_file=True)
    kind = _Kind(max_length=40)
    dry_run = serializers.BooleanField(default=True)


class FindingSerializer(serializers.Serializer[object]):
    """One cell that is wrong or strange: the sheet's row and column as a person sees them."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    cell = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()
    proposal = serializers.DictField(required=False)


class ImportRowSerializer(serializers.Serializer[object]):
    """A run as a list shows it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    dry_run = serializers.BooleanField()
    file_name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = serializers.CharField()
    submitted_by = serializers.CharField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    rows = serializers.IntegerField()
    good = serializers.IntegerField()
    existing = serializers.IntegerField()
    made = serializers.IntegerField()
    error_count = serializers.IntegerField()
    warning_count = serializers.IntegerField()
    list = serializers.UUIDField(allow_null=True)
    list_name = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    busy = serializers.BooleanField()


class ProgressSerializer(serializers.Serializer[object]):
    """How far the worker is."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ImportDetailSerializer(ImportRowSerializer):
    """A run with its findings; at most ten thousand of each are kept, all are counted."""

    errors = FindingSerializer(many=True)  # type: ignore[assignment]  # the word of the API
    warnings = FindingSerializer(many=True)
    failure = serializers.CharField(allow_null=True)
    progress = ProgressSerializer(allow_null=True)
    available_actions = ActionSerializer(many=True)
