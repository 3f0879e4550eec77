"""A year's notice arrives: what was provisional is reckoned again, and the lists follow."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.audit.models import Entry
from apps.deadlines.models import Deadline
from apps.desk.actions import recompute, sweep
from apps.desk.tasks import check_clocks, recompute_deadlines
from apps.matters.models import Matter, Wait
from apps.notifications.models import Outbox
from apps.organizations.models import CalendarYear
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.stories import DECISION, Story, clocks, end_of, on, told

NOTICE = """
[[year]]
year = 2027
holidays = [2027-01-01, 2027-02-08, 2027-02-09, 2027-02-10, 2027-02-11, 2027-02-12, 2027-02-18]
makeup_workdays = [2027-02-06, 2027-02-20]
"""
CHANGED = NOTICE.replace("2027-02-18]", "2027-02-18, 2027-02-19]").replace(", 2027-02-20", "")


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """Write a notice of 2027 in which the case's last day is a holiday."""
    path = tmp_path / "2027.toml"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def load(path: Path, *options: str) -> list[str]:
    """Load a notice; answer what the command says."""
    out = StringIO()
    call_command("load_calendar", str(path), *options, stdout=out)
    return out.getvalue().splitlines()


def row_of(caller: Caller, story: Story, kind: str) -> Any:
    """Read the row of the leg's open clock of a kind."""
    rows = ok(caller.get(f"matters/{story.leg_id}/deadlines/"))["results"]
    return next(row for row in rows if row["kind"] == kind and row["state"] != "stopped")


def test_a_provisional_clock_is_reckoned_again_when_the_notice_arrives(notice: Path) -> None:
    story = Story().filed()
    lead = story.receiver.lead
    before = row_of(lead, story, "penalty")
    assert (before["due_at"], before["provisional"]) == (end_of("2027-02-18"), True)
    assert row_of(lead, story, "progress")["provisional"] is False
    told(lead)

    said = load(notice)

    assert said == [
        (
            "2027年：版本1 +休2027-01-01 +休2027-02-08 +休2027-02-09 +休2027-02-10 +休2027-02-11 "
            "+休2027-02-12 +休2027-02-18 +班2027-02-06 +班2027-02-20"
        ),
        "待重新计算的期限：2",
    ]
    assert row_of(lead, story, "penalty")["due_at"] == end_of("2027-02-18")
    assert recompute_deadlines() == 1
    after = row_of(lead, story, "penalty")
    assert (after["due_at"], after["provisional"]) == (end_of("2027-02-19"), False)
    assert clocks(story.leg())["penalty"][2] == end_of("2027-02-19")
    assert story.receiver.waits()["decide"] == end_of("2027-02-19")
    assert Deadline.objects.get(kind="penalty").due_version == 2
    assert told(lead) == ["transfer.deadlines_recomputed"]
    entry = ok(lead.get(f"transfers/{story.leg_id}/timeline/?page_size=100"))["results"][-1]
    assert (entry["verb"], entry["actor"]) == ("recompute", None)
    assert entry["changed"]["clocks"] == [
        {
            "clock": "penalty",
            "did": "recomputed",
            "due_before": "2027-02-18T15:59:59+00:00",
            "due_at": "2027-02-19T15:59:59+00:00",
        }
    ]
    assert_all_holds()


def test_a_second_load_and_a_second_run_change_nothing(notice: Path) -> None:
    story = Story().filed()
    assert load(notice, "--now")[1:] == [
        f"{story.leg()['number']} 处罚决定 620100-ecology 2027-02-18 23:59 → 2027-02-19 23:59",
        "到期时间变动的期限：1",
        "待重新计算的期限：0",
    ]
    entries, waits = Entry.objects.count(), set(Wait.objects.values_list("pk", "due_at"))

    said = load(notice, "--now")

    assert said == ["2027年：没有变化（版本1）", "到期时间变动的期限：0", "待重新计算的期限：0"]
    assert recompute_deadlines() == 0
    assert Entry.objects.count() == entries
    assert set(Wait.objects.values_list("pk", "due_at")) == waits
    assert CalendarYear.objects.get(year=2027).version == 1


