"""Every refusal is a problem document, in the reader's language, and never says too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, connection
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation
from rest_framework import exceptions as drf
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import StaticHTMLRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings

from apps.common.api import wording
from apps.common.api.problems import Malformed, exception_handler, flat
from apps.common.api.serializers import StrictSerializer
from apps.common.api.throttling import AnonymousThrottle
from apps.common.api.versions import required_version
from apps.common.api.views import ApiView
from clue_transfer import errors as kernel
from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import Role
from tests.apps.common.asking import AsSomebody

_UNDECODABLE = (
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n*\r\n--x--"
)
RAISED: dict[str, Exception] = {}


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Speak Chinese, whatever a request before has asked for."""
    with translation.override("zh-hans"):
        yield


class _Subject(StrictSerializer):
    name = serializers.CharField(max_length=5)
    credit_code = serializers.CharField(required=False)


class _Body(StrictSerializer):
    title = serializers.CharField()
    subjects = _Subject(many=True, required=False)
    number = serializers.CharField(read_only=True)


class _Things(ApiView):
    authentication_classes = (AsSomebody,)
    query_parameters = frozenset({"kind"})

    def get(self, request: Any) -> Response:
        if RAISED:
            raise RAISED["now"]
        return Response({"ok": True})

    def post(self, request: Any) -> Response:
        body = _Body(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data, status=201)

    def delete(self, request: Any) -> Response:
        return Response({"version": required_version(request)})


class _Rows(_Things):
    """A view whose words reach the database."""

    query_parameters = frozenset({"number"})

    def get(self, request: Any) -> Response:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::integer", [request.query_params["number"]])
        return Response({})


class _Files(_Things):
    parser_classes = (MultiPartParser,)
    renderer_classes = (StaticHTMLRenderer,)


class _Throttled(_Things):
    throttle_classes = (AnonymousThrottle,)
    permission_classes = ()


urlpatterns = [
    path("api/v1/things/", _Things.as_view()),
    path("api/v1/rows/", _Rows.as_view()),
    path("api/v1/files/", _Files.as_view()),
    path("api/v1/throttled/", _Throttled.as_view()),
]
handler400 = "apps.common.api.problems.handler400"
handler403 = "apps.common.api.problems.handler403"
handler404 = "apps.common.api.problems.handler404"
handler500 = "apps.common.api.problems.handler500"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _nothing_raised() -> Any:
    yield
    RAISED.clear()


def told(exc: Exception, *, method: str = "POST") -> dict[str, Any]:
    answer = exception_handler(exc, {"request": type("R", (), {"method": method})()})
    assert answer is not None
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.status_code == answer.data["status"]
    return answer.data


class _Own(kernel.Refused):
    code = "evidence-corrupt"
    message = "文件已损坏"


class _Large(kernel.Refused):
    code = "too-large"
    message = "文件过大"
    http_status = 413


@pytest.mark.parametrize(
    ("exc", "status", "code"),
    [
        (kernel.NotFound(), 404, "not-found"),
        (kernel.NotYourStep(who="负责人"), 403, "not-your-step"),
        (kernel.NotAMember(), 403, "not-a-member"),
        (kernel.WrongStatus(status="已签收", verb="签收"), 409, "wrong-status"),
        (kernel.RightLapsed(), 409, "right-lapsed"),
        (kernel.PingPong(), 409, "ping-pong"),
        (kernel.Incomplete(), 422, "incomplete"),
        (kernel.Invalid(), 422, "invalid"),
        (kernel.Stale(), 412, "stale"),
        (kernel.VersionMissing(), 428, "version-missing"),
        (kernel.CalendarNotPublished(year=2027), 409, "calendar-not-published"),
        (_Own(), 409, "evidence-corrupt"),
        (_Large(), 413, "too-large"),
        (Malformed(), 400, "malformed"),
        (drf.ParseError(), 400, "malformed"),
        (drf.NotAuthenticated(), 401, "not-authenticated"),
        (drf.AuthenticationFailed("令牌无效"), 401, "authentication-failed"),
        (drf.PermissionDenied(), 403, "permission-denied"),
        (drf.NotFound(), 404, "not-found"),
        (drf.MethodNotAllowed("PUT"), 405, "method-not-allowed"),
        (drf.NotAcceptable(), 406, "not-acceptable"),
        (drf.UnsupportedMediaType("text/csv"), 415, "unsupported-media-type"),
        (drf.Throttled(wait=1.2), 429, "throttled"),
        (Http404("No Clue matches"), 404, "not-found"),
        (PermissionDenied("secret"), 403, "permission-denied"),
        (SuspiciousOperation("secret"), 400, "malformed"),
        (BadRequest("secret"), 400, "malformed"),
        (RequestDataTooBig("secret"), 413, "too-large"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "secret"), 400, "malformed"),
        (DataError("secret"), 422, "invalid"),
    ],
)
def test_each_refusal_has_its_status_and_code(exc: Exception, status: int, code: str) -> None:
    problem = told(exc)

    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"/problems/{code}"
    assert set(problem) == {"type", "title", "status", "detail", "code", "errors"}
    assert problem["title"]
    assert problem["detail"]
    assert "secret" not in str(problem)
    assert "Clue matches" not in str(problem)


