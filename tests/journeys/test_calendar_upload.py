"""A year's notice is uploaded in the admin, tried by a worker, looked at, and then announced."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.audit.models import Entry
from apps.deadlines.models import Deadline
from apps.desk.models import NoticeUpload
from apps.desk.tasks import recompute_deadlines, try_notices
from apps.organizations.actions import announce, read_notices
from apps.organizations.models import CalendarNotice, CalendarYear
from clue_transfer.actors import SYSTEM
from tests.journeys.test_calendar_change import CHANGED, NOTICE
from tests.powers import Browser, faults
from tests.stories import MORNING, Story, clocks, end_of, on

PATH = "/admin/desk/noticeupload/"
SOURCED = f'{NOTICE}source = "国办发明电〔2026〕9号"\n'


def upload(browser: Browser, text: str | bytes = SOURCED) -> Any:
    """Choose a file at the page and send it."""
    content = text.encode() if isinstance(text, str) else text
    return browser.client.post(f"{PATH}add/", {"file": SimpleUploadedFile("2027.toml", content)})


def tried(browser: Browser, text: str = SOURCED) -> NoticeUpload:
    """Upload a notice and let the worker try it."""
    assert upload(browser, text).status_code == 302
    try_notices()
    found: NoticeUpload = NoticeUpload.objects.latest("pk")
    return found


def page_of(browser: Browser, row: NoticeUpload) -> str:
    """Read what the page of an upload says."""
    answer = browser.get(f"{PATH}{row.pk}/change/")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def decide(browser: Browser, row: NoticeUpload, act: str, **changes: str) -> Any:
    """Confirm what the page shows, or ask to try again."""
    form = {"act": act, "shown": row.sha256, **changes}
    return browser.client.post(f"{PATH}{row.pk}/change/", form, follow=True)


def said(answer: Any) -> list[str]:
    """Read what the next page tells of the last request."""
    return [str(message) for message in answer.context["messages"]][-1:]


def test_what_a_notice_would_do_is_shown_and_nothing_is_written() -> None:
    story = Story().filed()
    browser = Browser("zhao")
    Story().accepted()

    answer = upload(browser)

    row = NoticeUpload.objects.get()
    assert answer["Location"] == f"{PATH}{row.pk}/change/"
    assert "等待后台试算" in page_of(browser, row)
    assert 'name="act"' not in page_of(browser, row)
    # of five clocks that run, two reach into the year
    assert try_notices() == 2
    page = page_of(browser, row)
    assert "已完成：核对期限2个" in page
    assert "改为放假：2027-01-01、2027-02-08" in page
    assert "改为上班：2027-02-06、2027-02-20" in page
    assert page.count('class="day holiday changed"') == 7
    assert page.count('class="day makeup_workday changed"') == 2
    assert len(re.findall('class="day ', page)) == 365
    cells = [story.leg()["number"], "处罚决定", "620100-ecology"]
    moments = ["2027-02-18 23:59", "→ 2027-02-19 23:59"]
    assert "".join(f"<td>{cell}</td>" for cell in cells + moments) in page
    assert clocks(story.leg())["penalty"][2] == end_of("2027-02-18")
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert list(Entry.objects.filter(chain="calendar").values_list("event", flat=True)) == [
        "calendar.uploaded"
    ]


def test_what_was_shown_is_announced_and_a_worker_reckons() -> None:
    story = Story().filed()
    browser = Browser("zhao")
    row = tried(browser)

    answer = decide(browser, row, "announce")

    assert said(answer) == ["期限由后台逐批重新计算，进度见本页"]
    kept = CalendarNotice.objects.get(year=2027)
    assert (kept.version, kept.source, kept.loaded_by) == (1, "国办发明电〔2026〕9号", browser.user)
    row.refresh_from_db()
    assert (row.announced_by, row.moved, row.looked_at) == (browser.user, 1, 1)
    page = page_of(browser, row)
    assert re.search(r'field-recomputing.*?<div class="readonly">2</div>', page, re.DOTALL)
    assert 'name="act"' not in page
    assert recompute_deadlines() == 1
    assert clocks(story.leg())["penalty"][2] == end_of("2027-02-19")
    assert re.search(
        r'field-recomputing.*?<div class="readonly">0</div>', page_of(browser, row), re.DOTALL
    )
    entry = Entry.objects.get(event="calendar.announced")
    assert (entry.person, entry.content["sha256"]) == (browser.user, kept.sha256)


def test_a_second_confirmation_changes_nothing() -> None:
    Story().filed()
    browser = Browser("zhao")
    row = tried(browser)
    decide(browser, row, "announce")

    answer = decide(browser, row, "announce")

    assert answer.status_code == 403
    assert CalendarNotice.objects.filter(year=2027).count() == 1


def test_another_text_than_was_shown_is_not_announced() -> None:
    browser = Browser("zhao")
    row = tried(browser)

    answer = decide(browser, row, "announce", shown="0" * 64)

    assert said(answer) == ["通知内容与试算时不一致，请重新试算"]
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_what_has_not_been_tried_is_not_announced() -> None:
    browser = Browser("zhao")
    upload(browser)
    row = NoticeUpload.objects.get()

    answer = decide(browser, row, "announce")

    assert answer.status_code == 403
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_trial_that_is_out_of_date_is_made_anew() -> None:
    story = Story().filed()
    browser = Browser("zhao")
    row = tried(browser, CHANGED)
    announce(read_notices(NOTICE), actor=SYSTEM, now=MORNING)

    refused = decide(browser, row, "announce")

    assert said(refused) == ["试算之后日历已有变动，请重新试算"]
    assert CalendarYear.objects.get(year=2027).version == 1
    decide(browser, row, "again")
    assert try_notices() == 2
    assert "改为放假：2027-02-19 · 不再上班：2027-02-20" in page_of(browser, row)
    decide(browser, row, "announce")
    recompute_deadlines()
    assert CalendarYear.objects.get(year=2027).version == 2
    assert clocks(story.leg())["penalty"][2] == end_of("2027-02-22")


def test_the_same_file_waits_once() -> None:
    browser = Browser("zhao")

    first, second = upload(browser), upload(Browser("qian"))

    assert first["Location"] == second["Location"]
    assert NoticeUpload.objects.get().uploaded_by == browser.user
    assert Entry.objects.filter(event="calendar.uploaded").count() == 1


def test_a_notice_that_is_known_moves_nothing() -> None:
    Story().filed()
    announce(read_notices(SOURCED), actor=SYSTEM, now=MORNING)
    recompute_deadlines()
    browser = Browser("zhao")

    row = tried(browser)

    assert (row.looked_at, row.moved) == (0, 0)
    assert "没有变化" in page_of(browser, row)


def test_fifty_clocks_are_shown_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [Story().filed() for _ in range(3)]
    monkeypatch.setattr("apps.desk.actions.uploading.SHOWN", 2)

    row = tried(Browser("zhao"))

    assert (row.moved, len(row.sample)) == (3, 2)
    assert {each["matter"] for each in row.sample} <= {each.leg()["number"] for each in stories}


def test_a_matter_for_few_is_named_by_its_key() -> None:
    story = Story().filed()
    Deadline.objects.get(kind="penalty").matter.__class__.objects.filter(pk=story.leg_id).update(
        secrecy="confidential"
    )

    row = tried(Browser("zhao"))

    assert [each["matter"] for each in row.sample] == [story.leg_id]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (NOTICE.replace("2027-02-20]", "2027-01-01]"), "同一天不能既放假又调休上班：2027-01-01"),
        (NOTICE.replace("2027-02-18]", "2028-02-18]"), "日期须在该年份之内：2028-02-18"),
        (NOTICE.replace("2027-02-20]", "2027-02-20, 2027-02-20]"), "同一天出现了两次：2027-02-20"),
        (NOTICE + NOTICE, "同一年份出现了两次"),
        ("[[year", "不是有效的TOML文件"),
        (NOTICE.replace("holidays", "rest"), "每一年应写明year、holidays、makeup_workdays"),
        (f"{NOTICE}\n[other]\nx = 1", "文件中有不认识的项：other"),
        (f"{NOTICE}# {'x' * 65536}", "文件过大，最多64KB"),
        ("放假".encode("gbk"), "文件不是UTF-8编码的文本"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_its_reason(
    text: str | bytes, why: str, db: None
) -> None:
    browser = Browser("zhao")

    answer = upload(browser, text)

    assert answer.status_code == 200
    [fault] = faults(answer)
    assert why in fault
    assert not NoticeUpload.objects.exists()
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not Entry.objects.filter(chain="calendar").exists()


def test_who_may_not_load_notices_neither_reads_nor_uploads(db: None) -> None:
    clerk = Browser("clerk", is_superuser=False)

    assert clerk.get(PATH).status_code == 403
    assert upload(clerk).status_code == 403

    assert not NoticeUpload.objects.exists()


def test_uploads_are_listed_and_not_deleted(db: None) -> None:
    browser = Browser("zhao")
    row = tried(browser)

    assert browser.get(PATH).status_code == 200
    assert browser.client.post(f"{PATH}{row.pk}/delete/", {"post": "yes"}).status_code == 403

    assert NoticeUpload.objects.count() == 1


def test_only_clocks_that_the_days_may_move_are_looked_at(
    clock: time_machine.Traveller,
) -> None:
    Story().filed()
    clock.move_to(on("2027-02-16"))
    Story().filed()
    open_clocks = Deadline.objects.filter(state="running").count()

    row = tried(Browser("zhao"), CHANGED)

    before = dict(Deadline.objects.values_list("pk", "due_at"))
    announce(read_notices(CHANGED), actor=SYSTEM, now=MORNING)
    assert recompute_deadlines() == row.moved
    after = dict(Deadline.objects.values_list("pk", "due_at"))
    assert sum(before[pk] != after[pk] for pk in before) == row.moved
    assert 0 < row.moved <= row.looked_at < open_clocks
