"""A superuser reads nothing by being one: powers are asked for, approved, timed and recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from apps.accounts.models import PowerGrant, User
from apps.audit.models import Entry, Reading
from apps.notifications.models import Outbox
from tests.client import Caller, ok
from tests.complaints import NAME, PHONE, complain
from tests.journeys.test_secrecy import LISTS, paths_of, signed
from tests.powers import LIST, PASSWORD, Browser, faults, powers
from tests.stories import BAIYIN, PROVINCE, Desk, Story, assert_record_is_sound, refused, told


@pytest.fixture
def zhao() -> Browser:
    """The superuser who asks."""
    return Browser("zhao")


@pytest.fixture
def qian() -> Browser:
    """The superuser who approves."""
    return Browser("qian")


def readings(since: int) -> list[tuple[str, int | None, list[UUID]]]:
    """List what was recorded of reads: route, grant, matters."""
    rows = Reading.objects.order_by("pk")[since:]
    return [(row.route, row.powers_id, row.matters) for row in rows]


def sees(browser: Browser, paths: list[str]) -> dict[str, int]:
    """Ask every path; answer the statuses."""
    answers = {}
    for path in paths:
        response = browser.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
        answers[path] = response.status_code
    return answers


def shown(browser: Browser, path: str) -> int:
    """Count the rows of a list."""
    return len(ok(browser.get(path))["results"])


def test_a_superuser_alone_reads_nothing(zhao: Browser) -> None:
    story = signed("internal")
    paths = paths_of(story)

    assert set(sees(zhao, paths).values()) == {404}
    assert [shown(zhao, path) for path in LISTS] == [0] * len(LISTS)
    assert Reading.objects.filter(person=zhao.user).count() == 0


def test_a_request_opens_nothing_until_another_approves_it(zhao: Browser, qian: Browser) -> None:
    story = signed("internal")
    paths, number = paths_of(story), story.clue()["number"]
    auditor = Caller("auditor", PROVINCE)
    ecology = Caller("lead", BAIYIN)

    assert zhao.ask(number).status_code == 302
    grant = PowerGrant.objects.get()
    assert set(sees(zhao, paths).values()) == {404}
    own = zhao.decide(grant, "approve")
    assert own.status_code == 302
    grant.refresh_from_db()
    assert (grant.approved_by, grant.since) == (None, None)
    assert "不得批准本人的申请" in zhao.get(LIST).content.decode()
    assert set(sees(zhao, paths).values()) == {404}
    for caller in (auditor, story.sender.lead, story.receiver.lead):
        told(caller)  # nothing of powers yet, and what came before is read
    assert qian.decide(grant, "approve").status_code == 302

    before = Reading.objects.count()
    answers = sees(zhao, paths)

    grant.refresh_from_db()
    assert {path: status for path, status in answers.items() if status not in (200, 409)} == {}
    assert (grant.since, grant.until) == (timezone.now(), timezone.now() + timedelta(hours=1))
    rows = readings(before)
    assert len(rows) == len(paths)
    assert {powers_id for _, powers_id, _ in rows} == {grant.pk}
    dossier = {UUID(story.clue_id), UUID(story.leg_id)}
    assert all(matters and set(matters) <= dossier for _, _, matters in rows)
    assert set().union(*(set(matters) for _, _, matters in rows)) == dossier
    assert told(auditor) == ["powers.granted"]
    assert told(story.sender.lead) == told(story.receiver.lead) == ["powers.granted"]
    assert told(story.sender.liaison).count("powers.granted") == 0
    assert told(ecology) == []
    events = Entry.objects.filter(event__startswith="powers.").order_by("pk")
    assert [(entry.event, entry.person) for entry in events] == [
        ("powers.asked", zhao.user),
        ("powers.granted", qian.user),
    ]
    granted = events[1].content
    assert (granted["user"], granted["reason"], granted["dossiers"], granted["approved_by"]) == (
        zhao.user.pk,
        "协助核对数据",
        [story.clue_id],
        qian.user.pk,
    )
    assert_record_is_sound()


def test_each_read_names_the_grant_and_exactly_what_was_shown(zhao: Browser, qian: Browser) -> None:
    story, other = signed("internal"), Story().sent()
    grant = powers(zhao, qian, story.clue()["number"])
    clue, leg = UUID(story.clue_id), UUID(story.leg_id)
    before = Reading.objects.count()

    ok(zhao.get(f"clues/{clue}/"))
    ok(zhao.get("clues/"))
    ok(zhao.get("transfers/"))
    refused(zhao.get(f"clues/{other.clue_id}/"), 404, "not-found")
    b"".join(zhao.get(paths_of(story)[-5]).streaming_content)

    rows = readings(before)
    assert rows == [
        ("GET api/v1/clues/<uuid:pk>/", grant.pk, [clue]),
        ("GET api/v1/clues/", grant.pk, [clue]),
        ("GET api/v1/transfers/", grant.pk, [leg]),
        ("GET api/v1/evidence/<uuid:pk>/content/", grant.pk, [clue]),
    ]
    assert {row.person for row in Reading.objects.order_by("pk")[before:]} == {zhao.user}


def test_all_means_all_internal_and_nothing_that_names_persons(
    zhao: Browser, qian: Browser
) -> None:
    open_, confidential, sealed = signed("internal"), signed("confidential"), signed("sealed")
    auditor = Caller("auditor", PROVINCE)

    powers(zhao, qian, scope="everything")

    assert {row["id"] for row in ok(zhao.get("clues/"))["results"]} == {open_.clue_id}
    assert {row["id"] for row in ok(zhao.get("transfers/"))["results"]} == {open_.leg_id}
    for hidden in (confidential, sealed):
        assert set(sees(zhao, paths_of(hidden)[:-1]).values()) == {404}
    assert told(auditor) == ["powers.granted"]
    assert "powers.granted" not in told(open_.sender.lead)
    title = Outbox.objects.get(event="powers.granted").payload
    assert "全部内部事项" in title


def test_a_confidential_dossier_is_opened_by_its_name_only(zhao: Browser, qian: Browser) -> None:
    named, other = signed("confidential"), signed("confidential")
    told(named.sender.lead)
    told(named.sender.liaison)

    grant = powers(zhao, qian, named.clue()["number"])

    assert set(sees(zhao, paths_of(named)).values()) <= {200, 409}
    assert set(sees(zhao, paths_of(other)[:-1]).values()) == {404}
    assert grant.dossiers == [UUID(named.clue_id)]
    assert told(named.sender.lead) == ["powers.granted"]  # a lead is named on it
    assert told(named.sender.liaison) == []


def test_what_is_sealed_cannot_be_asked_for_and_closes_when_it_becomes_sealed(
    zhao: Browser, qian: Browser
) -> None:
    sealed, story = signed("sealed"), signed("internal")
    unknown = faults(zhao.ask("甘水线〔2026〕999号"))
    assert [each.replace("甘水线〔2026〕999号", "") for each in unknown] == [
        each.replace(sealed.clue()["number"], "")
        for each in faults(zhao.ask(sealed.clue()["number"]))
    ]
    assert PowerGrant.objects.count() == 0
    powers(zhao, qian, story.clue()["number"])
    paths = paths_of(story)
    assert set(sees(zhao, paths).values()) <= {200, 409}

    body = {"secrecy": "sealed", "reason": "涉及重大案情"}
    story.on_leg(story.receiver.lead, "raise_secrecy", body)

    assert set(sees(zhao, paths).values()) == {404}


def test_who_complained_is_never_shown(zhao: Browser, qian: Browser) -> None:
    desk = Desk("620100-ecology")
    complaint = complain(desk)
    powers(zhao, qian, scope="everything")

    detail = zhao.get(f"complaints/{complaint['id']}/")
    listed = zhao.get("complaints/")
    identity = zhao.get(f"complaints/{complaint['id']}/reporter/")

    assert detail.status_code == listed.status_code == 200
    assert identity.status_code in (403, 404)
    for answer in (detail, listed, identity):
        assert NAME not in answer.content.decode()
        assert PHONE not in answer.content.decode()


@pytest.mark.parametrize("how", ["time", "logout", "admin logout", "hand", "approver", "flag"])
def test_they_end(how: str, zhao: Browser, qian: Browser, clock: time_machine.Traveller) -> None:
    story = signed("internal")
    paths = paths_of(story)
    grant = powers(zhao, qian, story.clue()["number"], hours="4")
    assert set(sees(zhao, paths).values()) <= {200, 409}
    before = Reading.objects.count()

    if how == "time":
        clock.shift(timedelta(hours=4))
    elif how in ("logout", "admin logout"):
        assert zhao.client.post("/logout/" if how == "logout" else "/admin/logout/").status_code
        zhao.log_in()
    elif how == "hand":
        assert zhao.decide(grant, "end", password="").status_code == 302
    elif how == "approver":
        assert qian.decide(grant, "end", password="").status_code == 302
    else:
        User.objects.filter(pk=zhao.user.pk).update(is_superuser=False)

    assert set(sees(zhao, paths).values()) == {404}
    assert Reading.objects.count() == before
    ended = {"hand": zhao.user, "approver": qian.user, "logout": zhao.user}
    if how in ended:
        entry = Entry.objects.get(event="powers.ended")
        assert (entry.person, entry.content["powers"]) == (ended[how], grant.pk)
        grant.refresh_from_db()
        assert (grant.ended_by, grant.ended_at) == (ended[how], timezone.now())
    assert_record_is_sound()


def test_they_hold_until_the_last_second(
    zhao: Browser, qian: Browser, clock: time_machine.Traveller
) -> None:
    story = signed("internal")
    powers(zhao, qian, story.clue()["number"], hours="4")

    clock.shift(timedelta(hours=4) - timedelta(seconds=1))

    assert zhao.get(f"clues/{story.clue_id}/").status_code == 200


def test_no_step_and_no_other_write_is_taken(zhao: Browser, qian: Browser) -> None:
    story = signed("internal")
    # Even one who leads the receiving department writes nothing while the powers are on.
    lead = Browser(story.receiver.lead.user.username)
    for browser in (zhao, lead):
        powers(browser, qian, story.clue()["number"])
    handler = {"handler": story.receiver.handler.user.username}
    before, leg = Entry.objects.count(), story.leg()

    for browser in (zhao, lead):
        assert ok(browser.get(f"transfers/{story.leg_id}/"))["available_actions"] == []
        headers = {"If-Match": f'"{leg["version"]}"'}
        answers = [
            browser.post(f"transfers/{story.leg_id}/actions/accept/", handler, **headers),
            browser.post(f"clues/{story.clue_id}/actions/withdraw/", {}, **headers),
            browser.post(f"matters/{story.clue_id}/comments/", {"text": "到此一游"}),
            browser.post("clues/", {"title": "新线索"}),
        ]
        for answer in answers:
            refused(answer, 403, "powers-only-read")

    assert story.leg()["version"] == leg["version"]
    assert story.leg()["status"] == "signed"
    assert ok(story.sender.lead.get(f"matters/{story.clue_id}/comments/"))["results"] == []
    assert list(Entry.objects.order_by("pk").values_list("event", flat=True))[before:] == []


def test_a_token_never_has_powers(zhao: Browser, qian: Browser) -> None:
    story = signed("internal")
    machine = Caller("auditor", BAIYIN)
    browser = Browser(machine.user.username)
    powers(browser, qian, story.clue()["number"])

    assert browser.get(f"clues/{story.clue_id}/").status_code == 200
    refused(machine.get(f"clues/{story.clue_id}/"), 404, "not-found")


@pytest.mark.parametrize("path", ["clues/", "clues/{}/", "matters/{}/timeline/", "page"])
def test_what_cannot_be_recorded_is_not_shown(path: str, zhao: Browser, qian: Browser) -> None:
    story = signed("internal")
    powers(zhao, qian, story.clue()["number"])
    before = Reading.objects.count()
    place = "/admin/evidence/evidence/" if path == "page" else path.format(story.clue_id)

    with patch("apps.matters.api.readings.record_reading", side_effect=DatabaseError):
        answer = zhao.get(place)

    problem = refused(answer, 503, "reading-not-recorded")
    assert story.clue_id not in str(problem)
    assert Reading.objects.count() == before


# ---- asking and approving


def test_a_wrong_password_asks_for_nothing_and_locks_out_as_at_the_log_in(zhao: Browser) -> None:
    number = signed("internal").clue()["number"]

    wrong = [zhao.ask(number, password="错误") for _ in range(5)]

    assert [answer.status_code for answer in wrong] == [200, 200, 200, 200, 429]
    assert faults(wrong[0]) == ["密码不正确"]
    assert zhao.ask(number).status_code == 429
    assert PowerGrant.objects.count() == 0


def test_approving_needs_the_approvers_own_password(zhao: Browser, qian: Browser) -> None:
    zhao.ask(signed("internal").clue()["number"])
    grant = PowerGrant.objects.get()

    answers = [qian.decide(grant, "approve", password=word) for word in ("", "错误")]

    assert [faults(answer) for answer in answers] == [["密码不正确"], ["密码不正确"]]
    grant.refresh_from_db()
    assert grant.since is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hours": "5"}, "确保该值小于或等于4。"),
        ({"hours": "0"}, "确保该值大于或等于1。"),
        ({"reason": ""}, "该字段是必填项。"),
        ({"numbers": ""}, "请列明卷宗文号，或者明确选择全部，二者择一"),
        ({"scope": "everything"}, "请列明卷宗文号，或者明确选择全部，二者择一"),
    ],
)
def test_a_request_without_bounds_is_refused(
    changes: dict[str, str], said: str, zhao: Browser
) -> None:
    number = signed("internal").clue()["number"]

    answer = zhao.ask(number, **changes)

    assert faults(answer) == [said]
    assert PowerGrant.objects.count() == 0


def test_one_request_at_a_time(zhao: Browser) -> None:
    number = signed("internal").clue()["number"]
    zhao.ask(number)

    again = zhao.ask(number)

    assert again.status_code == 403
    assert PowerGrant.objects.count() == 1


def test_a_request_lapses_after_a_day(
    zhao: Browser, qian: Browser, clock: time_machine.Traveller
) -> None:
    number = signed("internal").clue()["number"]
    zhao.ask(number)
    first = PowerGrant.objects.get()
    clock.shift(timedelta(hours=24))
    for browser in (zhao, qian):
        browser.log_in()

    qian.decide(first, "approve")
    again = zhao.ask(number)

    first.refresh_from_db()
    assert (first.since, again.status_code) == (None, 302)


def test_who_has_their_account_from_the_asker_does_not_approve_for_them(
    zhao: Browser, clock: time_machine.Traveller
) -> None:
    number = signed("internal").clue()["number"]
    puppet = Browser("puppet", is_superuser=False)
    path = f"/admin/accounts/user/{puppet.user.pk}/"
    strong = {"password1": PASSWORD, "password2": PASSWORD}
    assert zhao.client.post(f"{path}password/", strong).status_code == 302
    puppet.log_in()
    User.objects.filter(pk=puppet.user.pk).update(is_superuser=True)
    zhao.ask(number)
    grant = PowerGrant.objects.get()

    assert puppet.decide(grant, "approve").status_code == 302

    grant.refresh_from_db()
    assert grant.since is None
    assert "不得批准其申请" in puppet.get(LIST).content.decode()
    entry = Entry.objects.get(event="user.password_set")
    assert (entry.person, entry.content) == (zhao.user, {"user": puppet.user.pk})


def test_an_administrator_who_is_no_superuser_approves_and_reads_nothing(zhao: Browser) -> None:
    story = signed("internal")
    caller = Caller("administrator", BAIYIN)
    clerk = Browser(caller.user.username, is_superuser=False)
    stranger = Browser("sun", is_superuser=False)
    zhao.ask(story.clue()["number"])
    grant = PowerGrant.objects.get()

    assert stranger.decide(grant, "approve").status_code == 403
    assert stranger.get(LIST).status_code == 403
    assert clerk.ask(story.clue()["number"]).status_code == 403
    assert clerk.decide(grant, "approve").status_code == 302

    grant.refresh_from_db()
    assert grant.approved_by == clerk.user
    assert zhao.get(f"clues/{story.clue_id}/").status_code == 200
    assert clerk.get(f"clues/{story.clue_id}/").status_code == 404


def test_the_list_of_grants_is_kept(zhao: Browser, qian: Browser) -> None:
    grant = powers(zhao, qian, signed("internal").clue()["number"])

    page: Any = qian.get(LIST).content.decode()
    form = qian.get(f"{LIST}{grant.pk}/change/").content.decode()
    gone = qian.client.post(f"{LIST}{grant.pk}/delete/", {"post": "yes"})

    assert "zhao" in page
    assert "delete_selected" not in page
    assert "协助核对数据" in form
    assert gone.status_code == 403
    assert PowerGrant.objects.count() == 1
