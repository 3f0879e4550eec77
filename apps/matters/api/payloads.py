"""The payload of each verb that every kind of matter knows."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.payloads import Moment, Reason, text, word
from apps.common.api.serializers import StrictSerializer
from clue_transfer.vocabulary import (
    Secrecy,
    SuspensionCause,
    Verb,
)


class Handler(StrictSerializer):
    """Who handles it: a member's key or user name."""

    handler = text(150)
    reason = text(required=False)


class Person(StrictSerializer):
    """A member's key or user name."""

    person = text(150)
    reason = text(required=False)


class PersonOfDepartment(Person):
    """A member of the own department; the holder may name another one that reads the matter."""

    department = text(60, required=False)


class Restriction(StrictSerializer):
    """Who may know, and why; it holds for the whole dossier."""

    secrecy = word(Secrecy)
    reason = text()


class Leaver(StrictSerializer):
    """Whose work goes back to the department: a user's key."""

    person = serializers.IntegerField(min_value=1)


class Successor(StrictSerializer):
    """Which department has ended and which one takes its place: two codes."""

    predecessor = text(60)
    successor = text(60)
    reason = text(required=False)


class Level(StrictSerializer):
    """The escalation level."""

    level = serializers.IntegerField(min_value=1, max_value=9)


class Other(StrictSerializer):
    """The matter that this one is linked to."""

    other = serializers.UUIDField()
    reason = text(required=False)


class ProposeSuspension(StrictSerializer):
    """Which clock, by kind or key, is to stand since when, why, and on what paper."""

    clock = text(60)
    cause = word(SuspensionCause)
    since = Moment()
    paper = text(200)


class Clock(StrictSerializer):
    """Which clock, by kind or key."""

    clock = text(60)


class Resume(Clock):
    """Which clock runs on, since when if not since now, and on what paper."""

    until = Moment(required=False)
    paper = text(200, required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.ADMIT: PersonOfDepartment,
    Verb.DISMISS: Person,
    Verb.REASSIGN: Handler,
    Verb.LINK: Other,
    Verb.RECUSE: Reason,
    Verb.RELEASE: Leaver,
    Verb.SUCCEED: Successor,
    Verb.RAISE_SECRECY: Restriction,
    Verb.PROPOSE_LOWERING: Restriction,
    Verb.RAISE_LEVEL: Level,
    Verb.PROPOSE_SUSPENSION: ProposeSuspension,
    Verb.SUSPEND: Clock,
    Verb.RESUME: Resume,
}
