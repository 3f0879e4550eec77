"""The ledger: what became of each clue, by department and by list, and how far a list has come."""

from __future__ import annotations

from typing import Any

import time_machine
from django.utils import timezone

from apps.clues.models import Clue, HandedList
from apps.organizations.queries import directory, stamp
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    DECISION,
    FEEDBACK,
    LANZHOU,
    PROVINCE,
    WATER,
    Desk,
    Story,
    end_of,
    on,
    paper,
    refused,
    upload,
)

FINED = {
    "outcomes": [{"outcome": "general_penalty", "amount_yuan": "93200.00", "due_on": "2026-12-01"}],
    "summary": "已依法处罚并责令改正。",
}


def handed(*stories: Story, due_on: str | None = None) -> HandedList:
    """Put the clues on a list of provincial water's."""
    row = HandedList.objects.create(
        name="部级交办清单",
        department_id=directory(stamp()).department(WATER).id,
        due_on=due_on,
        opened_at=timezone.now(),
    )
    Clue.objects.filter(pk__in=[story.clue_id for story in stories]).update(handed_list=row)
    return row


def ledger(caller: Caller, query: str = "") -> list[Any]:
    """Read a ledger's rows."""
    rows: list[Any] = ok(caller.get(f"ledger/{query}"))["results"]
    return rows


def titles(rows: list[Any]) -> list[str]:
    """Name the rows."""
    return [row["title"] for row in rows]


def put_right(story: Story) -> str:
    """Let what the story's leg ordered be done and verified."""
    receiver = story.receiver
    [row] = ok(receiver.lead.get(f"rectifications/?clue={story.clue_id}"))["results"]
    item = ok(upload(receiver.handler, row["id"], paper("记录")), 201)
    body = {"note": "已改", "evidence": [item["id"]]}
    ok(receiver.handler.step("rectifications", row["id"], "report_done", body))
    ok(receiver.lead.step("rectifications", row["id"], "verify", {"note": "属实"}))
    return str(row["id"])


def test_a_row_says_what_was_done_and_how_what_was_ordered_stands(
    clock: time_machine.Traveller,
) -> None:
    story = Story().decided()
    leg = story.on_leg(story.receiver.lead, "feed_back", FINED)
    order = ok(story.receiver.lead.get("rectifications/"))["results"][0]["id"]

    [row] = ledger(story.sender.lead)

    assert (row["number"], row["status"], row["subjects"]) == (
        "甘水线〔2026〕1号",
        "transferred",
        ["兰州某化工有限公司"],
    )
    assert row["legs"] == [
        {
            "id": leg["id"],
            "number": "甘水线〔2026〕1号-1",
            "kind": "transfer",
            "role": "main",
            "receiver": {"code": LANZHOU, "name": "兰州市生态环境局"},
            "status": "fed_back",
            "status_label": "已反馈",
            "outcomes": [
                {
                    "subject": None,
                    "outcome": "general_penalty",
                    "outcome_name": "一般行政处罚",
                    "amount_yuan": 93200.0,
                    "decision_number": DECISION["decision_number"],
                    "decided_on": DECISION["decided_on"],
                }
            ],
            "rectifications": [
                {
                    "id": order,
                    "subject": None,
                    "outcome": "general_penalty",
                    "status": "ordered",
                    "status_label": "已责令整改",
                    "due_on": "2026-12-01",
                    "due_at": end_of("2026-12-01"),
                    "standing": "on_time",
                    "look_backs": 0,
                    "look_backs_wanted": 2,
                }
            ],
        }
    ]
    clock.move_to(on("2026-12-02"))
    [row] = ledger(story.sender.lead)
    assert row["legs"][0]["rectifications"][0]["standing"] == "overdue"


def test_only_the_last_feedback_stands_in_the_ledger() -> None:
    story = Story().decided()
    story.on_leg(story.receiver.lead, "feed_back", FINED)
    story.on_leg(story.sender.lead, "dispute_feedback", {"reason": "金额有误"})

    story.on_leg(story.receiver.lead, "feed_back", FEEDBACK)

    [row] = ledger(story.sender.lead)
    assert [item["outcome"] for item in row["legs"][0]["outcomes"]] == ["no_violation"]


