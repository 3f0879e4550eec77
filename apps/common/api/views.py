"""The views that every endpoint is made of: no unknown parameter passes, every answer varies."""

from __future__ import annotations

import re
import time
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from apps.common.api.pagination import PARAMETERS, KeysetPagination
from apps.common.api.problems import VARY, Malformed
from apps.common.metrics import REQUESTS
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError

_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class ActingRequest(Request):
    """A request as the views get it: authentication has put on it who acts, and for whom."""

    actor: Actor


class Conventions(APIView):
    """What all views share: allowed query parameters, `Vary`, the request's metric."""

    request: ActingRequest
    query_parameters: ClassVar[frozenset[str]] = frozenset()
    _started: float | None = None

    def allowed_parameters(self) -> frozenset[str]:
        """Name every query parameter that the view reads; safe methods of lists read more."""
        return frozenset(self.query_parameters)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who asks, then that they ask only for what there is."""
        self._started = time.perf_counter()
        super().initial(request, *args, **kwargs)
        self._check_query(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Count the answer by its route, never by its address."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        match = getattr(request, "resolver_match", None)
        taken = 0.0 if self._started is None else time.perf_counter() - self._started
        route = match.route if match else ""
        REQUESTS.labels(request.method or "", route, str(answer.status_code)).observe(taken)
        return answer

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Name the headers that an answer depends on."""
        headers: dict[str, str] = dict(super().default_response_headers)
        varies = [headers["Vary"]] if headers.get("Vary") else []
        return {**headers, "Vary": ", ".join((*varies, *VARY))}

    def _check_query(self, request: Request) -> None:
        given = request.query_params
        allowed = self.allowed_parameters()
        errors = [
            FieldError(f"/query/{name}", "unknown-parameter", "没有此查询参数")
            for name in given
            if name not in allowed
        ]
        if errors:
            raise Malformed("没有此查询参数", errors=errors)
        errors = [
            FieldError(f"/query/{name}", "character", "含有不可用的字符")
            for name, values in given.lists()
            if any(_CONTROL.search(value) for value in values)
        ]
        if errors:
            raise Malformed("查询参数有误", errors=errors)


class ApiView(Conventions):
    """A view for one address."""


class ApiViewSet(Conventions, GenericViewSet[Any]):
    """A set of views for one collection; its list also takes filters, page and ordering."""

    def allowed_parameters(self) -> frozenset[str]:
        """Add what filters and pages read to a list's own parameters."""
        allowed = super().allowed_parameters()
        if getattr(self, "action", None) != "list":
            return allowed
        filters = getattr(self, "filterset_class", None)
        if filters is not None:
            allowed |= frozenset(filters.base_filters)
        allowed |= frozenset(getattr(self, "filterset_fields", None) or ())
        paginator = getattr(self, "pagination_class", None)
        if isinstance(paginator, type) and issubclass(paginator, KeysetPagination):
            allowed |= PARAMETERS
        return allowed
