"""Successions are registered in the admin, watched there, and withdrawn before their day."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from apps.audit.models import Entry
from apps.desk.actions import carry_out
from apps.desk.models import Allotment, Succession
from apps.organizations.models import Department
from tests.stories import BAIYIN, LANZHOU, WATER, Story
from tests.successions import REASON, registered

TAKES_OVER, FORESTRY = "620100-natural-resources", "620100-forestry"
PATH = "/admin/desk/succession/"


@pytest.fixture
def administrator(seeded_db: None) -> Client:
    """Open a superuser's browser."""
    client = Client(headers={"Accept-Language": "zh-hans"})
    user = get_user_model().objects.create(username="admin", is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(**changes: Any) -> dict[str, Any]:
    """Fill the page: Lanzhou's ecology bureau is split as from the last day of 2026."""
    given = {
        "kind": "split",
        "predecessor": LANZHOU,
        "successor": TAKES_OVER,
        "effective_on": "2026-12-31",
        "reason": REASON,
        "lines": "",
        **changes,
    }
    for name in ("predecessor", "successor"):
        given[name] = Department.objects.get(code=given[name]).pk
    return given


def wrong(answer: Any) -> dict[str, list[str]]:
    """Read the errors that the page shows at its fields."""
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def test_an_administrator_registers_a_split_and_sees_how_far_it_is(administrator: Client) -> None:
    story, other = Story().sent(), Story().sent()
    number = story.leg()["number"]
    today = timezone.localdate().isoformat()

    answer = administrator.post(
        f"{PATH}add/", form(effective_on=today, lines=f"{number} {FORESTRY}\n\n")
    )

    made = Succession.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, PATH)
    assert (made.kind, made.predecessor.code, made.made_by.username) == ("split", LANZHOU, "admin")
    assert Allotment.objects.get().successor.code == FORESTRY
    assert carry_out(now=timezone.now()) == 2
    assert story.leg()["receiver"]["code"] == FORESTRY
    assert other.leg()["receiver"]["code"] == TAKES_OVER
    page = administrator.get(f"{PATH}{made.pk}/change/").content.decode()
    assert "应移交卷宗" in page
    forestry = Department.objects.get(code=FORESTRY).name
    assert f"{story.clue()['number']} → {forestry}" in page
    assert administrator.get(PATH).status_code == 200
    entry = Entry.objects.get(event="succession.registered")
    assert (entry.person.username, entry.content["reason"]) == ("admin", REASON)
    answer = administrator.post(f"{PATH}{made.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert Succession.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"successor": LANZHOU}, "successor", "部门不能由自己承继"),
        ({"successor": BAIYIN}, "successor", "承继部门已撤销或停用"),
        (
            {"successor": "620100-police"},
            "successor",
            "公安、检察、法院、监察、政府和联席会议办公室只能由本系统的部门承继",
        ),
        ({"predecessor": BAIYIN}, "predecessor", "该部门已撤销或停用"),
        ({"successor": WATER}, "successor", "承继部门已登记由该部门承继，不能互相承继"),
        (
            {"lines": f"甘水线〔2026〕9号 {FORESTRY}"},
            "lines",
            "没有这件事项，或该部门不是其当事部门：甘水线〔2026〕9号",
        ),
        (
            {"lines": "甘水线〔2026〕9号"},
            "lines",
            "此行应写明事项和承继部门代码：甘水线〔2026〕9号",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    administrator: Client, changes: dict[str, Any], field: str, message: str
) -> None:
    Department.objects.filter(code=BAIYIN).update(active=False)
    registered(WATER, LANZHOU, effective_on=timezone.localdate().replace(year=2030))

    answer = administrator.post(f"{PATH}add/", form(**changes))

    assert wrong(answer)[field] == [message]
    assert Succession.objects.count() == 1
    assert Department.objects.get(code=LANZHOU).active


def test_a_department_ends_once(administrator: Client) -> None:
    registered(LANZHOU, TAKES_OVER, effective_on=timezone.localdate().replace(year=2030))

    answer = administrator.post(f"{PATH}add/", form())

    assert "该部门的承继已经登记" in str(wrong(answer))
    assert Succession.objects.count() == 1


def test_what_has_not_begun_is_added_to_and_withdrawn(administrator: Client) -> None:
    story = Story().sent()
    later = timezone.localdate().replace(year=2030)
    made = registered(LANZHOU, TAKES_OVER, kind="split", effective_on=later)
    line = {"lines": f"{story.clue_id} {FORESTRY}"}

    answer = administrator.post(f"{PATH}{made.pk}/change/", line)

    assert answer.status_code == 302
    assert str(Allotment.objects.get().root_id) == story.clue_id
    page = administrator.post(f"{PATH}{made.pk}/change/", {"lines": f"{story.clue_id} 没有"})
    assert wrong(page)["lines"] == ["没有这个部门"]
    answer = administrator.post(f"{PATH}{made.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not Succession.objects.exists()
    assert not Allotment.objects.exists()
    assert Entry.objects.get(event="succession.withdrawn").person.username == "admin"


def test_a_department_is_not_switched_off_by_hand(administrator: Client) -> None:
    department = Department.objects.get(code=LANZHOU)
    path = f"/admin/organizations/department/{department.pk}/change/"
    page = administrator.get(path).content.decode()

    assert 'name="active"' not in page
    assert 'name="successor"' not in page
