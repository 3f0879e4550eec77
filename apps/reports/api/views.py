"""The board of the two laws with the rows behind its figures, and the platform's register."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.problems import Malformed
from apps.common.api.views import ActingRequest, ApiView, ApiViewSet
from apps.common.api.wording import reader_language
from apps.matters.api.lists import MatterList, valid
from apps.matters.watching import watch
from apps.organizations.queries import Directory, directory, stamp
from apps.reports.api.filters import RegisterFilter
from apps.reports.api.serializers import RegisterRowSerializer
from apps.reports.queries.board import below, board, listed, listed_rows
from apps.reports.queries.figures import (
    Rows,
    of_stage,
    rows_of,
    within_divisions,
    without_division,
)
from apps.reports.queries.register import register_rows
from clue_transfer.board import Figure
from clue_transfer.errors import FieldError
from clue_transfer.register import DECISIONS
from clue_transfer.vocabulary import Kind

_ANY = {200: OpenApiTypes.OBJECT}
_DIVISION = OpenApiParameter("division", str, description="行政区划代码，含下级")


class Board(ApiView):
    """What calls for somebody in the two laws, counted; each number says where its rows stand."""

    query_parameters = frozenset({"division"})

    @extend_schema(operation_id="two_laws_board", parameters=[_DIVISION], responses=_ANY)
    def get(self, request: ActingRequest) -> Response:
        """Count the figures by stage and by division."""
        places, now = directory(stamp()), timezone.now()
        division = asked_division(request, among=places)
        own = places.by_id(request.actor.acting).division if request.actor.department else ""
        top = division or own or next(iter(places.divisions)).code
        figures = board(actor=request.actor, top=top, division=division, directory=places, now=now)
        return Response(
            {
                "as_of": now,
                "language": reader_language(),
                "division": top,
                "figures": figures,
            }
        )


class BoardMatters(ApiViewSet):
    """The rows that one figure of the board counts."""

    pagination_class = KeysetPagination
    query_parameters = frozenset({"figure", "stage", "division", "exactly"})
    orderings: ClassVar[dict[str, Ordering]] = {"id": Ordering("pk")}

    @extend_schema(
        operation_id="two_laws_board_matters",
        parameters=[
            OpenApiParameter("figure", str, required=True, enum=[str(each) for each in Figure]),
            OpenApiParameter("stage", str, description="看板所列环节"),
            _DIVISION,
            OpenApiParameter("exactly", bool, description="不含下级行政区划"),
        ],
        responses=_ANY,
    )
    def list(self, request: ActingRequest) -> Response:
        """List them as the board counts them, one row each."""
        places, now = directory(stamp()), timezone.now()
        figure = _asked_figure(request)
        found = rows_of(figure, actor=request.actor, now=now)
        found = _narrowed(found, request, among=places)
        cut = page(listed(found), request=request, orderings=self.orderings, default="id")
        watch(request.actor, [(row["of"], row["of_secrecy"]) for row in cut.results])
        return Response(cut.body(listed_rows(cut.results, figure=figure, directory=places)))


def _narrowed(found: Rows, request: ActingRequest, *, among: Directory) -> Rows:
    query = request.query_params
    if stage := query.get("stage"):
        found = of_stage(found, stage=stage)
    if query.get("division") == "none":
        return without_division(found)
    division = asked_division(request, among=among)
    if not division:
        return found
    exactly = query.get("exactly", "false")
    if exactly not in ("true", "false"):
        raise Malformed(
            "查询参数有误",
            errors=[FieldError("/query/exactly", "invalid", "应为true或false")],
        )
    codes = {division} if exactly == "true" else below(division, directory=among)
    return within_divisions(found, codes=codes)


def asked_division(request: ActingRequest, *, among: Directory) -> str:
    """Read which division is asked for; Malformed for one that there is not."""
    code = request.query_params.get("division", "")
    if code and among.division(code) is None:
        raise Malformed(
            "查询参数有误",
            errors=[FieldError("/query/division", "unknown-division", "没有这个行政区划")],
        )
    return code


def _asked_figure(request: ActingRequest) -> Figure:
    try:
        return Figure(request.query_params.get("figure", ""))
    except ValueError:
        raise Malformed(
            "查询参数有误", errors=[FieldError("/query/figure", "invalid", "看板没有这一项")]
        ) from None


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

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows; of what the department had once nothing was its to know since."""
        rows = register_rows(
            pks,
            kind=self.kind,
            wanted=valid(RegisterFilter, self.request).entries,
            directory=directory(stamp()),
            now=timezone.now(),
        )
        hidden: dict[str, Any] = {"entries": [], "missing": []}
        return [{**row, **hidden} if row["id"] in former else row for row in rows]

    @extend_schema(
        operation_id="two_laws_register",
        parameters=[
            OpenApiParameter("kind", str, enum=[str(kind) for kind in DECISIONS]),
        ],
        responses=RegisterRowSerializer(many=True),
    )
    def list(self, request: ActingRequest) -> Response:
        """List cases, newest first."""
        return super().list(request)
