"""A limit changes: a new version, checked as a whole; clocks that run keep theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms.models import model_to_dict

from apps.audit.models import Entry
from apps.deadlines.models import Deadline, Rule
from tests.powers import Browser
from tests.stories import Story

ADD = "/admin/deadlines/rule/add/"


def filled_in(**changes: Any) -> dict[str, Any]:
    """Fill the form in as the second version of the signing limit, from December on."""
    row = model_to_dict(Rule.objects.get(code="T02"))
    row |= {"version": 2, "limit": 3, "effective_from": "2026-11-23"}
    lists = ("extension_limits", "suspension_causes")
    row |= {name: "[]" for name in row if name.startswith("applies_to") or name in lists}
    kept = {name: value for name, value in {**row, **changes}.items() if name != "id"}
    return {name: value for name, value in kept.items() if value not in (None, False)}


def refused(changes: dict[str, Any]) -> dict[str, list[str]]:
    """Hand the form in; answer what it says, and make sure that nothing was written."""
    before = list(Rule.objects.order_by("pk").values())
    answer = Browser("root").client.post(ADD, filled_in(**changes))
    assert answer.status_code == 200, answer.get("Location")
    assert list(Rule.objects.order_by("pk").values()) == before
    assert not Entry.objects.filter(event="deadline_rule.kept").exists()
    errors: dict[str, list[str]] = answer.context["adminform"].form.errors
    return errors


def test_a_new_version_ends_the_one_before_and_running_clocks_keep_theirs() -> None:
    running = Story().sent()
    browser = Browser("root")

    answer = browser.client.post(ADD, filled_in())

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    first, second = Rule.objects.filter(code="T02").order_by("version")
    assert str(first.effective_until) == "2026-11-22"
    assert (second.version, second.limit, second.effective_until) == (2, 3, None)
    assert Deadline.objects.get(matter=running.leg_id).rule == first
    entry = Entry.objects.get(event="deadline_rule.kept")
    assert '"replaces":[1]' in entry.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": -3}, "limit"),
        ({"limit": 100_000}, "limit"),
        ({"regime": "by_feeling"}, "regime"),
        ({"regime": "months"}, "unit"),
        ({"effective_until": "2026-11-01"}, "effective_until"),
        ({"version": 1}, "version"),
        ({"effective_from": "2020-01-01"}, "effective_from"),
        ({"extension_limits": "[-1]"}, "extension_limits"),
        ({"applies_to_systems": '["navy"]'}, "applies_to_systems"),
        ({"applies_to_levels": '["moon"]'}, "applies_to_levels"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(
    changes: dict[str, Any], field: str
) -> None:
    errors = refused(changes)

    assert errors.keys() == {field}
    assert all(errors[field])


def test_the_form_of_a_new_version_is_filled_in_from_the_newest() -> None:
    browser = Browser("root")
    chosen = Rule.objects.get(code="T02")

    answer = browser.client.post(
        "/admin/deadlines/rule/", {"action": "new_version", "_selected_action": [chosen.pk]}
    )
    form = browser.get(answer["Location"]).context["adminform"].form

    assert answer.status_code == 302
    assert form.initial["version"] == "2"
    assert form.initial["code"] == "T02"
    assert form.initial["limit"] == "2"