def test_the_unexpected_is_not_swallowed() -> None:
    assert exception_handler(RuntimeError("secret"), {}) is None


def test_a_refusal_carries_errors_and_what_is_left_to_do() -> None:
    refusal = kernel.WrongStatus(
        "不能“%(verb)s”：%(fact)s",
        errors=[FieldError("/reason", "too-long", "至多%(most)d字", {"most": 5})],
        verb="签收",
        fact="x",
    )
    refusal.extra = {"status": "signed", "available_actions": [{"verb": "accept"}]}  # type: ignore[attr-defined]  # not on every error

    problem = told(refusal)

    assert problem == {
        "type": "/problems/wrong-status",
        "title": "当前状态不能办理",
        "status": 409,
        "detail": "不能“签收”：x",
        "code": "wrong-status",
        "errors": [{"pointer": "/reason", "code": "too-long", "detail": "至多5字"}],
        "current_status": "signed",
        "available_actions": [{"verb": "accept"}],
    }


def test_words_and_lists_of_words_are_parameters_too() -> None:
    problem = told(kernel.NotYourStep(who=[Role.LEAD, Role.LIAISON]))

    assert (
        problem["detail"]
        == "此步骤应由" + "、".join(sorted([Role.LEAD.label, Role.LIAISON.label])) + "办理"
    )


def test_a_template_that_does_not_fit_is_no_fault() -> None:
    refusal = kernel.Invalid()
    refusal.template, refusal.params = "%(missing)s", {"other": 1}

    assert told(refusal)["detail"] == "%(missing)s"


def test_errors_of_a_serializer_become_flat_with_pointers() -> None:
    body = _Body(
        data={"title": "", "subjects": [{"name": "甲"}, {"name": "六个字的名称"}], "x~/": 1}
    )
    assert not body.is_valid()

    problem = told(drf.ValidationError(body.errors))

    assert problem["code"] == "invalid"
    assert {(one["pointer"], one["code"]) for one in problem["errors"]} == {
        ("/title", "blank"),
        ("/subjects/1/name", "max-length"),
        ("/x~0~1", "unknown-field"),
    }


def test_only_missing_fields_are_incomplete() -> None:
    body = _Body(data={"subjects": [{}]})
    assert not body.is_valid()

    problem = told(drf.ValidationError(body.errors))

    assert (problem["status"], problem["code"]) == (422, "incomplete")
    assert {(one["pointer"], one["code"]) for one in problem["errors"]} == {
        ("/title", "required"),
        ("/subjects/0/name", "required"),
    }


def test_a_filter_error_is_about_the_query() -> None:
    problem = told(drf.ValidationError({"due_before": ["wrong"]}), method="GET")

    assert (problem["status"], problem["code"]) == (400, "malformed")
    assert problem["errors"] == [
        {"pointer": "/query/due_before", "code": "invalid", "detail": "wrong"}
    ]


def test_errors_of_a_model_are_flat_too() -> None:
    problem = told(ValidationError({"code": ["wrong"], "__all__": ["both"]}))

    assert {(one["pointer"], one["detail"]) for one in problem["errors"]} == {
        ("/code", "wrong"),
        ("", "both"),
    }


def test_whole_body_errors_point_at_the_body() -> None:
    body = _Body(data=[1])
    assert not body.is_valid()

    assert [(pointer, error.code) for pointer, error in flat(body.errors)] == [("", "invalid")]


# ---- through the whole of Django


def test_a_good_request_varies_by_department_and_language(client: Client) -> None:
    answer = client.get("/api/v1/things/?kind=clue")

    assert answer.status_code == 200
    assert set(answer["Vary"].split(", ")) >= {"X-Acting-Department", "Accept-Language"}


def test_a_problem_varies_too(client: Client) -> None:
    answer = client.get("/api/v1/things/", headers={"X-Nobody": "1"})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert set(answer["Vary"].split(", ")) >= {"X-Acting-Department", "Accept-Language"}


def test_unknown_parameters_are_malformed(client: Client) -> None:
    answer = client.get("/api/v1/things/?kind=clue&knd=x")

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"pointer": "/query/knd", "code": "unknown-parameter", "detail": "没有此查询参数"}
    ]


def test_control_characters_in_parameters_are_malformed(client: Client) -> None:
    answer = client.get("/api/v1/things/?kind=a%00b")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/kind"