def test_a_corrected_notice_moves_the_clocks_again_and_says_what_changed(notice: Path) -> None:
    story = Story().filed()
    load(notice, "--now")
    notice.write_text(CHANGED, encoding="utf-8")

    said = load(notice, "--now")

    # Friday the 19th is off too, and Saturday the 20th is no workday any more
    assert said[0] == "2027年：版本2 +休2027-02-19 -班2027-02-20"
    assert clocks(story.leg())["penalty"][2] == end_of("2027-02-22")
    events = Entry.objects.filter(chain="calendar").order_by("sequence")
    assert list(events.values_list("event", flat=True)) == [
        "calendar.announced",
        "calendar.recomputed",
        "calendar.announced",
        "calendar.recomputed",
    ]
    assert_all_holds()


def test_the_lists_are_ordered_anew(notice: Path) -> None:
    with time_machine.travel(on("2026-12-10"), tick=False):
        first = Story().accepted()
    with time_machine.travel(on("2026-12-11"), tick=False):
        second = Story().accepted()
    reader = first.sender.lead
    order = "deadlines/?kind=feedback&ordering=due_at"
    before = [row["due_at"] for row in ok(reader.get(order))["results"]]

    load(notice, "--now")

    after = [(row["matter"], row["due_at"]) for row in ok(reader.get(order))["results"]]
    assert before == [end_of("2027-02-08"), end_of("2027-02-09")]
    # the holiday of the Spring Festival lasts until Friday the 12th; the week begins on the 15th
    assert after == [
        (first.leg_id, end_of("2027-02-15")),
        (second.leg_id, end_of("2027-02-15")),
    ]
    assert_all_holds()


def test_a_suspended_clock_is_reckoned_when_it_runs_on(
    notice: Path, clock: time_machine.Traveller
) -> None:
    story = Story().filed()
    body = {
        "clock": "penalty",
        "cause": "hearing",
        "since": "2026-11-20T10:00:00+08:00",
        "paper": "听证通知书",
    }
    story.on_leg(story.receiver.handler, "propose_suspension", body)
    story.on_leg(story.receiver.lead, "suspend", {"clock": "penalty"})

    load(notice, "--now")

    assert clocks(story.leg())["penalty"] == ("A03", "suspended", end_of("2027-02-18"))
    leg = story.on_leg(story.receiver.lead, "resume", {"clock": "penalty"})
    assert clocks(leg)["penalty"] == ("A03", "running", end_of("2027-02-19"))


def test_escalation_waits_for_the_new_end_of_the_decision_about_more_time(
    tmp_path: Path,
) -> None:
    story = Story().accepted()
    progress = Deadline.objects.get(kind="progress")
    body = {"deadline": str(progress.pk), "days": 5, "reason": "案情复杂"}
    asked = ok(story.receiver.lead.post("extension-requests/", body), 201)
    assert clocks(asked)["extension_decision"][2] == end_of("2026-11-24")
    path = tmp_path / "2026.toml"
    year = CalendarYear.objects.get(year=2026)
    days = [day.isoformat() for day in year.holidays] + ["2026-11-24"]
    worked = [day.isoformat() for day in year.makeup_workdays]
    path.write_text(
        f"[[year]]\nyear = 2026\nholidays = [{', '.join(days)}]\n"
        f"makeup_workdays = [{', '.join(worked)}]\n",
        encoding="utf-8",
    )

    load(path, "--now")

    progress.refresh_from_db()
    assert progress.held_until == on("2026-11-25", 23).replace(minute=59, second=59)
    assert story.sender.waits()["grant"] == end_of("2026-11-25")
    assert_all_holds()


def test_a_run_that_is_broken_off_is_gone_on_with(notice: Path) -> None:
    stories = [Story().filed() for _ in range(3)]
    load(notice)

    run = recompute(now=timezone.now(), batch=1)
    first = next(run)
    run.close()

    assert len(first) == 1
    due = Deadline.objects.filter(kind="penalty").values_list("due_version", flat=True)
    assert sorted(due) == [1, 1, 2]
    assert recompute_deadlines() == 2
    assert sorted(due.all()) == [2, 2, 2]
    assert {clocks(story.leg())["penalty"][2] for story in stories} == {end_of("2027-02-19")}


