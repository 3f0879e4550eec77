"""A threshold is confirmed and changed: checked as a whole, recorded, and hits keep theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.forms.models import model_to_dict

from apps.audit.models import Entry
from apps.clues.models import ScreeningHit, Threshold
from clue_transfer.thresholds import condition_errors
from seeds.thresholds import load_thresholds
from tests.powers import Browser
from tests.stories import Story

ADD = "/admin/clues/threshold/add/"
MET = '[{"fact": "hazardous_waste_tonnes", "at_least": 5}]'


def change(row: Threshold) -> str:
    """Name the page of one threshold."""
    return f"/admin/clues/threshold/{row.pk}/change/"


def filled_in(row: Threshold, **changes: Any) -> dict[str, Any]:
    """Fill the form in with what a threshold says."""
    kept = model_to_dict(row, exclude=["id", "confirmed_by"])
    kept |= {"all_of": "[]", "any_of": MET, **changes}
    return {name: value for name, value in kept.items() if value not in (None, False)}


@pytest.fixture
def waiting() -> Threshold:
    load_thresholds()
    return Threshold.objects.filter(active=False).order_by("code")[0]


def test_who_switches_a_threshold_on_is_named_and_recorded(waiting: Threshold) -> None:
    browser = Browser("root")

    answer = browser.client.post(change(waiting), filled_in(waiting, active="on"))

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = Threshold.objects.get(pk=waiting.pk)
    assert row.active
    assert row.confirmed_by == browser.user
    assert Entry.objects.filter(event="threshold.kept", chain="thresholds").count() == 1


def test_a_new_version_ends_the_one_before(waiting: Threshold) -> None:
    answer = Browser("root").client.post(
        ADD, filled_in(waiting, version=2, effective_from="2027-01-01")
    )

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    first, second = Threshold.objects.filter(code=waiting.code).order_by("version")
    assert first.effective_until == date(2026, 12, 31)
    assert (second.version, second.active, second.effective_until) == (2, False, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"any_of": "[]"}, "all_of"),
        ({"any_of": "[3]"}, "any_of"),
        ({"any_of": '[{"fact": "nonsense", "at_least": 3}]'}, "any_of"),
        ({"all_of": '{"fact": "catch_kg"}'}, "all_of"),
        ({"any_of": "no list"}, "any_of"),
        ({"margin": 3}, "margin"),
        ({"effective_until": "2020-01-01"}, "effective_until"),
        ({"effective_from": "2020-01-01"}, "effective_from"),
        ({"version": 1}, "version"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(
    waiting: Threshold, changes: dict[str, Any], field: str
) -> None:
    before = list(Threshold.objects.order_by("pk").values())
    given = filled_in(waiting, version=2, effective_from="2027-01-01") | changes

    answer = Browser("root").client.post(ADD, given)

    assert answer.status_code == 200, answer.get("Location")
    assert field in answer.context["adminform"].form.errors
    assert list(Threshold.objects.order_by("pk").values()) == before
    assert not Entry.objects.filter(event="threshold.kept").exists()


def test_what_facts_have_met_keeps_its_words(waiting: Threshold) -> None:
    clue = Story().sent().clue_id
    ScreeningHit.objects.create(
        clue_id=clue,
        threshold=waiting,
        fact="catch_kg",
        value="60",
        found_at="2026-11-20T09:00:00+08:00",
        found_by="accept",
    )

    answer = Browser("root").client.post(
        change(waiting), {"text": "另一条规定", "confidence": "V", "active": "on"}
    )

    row = Threshold.objects.get(pk=waiting.pk)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert (row.text, row.confidence, row.active) == (waiting.text, "V", True)


def test_the_form_of_a_new_version_is_filled_in_from_the_newest(waiting: Threshold) -> None:
    browser = Browser("root")

    answer = browser.client.post(
        "/admin/clues/threshold/", {"action": "new_version", "_selected_action": [waiting.pk]}
    )
    form = browser.get(answer["Location"]).context["adminform"].form

    assert answer.status_code == 302
    assert (form.initial["version"], form.initial["code"]) == ("2", waiting.code)
    assert condition_errors({"all_of": waiting.all_of, "any_of": waiting.any_of}) == []
