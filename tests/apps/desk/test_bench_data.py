"""Data in bulk: copied dossiers are as sound as those that were played."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count

from apps.accounts.models import User
from apps.audit.queries import verify
from apps.clues.actions.reporters.sealing import opened
from apps.clues.models import (
    Clue,
    ClueSubject,
    Complaint,
    ImportRun,
    Reporter,
    ScreeningHit,
    Transfer,
)
from apps.deadlines.models import Deadline
from apps.desk.models import ExtensionRequest
from apps.documents.models import Document
from apps.evidence.models import Custody, Evidence
from apps.matters.models import Access, Matter, Wait
from apps.matters.models import Counter as Numbers
from apps.notifications.models import Notification, Outbox
from clue_transfer.numbering import parse
from tests.client import Caller, ok
from tests.concurrency.invariants import (
    assert_access_is_what_the_rules_say,
    assert_an_entry_a_step,
    assert_clues_are_held_where_their_legs_are,
    assert_held_by_one,
    assert_one_clock_of_a_kind,
    assert_rebuilding_changes_nothing,
    assert_somebody_is_awaited,
)

MATTERS = 500
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, b.attname
    FROM pg_constraint
    JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
    JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
    WHERE contype = 'f'
"""
_INDEXES = """
    SELECT i.relname, x.indisunique, x.indisvalid, c.conname FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype IN ('u', 'p')
    ORDER BY i.relname
"""


@pytest.fixture
def filled(committed_db: str, tmp_path: Path, settings: Any) -> None:
    """Fill a database of the test's own."""
    settings.DEMO_DATA_ALLOWED = True
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.mark.usefixtures("filled")
# The writers are forked before anything else is begun; a test's own threads are idle meanwhile.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_copied_dossiers_are_as_sound_as_played_ones() -> None:
    indexes = _rows(_INDEXES)

    call_command("bench_data", matters=MATTERS, verbosity=0)

    assert MATTERS <= Matter.objects.count() < MATTERS + 10
    assert _rows(_INDEXES) == indexes
    assert _dangling() == []
    report = verify()
    assert (report.faults, report.waiting) == ((), 0)
    assert report.entries > 3 * MATTERS
    assert_rebuilding_changes_nothing()
    _assert_spread()
    _assert_satellites()
    _assert_numbers()
    _assert_lists_answer()

    with pytest.raises(CommandError, match="holds matters already"):
        call_command("bench_data", matters=MATTERS, verbosity=0)

    call_command("bench_data", matters=MATTERS + 100, add=True, verbosity=0)

    assert MATTERS + 100 <= Matter.objects.count() < MATTERS + 110
    assert verify().faults == ()
    # A level is raised without a new version, so that two entries may name the same one.
    for matter in Matter.objects.exclude(acts__has_key="raise_level").order_by("-pk")[:60]:
        assert_held_by_one(matter)
        assert_somebody_is_awaited(matter)
        assert_an_entry_a_step(matter)
    assert_clues_are_held_where_their_legs_are()
    assert_one_clock_of_a_kind()
    assert_access_is_what_the_rules_say()


def test_data_for_measurements_is_refused_where_settings_do_not_allow_it(
    db: None, settings: Any
) -> None:
    settings.DEMO_DATA_ALLOWED = False

    with pytest.raises(CommandError, match="do not allow"):
        call_command("bench_data", verbosity=0)

    assert (User.objects.count(), Matter.objects.count()) == (0, 0)


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _dangling() -> list[tuple[str, str, int]]:
    """Count what refers to nothing: foreign keys are not looked up while rows come in."""
    found = [
        (
            table,
            column,
            _rows(
                f'SELECT count(*) FROM {table} x WHERE x."{column}" IS NOT NULL AND NOT EXISTS '  # noqa: S608  # names come from the catalogue
                f'(SELECT FROM {to} y WHERE y."{key}" = x."{column}")'
            )[0][0],
        )
        for table, column, to, key in _rows(_FOREIGN_KEYS)
    ]
    return [each for each in found if each[2]]


