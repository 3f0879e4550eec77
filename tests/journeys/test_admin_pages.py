"""The admin shows of matters what its reader may see, and on record; rights are given by others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.audit.models import Entry, Reading
from apps.clues.models import Subject
from apps.documents.models import Document
from apps.evidence.models import Custody, Evidence
from apps.notifications.models import Outbox
from apps.organizations.models import Department
from tests.client import ok
from tests.journeys.test_secrecy import signed
from tests.powers import PASSWORD, Browser, powers
from tests.stories import BAIYIN, MORNING, Story, assert_record_is_sound

PAGES = {
    "/admin/clues/subject/": Subject,
    "/admin/evidence/evidence/": Evidence,
    "/admin/evidence/custody/": Custody,
    "/admin/documents/document/": Document,
}
SECRETS = ("兰州某化工", "91620100MA0000000C", "记录.txt")


def rows_of(browser: Browser, page: str) -> int:
    """Count the rows that a list page shows."""
    answer = browser.get(page)
    assert answer.status_code == 200
    return len(answer.context["cl"].result_list)


def clerk(story: Story) -> Browser:
    """Somebody of the administration who is no superuser and may view every page."""
    browser = Browser("clerk", is_superuser=False)
    names = [f"view_{page.split('/')[3]}" for page in PAGES]
    browser.user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return browser


@pytest.fixture
def hidden() -> Story:
    """A dossier of others with a file, a paper and a subject."""
    story = signed("internal")
    Custody.objects.create(evidence=Evidence.objects.get(), at=MORNING, act="downloaded", ok=True)
    return story


@pytest.mark.parametrize("page", PAGES)
def test_pages_show_nothing_of_matters_of_others(page: str, hidden: Story) -> None:
    for browser in (Browser("zhao"), clerk(hidden)):
        key = PAGES[page].objects.order_by("pk").values_list("pk", flat=True)[0]

        assert rows_of(browser, page) == 0
        assert rows_of(browser, f"{page}?q=91620100MA0000000C") == 0
        for action in ("change", "history", "delete"):
            answer = browser.get(f"{page}{key}/{action}/")
            assert answer.status_code in (302, 403)
            assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert Reading.objects.count() == 0


@pytest.mark.parametrize("page", PAGES)
def test_pages_show_under_powers_what_the_grant_opens_on_record(page: str, hidden: Story) -> None:
    zhao, qian = Browser("zhao"), Browser("qian")
    sealed = signed("sealed")
    grant = powers(zhao, qian, hidden.clue()["number"])
    mine = {UUID(hidden.clue_id), UUID(hidden.leg_id)}
    before = Reading.objects.count()

    shown = rows_of(zhao, page)
    [row] = Reading.objects.order_by("pk")[before:]
    key = zhao.get(page).context["cl"].result_list[0].pk
    detail = zhao.get(f"{page}{key}/change/")

    assert shown >= 1
    assert (row.powers_id, row.route) == (grant.pk, f"GET {page[1:]}")
    assert set(row.matters) <= mine
    assert detail.status_code == 200
    assert 'name="_save"' not in detail.content.decode()
    last = Reading.objects.latest("pk")
    assert (last.powers_id, set(last.matters) <= mine) == (grant.pk, True)
    assert UUID(sealed.clue_id) not in set(last.matters)
    assert rows_of(qian, page) == 0
    assert_record_is_sound()


def test_flags_of_a_subject_are_not_set_under_powers(hidden: Story) -> None:
    zhao, qian = Browser("zhao"), Browser("qian")
    powers(zhao, qian, hidden.clue()["number"])
    subject = Subject.objects.get()

    answer = zhao.client.post(f"/admin/clues/subject/{subject.pk}/change/", {"positive_list": "on"})

    assert answer.status_code in (302, 403)
    subject.refresh_from_db()
    assert subject.positive_list is False
    assert Entry.objects.filter(event="subject.marked").count() == 0


def test_a_subject_is_called_as_in_the_readers_own_clues() -> None:
    code = "91620100MA0000000C"
    mine = Story(subjects=[{"name": "甲公司", "credit_code": code, "role": "suspect"}]).sent()
    Story(
        sender=BAIYIN, subjects=[{"name": "乙厂（原甲）", "credit_code": code, "role": "suspect"}]
    ).sent()
    Subject.objects.update(name="乙厂（原甲）")
    reader = Browser(mine.sender.lead.user.username)

    page = reader.get("/admin/clues/subject/").content.decode()
    form = reader.get(f"/admin/clues/subject/{Subject.objects.get().pk}/change/").content.decode()

    assert "甲公司" in page
    assert "甲公司" in form
    assert "乙厂" not in page + form
    assert rows_of(reader, "/admin/clues/subject/?q=乙厂") == 0
    assert rows_of(reader, "/admin/clues/subject/?q=甲公") == 1


def test_failures_are_shown_without_what_they_are_about(hidden: Story) -> None:
    zhao = Browser("zhao")
    Document.objects.update(
        status="failed", error="ValueError('兰州某化工')", attempts=3, number="甘水函〔2026〕1号"
    )
    broken, *_ = Outbox.objects.filter(matter__isnull=False).order_by("pk")
    Outbox.objects.filter(pk=broken.pk).update(error="ValueError('兰州某化工')")

    papers = zhao.get("/admin/documents/document/")
    paper = zhao.get(f"/admin/documents/document/{Document.objects.all()[0].pk}/change/")
    box = zhao.get("/admin/notifications/outbox/")
    letter = zhao.get(f"/admin/notifications/outbox/{broken.pk}/change/")

    assert papers.status_code == paper.status_code == box.status_code == letter.status_code == 200
    assert len(papers.context["cl"].result_list) == Document.objects.count()
    assert [row.pk for row in box.context["cl"].result_list if row.matter_id] == [broken.pk]
    for answer in (papers, paper, box, letter):
        text: Any = answer.content.decode()
        assert "兰州某化工" not in text
        assert "甘水函" not in text
    assert "ValueError" in paper.content.decode()
    assert str(broken.recipient_department) not in letter.content.decode()
    Document.objects.update(error="UndefinedError(\"'nobody' is undefined\")")
    paper = zhao.get(f"/admin/documents/document/{Document.objects.all()[0].pk}/change/")
    assert "is undefined" in paper.content.decode()


# ---- who gives rights


def rights_form(user: User, **changes: str) -> dict[str, str]:
    """Fill in a user's page of the admin."""
    form = {
        "username": user.username,
        "full_name": user.full_name,
        "is_active": "on",
        "date_joined_0": f"{timezone.localtime(user.date_joined):%Y-%m-%d}",
        "date_joined_1": f"{timezone.localtime(user.date_joined):%H:%M:%S}",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    return {**form, **changes}


def test_rights_are_recorded_and_nobody_changes_their_own() -> None:
    zhao, other = Browser("zhao"), User.objects.create(username="li", full_name="李")
    group = Group.objects.create(name="审计组")
    path = "/admin/accounts/user/{}/change/"
    form = rights_form(other, is_staff="on", is_superuser="on", groups=str(group.pk))

    given = zhao.client.post(path.format(other.pk), form)
    own = zhao.client.post(path.format(zhao.user.pk), rights_form(zhao.user))

    assert (given.status_code, own.status_code) == (302, 302)
    [entry] = Entry.objects.filter(event="user.rights_changed")
    assert (entry.person, entry.content) == (
        zhao.user,
        {
            "user": other.pk,
            "before": {"is_superuser": False, "is_staff": False, "groups": []},
            "after": {"is_superuser": True, "is_staff": True, "groups": ["审计组"]},
        },
    )
    zhao.user.refresh_from_db()
    assert (zhao.user.is_superuser, zhao.user.is_staff, zhao.user.is_active) == (True, True, True)


@pytest.mark.parametrize("how", ["flag", "account"])
def test_powers_end_with_the_flag_and_with_the_account(how: str, hidden: Story) -> None:
    zhao, qian = Browser("zhao"), Browser("qian")
    grant = powers(zhao, qian, hidden.clue()["number"])
    form = rights_form(zhao.user, is_staff="on", is_superuser="on")
    del form["is_superuser" if how == "flag" else "is_active"]

    answer = qian.client.post(f"/admin/accounts/user/{zhao.user.pk}/change/", form)

    assert answer.status_code == 302
    grant.refresh_from_db()
    assert (grant.ended_by, grant.ended_at) == (qian.user, timezone.now())
    assert zhao.get(f"clues/{hidden.clue_id}/").status_code == (404 if how == "flag" else 401)
    events = Entry.objects.order_by("pk").values_list("event", flat=True)
    changed = "user.rights_changed" if how == "flag" else "user.deactivated"
    assert list(events)[-2:] == ["powers.ended", changed]


def test_staff_who_are_no_superusers_give_no_rights_and_touch_no_superuser() -> None:
    chief, other = Browser("zhao"), User.objects.create(username="li", full_name="李")
    staff = Browser("wang", is_superuser=False)
    wanted = ("change_user", "view_user", "add_user", "add_membership", "change_membership")
    staff.user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    path = "/admin/accounts/user/{}/{}/"

    for user in (other, staff.user):
        form = rights_form(user, is_staff="on", is_superuser="on")
        assert staff.client.post(path.format(user.pk, "change"), form).status_code == 302
    strong = {"password1": PASSWORD, "password2": PASSWORD}
    password = staff.client.post(path.format(chief.user.pk, "password"), strong)
    change = staff.client.post(path.format(chief.user.pk, "change"), rights_form(chief.user))

    assert (password.status_code, change.status_code) == (403, 403)
    assert list(User.objects.filter(is_superuser=True)) == [chief.user]
    assert Entry.objects.filter(event__in=("user.rights_changed", "user.password_set")).count() == 0


def test_nobody_gives_themselves_a_membership() -> None:
    zhao = Browser("zhao")
    department = Department.objects.get(code=BAIYIN)
    one = {
        "user": str(zhao.user.pk),
        "department": str(department.pk),
        "role": "intake",
        "since": "2026-11-01",
    }
    inline = {f"memberships-0-{name}": value for name, value in one.items()}
    form = rights_form(zhao.user, **inline, **{"memberships-TOTAL_FORMS": "1"})

    alone = zhao.client.post("/admin/accounts/membership/add/", one)
    beside = zhao.client.post(f"/admin/accounts/user/{zhao.user.pk}/change/", form)

    assert (alone.status_code, beside.status_code) == (403, 302)
    assert Membership.objects.filter(user=zhao.user).count() == 0


def test_a_new_account_is_recorded() -> None:
    zhao = Browser("zhao")
    form = {
        "username": "new",
        "full_name": "新",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }

    assert zhao.client.post("/admin/accounts/user/add/", form).status_code == 302

    entry = Entry.objects.get(event="user.made")
    made = User.objects.get(username="new")
    assert (entry.person, entry.content) == (zhao.user, {"user": made.pk, "username": "new"})
    assert ok(zhao.get("me/"))["username"] == "zhao"