def test_each_department_has_its_own_ledger_and_sees_its_own_legs() -> None:
    both = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    Story(title="两家办理", receivers=both).sent()
    Story(title="白银一家", receiver=BAIYIN).sent()

    rows = ledger(Desk(BAIYIN).lead)

    assert titles(rows) == ["白银一家", "两家办理"]
    assert [[leg["receiver"]["code"] for leg in row["legs"]] for row in rows] == [
        [BAIYIN],
        [BAIYIN],
    ]
    assert titles(ledger(Desk(LANZHOU).lead)) == ["两家办理"]
    assert titles(ledger(Desk("620000-forestry").lead)) == []
    assert len(ledger(Desk(PROVINCE).lead)) == 2


def test_who_only_once_had_a_clue_has_it_no_longer_in_the_ledger() -> None:
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")

    rows = ledger(story.receiver.lead)

    assert rows == []
    assert len(ok(story.receiver.lead.get("clues/"))["results"]) == 1


def test_the_ledger_is_narrowed_by_days_place_kind_and_status(
    clock: time_machine.Traveller,
) -> None:
    reader = Story(title="早").sent().sender.lead
    clock.move_to(on("2026-11-23"))
    Story(title="晚", division="620400", violation_type="solid_waste_dumping").sent()

    assert titles(ledger(reader, "?from=2026-11-21")) == ["晚"]
    assert titles(ledger(reader, "?to=2026-11-22")) == ["早"]
    assert titles(ledger(reader, "?from=2026-11-20&to=2026-11-23")) == ["晚", "早"]
    assert titles(ledger(reader, "?division=620100")) == ["早"]
    assert titles(ledger(reader, "?violation_type=solid_waste_dumping")) == ["晚"]
    assert titles(ledger(reader, "?status=concluded")) == []
    assert refused(reader.get("ledger/?from=gestern"), 400, "malformed")["errors"] != []


def test_the_pages_of_the_ledger_join_without_a_gap() -> None:
    stories = [Story(title=f"第{n}件").sent() for n in range(3)]
    reader = stories[0].sender.lead

    first = ok(reader.get("ledger/?page_size=2&ordering=opened_at"))
    second = ok(reader.get(first["next"].split("/api/v1/")[1]))

    assert sorted(titles(first["results"] + second["results"])) == ["第0件", "第1件", "第2件"]
    assert second["next"] is None


def test_a_list_tells_its_department_all_and_a_receiver_its_own() -> None:
    ours, theirs, other = Story(title="甲"), Story(title="乙", receiver=BAIYIN), Story(title="丙")
    for story in (ours, theirs, other):
        story.sent()
    path = f"lists/{handed(ours, theirs).pk}/ledger/"

    assert titles(ok(Desk(WATER).lead.get(path))["results"]) == ["乙", "甲"]
    assert titles(ok(Desk(LANZHOU).lead.get(path))["results"]) == ["甲"]
    assert titles(ok(Desk(BAIYIN).lead.get(path))["results"]) == ["乙"]
    refused(Desk("620000-forestry").lead.get(path), 404, "not-found")


def test_a_list_says_how_far_it_has_come(clock: time_machine.Traveller) -> None:
    done, waiting, fresh, cast = (Story(title=name) for name in "甲乙丙丁")
    for story in (done, waiting):
        story.decided().on_leg(story.receiver.lead, "feed_back", FINED)
        story.on_leg(story.sender.liaison, "confirm")
    put_right(done)
    fresh.sent()
    cast.on_clue(cast.sender.lead, "discard", {"reason": "重复"})
    row = handed(done, waiting, fresh, cast, due_on="2026-12-31")
    reader = done.sender.lead

    clock.move_to(on("2026-12-02"))
    shown = ok(reader.get(f"lists/{row.pk}/"))

    assert (shown["items"], shown["concluded"], shown["overdue"]) == (3, 1, False)
    assert shown["rates"] == {
        "concluded": {"numerator": 1, "denominator": 3, "percent": 33.33},
        "confirmed": {"numerator": 2, "denominator": 3, "percent": 66.67},
        "rectified": {"numerator": 1, "denominator": 2, "percent": 50.0},
        "overdue": {"numerator": 2, "denominator": 3, "percent": 66.67},
    }
    assert ok(reader.get("lists/"))["results"] == [shown]


def test_a_list_without_visible_items_has_no_rates(clock: time_machine.Traveller) -> None:
    row = handed()

    shown = ok(Desk(WATER).lead.get(f"lists/{row.pk}/"))

    assert shown["rates"]["rectified"] == {"numerator": 0, "denominator": 0, "percent": None}
