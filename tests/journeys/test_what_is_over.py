"""Whose part has ended keeps what was there until then, and gets nothing that comes after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.client import draft, ok
from tests.stories import (
    BAIYIN,
    LANZHOU,
    MORNING,
    REASON,
    WATER,
    Desk,
    Story,
    paper,
    refused,
    staff,
    upload,
)

CODE = "91620100MA00000072"


def _results(answer: Any) -> list[Any]:
    return list(ok(answer)["results"])


def test_a_former_receiver_reads_and_writes_nothing_that_came_later(clock: Any) -> None:
    story = Story(receiver=BAIYIN).signed()
    sender, baiyin = story.sender, story.receiver
    early = ok(upload(sender.liaison, story.clue_id, paper("先", "先.txt")), 201)
    ok(sender.liaison.post(f"matters/{story.clue_id}/comments/", {"text": "先"}), 201)
    clock.move_to(MORNING + timedelta(hours=1))
    objection = {"reason_code": "not_our_duty", **REASON}
    story.on_leg(baiyin.lead, "object", objection)
    story.on_leg(sender.lead, "take_back")
    clock.move_to(MORNING + timedelta(hours=2))
    late = ok(upload(sender.liaison, story.clue_id, paper("后", "后.txt")), 201)
    ok(sender.liaison.post(f"matters/{story.clue_id}/comments/", {"text": "后"}), 201)
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": LANZHOU})
    story.on_clue(sender.lead, "redirect")

    reader = baiyin.liaison
    beside = f"matters/{story.clue_id}"
    assert [row["name"] for row in _results(reader.get(f"{beside}/evidence/"))] == ["先.txt"]
    kept = reader.get(early["content"])
    assert b"".join(kept.streaming_content).decode() == "先"
    refused(reader.get(late["content"]), 404, "not-found")
    refused(reader.get(f"evidence/{late['id']}/custody/"), 404, "not-found")
    assert [row["text"] for row in _results(reader.get(f"{beside}/comments/"))] == ["先"]
    refused(reader.post(f"{beside}/comments/", {"text": "我还在"}), 403, "not-your-step")
    assert [row["text"] for row in _results(sender.liaison.get(f"{beside}/comments/"))] == [
        "先",
        "后",
    ]
    detail = ok(reader.get(f"clues/{story.clue_id}/"))
    codes = {row["department"]["code"] for row in detail["parties"]}
    assert (detail["holder"], detail["deadlines"], LANZHOU in codes) == (None, [], False)
    shown = {row["department"]["code"] for row in _results(reader.get(f"{beside}/parties/"))}
    assert LANZHOU not in shown
    kinds = {row["kind"] for row in _results(reader.get(f"{beside}/deadlines/"))}
    assert kinds == set()
    [row] = _results(reader.get("clues/"))
    assert (row["holder"], row["nearest_deadline"], row["last_act"]) == (None, None, None)


def test_a_merge_brings_nobody_along_whose_part_is_over() -> None:
    recalled, survivor = Story(receiver=BAIYIN).sent(), Story(receiver=LANZHOU).sent()
    sender, baiyin = recalled.sender, Desk(BAIYIN)
    recalled.on_leg(sender.lead, "recall", REASON)

    recalled.on_clue(sender.lead, "merge", {"survivor": survivor.clue_id})

    refused(baiyin.liaison.get(f"clues/{survivor.clue_id}/"), 404, "not-found")
    refused(upload(baiyin.liaison, survivor.clue_id, paper("我", "我.txt")), 404, "not-found")
    recalled.on_clue(sender.lead, "unmerge")
    refused(baiyin.liaison.get(f"clues/{recalled.clue_id}/"), 404, "not-found")


@pytest.mark.parametrize(("first", "second"), [("sealed", "internal"), ("internal", "sealed")])
def test_clues_for_named_persons_are_not_merged(first: str, second: str) -> None:
    staff(WATER, LANZHOU, BAIYIN)
    one, other = Story(secrecy=first).sent(), Story(secrecy=second, receiver=BAIYIN).sent()

    answer = one.sender.lead.step("clues", one.clue_id, "merge", {"survivor": other.clue_id})

    refused(answer, 409, "wrong-status")
    assert (one.clue()["status"], len(other.clue()["legs"])) == ("transferred", 1)


def test_nobody_learns_from_a_code_who_else_wrote_about_a_firm() -> None:
    subject = {"name": "举报对象公司", "credit_code": CODE, "role": "suspect"}
    water, baiyin = Desk(WATER).liaison, Desk(BAIYIN).liaison
    ok(water.post("clues/", draft(secrecy="sealed", subjects=[subject])), 201)
    mine = {**subject, "name": "我们这样称呼"}
    receivers = [{"department": LANZHOU, "role": "main"}]
    ok(baiyin.post("clues/", draft(subjects=[mine], receivers=receivers)), 201)

    [found] = _results(baiyin.get(f"subjects/?credit_code={CODE}"))
    [own] = _results(water.get(f"subjects/?credit_code={CODE}"))

    assert (found["name"], own["name"]) == ("我们这样称呼", "举报对象公司")
    assert found["id"] == own["id"]
    assert found["id"][14] == "5"


def test_a_number_without_measure_is_refused_by_name() -> None:
    liaison = Desk(WATER).liaison
    body = draft(facts={"hazardous_waste_tonnes": 10**400})

    answer = refused(liaison.post("clues/", body), 422, "invalid")

    assert [error["pointer"] for error in answer["errors"]] == ["/facts/hazardous_waste_tonnes"]
