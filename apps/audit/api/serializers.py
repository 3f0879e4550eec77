"""The shape of an entry of the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from clue_transfer.vocabulary import Secrecy, Verb

COLUMNS = (
    "id",
    "sealed__position",
    "at",
    "matter_id",
    "matter__secrecy",
    "event",
    "verb",
    "person_id",
    "person__full_name",
    "department__code",
    "department__name",
    "on_behalf_of_id",
    "on_behalf_of__full_name",
    "chain",
    "sequence",
    "previous_hash",
    "hash",
    "text",
)


class EntryPersonSerializer(serializers.Serializer[Any]):
    """Who acted."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class EntryDepartmentSerializer(serializers.Serializer[Any]):
    """For which department."""

    code = serializers.CharField()
    name = serializers.CharField()


class EntrySerializer(serializers.Serializer[Any]):
    """One act: when, who, what; where it stands in its chain and in the whole record."""

    id = serializers.IntegerField()
    position = serializers.IntegerField(
        allow_null=True, help_text="The gap-free place in the record; null until it is sealed."
    )
    at = serializers.DateTimeField()
    matter = serializers.UUIDField(allow_null=True)
    event = serializers.CharField()
    verb = serializers.CharField(allow_blank=True)
    person = EntryPersonSerializer(allow_null=True)
    department = EntryDepartmentSerializer(allow_null=True)
    on_behalf_of = EntryPersonSerializer(allow_null=True)
    chain = serializers.CharField()
    sequence = serializers.IntegerField()
    previous_hash = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()
    content = serializers.DictField(
        allow_null=True, help_text="What it was about; null where it is withheld."
    )
    withheld = serializers.BooleanField(
        help_text="Whether the matter is for named persons only, so that its content is not shown."
    )


def entry_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out one entry; what only named persons may read stays out."""
    withheld = row["matter__secrecy"] not in (None, Secrecy.INTERNAL)
    return {
        "id": row["id"],
        "position": row["sealed__position"],
        "at": timezone.localtime(row["at"]),
        "matter": row["matter_id"],
        "event": row["event"],
        "verb": row["verb"],
        "person": _person(row["person_id"], row["person__full_name"]),
        "department": row["department__code"]
        and {"code": row["department__code"], "name": row["department__name"]},
        "on_behalf_of": _person(row["on_behalf_of_id"], row["on_behalf_of__full_name"]),
        "chain": row["chain"],
        "sequence": row["sequence"],
        "previous_hash": row["previous_hash"],
        "hash": row["hash"],
        "content": None if withheld else _content(row),
        "withheld": withheld,
    }


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    """Take the content out of the text; of a linked matter neither its key nor the reason."""
    content: dict[str, Any] = json.loads(row["text"])["content"]
    if row["verb"] == Verb.LINK:
        content.pop("payload", None)
    return content


def _person(pk: int | None, name: str | None) -> dict[str, Any] | None:
    return None if pk is None else {"id": pk, "name": name}
