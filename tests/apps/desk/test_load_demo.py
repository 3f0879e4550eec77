"""The demonstration data: every standing is there, once, and never where it is not wanted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.clues.models import Clue, Complaint, Rectification, ScreeningHit, Transfer
from apps.evidence.models import Evidence
from apps.matters.models import Matter, Wait
from clue_transfer.workflows import TWO_LAWS
from seeds.demo.accounts import load_accounts
from seeds.demo.stories import load_stories

pytestmark = pytest.mark.usefixtures("seeded_db")

NOW = datetime(2026, 11, 23, 8, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_stories_show_a_clue_in_every_standing() -> None:
    load_accounts()

    played = load_stories(now=NOW)

    assert played == 31
    clues = dict(Clue.objects.values_list("source_id", "status"))
    not_sent = {name: status for name, status in clues.items() if status != "transferred"}
    assert not_sent == {
        "DEMO-01": "concluded",
        "DEMO-02": "draft",
        "DEMO-03": "submitted",
        None: "concluded",  # the clue of a complaint
    }
    legs = [
        (clue, sequence, kind, status)
        for clue, sequence, kind, status in Transfer.objects.order_by(
            "parent__clue__source_id", "sequence"
        ).values_list("parent__clue__source_id", "sequence", "leg_kind", "status")
    ]
    assert legs == [
        ("DEMO-01", 1, "transfer", "confirmed"),
        ("DEMO-04", 1, "transfer", "sent"),
        ("DEMO-05", 1, "transfer", "sent"),
        ("DEMO-06", 1, "transfer", "signed"),
        ("DEMO-07", 1, "transfer", "supplement_requested"),
        ("DEMO-08", 1, "transfer", "accepted"),
        ("DEMO-09", 1, "transfer", "filed"),
        ("DEMO-10", 1, "transfer", "decided"),
        ("DEMO-11", 1, "transfer", "fed_back"),
        ("DEMO-12", 1, "transfer", "recalled"),
        ("DEMO-12", 2, "transfer", "accepted"),
        ("DEMO-13", 1, "own", "filed"),
        ("DEMO-14", 1, "transfer", "accepted"),
        ("DEMO-15", 1, "transfer", "accepted"),
        ("DEMO-15", 2, "transfer", "signed"),
        ("DEMO-16", 1, "transfer", "disputed"),
        ("DEMO-17", 1, "push", "accepted"),
        ("DEMO-18", 1, "transfer", "objected"),
        ("DEMO-19", 1, "transfer", "rework"),
        ("DEMO-20", 1, "transfer", "forwarded"),
        ("DEMO-20", 2, "transfer", "accepted"),
        ("DEMO-21", 1, "transfer", "designated"),
        ("DEMO-21", 2, "designated", "accepted"),
        ("DEMO-22", 1, "transfer", "signed"),
        ("DEMO-24", 1, "transfer", "confirmed"),
        ("DEMO-24", 2, "reopened", "signed"),
        ("DEMO-31", 1, "transfer", "filed"),
        ("DEMO-32", 1, "transfer", "filed"),
        ("DEMO-33", 1, "transfer", "decided"),
        ("DEMO-34", 1, "transfer", "decided"),
        ("DEMO-35", 1, "transfer", "filed"),
        ("DEMO-36", 1, "transfer", "filed"),
        ("DEMO-37", 1, "own", "filed"),
        (None, 1, "own", "confirmed"),
    ]
    assert list(
        Complaint.objects.values_list("external_number", "status", "opened_clue__status")
    ) == [("DEMO-23", "answered", "concluded")]
    assert sorted(Rectification.objects.values_list("status", flat=True)) == [
        "relapsed",
        "verified",
    ]
    cases = Matter.objects.filter(kind__in=TWO_LAWS).order_by("opened_at")
    assert list(cases.values_list("kind", "status")) == [
        ("public_interest", "sued"),
        ("crime_referral", "not_prosecuted"),
        ("opinion", "served"),
        ("crime_referral", "convicted"),
        ("opinion", "replied"),
        ("crime_referral", "filed"),
        ("reverse_linkage", "opinion_issued"),
        ("opinion", "served"),
        ("detention_referral", "detained"),
        ("crime_referral", "filed"),
    ]
    unanswered = ScreeningHit.objects.filter(clue__source_id="DEMO-34", answered_at=None)
    assert unanswered.exists()
    unsigned = Wait.objects.filter(verb="sign", due_at__lt=NOW)
    assert [wait.matter.title for wait in unsigned] == ["雁滩南河道暗管排放灰白色废水"]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=3)])
def test_a_second_load_adds_nothing(later: timedelta) -> None:
    load_accounts()
    load_stories(now=NOW)
    before = Clue.objects.count(), Transfer.objects.count(), Evidence.objects.count()

    accounts, stories = load_accounts(), load_stories(now=NOW + later)

    assert (accounts, stories) == (0, 0)
    after = Clue.objects.count(), Transfer.objects.count(), Evidence.objects.count()
    assert after == before == (31, 34, 40)


def test_the_command_writes_down_who_can_log_in(settings: Any) -> None:
    settings.DEMO_DATA_ALLOWED = True

    call_command("load_demo", verbosity=0)

    text = (Path(settings.DATA_DIR) / "accounts.txt").read_text(encoding="utf-8")
    assert "password demo-2026" in text
    assert "liaison.620000-water" in text
    assert "manage.py issue_token liaison.620000-water" in text


def test_demonstration_data_is_refused_where_settings_do_not_allow_it(settings: Any) -> None:
    settings.DEMO_DATA_ALLOWED = False

    with pytest.raises(CommandError, match="do not allow demonstration data"):
        call_command("load_demo", verbosity=0)

    assert (User.objects.count(), Clue.objects.count()) == (0, 0)
