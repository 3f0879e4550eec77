"""Checks on site and off site: the approval, the positive list, and who may set it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.queries import actor_of
from apps.audit.models import Entry
from apps.clues.actions.subjects import mark_subject
from apps.clues.models import Subject
from tests.client import ok
from tests.stories import (
    BAIYIN,
    FILING,
    LANZHOU,
    Desk,
    Story,
    assert_record_is_sound,
    paper,
    refused,
    told,
    upload,
)

APPROVAL = {"number": "兰环查〔2026〕31号", "approver": "李局长"}
ON_SITE = {
    "way": "on_site",
    "checked_on": "2026-11-20",
    "findings": "现场发现废机油桶三十个",
    "approval": APPROVAL,
}
OFF_SITE = {"way": "off_site", "checked_on": "2026-11-19", "findings": "用电数据异常"}


def listed(story: Story) -> None:
    """Put the story's subject on the positive list."""
    pk = story.clue()["subjects"][0]["id"]
    actor = actor_of(story.sender.lead.user, on=timezone.localdate())
    mark_subject(pk, positive_list=True, key_unit=False, actor=actor, now=timezone.now())


def test_checks_are_kept_in_order_and_told_to_the_sender() -> None:
    story = Story().accepted()
    sender, receiver = story.sender, story.receiver
    item = ok(upload(receiver.handler, story.leg_id, paper("检查记录")), 201)
    told(sender.liaison)

    story.on_leg(receiver.handler, "inspect", OFF_SITE)
    leg = story.on_leg(receiver.lead, "inspect", {**ON_SITE, "evidence": [item["id"]]})

    assert leg["status"] == "accepted"
    assert leg["inspections"] == [
        {**OFF_SITE, "approval": {}, "reason": "", "evidence": [], "person": f"handler.{LANZHOU}"},
        {**ON_SITE, "reason": "", "evidence": [item["id"]], "person": f"lead.{LANZHOU}"},
    ]
    assert told(sender.liaison) == ["transfer.inspected", "transfer.inspected"]
    rows = ok(sender.lead.get(f"transfers/{story.leg_id}/timeline/"))["results"]
    [first] = [row for row in rows if row["verb"] == "inspect"][:1]
    assert first["changed"]["payload"]["way"] == "off_site"
    assert_record_is_sound()


def test_a_case_that_is_filed_is_checked_too() -> None:
    story = Story().accepted()
    story.on_leg(story.receiver.lead, "file", FILING)

    leg = story.on_leg(story.receiver.handler, "inspect", ON_SITE)

    assert (leg["status"], len(leg["inspections"])) == ("filed", 1)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({**ON_SITE, "approval": {}}, ["/approval/number", "/approval/approver"]),
        ({**ON_SITE, "approval": {"number": "1号"}}, ["/approval/approver"]),
        ({**OFF_SITE, "checked_on": "2026-11-21"}, ["/checked_on"]),
        ({**OFF_SITE, "evidence": ["00000000-0000-7000-8000-000000000000"]}, ["/evidence/0"]),
    ],
)
def test_a_check_that_lacks_something_changes_nothing(body: Any, pointers: list[str]) -> None:
    story = Story().accepted()
    before = story.leg()

    response = story.receiver.handler.step("transfers", story.leg_id, "inspect", body)

    assert [error["pointer"] for error in refused(response, 422, "invalid")["errors"]] == pointers
    assert story.leg() == before


def test_a_listed_enterprise_is_checked_on_site_for_a_reason_only() -> None:
    story = Story().accepted()
    listed(story)
    handler = story.receiver.handler
    assert story.leg()["subjects"][0]["positive_list"] is True
    for path in ("clues/", "transfers/"):
        [row] = ok(handler.get(path))["results"]
        assert (row["positive_list"], row["key_unit"]) == (True, False)

    problem = refused(handler.step("transfers", story.leg_id, "inspect", ON_SITE), 422, "invalid")

    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [
        ("/reason", "positive-list")
    ]
    assert story.leg()["inspections"] == []
    story.on_leg(handler, "inspect", OFF_SITE)
    leg = story.on_leg(handler, "inspect", {**ON_SITE, "reason": "群众多次举报，非现场手段不足"})
    assert [row["way"] for row in leg["inspections"]] == ["off_site", "on_site"]


def test_only_the_receiver_checks_and_only_while_it_handles() -> None:
    story = Story().signed()

    refused(
        story.receiver.handler.step("transfers", story.leg_id, "inspect", ON_SITE),
        409,
        "wrong-status",
    )
    refused(
        story.sender.lead.step("transfers", story.leg_id, "inspect", ON_SITE), 403, "not-your-step"
    )
    assert story.leg()["inspections"] == []


def test_the_flags_of_a_subject_are_set_in_the_admin_with_an_entry_of_the_record() -> None:
    story = Story().sent()
    subject = Subject.objects.get()
    user = story.sender.lead.user
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    path = f"/admin/clues/subject/{subject.pk}/change/"

    for _again in range(2):
        response = client.post(path, {"positive_list": "on", "key_unit": "on"})
        assert response.status_code == 302

    subject.refresh_from_db()
    assert (subject.positive_list, subject.key_unit) == (True, True)
    [entry] = Entry.objects.filter(event="subject.marked")
    assert (entry.person_id, entry.content["after"]) == (
        user.pk,
        {"positive_list": True, "key_unit": True},
    )
    assert client.get("/admin/clues/subject/add/").status_code == 403
    assert_record_is_sound()


def test_subjects_are_found_by_name_and_flag_in_visible_clues_only() -> None:
    story = Story(subjects=[{"name": "甲化工厂", "role": "suspect"}]).sent()
    Story(receiver=BAIYIN, subjects=[{"name": "乙化工厂", "role": "suspect"}]).sent()
    listed(story)
    water, lanzhou, baiyin = story.sender.lead, story.receiver.lead, Desk(BAIYIN).lead

    def found(caller: Any, query: str) -> list[str]:
        return sorted(row["name"] for row in ok(caller.get(f"subjects/?{query}"))["results"])

    assert found(water, "search=化工厂") == ["乙化工厂", "甲化工厂"]
    assert found(water, "search=甲化") == ["甲化工厂"]
    assert found(baiyin, "search=甲化") == []
    assert found(water, "positive_list=true") == ["甲化工厂"]
    assert found(water, "positive_list=false") == ["乙化工厂"]
    assert found(lanzhou, "key_unit=true") == []
    problem = refused(water.get("subjects/?key_unit=perhaps"), 400, "malformed")
    assert [row["pointer"] for row in problem["errors"]] == ["/query/key_unit"]
    pk = story.clue()["subjects"][0]["id"]
    assert [row["id"] for row in ok(lanzhou.get(f"subjects/{pk}/"))["clues"]] == [story.clue_id]
    refused(baiyin.get(f"subjects/{pk}/"), 404, "not-found")
