"""Who reads what is sealed, and what a procurator reads, goes on record before the answer."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import DatabaseError

from apps.audit.models import Reading
from apps.clues.models import Transfer
from tests.client import Caller, ok
from tests.complaints import complain
from tests.journeys.test_secrecy import LISTS, paths_of, signed
from tests.stories import (
    LANZHOU,
    WATER,
    Desk,
    Story,
    assert_record_is_sound,
    paper,
    refused,
    staff,
    upload,
)


def test_each_read_of_a_sealed_matter_is_one_row() -> None:
    story = signed("sealed")
    reader = story.sender.lead
    paths = paths_of(story)
    for path in [*paths, *LISTS]:
        before = Reading.objects.count()
        response = reader.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
        shown = response.status_code == 200 and (response.streaming or _has_rows(response, path))

        rows = list(Reading.objects.order_by("pk")[before:])

        assert len(rows) == (1 if shown or response.status_code == 409 else 0), path
        for row in rows:
            assert row.person_id == reader.user.pk
            assert {str(pk) for pk in row.matters} <= {story.clue_id, story.leg_id}
    assert_record_is_sound()


def _has_rows(response: Any, path: str) -> bool:
    return path not in LISTS or bool(response.json()["results"])


def test_a_search_is_recorded_with_its_words() -> None:
    story = signed("sealed")
    before = Reading.objects.count()

    ok(story.sender.lead.get("clues/?search=黄河左岸"))

    [row] = Reading.objects.order_by("pk")[before:]
    assert row.route == "GET api/v1/clues/"
    assert row.filter.startswith("search=")
    assert row.matters == [UUID(story.clue_id)]


def test_what_is_not_sealed_is_read_without_a_row_but_for_downloads_and_procurators() -> None:
    staff("620100-procuratorate")
    receivers = [
        {"department": "620100-ecology", "role": "main"},
        {"department": "620100-procuratorate", "role": "co"},
    ]
    story = Story(receivers=receivers)
    item = ok(upload(story.sender.liaison, story.clue_id, paper("证据")), 201)
    story.sent()
    ok(story.sender.lead.get(f"clues/{story.clue_id}/"))
    ok(story.sender.lead.get("clues/"))
    ok(Caller("lead", "620100-procuratorate").get(f"clues/{story.clue_id}/"))
    assert Reading.objects.count() == 0

    b"".join(story.sender.lead.get(f"evidence/{item['id']}/content/").streaming_content)
    ok(Caller("procurator", "620100-procuratorate").get(f"clues/{story.clue_id}/"))
    ok(Caller("procurator", "620100-procuratorate").get("clues/"))

    routes = Reading.objects.order_by("pk").values_list("route", flat=True)
    assert list(routes) == [
        "GET api/v1/evidence/<uuid:pk>/content/",
        "GET api/v1/clues/<uuid:pk>/",
        "GET api/v1/clues/",
    ]


@pytest.mark.parametrize("path", ["clues/", "clues/{}/", "matters/{}/timeline/"])
def test_what_cannot_be_recorded_is_not_shown(path: str) -> None:
    story = signed("sealed")
    reader = story.sender.lead
    before = Reading.objects.count()

    with patch("apps.matters.api.readings.record_reading", side_effect=DatabaseError):
        answer = reader.get(path.format(story.clue_id))

    problem = refused(answer, 503, "reading-not-recorded")
    assert story.clue_id not in str(problem)
    assert Reading.objects.count() == before


def test_what_a_step_answers_of_a_sealed_matter_is_a_reading_as_well() -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy="sealed")
    story.submitted().on_clue(story.sender.lead, "approve")
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    version = story.leg(story.receiver.lead)["version"]
    before = Reading.objects.count()
    body = {"handler": story.receiver.handler.user.username}

    lead = story.receiver.lead
    answer = lead.step("transfers", story.leg_id, "accept", body, version=version)

    assert ok(answer)["status"] == "accepted"
    assert answer["Cache-Control"] == "no-store"
    reading = Reading.objects.order_by("pk")[before]
    assert (reading.person, reading.matters) == (lead.user, [UUID(story.leg_id)])


def _readings(before: int) -> list[tuple[int, str, set[str]]]:
    return [
        (row.person_id, row.route, {str(pk) for pk in row.matters})
        for row in Reading.objects.order_by("pk")[before:]
    ]


def test_a_step_on_a_sealed_matter_is_read_as_well() -> None:
    story = signed("sealed")
    lead, before = story.receiver.lead, Reading.objects.count()
    body = {"handler": story.receiver.handler.user.username}
    version = Transfer.objects.get(pk=story.leg_id).version

    response = lead.step("transfers", story.leg_id, "accept", body, version=version)

    assert (ok(response)["id"], response["Cache-Control"]) == (story.leg_id, "no-store")
    route = "POST api/v1/transfers/<uuid:pk>/actions/accept/"
    assert _readings(before) == [(lead.user.pk, route, {story.leg_id})]


def test_a_draft_that_is_changed_and_more_time_that_is_asked_are_read_as_well() -> None:
    staff(WATER, LANZHOU)
    draft = Story(secrecy="sealed")
    author, before = draft.sender.liaison, Reading.objects.count()
    ok(author.patch(f"clues/{draft.clue_id}/", {"title": "改"}, **{"If-Match": '"1"'}))
    changed = _readings(before)
    story = signed("sealed")
    lead = story.receiver.lead
    body = {"handler": story.receiver.handler.user.username}
    ok(lead.step("transfers", story.leg_id, "accept", body))
    [clock] = [
        each
        for each in ok(lead.get(f"transfers/{story.leg_id}/"))["deadlines"]
        if each["kind"] == "feedback"
    ]
    before = Reading.objects.count()

    body = {"deadline": clock["id"], "days": 5, "reason": "案情复杂"}
    asked = ok(lead.post("extension-requests/", body), 201)

    assert changed == [(author.user.pk, "PATCH api/v1/clues/<uuid:pk>/", {draft.clue_id})]
    assert _readings(before) == [(lead.user.pk, "POST api/v1/extension-requests/", {asked["id"]})]


def test_repeats_that_are_sealed_are_read_as_well() -> None:
    staff(LANZHOU)
    desk = Desk(LANZHOU)
    first = complain(desk, external_number="1", secrecy="sealed")
    second = complain(desk, external_number="2")
    officer, before = desk["intake"], Reading.objects.count()

    rows = ok(officer.get(f"complaints/{second['id']}/duplicates/"))["results"]

    assert [row["id"] for row in rows] == [first["id"]]
    route = "GET api/v1/complaints/<uuid:pk>/duplicates/"
    assert _readings(before) == [(officer.user.pk, route, {first["id"]})]


def test_of_what_is_sealed_nobody_keeps_a_copy() -> None:
    story, plain = signed("sealed"), Story().sent()
    item = ok(upload(story.sender.lead, story.clue_id, paper("证据")), 201)
    reader = story.sender.lead

    def said(path: str) -> str | None:
        response = reader.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
        assert response.status_code == 200
        return str(response.get("Cache-Control"))

    sealed = [f"clues/{story.clue_id}/", "clues/", f"evidence/{item['id']}/content/"]
    assert [said(path) for path in sealed] == ["no-store"] * 3
    assert said(f"clues/{plain.clue_id}/") != "no-store"
