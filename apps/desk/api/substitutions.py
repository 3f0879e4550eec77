"""Substitutions of the acting department: who stands in for whom, arranged and ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Substitution
from apps.common.api.idempotency import Slot, body_hash, idempotent
from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.payloads import Nothing, text
from apps.common.api.schema import UNVERSIONED
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.desk.actions import end_substitution, substitute
from clue_transfer.absence import in_force
from clue_transfer.errors import NotFound
from clue_transfer.vocabulary import Role

_UNVERSIONED = {UNVERSIONED: True}
_LARGEST = 2**63


class SubstitutionSerializer(StrictSerializer):
    """Who acts for whom; `absent` is the caller unless named, `roles` all that pass on."""

    absent = text(150, required=False)
    substitute = text(150)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices()),
        required=False,
        max_length=len(Role),
    )
    since = serializers.DateField(required=False)
    until = serializers.DateField()
    reason = text(500)
    presides = serializers.BooleanField(required=False)


class PersonSerializer(serializers.Serializer[Any]):
    """A person by key and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ShownSubstitutionSerializer(serializers.Serializer[Any]):
    """A substitution as the department's members see it."""

    id = serializers.IntegerField()
    absent = PersonSerializer()
    substitute = PersonSerializer()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices()))
    presides = serializers.BooleanField()
    since = serializers.DateField()
    until = serializers.DateField()
    reason = serializers.CharField()
    made_by = PersonSerializer()
    made_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    in_force = serializers.BooleanField(help_text="Whether it gives anything today.")


class Substitutions(ApiViewSet):
    """The substitutions of the acting department, newest first."""

    queryset = Substitution.objects.none()
    serializer_class = ShownSubstitutionSerializer
    pagination_class = KeysetPagination
    orderings: ClassVar[dict[str, Ordering]] = {"-id": Ordering("pk", descending=True)}

    def get_queryset(self) -> Any:
        """Read those of the acting department."""
        department = self.request.actor.department
        if department is None:
            return Substitution.objects.none()
        rows = Substitution.objects.filter(department_id=department)
        return rows.select_related("absent", "substitute", "made_by")

    @extend_schema(operation_id="substitutions")
    def list(self, request: ActingRequest) -> Response:
        """List them."""
        found = page(self.get_queryset(), request=request, orderings=self.orderings, default="-id")
        return Response(found.body([_shown(row) for row in found.results]))

    @extend_schema(
        operation_id="substitution_make",
        request=SubstitutionSerializer,
        responses={201: ShownSubstitutionSerializer},
    )
    def create(self, request: ActingRequest) -> Response:
        """Arrange one: the absent person, or who leads the department."""
        body = SubstitutionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with idempotent(request, body_hash=body_hash(request.data)) as slot:
            if slot.replayed:
                return self._answer(int(slot.result_id), slot=slot, status=201)
            made = substitute(data=body.validated_data, actor=request.actor, now=timezone.now())
            slot.keep(kind="substitution", id=made.pk, status=201)
        return self._answer(made.pk, slot=slot, status=201)

    @extend_schema(
        operation_id="substitution_end",
        request=Nothing,
        responses={200: ShownSubstitutionSerializer},
        extensions=_UNVERSIONED,
    )
    def end(self, request: ActingRequest, pk: int) -> Response:
        """End it before its time: either of the two, or who leads the department."""
        if pk >= _LARGEST:
            raise NotFound
        body = Nothing(data=request.data)
        body.is_valid(raise_exception=True)
        with idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind="substitution",
            result_id=pk,
            status=200,
        ) as slot:
            if not slot.replayed:
                end_substitution(pk, actor=request.actor, now=timezone.now())
        return self._answer(pk, slot=slot, status=200)

    def _answer(self, pk: int, *, slot: Slot, status: int) -> Response:
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound
        return slot.mark(Response(_shown(row), status=status))


def _shown(row: Substitution) -> dict[str, Any]:
    return {
        "id": row.pk,
        "absent": _person(row.absent),
        "substitute": _person(row.substitute),
        "roles": row.roles,
        "presides": row.presides,
        "since": row.since,
        "until": row.until,
        "reason": row.reason,
        "made_by": _person(row.made_by),
        "made_at": row.made_at,
        "ended_at": row.ended_at,
        "in_force": row.ended_at is None
        and in_force(row.since, row.until, on=timezone.localdate()),
    }


def _person(user: Any) -> dict[str, Any]:
    return {"id": user.pk, "name": user.get_full_name()}
