"""The register of the shared platform."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.common.api.problems import Malformed
from apps.common.api.views import ActingRequest
from apps.matters.api.lists import MatterList
from apps.organizations.queries import directory, stamp
from apps.reports.api.filters import RegisterFilter
from apps.reports.queries.register import register_rows
from clue_transfer.errors import FieldError
from clue_transfer.register import DECISIONS
from clue_transfer.vocabulary import Kind


class Register(MatterList):
    """Which decision of which organ was entered when, case by case, and what is missing."""

    filterset_class = RegisterFilter
    query_parameters = frozenset({"kind"})

    @property
    def kind(self) -> Kind:  # type: ignore[override]  # asked for, where other lists have one
        """The kind of case that the request asks for; suspected crimes without one."""
        asked = self.request.query_params.get("kind") or Kind.CRIME_REFERRAL
        if asked not in DECISIONS:
            raise Malformed(
                "查询参数有误",
                errors=[FieldError("/query/kind", "invalid", "台账没有这一种类")],
            )
        return Kind(asked)

    @extend_schema(
        operation_id="two_laws_register",
        parameters=[
            OpenApiParameter("kind", str, enum=[str(kind) for kind in DECISIONS]),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def list(self, request: ActingRequest) -> Response:
        """List cases, newest first."""
        return super().list(request)

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows; of what the department had once nothing was its to know since."""
        rows = register_rows(pks, kind=self.kind, directory=directory(stamp()), now=timezone.now())
        hidden = {"entries": [], "missing": []}
        return [{**row, **hidden} if row["id"] in former else row for row in rows]
