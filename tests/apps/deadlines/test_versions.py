"""A version in use stays as it is, faults are named at their field, the record tells all."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.audit.models import Entry
from apps.deadlines.actions import RuleInUse, keep_version
from apps.deadlines.models import Deadline, Rule
from apps.deadlines.queries import rulebook
from apps.organizations.queries import stamp
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid
from seeds.deadline_rules import load_deadline_rules
from tests.apps.facts import NOW, department, matter


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    """Load the rules."""
    load_deadline_rules()


@pytest.fixture
def administrator() -> Client:
    """Open a superuser's browser."""
    client = Client()
    user = get_user_model().objects.create(username="admin", is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def office() -> Actor:
    """Name somebody who keeps the rules."""
    user = get_user_model().objects.create(username="office")
    return Actor(person=user.pk, department=None, roles=frozenset())


def newer(code: str, **fields: Any) -> Rule:
    """Make the next version of a rule, not written yet."""
    rule = Rule.objects.filter(code=code).latest("version")
    rule.pk, rule._state.adding = None, True
    changes = {"version": rule.version + 1, "effective_from": date(2026, 12, 1), **fields}
    for name, value in changes.items():
        setattr(rule, name, value)
    return rule


def form(row: Rule, **fields: Any) -> dict[str, str]:
    """Fill the admin's form in as a browser does."""
    given = {**vars(row), **fields}
    lists = {name: json.dumps(value) for name, value in given.items() if isinstance(value, list)}
    texts = {
        name: "on" if value is True else str(value)
        for name, value in given.items()
        if value not in (None, False) and not name.startswith("_") and name != "id"
    }
    return {**texts, **lists}


@pytest.fixture
def clock() -> Deadline:
    """Let a clock run under a rule."""
    water = department()
    return Deadline.objects.create(
        matter=matter(water),
        rule=Rule.objects.get(code="T02"),
        kind="signing",
        department=water,
        started_at=NOW,
        due_at=NOW + timedelta(days=2),
    )


def test_a_new_version_ends_the_older_and_stands_in_the_record(office: Actor) -> None:
    before = stamp()

    keep_version(newer("T02", limit=3), actor=office, now=NOW)

    old, new = Rule.objects.filter(code="T02").order_by("version")
    assert (old.limit, old.effective_until) == (2, date(2026, 11, 30))
    assert (new.limit, new.version, new.effective_until) == (3, 2, None)
    assert stamp() > before
    entry = Entry.objects.get(chain="deadline_rules")
    content = json.loads(entry.text)["content"]
    assert (entry.event, entry.person_id) == ("deadline_rule.kept", office.person)
    assert (content["code"], content["version"], content["after"]["limit"]) == ("T02", 2, 3)
    assert content["replaces"] == [1]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"effective_from": date(2021, 7, 15)}, "overlaps"),
        ({"version": 1}, "taken"),
        ({"limit": 0}, "out-of-range"),
        ({"regime": "months"}, "unit-of-regime"),
    ],
)
def test_a_version_that_cannot_be_leaves_everything_as_it_was(
    office: Actor, fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        keep_version(newer("T02", **fields), actor=office, now=NOW)

    assert [error.code for error in refused.value.errors] == [why]
    assert Rule.objects.get(code="T02").effective_until is None
    assert not Entry.objects.exists()


def test_a_change_of_a_version_nobody_uses_is_recorded(office: Actor) -> None:
    rule = Rule.objects.get(code="C02")
    rule.limit = 5

    keep_version(rule, actor=office, now=NOW)

    content = json.loads(Entry.objects.get(chain="deadline_rules").text)["content"]
    assert (content["before"], content["after"]) == ({"limit": 3}, {"limit": 5})


@pytest.mark.parametrize(
    "fields", [{"limit": 3}, {"roll_over": False}, {"note": "三日", "limit": 3}]
)
def test_a_version_in_use_is_not_rewritten(
    office: Actor, clock: Deadline, fields: dict[str, Any]
) -> None:
    rule = Rule.objects.get(pk=clock.rule_id)
    for name, value in fields.items():
        setattr(rule, name, value)

    with pytest.raises(RuleInUse):
        keep_version(rule, actor=office, now=NOW)

    assert Rule.objects.get(code="T02").limit == 2
    assert not Entry.objects.exists()


def test_what_moves_no_clock_is_written_of_a_version_in_use(office: Actor, clock: Deadline) -> None:
    rule = Rule.objects.get(pk=clock.rule_id)
    rule.note = "已核对"

    keep_version(rule, actor=office, now=NOW)

    assert Rule.objects.get(code="T02").note == "已核对"


def test_a_running_clock_keeps_the_version_that_it_started_under(
    office: Actor, clock: Deadline
) -> None:
    keep_version(newer("T02", limit=3), actor=office, now=NOW)

    kept = Deadline.objects.get(pk=clock.pk)
    book = rulebook(stamp())
    assert (kept.rule_id, kept.due_at) == (clock.rule_id, clock.due_at)
    assert book.by_id(kept.rule_id).limit == 2
    chosen = book.rule("signing", system="water", urgency="normal", on=date(2026, 12, 1))[1]
    assert (chosen.version, chosen.limit) == (2, 3)


def test_the_admin_does_not_rewrite_a_version_in_use(
    administrator: Client, clock: Deadline
) -> None:
    rule = Rule.objects.get(pk=clock.rule_id)
    given = form(rule, limit=9, note="已核对")

    answer = administrator.post(f"/admin/deadlines/rule/{rule.pk}/change/", given)

    assert answer.status_code == 302
    rule.refresh_from_db()
    assert (rule.limit, rule.note) == (2, "已核对")


def test_what_changes_nothing_is_not_recorded(office: Actor) -> None:
    keep_version(Rule.objects.get(code="C02"), actor=office, now=NOW)

    assert not Entry.objects.exists()


def test_a_version_does_not_grow_into_the_next_one(office: Actor) -> None:
    keep_version(newer("T02"), actor=office, now=NOW)
    old = Rule.objects.get(code="T02", version=1)
    old.effective_until = None

    with pytest.raises(Invalid) as refused:
        keep_version(old, actor=office, now=NOW)

    assert [error.code for error in refused.value.errors] == ["overlaps"]


@pytest.mark.parametrize(
    ("code", "fault", "field"),
    [
        ("T02", {"extension_limits": "5"}, "extension_limits"),
        ("T02", {"extension_limits": '["a"]'}, "extension_limits"),
        ("T02", {"extension_limits": "[[1]]"}, "extension_limits"),
        ("T02", {"suspension_causes": "[[1]]"}, "suspension_causes"),
        ("T02", {"applies_to_systems": "5"}, "applies_to_systems"),
        ("T02", {"applies_to_systems": "[{}]"}, "applies_to_systems"),
        ("T02", {"kind": "lunch"}, "kind"),
        ("C03", {"roll_over": "on"}, "roll_over"),
    ],
)
def test_the_admin_says_at_the_field_what_is_wrong(
    administrator: Client, code: str, fault: dict[str, str], field: str
) -> None:
    answer = administrator.post("/admin/deadlines/rule/add/", {**form(newer(code)), **fault})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}
    assert Rule.objects.filter(code=code).count() == 1


def test_a_box_that_is_not_ticked_is_carried_over(administrator: Client) -> None:
    rule = Rule.objects.get(code="C11")

    answer = administrator.post(
        "/admin/deadlines/rule/", {"action": "new_version", "_selected_action": [rule.pk]}
    )
    fields = administrator.get(answer["Location"]).context["adminform"].form

    ticked = {name: bool(fields[name].value()) for name in ("roll_over", "reference_only")}
    assert ticked == {"roll_over": False, "reference_only": True}


def test_the_admin_lists_who_must_act(administrator: Client) -> None:
    page = administrator.get("/admin/deadlines/rule/?q=C02").content.decode()

    assert "负责人（正职或主持工作的）" in page


def test_an_emptied_list_names_nothing(administrator: Client) -> None:
    rule = Rule.objects.get(code="C02")
    given = {**form(rule), "applies_to_systems": "", "extension_limits": ""}

    answer = administrator.post(f"/admin/deadlines/rule/{rule.pk}/change/", given)

    assert answer.status_code == 302
    rule.refresh_from_db()
    assert (rule.applies_to_systems, rule.extension_limits) == ([], [])
