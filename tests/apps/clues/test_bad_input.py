"""Whatever is sent, the answer names field and reason, and nothing is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.client import Caller, draft, ok
from tests.stories import LANZHOU, WATER, Story, photo, refused, upload

pytestmark = pytest.mark.usefixtures("morning")

LONG = "长" * 10_000
SUSPECT = {"name": "兰州某厂", "role": "suspect"}


def rows_everywhere() -> dict[str, int]:
    """Count the rows of every table."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def places(problem: dict[str, Any]) -> list[tuple[str, str]]:
    """Name where a problem lies and why."""
    assert all(error["detail"] for error in problem["errors"])
    return [(error["pointer"], error["code"]) for error in problem["errors"]]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        (
            {"receivers": [{"department": "999999-ecology"}]},
            ("/receivers/0/department", "unknown-department"),
        ),
        ({"receivers": [{"department": LONG}]}, ("/receivers/0/department", "max-length")),
        (
            {"receivers": [{"department": WATER}]},
            ("/receivers/0/department", "receiver-is-sender"),
        ),
        (
            {"receivers": [{"department": LANZHOU}, {"department": "620400-ecology"}]},
            ("/receivers", "one-main"),
        ),
        (
            {"receivers": [{"department": LANZHOU}, {"department": LANZHOU, "role": "co"}]},
            ("/receivers/1/department", "repeated"),
        ),
        ({"receivers": [LANZHOU]}, ("/receivers/0", "invalid")),
        ({"receivers": LANZHOU}, ("/receivers", "not-a-list")),
        ({"kind": "own"}, ("/receivers", "own-has-no-receivers")),
        ({"kind": "designated"}, ("/kind", "invalid-choice")),
        ({"occurred_on": "2026-02-30"}, ("/occurred_on", "invalid")),
        ({"occurred_on": "二月三十日"}, ("/occurred_on", "invalid")),
        ({"discovered_on": "2999-01-01"}, ("/discovered_on", "in-the-future")),
        (
            {"occurred_on": "2026-11-20", "discovered_on": "2026-11-19"},
            ("/occurred_on", "after-discovery"),
        ),
        (
            {"subjects": [{**SUSPECT, "credit_code": "91620100MA0000000X"}]},
            ("/subjects/0/credit_code", "credit-code"),
        ),
        ({"subjects": [{**SUSPECT, "name": LONG}]}, ("/subjects/0/name", "max-length")),
        ({"subjects": [{**SUSPECT, "name": " "}]}, ("/subjects/0/name", "blank")),
        ({"subjects": [SUSPECT] * 101}, ("/subjects", "too-many")),
        ({"title": LONG}, ("/title", "max-length")),
        ({"title": None}, ("/title", "null")),
        ({"title": {"zh": "标题"}}, ("/title", "invalid")),
        ({"title": "铃\u0007"}, ("/title", "control-character")),
        ({"description": LONG * 3}, ("/description", "max-length")),
        ({"violation_type": "littering"}, ("/violation_type", "unknown-violation-type")),
        ({"division": "999999"}, ("/division", "unknown-division")),
        ({"urgency": "very"}, ("/urgency", "invalid-choice")),
        ({"secrecy": "secret"}, ("/secrecy", "invalid-choice")),
        ({"source": "rumour"}, ("/source", "invalid-choice")),
        ({"location": {"longitude": 200}}, ("/location/longitude", "max-value")),
        ({"location": {"longitude": "东经"}}, ("/location/longitude", "invalid")),
        ({"location": {"altitude": 1500}}, ("/location/altitude", "unknown-field")),
        ({"facts": {"smell": 3}}, ("/facts/smell", "unknown-fact")),
        (
            {"facts": {"hazardous_waste_tonnes": "三吨"}},
            ("/facts/hazardous_waste_tonnes", "invalid"),
        ),
        ({"colour": "red"}, ("/colour", "unknown-field")),
        ({"status": "transferred"}, ("/status", "unknown-field")),
        ({"sender": LANZHOU}, ("/sender", "unknown-field")),
    ],
)
def test_a_wrong_draft_names_the_field(changes: dict[str, Any], place: tuple[str, str]) -> None:
    caller = Caller("liaison", WATER)
    before = rows_everywhere()

    response = caller.post("clues/", draft(**changes), **{"Idempotency-Key": "k"})

    assert places(refused(response, 422, "invalid")) == [place]
    assert rows_everywhere() == before


def test_all_that_is_wrong_is_named_at_once() -> None:
    caller = Caller("liaison", WATER)
    wrong = draft(division="999999", violation_type="littering", facts={"smell": 1})
    wrong["subjects"] = [{**SUSPECT, "credit_code": "1"}]

    problem = refused(caller.post("clues/", wrong), 422, "invalid")

    assert places(problem) == [
        ("/division", "unknown-division"),
        ("/violation_type", "unknown-violation-type"),
        ("/facts/smell", "unknown-fact"),
        ("/subjects/0/credit_code", "credit-code"),
    ]


def deep(levels: int) -> bytes:
    """Nest lists in a body."""
    return b'{"title": ' + b"[" * levels + b"]" * levels + b"}"


