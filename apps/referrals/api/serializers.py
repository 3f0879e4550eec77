"""Shapes of referrals: what opens one, and what lists and details show."""

from __future__ import annotations

from rest_framework import serializers

from apps.common.api.payloads import text, word
from apps.common.api.serializers import StrictSerializer
from apps.matters.api.serializers import MatterRowSerializer, NamedDepartmentSerializer
from apps.matters.api.staged import StagedDetailSerializer
from apps.referrals.api.payloads.shared import Good
from clue_transfer.vocabulary import Secrecy, Urgency


class SubjectOfCaseSerializer(StrictSerializer):
    """A person or a firm that the case is about."""

    name = text(200)
    credit_code = text(18, required=False, allow_blank=True)


class EditDetentionSerializer(StrictSerializer):
    """What of a draft may be changed until it is put before the head."""

    title = text(200, required=False)
    subjects = SubjectOfCaseSerializer(many=True, required=False, max_length=200)  # type: ignore[call-arg]  # not in the stubs
    urgency = word(Urgency, required=False)
    goods = Good(many=True, required=False, max_length=1000)  # type: ignore[call-arg]  # not in the stubs


class EditCrimeSerializer(EditDetentionSerializer):
    """What of a crime referral's draft may be changed: also the suspected crime."""

    charge = text(200, required=False)


class OpenDetentionSerializer(EditDetentionSerializer):
    """What opens a referral; on a leg it takes place, secrecy and subjects from there."""

    leg = serializers.UUIDField(required=False)
    division = text(6, required=False)
    secrecy = word(Secrecy, required=False)


class OpenCrimeSerializer(OpenDetentionSerializer):
    """What opens a crime referral: also the suspected crime."""

    charge = text(200)


class InvestigatorSerializer(serializers.Serializer[object]):
    """A member of the case team."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ReferralDetailSerializer(StagedDetailSerializer):
    """What both referrals show."""

    sender = NamedDepartmentSerializer()
    police = NamedDepartmentSerializer()
    procuratorate = NamedDepartmentSerializer()
    subjects = SubjectOfCaseSerializer(many=True)
    facts = serializers.CharField()
    law = serializers.CharField()
    proposal = serializers.CharField()
    attachments = serializers.DictField(child=serializers.JSONField())
    goods = Good(many=True)
    police_reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    transferred_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)


class CrimeReferralDetailSerializer(ReferralDetailSerializer):
    """A crime referral."""

    court = NamedDepartmentSerializer(allow_null=True)
    charge = serializers.CharField()
    evidence_summary = serializers.CharField()
    investigators = InvestigatorSerializer(many=True)
    reported_at = serializers.DateTimeField(allow_null=True)
    copied_at = serializers.DateTimeField(allow_null=True)
    track = serializers.CharField()


class DetentionReferralDetailSerializer(ReferralDetailSerializer):
    """A detention referral."""

    penalty_number = serializers.CharField()
    penalty_decided_on = serializers.DateField(allow_null=True)
    exception = serializers.CharField()


class ReferralRowSerializer(MatterRowSerializer):
    """A referral as a list shows it."""

    sender = NamedDepartmentSerializer()
    police = NamedDepartmentSerializer()
    subjects = SubjectOfCaseSerializer(many=True)
    transferred_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)


class CrimeReferralRowSerializer(ReferralRowSerializer):
    """A crime referral as a list shows it."""

    charge = serializers.CharField()
    track = serializers.CharField()