def _assert_spread() -> None:
    """Departments, years, standings, words and subjects differ, as they do in a province."""
    clues = Clue.objects.filter(source_id__startswith="COPY")
    assert len({at.year for at in clues.values_list("opened_at", flat=True)}) >= 5
    standings = Counter(clues.values_list("status", flat=True))
    assert standings["concluded"] > standings["transferred"] > 5
    legs = Transfer.objects.all()
    assert legs.values("sender").distinct().count() > 80
    assert legs.values("receiver").distinct().count() > 60
    assert legs.values("sender__system").distinct().count() > 10
    assert Access.objects.values("department").distinct().count() > 200
    assert clues.values("division").distinct().count() > 50
    assert clues.values("title").distinct().count() > 0.9 * clues.count()
    words = Counter(title[-4:] for title in clues.values_list("title", flat=True))
    assert max(words.values()) > 5 * min(words.values())
    of_a_firm = ClueSubject.objects.values("subject").annotate(n=Count("pk"))
    assert of_a_firm.count() > 80
    assert of_a_firm.filter(n__gt=2).exists()
    prosecuted = Access.objects.filter(
        why="copied", kind="clue", department__system="procuratorate", matter__in=clues
    )
    assert 0.02 < prosecuted.count() / clues.count() < 0.09
    states = Counter(Deadline.objects.values_list("state", flat=True))
    assert states.keys() == {"running", "suspended", "stopped"}
    assert Wait.objects.count() > 40
    cases = Matter.objects.filter(kind="crime_referral")
    assert 0.02 < cases.count() / Matter.objects.count() < 0.12
    assert {"convicted", "closed"} < set(cases.values_list("status", flat=True))
    hits = ScreeningHit.objects.all()
    assert 0 < hits.filter(approved_at=None).count() < hits.count() / 2


def _assert_satellites() -> None:
    """What hangs on matters came along, and who complained can be read by the key."""
    assert ExtensionRequest.objects.count() > 3
    assert ImportRun.objects.filter(clues__isnull=False).exists()
    assert not Document.objects.exclude(status="ready").exists()
    assert Custody.objects.count() >= Evidence.objects.count() > MATTERS / 4
    assert Notification.objects.count() > Outbox.objects.count() > 0
    assert not Outbox.objects.filter(delivered_at__isnull=True).exists()
    named = Complaint.objects.filter(anonymous=False)
    reporters = Reporter.objects.filter(complaint__in=named)
    assert reporters.count() == named.count() > 20
    assert {opened(row)["name"] for row in reporters} == {"演示举报人"}
    for document in Document.objects.order_by("?")[:20]:
        said = json.loads(document.data)
        assert said["clue_title"] in {
            document.matter.title,
            *Matter.objects.filter(pk=document.matter.root_id).values_list("title", flat=True),
        }
        assert document.matter.number.startswith(said["clue_number"])


def _assert_numbers() -> None:
    """A department's numbers of a year have no gap, and its counter stands at the last."""
    given: dict[tuple[str, str, int], set[int]] = {}
    texts = [
        *Matter.objects.exclude(number=None).values_list("number", flat=True),
        *Document.objects.exclude(kind="receipt")
        .exclude(number="")
        .values_list("number", flat=True),
    ]
    for number in map(parse, texts):
        if number.leg is None:
            key = number.short_name, str(number.series), number.year
            given.setdefault(key, set()).add(number.n)
    counters = {
        (short, series, year): last
        for short, series, year, last in Numbers.objects.values_list(
            "department__short_name", "series", "year", "last"
        )
    }
    assert {key: max(found) for key, found in given.items()} == counters
    assert {key: len(found) for key, found in given.items()} == counters


def _assert_lists_answer() -> None:
    """The lists answer the department that has most to do."""
    code = (
        Access.objects.values("department__code").annotate(n=Count("pk")).order_by("-n", "pk")
    ).filter(department__system="ecology")[0]["department__code"]
    caller = Caller("lead", code)
    for path in ("clues/", "transfers/", "clues/?search=倾倒", "deadlines/", "queue/"):
        assert ok(caller.get(path))["results"], path
    assert ok(caller.get("clues/?search=南海岛礁"))["results"] == []
    clue = ok(caller.get("clues/"))["results"][0]["id"]
    detail = ok(caller.get(f"clues/{clue}/"))
    assert detail["title"]
    for path in ("timeline", "deadlines", "evidence", "documents"):
        collection = "clues" if path == "timeline" else "matters"
        ok(caller.get(f"{collection}/{clue}/{path}/"))
