"""Every refusal as `application/problem+json` (RFC 9457), and nothing else ever."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core import exceptions as django_errors
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404
from django.utils.cache import patch_vary_headers
from django.utils.encoding import force_str
from django.utils.translation import gettext
from django.views import defaults
from rest_framework import exceptions as drf
from rest_framework.exceptions import ErrorDetail

from apps.common.api.wording import say, title_of
from clue_transfer import errors as kernel
from clue_transfer.errors import Refused

MEDIA_TYPE = "application/problem+json"
VARY = ("X-Acting-Department", "X-On-Behalf-Of", "Accept-Language")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = ("/api/", "/health/", "/metrics")

_STATUS: dict[type[Refused], int] = {
    kernel.NotFound: 404,
    kernel.NotYourStep: 403,
    kernel.NotAMember: 403,
    kernel.WrongStatus: 409,
    kernel.Incomplete: 422,
    kernel.Invalid: 422,
    kernel.Stale: 412,
    kernel.VersionMissing: 428,
}
_CODES = {
    drf.ParseError: "malformed",
    drf.Throttled: "throttled",
    drf.UnsupportedMediaType: "unsupported-media-type",
    drf.NotAcceptable: "not-acceptable",
    drf.MethodNotAllowed: "method-not-allowed",
}


class Malformed(Refused):
    """The request cannot be read: its JSON, its cursor, one of its parameters or headers."""

    code = "malformed"
    message = "请求格式有误"
    http_status: ClassVar[int] = 400


class ProblemResponse(HttpResponse):
    """A problem document; it is rendered here, whatever the view's own renderer is."""

    exception = True

    def __init__(
        self,
        code: str,
        *,
        status: int,
        detail: str,
        errors: Iterable[Mapping[str, str]] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.data: dict[str, Any] = {
            "type": f"/problems/{code}",
            "title": title_of(code, status=status),
            "status": status,
            "detail": detail,
            "code": code,
            "errors": list(errors),
        }
        for name, value in (extra or {}).items():
            # RFC 9457 keeps `status` for the number of the answer.
            self.data[f"current_{name}" if name in self.data else name] = value
        super().__init__(
            json.dumps(self.data, ensure_ascii=False, default=str),
            status=status,
            content_type=MEDIA_TYPE,
            headers=dict(headers or {}),
        )
        patch_vary_headers(self, VARY)


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> ProblemResponse | None:
    """Answer what a view raised; `None` lets the unexpected go on to `handler500`."""
    if isinstance(exc, Refused):
        return of_refusal(exc)
    if isinstance(exc, drf.ValidationError):
        request = context.get("request")
        return _of_validation(exc.detail, in_query=getattr(request, "method", "") in _SAFE)
    if isinstance(exc, drf.APIException):
        return _of_framework(exc)
    return _of_django(exc)


def of_refusal(exc: Refused) -> ProblemResponse:
    """Make the problem of a refusal of the rules, in the reader's language."""
    return ProblemResponse(
        exc.code,
        status=_status_of(exc),
        detail=say(exc.template, exc.params),
        errors=[
            {
                "pointer": one.pointer,
                "code": one.code,
                "detail": say(one.message, one.params),
            }
            for one in exc.errors
        ],
        extra=getattr(exc, "extra", None),
        headers=getattr(exc, "headers", None),
    )


def pointer_to(*path: str | int) -> str:
    """Write a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in path)


def flat(detail: Any, *, at: tuple[str | int, ...] = ()) -> list[tuple[str, ErrorDetail]]:
    """Flatten the nested errors of a serializer into pairs of pointer and error."""
    if isinstance(detail, Mapping):
        return [
            pair
            for name, inner in detail.items()
            for pair in flat(inner, at=at if name == "non_field_errors" else (*at, name))
        ]
    if isinstance(detail, list | tuple):
        return [
            pair
            for place, inner in enumerate(detail)
            for pair in flat(inner, at=at if isinstance(inner, str) else (*at, place))
        ]
    if not isinstance(detail, ErrorDetail):
        detail = ErrorDetail(force_str(detail), code="invalid")
    return [(pointer_to(*at), detail)]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that could not even reach its view."""
    if not _is_ours(request):
        return defaults.bad_request(request, exception)
    return _of_django(exception) or of_refusal(Malformed())


def handler403(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a forbidden request outside the API's views."""
    if not _is_ours(request):
        return defaults.permission_denied(request, exception)
    return _of_framework(drf.PermissionDenied())


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that leads nowhere."""
    if not _is_ours(request):
        return defaults.page_not_found(request, exception)
    if isinstance(exception, Resolver404):
        return of_refusal(kernel.NotFound("没有这个接口地址，请对照接口说明"))
    return of_refusal(kernel.NotFound())


def handler500(request: HttpRequest) -> HttpResponseBase:
    """Answer a fault without a word about it: Django has logged it with its trace."""
    if not _is_ours(request):
        return defaults.server_error(request)
    return ProblemResponse(
        "internal", status=500, detail=gettext("服务内部出错，已记录；请稍后重试或联系管理员")
    )


def _is_ours(request: HttpRequest) -> bool:
    return request.path_info.startswith(_OURS)


def _status_of(exc: Refused) -> int:
    own = getattr(exc, "http_status", None)
    if own is not None:
        return int(own)
    return next((_STATUS[kind] for kind in type(exc).__mro__ if kind in _STATUS), 409)


def _of_validation(detail: Any, *, in_query: bool) -> ProblemResponse:
    """Answer a serializer's errors; without a body they can only be about the query."""
    found = flat(detail, at=("query",) if in_query else ())
    codes = {error.code for _, error in found}
    if in_query:
        refusal: Refused = Malformed("查询参数有误")
    elif codes == {"required"}:
        refusal = kernel.Incomplete()
    else:
        refusal = kernel.Invalid()
    return ProblemResponse(
        refusal.code,
        status=_status_of(refusal),
        detail=say(refusal.template, {}),
        errors=[
            {"pointer": pointer, "code": _hyphens(error.code), "detail": str(error)}
            for pointer, error in found
        ],
    )


def _of_framework(exc: drf.APIException) -> ProblemResponse:
    headers: dict[str, str] = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]  # not on every error
    if isinstance(exc, drf.Throttled):
        headers["Retry-After"] = str(max(1, math.ceil(getattr(exc, "wait", None) or 1)))
        detail = gettext("请求过于频繁，请稍后再试")
    elif isinstance(exc, drf.ParseError):
        # The framework's own words are the parser's, in English only.
        detail = gettext("请求内容无法解析")
    elif isinstance(exc, drf.NotFound):
        return of_refusal(kernel.NotFound())
    else:
        detail = " ".join(str(error) for _, error in flat(exc.detail))
    own = getattr(exc.detail, "code", None) or exc.default_code
    code = next((_CODES[kind] for kind in type(exc).__mro__ if kind in _CODES), _hyphens(own))
    return ProblemResponse(code, status=exc.status_code, detail=detail, headers=headers)


def _of_django(exc: Exception) -> ProblemResponse | None:
    """Answer the exceptions of Django that a caller's bad input can raise."""
    if isinstance(exc, Http404):
        return of_refusal(kernel.NotFound())
    if isinstance(exc, django_errors.PermissionDenied):
        return _of_framework(drf.PermissionDenied())
    if isinstance(exc, RequestDataTooBig):
        return ProblemResponse("too-large", status=413, detail=gettext("请求内容过大"))
    if isinstance(exc, django_errors.ValidationError):
        detail = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
        named = {
            "non_field_errors" if key in ("", "__all__") else key: detail[key] for key in detail
        }
        return _of_validation(named, in_query=False)
    if isinstance(exc, DataError):
        return of_refusal(kernel.Invalid("内容超出可保存的范围"))
    unreadable = (
        SuspiciousOperation,
        django_errors.BadRequest,
        MultiPartParserError,
        UnreadablePostError,
        UnicodeError,
    )
    if isinstance(exc, unreadable):
        return of_refusal(Malformed("请求内容无法解析"))
    return None


def _hyphens(code: str | None) -> str:
    return (code or "invalid").replace("_", "-")
