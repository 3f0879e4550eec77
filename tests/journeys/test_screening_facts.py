"""Facts come from the clue, its subjects, their record and every leg, and may change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.queries import actor_of
from apps.clues.models import Clue, ScreeningHit, Subject
from apps.matters.actions import take_steps
from clue_transfer.vocabulary import Kind, Verb
from tests.client import DRAFT, Caller, draft, ok
from tests.referrals import OVER
from tests.stories import (
    BAIYIN,
    DECISION,
    LANZHOU,
    PENALTY,
    REASON,
    Story,
    assert_record_is_sound,
    on,
    refused,
    told,
)

BOTH = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
GAIN = {"illegal_gain_yuan": 400_000}
[FIRM] = DRAFT["subjects"]


def hits(story: Story) -> dict[str, tuple[str, bool]]:
    """Read a clue's hits: value, and whether it is still met, by threshold."""
    rows = ok(story.sender.lead.get(f"clues/{story.clue_id}/screening/"))["results"]
    return {row["threshold"]: (row["value"], row["still_met"]) for row in rows}


def take_on(story: Story, place: int, code: str, **facts: Any) -> None:
    """Let a receiver sign and accept with what it has found out."""
    story.follow(place)
    liaison, handler = Caller("liaison", code), Caller("handler", code)
    story.on_leg(liaison, "sign", {"manifest": []})
    story.on_leg(liaison, "accept", {"handler": handler.user.username, "facts": facts})


def edit(story: Story, **changes: Any) -> Any:
    """Change the draft."""
    version = story.clue(story.sender.liaison)["version"]
    changed = ok(
        story.sender.liaison.patch(
            f"clues/{story.clue_id}/", changes, **{"If-Match": f'"{version}"'}
        )
    )
    story._versions[story.clue_id] = changed["version"]
    return changed


def fined(story: Story) -> None:
    """Let the receiver fine the subject and feed that back."""
    subject = story.clue()["subjects"][0]["id"]
    [outcome] = PENALTY["outcomes"]
    body = {"outcomes": [{**outcome, "subject": subject}], "summary": PENALTY["summary"]}
    story.decided().on_leg(story.receiver.lead, "feed_back", body)


def test_what_one_department_has_found_stays_when_another_accepts() -> None:
    story = Story(facts={}, receivers=BOTH).sent()

    take_on(story, 0, LANZHOU, **GAIN)
    take_on(story, 1, BAIYIN, catch_kg=1)

    assert hits(story) == {"1-9": ("400000", True)}


def test_what_two_departments_have_found_is_met_together() -> None:
    story = Story(facts={}, receivers=BOTH).sent()
    take_on(story, 0, LANZHOU, substance_class="toxic_substance")
    assert hits(story) == {}

    take_on(story, 1, BAIYIN, evasion="hidden_pipe")

    assert hits(story) == {"1-5": ("toxic_substance", True)}


def test_what_is_known_of_a_subject_stays_met_through_the_steps() -> None:
    story = Story(facts={}, subjects=[{**FIRM, "facts": GAIN}])
    assert hits(story) == {}

    story.filed()

    assert hits(story) == {"1-9": ("400000", True)}
    row = ScreeningHit.objects.get()
    assert (row.subject.name, row.found_by) == (FIRM["name"], "submit")


def test_a_correction_by_who_handles_it_leaves_the_hit_visible() -> None:
    story = Story().signed()
    handler = story.receiver.handler.user.username

    body = {"handler": handler, "facts": {"hazardous_waste_tonnes": 2.8}}
    story.on_leg(story.receiver.liaison, "accept", body)

    assert hits(story) == {"1-2": ("3.4", False)}
    assert_record_is_sound()


def test_two_earlier_penalties_of_the_subject_are_counted_from_its_record() -> None:
    first, second, third = Story(facts={}), Story(facts={}), Story(facts={}).signed()
    fined(first)
    assert hits(Story(facts={}).submitted()) == {}

    fined(second)

    assert (hits(first), hits(second)) == ({}, {})
    assert hits(Story(facts={}).submitted()) == {"1-8": ("2", True)}
    third.accept()
    assert hits(third) == {"1-8": ("2", True)}
    assert ScreeningHit.objects.get(clue=third.clue_id).found_by == "accept"


