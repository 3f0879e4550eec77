"""A clock explains itself: in words, in two languages, and as a picture."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from apps.deadlines.models import Deadline
from tests.client import Caller, ok
from tests.stories import BAIYIN, Story, refused


def test_a_clock_is_told_in_the_readers_language() -> None:
    story = Story().sent()
    clock = Deadline.objects.get(kind="signing")
    path = f"deadlines/{clock.pk}/explanation/"

    chinese = ok(story.receiver.liaison.get(path))["text"]
    english = ok(story.receiver.liaison.get(path, **{"Accept-Language": "en"}))["text"]

    assert chinese == (
        "“签收”自2026-11-20 10:00起算；期限2工作日；依据平台默认期限，可由管理员调整"
        "（默认（可调整））；休息日不计2天；于2026-11-24 23:59届满。"
    )
    assert english.startswith("Counted from 2026-11-20 10:00; the limit is 2 working days;")
    assert english.endswith("due on 2026-11-24 23:59.")


def test_a_clock_is_drawn_for_those_who_may_see_it() -> None:
    story = Story().sent()
    clock = Deadline.objects.get(kind="signing")
    path = f"deadlines/{clock.pk}/explanation.svg"

    answer = story.receiver.liaison.get(path)

    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    drawn = answer.content.decode()
    assert drawn.startswith("<svg")
    assert "2026-11-21 休息日不计" in drawn
    assert "2026-11-24 到期日" in drawn
    refused(Caller("lead", BAIYIN).get(path), 404, "not-found")


def test_the_command_prints_the_text_and_writes_the_picture(tmp_path: Path) -> None:
    Story().sent()
    clock, out, file = Deadline.objects.get(kind="signing"), StringIO(), tmp_path / "clock.svg"

    call_command(
        "explain_deadline", str(clock.pk), "--svg", str(file), "--language", "en", stdout=out
    )

    assert out.getvalue().startswith("Counted from 2026-11-20 10:00")
    assert "a rest day does not count" in file.read_text(encoding="utf-8")


def test_a_suspended_clock_has_no_due_day_to_tell() -> None:
    story = Story().objected()
    clock = Deadline.objects.get(kind="acceptance", matter=story.leg_id)

    text = ok(story.receiver.lead.get(f"deadlines/{clock.pk}/explanation/"))["text"]

    assert "期限尚在中止，恢复后重新计算到期时间" in text
    assert "届满" not in text
