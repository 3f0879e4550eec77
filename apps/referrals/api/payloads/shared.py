"""Shapes that the papers of both referrals are made of."""

from __future__ import annotations

from rest_framework import serializers

from apps.common.api.payloads import Moment, text
from apps.common.api.serializers import StrictSerializer


class Items(StrictSerializer):
    """The one complete list of what is asked for."""

    items = serializers.ListField(child=text(500), min_length=1, max_length=50)
    reason = text(required=False)


class Remark(StrictSerializer):
    """A remark, if there is something to say."""

    note = text(required=False)


class Supplied(StrictSerializer):
    """What was added; the files are uploaded to the referral beforehand."""

    note = text()
    evidence = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)


class DecidedAt(StrictSerializer):
    """When the head decided, if that was on paper before now."""

    decided_at = Moment(required=False)
    note = text(required=False)


class Received(StrictSerializer):
    """Who of the police took the papers, when they came, and when the case was accepted."""

    officer = text(100)
    received_at = Moment(required=False)
    accepted_at = Moment(required=False)
    note = text(required=False)


class OtherPolice(StrictSerializer):
    """The competent police organ, and why it is."""

    police = text(60)
    reason = text()


class Decision(StrictSerializer):
    """A decision: number and date."""

    number = text(80)
    decided_on = serializers.DateField()


class DecisionWithReason(Decision):
    """A decision and its reasons."""

    reason = text(4000)


class Refusal(DecisionWithReason):
    """A decision against, its reasons, and which files go back."""

    files_returned = text(2000)


class PersonOfCase(StrictSerializer):
    """A person and what was decided about them."""

    name = text(100)
    result = text(500, required=False)


class DecisionOnPersons(Decision):
    """A decision with the persons whom it concerns."""

    persons = PersonOfCase(many=True, allow_empty=False, max_length=200)  # type: ignore[call-arg]  # not in the stubs


class Good(StrictSerializer):
    """One of the goods of a case (17号 6)."""

    name = text(200)
    quantity = text(100)
    features = text(500, required=False)
    place = text(300, required=False)


class Attachment(StrictSerializer):
    """The papers of one group, or why there are none."""

    items = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    none_because = text(500, required=False)


class Original(Attachment):
    """The papers of one group as originals, or why not."""

    original = serializers.BooleanField(required=False)
    not_original_because = text(500, required=False)