def test_penalties_of_long_ago_or_for_other_things_are_not_counted(clock: Any) -> None:
    fined(Story(facts={}))
    fined(Story(facts={}, violation_type="noise"))
    assert hits(Story(facts={}).submitted()) == {}

    clock.move_to(on("2028-11-21"))
    renewed = Story(facts={}, occurred_on="2028-11-18", discovered_on="2028-11-20")

    assert hits(renewed.submitted()) == {}


def test_a_key_unit_is_one_whether_or_not_somebody_types_it() -> None:
    plain = Story(facts={"monitoring_tampered": True})
    Subject.objects.update(key_unit=True)

    plain.submitted()

    assert hits(plain) == {"1-7": ("true", True)}


def test_a_draft_is_screened_as_it_is_edited_and_stays_the_departments_own() -> None:
    story = Story(facts={})

    edit(story, facts={"hazardous_waste_tonnes": 120})

    assert hits(story) == {"1-2": ("120", True), "2-3": ("120", True)}
    assert Clue.objects.get().two_laws
    assert Caller("procurator", OVER).get(f"clues/{story.clue_id}/").status_code == 404
    edit(story, facts={"hazardous_waste_tonnes": 5})
    assert hits(story) == {"1-2": ("5", True), "2-3": ("120", False)}
    edit(story, subjects=[{**FIRM, "facts": GAIN}])
    assert hits(story)["1-9"] == ("400000", True)
    edit(story, subjects=[FIRM], facts={})
    assert hits(story)["1-2"] == ("5", False)

    story.on_clue(story.sender.liaison, "submit", {"no_state_secrets": True})

    assert hits(story) == {
        "1-2": ("5", False),
        "1-9": ("400000", False),
        "2-3": ("120", False),
    }
    assert_record_is_sound()


def test_facts_found_on_a_leg_that_came_along_are_the_survivors() -> None:
    story, survivor = Story(facts={}).signed(), Story(facts={}).sent()
    story.on_clue(story.sender.lead, "merge", {"survivor": survivor.clue_id, **REASON})
    handler = story.receiver.handler.user.username

    story._versions.pop(story.leg_id)
    story.leg()
    story.on_leg(story.receiver.liaison, "accept", {"handler": handler, "facts": GAIN})

    assert (hits(story), hits(survivor)) == ({}, {"1-9": ("400000", True)})


def test_unknown_facts_are_refused_and_nothing_happens() -> None:
    story = Story(facts={}).signed()
    body = {"handler": story.receiver.handler.user.username, "facts": {"nonsense": 1}}

    answer = story.receiver.liaison.step("transfers", story.leg_id, "accept", body)

    problem = refused(answer, 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/facts/nonsense"]
    assert story.leg()["status"] == "signed"
    assert hits(story) == {}


def test_more_than_was_answered_for_is_to_be_answered_anew() -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    path = f"clues/{story.clue_id}/screening/{ScreeningHit.objects.get().pk}/actions"
    ok(handler.post(f"{path}/answer/", {"kind": "reason", **REASON}))
    ok(lead.post(f"{path}/approve/"))
    told(handler)

    story.on_leg(lead, "decide", {**DECISION, "facts": {"hazardous_waste_tonnes": 90}})

    [hit] = ok(handler.get(f"clues/{story.clue_id}/screening/"))["results"]
    assert (hit["value"], hit["multiple"], hit["answer"], hit["approved_at"]) == (
        "90",
        30.0,
        "",
        None,
    )
    assert (hit["flags"], hit["sent_back"]) == (["penalty_instead"], "案情要素已加重，请重新答复")
    assert "clue.hit_found" in told(handler)


@pytest.mark.parametrize("size", [3, 200])
def test_a_batch_is_screened_with_a_constant_number_of_statements(size: int) -> None:
    Story().submitted()  # the reference facts are known by now
    liaison = Caller("liaison", "620000-water")
    made = [ok(liaison.post("clues/", draft(title=f"第{n}条")), 201) for n in range(size)]
    pks = [UUID(clue["id"]) for clue in made]
    now = timezone.now()
    actor = actor_of(liaison.user, on=timezone.localdate(now))

    with CaptureQueriesContext(connection) as watched:
        take_steps(
            Kind.CLUE,
            Verb.SUBMIT,
            among=Clue.objects.visible_to,
            pks=pks,
            actor=actor,
            payload={"no_state_secrets": True},
            now=now,
        )

    assert ScreeningHit.objects.filter(clue__in=pks).count() == size
    assert len(watched) == 12