def test_a_matter_that_somebody_works_on_is_left_for_the_next_run(
    notice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Story().filed()
    load(notice)
    version = Deadline.objects.get(kind="penalty").calendar_version

    monkeypatch.setattr("apps.matters.work.Work.lock", lambda *_args, **_options: [])
    assert recompute_deadlines() == 0
    monkeypatch.undo()

    assert Deadline.objects.get(kind="penalty").calendar_version == version
    assert recompute_deadlines() == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[year]]\nyear = 2027\nholidays = [2026-01-01]\nmakeup_workdays = []", "该年份之内"),
        ("[[year]]\nyear = 2027\nholidays = []\nmakeup_workdays = [2027-02-08]", "周六或周日"),
        (
            "[[year]]\nyear = 2027\nholidays = [2027-02-06]\nmakeup_workdays = [2027-02-06]",
            "既放假又调休",
        ),
        (NOTICE + NOTICE, "出现了两次"),
        ("[[year]]\nyear = 2027\nholidays = ['明天']\nmakeup_workdays = []", "日期的列表"),
        ("[[year]]\nyear = 'x'\nholidays = []\nmakeup_workdays = []", "整数"),
        ("[[year]]\nyear = 2027\nrest = []", "每一年应写明"),
        ("year = 2027", "没有任何年份"),
        (f"{NOTICE}[rest]\nyear = 2027", "不认识的项：rest"),
        (NOTICE.replace("2027-02-20]", "2027-02-20, 2027-02-20]"), "出现了两次：2027-02-20"),
        (f"{NOTICE}source = 9", "通知文号应为"),
        (f"{NOTICE}# {'长' * 65536}", "文件过大"),
        ("[[year", "不是有效的TOML"),
    ],
)
def test_a_notice_that_cannot_be_right_changes_nothing(text: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=why):
        load(path)

    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not Entry.objects.filter(chain="calendar").exists()


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.toml"):
        load(tmp_path / "nothing.toml")

    assert Matter.objects.count() == 0


def test_a_dry_run_shows_what_would_move_and_writes_nothing(notice: Path) -> None:
    story = Story().filed()
    number = story.leg()["number"]
    before = row_of(story.receiver.lead, story, "penalty")

    said = load(notice, "--dry-run")

    assert said[1:] == [
        f"{number} 处罚决定 620100-ecology 2027-02-18 23:59 → 2027-02-19 23:59",
        "将变动的期限：1（未写入任何内容）",
    ]
    assert said[0].startswith("2027年：版本1 ")
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert row_of(story.receiver.lead, story, "penalty") == before


def test_reminders_of_the_old_date_are_taken_back_and_told_again(notice: Path) -> None:
    story = Story().filed()
    lead = story.receiver.lead
    told(lead)
    with time_machine.travel(on("2027-02-18", 9), tick=False):
        sweep(now=timezone.now())
        waiting = Outbox.objects.filter(event="deadline.due_today", delivered_at__isnull=True)
        assert waiting.count() > 0
        load(notice)

        assert recompute_deadlines() == 1

        assert waiting.count() == 0
        assert told(lead) == ["transfer.deadlines_recomputed"]
    with time_machine.travel(on("2027-02-19", 9), tick=False):
        sweep(now=timezone.now())
        assert "deadline.due_today" in told(lead)
        assert_all_holds()


def test_a_clock_that_is_over_is_explained_by_the_calendar_of_its_time(
    notice: Path, clock: time_machine.Traveller
) -> None:
    story = Story().filed()
    reader = story.receiver.lead
    load(notice, "--now")
    penalty = Deadline.objects.get(kind="penalty")
    before = ok(reader.get(f"deadlines/{penalty.pk}/explanation/"))["days"]
    story.on_leg(story.receiver.lead, "decide", DECISION)
    notice.write_text(CHANGED, encoding="utf-8")

    load(notice, "--now")

    after = ok(reader.get(f"deadlines/{penalty.pk}/explanation/"))
    assert after["state"] == "stopped"
    assert after["due_at"] == end_of("2027-02-19")
    assert after["days"] == before
    assert before[-1]["date"] == "2027-02-19"


def test_every_clock_is_due_when_the_rules_say_and_a_wrong_one_is_found() -> None:
    story = Story().filed()
    administrator = Caller("administrator", story.receiver.code)
    out = StringIO()
    call_command("check_deadlines", stdout=out)
    assert out.getvalue() == "所有期限与规则推算一致\n"
    assert check_clocks() == 0
    wrong = Deadline.objects.get(kind="penalty")
    Deadline.objects.filter(pk=wrong.pk).update(due_at=on("2027-02-20"))

    assert check_clocks() == 1
    with pytest.raises(CommandError, match="不一致的期限：1"):
        call_command("check_deadlines", stdout=out)
    assert str(wrong.pk) in out.getvalue()
    assert told(administrator) == ["deadlines.wrong"]
    assert Entry.objects.filter(event="deadlines.wrong").count() == 1