def test_who_nobody_knows_learns_no_parameters(client: Client) -> None:
    assert client.get("/api/v1/things/?knd=x", headers={"X-Nobody": "1"}).status_code == 401


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b'{"title": "\xff"}', "application/json", 400, "malformed"),
        (rb'{"title": "a\u0000"}', "application/json", 400, "malformed"),
        (b"[" * 100_000, "application/json", 400, "malformed"),
        (b"[1]", "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b"", "application/json", 422, "incomplete"),
        (b'{"title": "a\tb\n\x01"}', "application/json", 400, "malformed"),
        (rb'{"title": "a\u0001"}', "application/json", 422, "invalid"),
        (b'{"title": "' + b"a" * 20_001 + b'"}', "application/json", 422, "invalid"),
        (b'{"title": "' + b"a" * 10_000_000 + b'"}', "application/json", 413, "too-large"),
        (b"title=a", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"<a/>", "text/xml", 415, "unsupported-media-type"),
        (b'{"title": "a"}', "nonsense", 415, "unsupported-media-type"),
        (b'{"title": "a", "titel": 1, "number": "1"}', "application/json", 422, "invalid"),
    ],
)
def test_a_bad_body_is_a_problem(
    client: Client, body: bytes, media_type: str, status: int, code: str
) -> None:
    answer = client.post("/api/v1/things/", body, content_type=media_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"--x\r\nnonsense", "multipart/form-data", 400, "malformed"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=", 400, "malformed"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 422, "incomplete"),
        (
            _UNDECODABLE,
            "multipart/form-data; boundary=x",
            400,
            "malformed",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na\x00b\r\n--x--',
            "multipart/form-data; boundary=x",
            422,
            "invalid",
        ),
    ],
)
def test_a_broken_upload_is_a_problem_even_where_pages_are_html(
    client: Client, body: bytes, media_type: str, status: int, code: str
) -> None:
    answer = client.post("/api/v1/files/", body, content_type=media_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (None, "方法 “PUT” 不被允许。"),
        ("zh-CN", "方法 “PUT” 不被允许。"),
        ("en", 'Method "PUT" not allowed.'),
        ("fr, en;q=0.5", 'Method "PUT" not allowed.'),
    ],
)
def test_the_reader_chooses_the_language(client: Client, language: str | None, said: str) -> None:
    headers = {"Accept-Language": language} if language else {}

    answer = client.put("/api/v1/things/", headers=headers)

    assert answer.json()["detail"] == said


def test_templates_and_parameters_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    english = {"此步骤应由%(who)s办理": "This step belongs to %(who)s", "负责人": "the lead"}
    monkeypatch.setattr(wording, "gettext", lambda text: english.get(text, text))

    with translation.override("en"):
        named = wording.say("此步骤应由%(who)s办理", {"who": "负责人"})
        listed = wording.say("此步骤应由%(who)s办理", {"who": {Role.LEAD, Role.LIAISON}})

    assert named == "This step belongs to the lead"
    assert listed == f"This step belongs to {Role.LEAD.english}, {Role.LIAISON.english}"


def test_what_the_database_cannot_hold_is_invalid(client: Client, db: None) -> None:
    answer = client.get("/api/v1/rows/?number=99999999999999999999")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_wrong_methods_and_formats_are_problems(client: Client) -> None:
    put = client.put("/api/v1/things/")
    html = client.get("/api/v1/things/", headers={"Accept": "text/html"})

    assert (put.status_code, put.json()["code"]) == (405, "method-not-allowed")
    assert put["Allow"] == "GET, POST, DELETE, HEAD, OPTIONS"
    assert (html.status_code, html.json()["code"]) == (406, "not-acceptable")


def test_unknown_addresses_are_problems_under_the_api_only(client: Client) -> None:
    api = client.get("/api/v1/nowhere/")
    page = client.get("/nowhere/")

    assert (api.status_code, api.json()["code"]) == (404, "not-found")
    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")


def test_a_fault_says_nothing(client: Client) -> None:
    RAISED["now"] = RuntimeError("secret")

    answer = client.get("/api/v1/things/")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert b"secret" not in answer.content


def test_a_stranger_host_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/things/", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 428), ('"3"', 200), ('W/"3"', 200), ("*", 400), ("3", 400), ('"3", "4"', 400)],
)
def test_the_version_is_read_from_if_match(client: Client, header: str | None, status: int) -> None:
    answer = client.delete("/api/v1/things/", headers={"If-Match": header} if header else {})

    assert answer.status_code == status
    assert status != 200 or answer.json() == {"version": 3}


def test_too_many_requests_are_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "t"}
    }
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anon", "2/d")
    ask = {"path": "/api/v1/throttled/", "headers": {"X-Nobody": "1"}, "REMOTE_ADDR": "192.0.2.9"}

    answers = [client.get(**ask) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "throttled"
    assert 1 <= int(answers[2]["Retry-After"]) <= 86_400


def test_a_dead_cache_stops_nobody(client: Client) -> None:
    dead = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    with override_settings(CACHES=dead):
        answer = client.get("/api/v1/throttled/", headers={"X-Nobody": "1"})

    assert answer.status_code == 200
