"""What divisions, departments and calendars look like to a client."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clue_transfer.vocabulary import Level, System


class DivisionSerializer(serializers.Serializer[Any]):
    """An administrative division; `parent` is a code."""

    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices())
    # the framework calls a field's owner by the same name, but only on instances
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # hides a base attribute


class DivisionReferenceSerializer(serializers.Serializer[Any]):
    """The division of a department."""

    code = serializers.CharField()
    name = serializers.CharField()


class DepartmentSerializer(serializers.Serializer[Any]):
    """A department in a list; `superior` is a code."""

    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    system = serializers.ChoiceField(choices=System.choices())
    division = DivisionReferenceSerializer()
    superior = serializers.CharField(allow_null=True)
    active = serializers.BooleanField()


class DepartmentDetailSerializer(DepartmentSerializer):
    """A department with its other names and its relations, all by code."""

    aliases = serializers.ListField(child=serializers.CharField())
    counterpart_police = serializers.CharField(allow_null=True)
    counterpart_procuratorate = serializers.CharField(allow_null=True)
    successor = serializers.CharField(allow_null=True)


class CalendarSerializer(serializers.Serializer[Any]):
    """One year: weekdays off and weekend days worked; `known` once it has been announced."""

    year = serializers.IntegerField()
    version = serializers.IntegerField()
    known = serializers.BooleanField()
    holidays = serializers.ListField(child=serializers.DateField())
    makeup_workdays = serializers.ListField(child=serializers.DateField())


class CalendarVersionSerializer(CalendarSerializer):
    """One version of a year: which notice it was loaded from, by whom (`null`: the system), when.

    `calendar_version` is that of the whole calendar afterwards, which clocks refer to; `sha256`
    is taken over the year's facts and the notice's number.
    """

    source = serializers.CharField()  # type: ignore[assignment]  # hides a base attribute
    sha256 = serializers.CharField()
    calendar_version = serializers.IntegerField()
    loaded_by = serializers.CharField(allow_null=True)
    loaded_at = serializers.DateTimeField(allow_null=True)
