"""What the tables themselves refuse or keep, whoever writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.clues.models import ClueSubject, LegOutcome, Outcome, ViolationType
from apps.matters.models import Matter, NamedPerson, PartyRow, Wait
from apps.notifications.models import Preference
from apps.organizations.models import ReferenceStamp
from apps.organizations.queries import stamp
from tests.client import draft
from tests.stories import (
    BAIYIN,
    FEEDBACK,
    LANZHOU,
    MORNING,
    REASON,
    WATER,
    Desk,
    Story,
    refused,
)


@pytest.fixture(autouse=True)
def clock(seeded_db: None) -> Iterator[None]:
    """Stop the clock."""
    with time_machine.travel(MORNING, tick=False):
        yield


def test_a_subject_stands_in_a_clue_once_and_in_the_order_of_entry() -> None:
    rows = [{"name": name, "role": "suspect"} for name in ("乙厂", "甲厂", "丙厂")]
    story = Story(subjects=rows)
    first = ClueSubject.objects.first()

    with pytest.raises(IntegrityError, match="subject_once_a_clue"), transaction.atomic():
        ClueSubject.objects.create(
            clue_id=story.clue_id, subject=first.subject, role="suspect", name="又", place=9
        )

    assert list(ClueSubject.objects.values_list("name", flat=True)) == ["乙厂", "甲厂", "丙厂"]


def test_every_round_of_feedback_is_kept() -> None:
    story = Story().fed_back()
    story.on_leg(story.sender.lead, "dispute_feedback", REASON)

    story.on_leg(story.receiver.lead, "feed_back", {**FEEDBACK, "summary": "复查仍未发现。"})

    rounds = LegOutcome.objects.order_by("pk").values_list("round", "outcome_id")
    assert list(rounds) == [(1, "no_violation"), (2, "no_violation")]


def test_legs_of_a_confidential_clue_name_its_people_and_their_receivers_own() -> None:
    desks = {code: Desk(code) for code in (WATER, LANZHOU, BAIYIN)}
    leads = {
        code: {desk[role].user.pk for role in ("lead", "head")} for code, desk in desks.items()
    }
    receivers = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(secrecy="confidential", receivers=receivers).sent()
    author = story.sender.liaison.user.pk

    named = {
        matter.number: set(matter.named.values_list("person_id", flat=True))
        for matter in Matter.objects.all()
    }

    ours = leads[WATER] | {author}
    assert named == {
        "甘水线〔2026〕1号": ours | leads[LANZHOU] | leads[BAIYIN],
        "甘水线〔2026〕1号-1": ours | leads[LANZHOU],
        "甘水线〔2026〕1号-2": ours | leads[BAIYIN] | leads[LANZHOU],  # the main handler
    }
    with pytest.raises(IntegrityError, match="named_once"), transaction.atomic():
        NamedPerson.objects.create(matter_id=story.clue_id, person_id=author, since=MORNING)


def test_an_open_matter_cannot_be_without_a_holder() -> None:
    story = Story().sent()

    with pytest.raises(IntegrityError, match="matter_open_has_holder"), transaction.atomic():
        Matter.objects.filter(pk=story.leg_id).update(holder=None)


def test_a_department_has_a_part_and_a_turn_once_at_a_time() -> None:
    story = Story().sent()
    part, wait = PartyRow.objects.get(matter=story.leg_id, part="receiver"), Wait.objects.get()

    with pytest.raises(IntegrityError, match="party_once_at_a_time"), transaction.atomic():
        PartyRow.objects.create(
            matter_id=story.leg_id, department=part.department, part="receiver", since=MORNING
        )
    with pytest.raises(IntegrityError, match="wait_once"), transaction.atomic():
        Wait.objects.create(matter_id=story.leg_id, department=wait.department, verb=wait.verb)
    earlier = PartyRow.objects.create(
        matter_id=story.leg_id,
        department=part.department,
        part="receiver",
        since=MORNING - timedelta(days=2),
        until=MORNING - timedelta(days=1),
    )
    assert earlier.until == MORNING - timedelta(days=1)


def test_a_preference_is_said_once_a_person_and_pattern() -> None:
    user = Desk(WATER).liaison.user
    Preference.objects.create(user=user, pattern="transfer.*", channel="none")

    with pytest.raises(IntegrityError, match="preference_once"), transaction.atomic():
        Preference.objects.create(user=user, pattern="transfer.*", channel="in_app")


def test_there_is_one_stamp_and_the_catalogues_move_it() -> None:
    with pytest.raises(IntegrityError, match="reference_stamp_single"), transaction.atomic():
        ReferenceStamp.objects.create(id=2, version=1)
    stamps = [stamp()]

    for catalogue in (ViolationType, Outcome):
        catalogue.objects.filter(code="other").update(active=True)
        stamps.append(stamp())

    assert stamps == sorted(set(stamps))


def test_a_violation_type_is_refused_from_the_moment_that_it_is_taken_out_of_use() -> None:
    story = Story()
    ViolationType.objects.filter(code="hazardous_waste").update(active=False)

    problem = refused(story.sender.liaison.post("clues/", draft()), 422, "invalid")

    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("/violation_type", "unknown-violation-type")
    ]
    assert Matter.objects.count() == 1