@pytest.mark.parametrize(
    ("content", "pointers"),
    [
        (b"", None),
        (b"{", None),
        (b"[]", None),
        (b'"title"', None),
        (b"null", None),
        (b'{"title": "\xff\xfe"}', None),
        (b'{"title": NaN}', None),
        (b'{"title": "a", "title": "b"}', None),
        (b'{"title": "\\u0000"}', ["/title"]),
        (b'{"title": "\\ud800"}', ["/title"]),
        (deep(40), None),
        (deep(100_000), None),
    ],
)
def test_an_unreadable_body_is_refused(content: bytes, pointers: list[str] | None) -> None:
    caller = Caller("liaison", WATER)
    before = rows_everywhere()

    response = caller.send("POST", "clues/", content)

    assert response.status_code in (400, 422), response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] in ("malformed", "invalid", "incomplete")
    assert problem["detail"]
    if pointers is not None:
        assert [error["pointer"] for error in problem["errors"]] == pointers
    assert rows_everywhere() == before


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data"])
def test_a_draft_comes_as_json(media_type: str) -> None:
    caller = Caller("liaison", WATER)

    response = caller.send("POST", "clues/", json.dumps(draft()).encode(), media_type=media_type)

    refused(response, 415, "unsupported-media-type")


def test_five_gigabytes_are_refused_before_they_are_read() -> None:
    story = Story()
    before = rows_everywhere()

    response = story.sender.liaison.send(
        "POST",
        "evidence/",
        b"--x\r\n",
        media_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(5 << 30),
    )

    refused(response, 413, "too-large")
    assert rows_everywhere() == before


def test_five_gigabytes_of_json_are_refused_before_they_are_read() -> None:
    caller = Caller("liaison", WATER)

    response = caller.send("POST", "clues/", b"{}", CONTENT_LENGTH=str(5 << 30))

    refused(response, 413, "too-large")


def _html_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "现场.png", photo().read() + b"<script>alert(1)</script>", content_type="image/png"
    )


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (_html_picture, 415, "unsupported-media-type"),
        (lambda: photo("现场.pdf"), 415, "unsupported-media-type"),
        (
            lambda: SimpleUploadedFile("页.html", b"<html></html>", content_type="text/html"),
            415,
            "unsupported-media-type",
        ),
        (lambda: SimpleUploadedFile("空.txt", b"", content_type="text/plain"), 422, "invalid"),
        (lambda: photo("长" * 200 + ".png"), 422, "invalid"),
    ],
    ids=["polyglot", "other-suffix", "html", "empty", "long-name"],
)
def test_a_file_that_is_not_what_it_says_is_refused(file: Any, status: int, code: str) -> None:
    story = Story()
    before = rows_everywhere()

    problem = refused(upload(story.sender.liaison, story.clue_id, file()), status, code)

    assert problem["detail"]
    assert rows_everywhere() == before


def test_what_cannot_be_seen_in_a_name_is_not_kept() -> None:
    story = Story()

    row = ok(upload(story.sender.liaison, story.clue_id, photo("现\u202egnp.png")), 201)

    assert row["name"] == "现gnp.png"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"matter": "no-id", "file": 1}, "/matter"),
        ({"file": 1}, "/matter"),
        ({"matter": 1}, "/file"),
        ({"matter": 1, "file": 1, "colour": "red"}, "/colour"),
        ({"matter": 1, "file": 1, "sha256": "short"}, "/sha256"),
        ({"matter": 1, "file": 1, "note": "长" * 501}, "/note"),
    ],
)
def test_a_wrong_upload_names_the_field(fields: dict[str, Any], pointer: str) -> None:
    story = Story()
    before = rows_everywhere()
    body = dict(fields)
    if body.get("matter") == 1:
        body["matter"] = story.clue_id
    if "file" in body:
        body["file"] = photo()

    response = story.sender.liaison.upload("evidence/", body)

    assert response.status_code == 422, response.content.decode()
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert rows_everywhere() == before


def test_a_step_takes_no_wrong_department_and_no_wrong_date() -> None:
    story = Story().accepted()
    lead = story.receiver.lead
    before = rows_everywhere()

    for verb, body, place in (
        ("file", {"filed_on": "2026-02-30", "case_number": "1"}, ("/filed_on", "invalid")),
        ("file", {"filed_on": "2999-01-01", "case_number": "1"}, ("/filed_on", "in-the-future")),
        ("file", {"filed_on": "2026-11-20", "case_number": LONG}, ("/case_number", "max-length")),
        ("reassign", {"handler": "nobody"}, ("/handler", "not-a-member")),
        (
            "feed_back",
            {"outcomes": [{"outcome": "gold"}], "summary": "x"},
            ("/outcomes/0/outcome", "unknown-outcome"),
        ),
        (
            "feed_back",
            {"outcomes": [{"outcome": "no_violation", "subject": story.leg_id}], "summary": "x"},
            ("/outcomes/0/subject", "unknown-subject"),
        ),
        (
            "object_late",
            {"reason_code": "other", "reason": "x", "proposed_department": "999999-water"},
            ("/proposed_department", "unknown-department"),
        ),
    ):
        response = lead.step("transfers", story.leg_id, verb, body)
        assert places(refused(response, 422, "invalid")) == [place]

    assert rows_everywhere() == before
    assert ok(lead.get(f"transfers/{story.leg_id}/"))["status"] == "accepted"


def test_a_draft_with_gaps_is_not_submitted() -> None:
    caller = Caller("liaison", WATER)
    clue = ok(caller.post("clues/", {"title": "只有标题"}), 201)
    before = rows_everywhere()

    problem = refused(caller.step("clues", clue["id"], "submit"), 422, "incomplete")

    assert [pointer for pointer, _ in places(problem)] == [
        "/description",
        "/violation_type",
        "/division",
        "/discovered_on",
        "/location",
        "/subjects",
        "/no_state_secrets",
        "/receivers",
    ]
    assert rows_everywhere() == before
