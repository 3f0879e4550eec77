"""The payload of each verb of a rectification: shapes only."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import Reason, text, word
from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import Enforcement, Verb


class Shown(StrictSerializer):
    """What was done or seen, and the evidence that shows it, uploaded beforehand."""

    note = text()
    evidence = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)


class Note(StrictSerializer):
    """What was found."""

    note = text()


class OptionalNote(StrictSerializer):
    """What there is to say."""

    note = text(required=False)


class Again(StrictSerializer):
    """Why it does not do, and by when it must."""

    reason = text()
    due_on = serializers.DateField()


class Enforce(StrictSerializer):
    """How it is enforced; by the court with the ruling's number and date."""

    way = word(Enforcement)
    note = text()
    ruling_number = text(80, required=False)
    ruled_on = serializers.DateField(required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.REPORT_DONE: Shown,
    Verb.VERIFY: Note,
    Verb.LOOK_BACK: Shown,
    Verb.REJECT: Again,
    Verb.DECLARE_REFUSED: Reason,
    Verb.ENFORCE: Enforce,
    Verb.CLOSE_ENFORCED: OptionalNote,
    Verb.FIND_KEPT: OptionalNote,
    Verb.FIND_RELAPSED: Reason,
}
