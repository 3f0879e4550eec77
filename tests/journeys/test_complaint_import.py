"""A hotline's list becomes complaints; who complained goes to the sealed table only."""

from __future__ import annotations

import json
import os
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from apps.audit.models import Reading
from apps.clues.actions import imports
from apps.clues.actions.imports import runs
from apps.clues.actions.reporters import files
from apps.clues.models import Complaint, ImportRun, Reporter
from apps.matters.models import Matter
from apps.notifications.models import Outbox
from clue_transfer.reporters import MASK
from tests.client import Caller, ok
from tests.complaints import SAMPLE, hotline_list
from tests.stories import LANZHOU, PROVINCE, Desk, refused

HEADINGS = "举报编号,举报时间,举报人,联系电话,被举报对象,所在县区,地址,举报内容,污染类型,是否匿名"
NAME, PHONE = "欧阳雪梅", "13893115588"
GOOD = {
    "举报编号": "A-1",
    "举报时间": "2026-11-18 16:44",
    "举报人": NAME,
    "联系电话": PHONE,
    "被举报对象": "西固区某洗煤厂",
    "所在县区": "西固区",
    "地址": "西固区黄河左岸滩涂",
    "举报内容": "夜间偷排废水，河水发黑",
    "污染类型": "水",
    "是否匿名": "否",
}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    """Keep keys and files of a test apart."""
    settings.DATA_DIR = tmp_path / "data"
    settings.REPORTER_KEY_FILE = tmp_path / "keys" / "reporter.key"


@pytest.fixture
def desk(seeded_db: None) -> Desk:
    return Desk(PROVINCE)


def table(*changes: dict[str, str]) -> bytes:
    """A list of good rows, each with some columns changed."""
    rows = [
        {
            **GOOD,
            "举报编号": f"A-{place}",
            "被举报对象": f"第{place}厂",
            "地址": f"第{place}村",
            **change,
        }
        for place, change in enumerate(changes, start=1)
    ]
    return "\r\n".join([HEADINGS, *(",".join(row.values()) for row in rows)]).encode()


def bring_in(caller: Caller, content: bytes | None = None, **fields: str) -> Any:
    return ok(caller.upload("imports/", hotline_list(content, **fields)), 201)


def found(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["cell"], row["code"], row["value"]) for row in rows]


def test_the_sample_becomes_complaints_as_it_is(desk: Desk) -> None:
    run = bring_in(desk["intake"])

    assert (run["status"], run["rows"], run["good"], run["errors"]) == ("ready", 40, 40, [])
    codes = Counter(row["code"] for row in run["warnings"])
    assert codes == {"name-incomplete": 20, "type-mismatch": 31, "repeated-target": 7}
    assert Matter.objects.count() == Reporter.objects.count() == 0
    assert [row["verb"] for row in run["available_actions"]] == ["commit", "cancel"]

    run = ok(desk["intake"].post(f"imports/{run['id']}/actions/commit/"))

    assert (run["status"], run["made"], run["existing"]) == ("committed", 40, 0)
    assert (run["list"], run["available_actions"]) == (None, [])
    assert Complaint.objects.filter(status="received", intake__code=PROVINCE).count() == 40
    assert Complaint.objects.filter(anonymous=True).count() == 20
    assert Reporter.objects.count() == 20
    first = Complaint.objects.get(external_number="12369-2026110002")
    shown = ok(desk["intake"].get(f"complaints/{first.pk}/"))
    assert (shown["received_at"], shown["division"]) == ("2026-11-10T12:39:00+08:00", "621124")
    assert (shown["subject_name"], shown["pollution_type"]) == ("临洮县某洗煤厂", "water")
    assert (shown["channel"], shown["run"]) == ("hotline", run["id"])
    reporter = ok(desk["intake"].get(f"complaints/{first.pk}/reporter/"))
    assert (reporter["name"], reporter["phone"]) == ("陈某", "0931-2305306")
    assert (
        len(ok(desk["intake"].get(f"complaints/?run={run['id']}&page_size=100"))["results"]) == 40
    )


def test_what_is_strange_in_the_sample_is_told_cell_by_cell(desk: Desk) -> None:
    warnings = bring_in(desk["intake"])["warnings"]

    repeated = [
        (row["cell"], row["value"], row["reason"])
        for row in warnings
        if row["code"] == "repeated-target"
    ]
    assert repeated == [
        ("G19", "白银区废弃砂坑", "与第10行相同，可能是重复举报"),
        ("E25", "甘谷县某砂石场", "与第12行相同，可能是重复举报"),
        ("G25", "甘谷县湟水河右岸冲沟", "与第18行相同，可能是重复举报"),
        ("E27", "陇西县某修理厂", "与第26行相同，可能是重复举报"),
        ("E32", "秦州区某洗煤厂", "与第16行相同，可能是重复举报"),
        ("E38", "玛曲县某养殖场", "与第2行相同，可能是重复举报"),
        ("E41", "麦积区某砂石场", "与第13行相同，可能是重复举报"),
    ]
    strange = [row["row"] for row in warnings if row["code"] == "type-mismatch"]
    fitting = set(range(2, 42)) - set(strange)
    assert sorted(fitting) == [3, 10, 11, 12, 15, 28, 29, 35, 37]
    names = {row["value"] for row in warnings if row["code"] == "name-incomplete"}
    assert names == {MASK}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_the_encoding_is_found(desk: Desk, encoding: str) -> None:
    content = SAMPLE.read_bytes().decode("gb18030").encode(encoding)

    run = bring_in(desk["intake"], content)

    assert (run["rows"], run["good"], run["error_count"]) == (40, 40, 0)


def test_every_defect_is_told_and_nobody_is_named(desk: Desk) -> None:
    content = table(
        {"举报编号": ""},
        {"举报时间": "2026-02-30 10:00"},
        {"举报时间": "2026-11-21 10:00"},
        {"举报时间": "2026-11-18 25:61"},
        {"所在县区": "金银县"},
        {"举报内容": ""},
        {"是否匿名": "是"},
        {"举报人": ""},
        {"是否匿名": "也许"},
        {"被举报对象": "", "地址": ""},
        {"举报编号": "A-5"},
        {"举报人": NAME * 40},
        {"所在县区": f"{NAME}家"},
    )

    run = bring_in(desk["intake"], content)

    assert found(run["errors"]) == [
        ("A2", "required", ""),
        ("B3", "impossible-date", "2026-02-30 10:00"),
        ("B4", "in-the-future", "2026-11-21 10:00"),
        ("B5", "impossible-time", "2026-11-18 25:61"),
        ("F6", "unknown-division", "金银县"),
        ("H7", "required", ""),
        ("C8", "anonymous-with-reporter", MASK),
        ("D8", "anonymous-with-reporter", MASK),
        ("C9", "required", ""),
        ("J10", "unknown-choice", "也许"),
        ("E11", "required", ""),
        ("A12", "repeated-source-id", "A-5"),
        ("C13", "too-long", MASK),
        ("F14", "unknown-division", f"{MASK}家"),
    ]
    assert (run["rows"], run["good"]) == (13, 0)
    text = json.dumps(run, ensure_ascii=False) + json.dumps(
        ImportRun.objects.values_list("errors", "warnings")[0], ensure_ascii=False
    )
    assert NAME not in text
    assert PHONE not in text


def test_names_in_free_text_are_warned_about_and_blanked(desk: Desk) -> None:
    content = table(
        {"举报内容": f"我是{NAME}，电话１３８９３１１５５８８"},
        {"地址": "欧阳 雪梅家隔壁"},
        {"举报内容": "可联系13993110000了解"},
        {"举报人": "匿名", "联系电话": "", "是否匿名": "是"},
        {"联系电话": ""},
        {"联系电话": "12345"},
        {"污染类型": "光"},
    )

    run = bring_in(desk["intake"], content)

    assert run["error_count"] == 0
    assert found(run["warnings"]) == [
        ("H2", "reporter-in-text", f"我是{MASK}，电话{MASK}"),
        ("G3", "reporter-in-text", f"{MASK}家隔壁"),
        ("H4", "phone-in-text", f"可联系{MASK}了解"),
        ("D6", "no-phone", ""),
        ("D7", "phone-format", MASK),
        ("I8", "unknown-choice", "光"),
        ("I8", "type-mismatch", "光"),
    ]
    findings = desk["intake"].get(f"imports/{run['id']}/findings/")
    assert findings.status_code == 200
    assert NAME.encode() not in bytes(findings.content)


def test_the_file_is_kept_sealed_and_read_by_intake_on_record(desk: Desk) -> None:
    run = bring_in(desk["intake"])
    kept = [path for path in Path(django_settings.DATA_DIR).rglob("*") if path.is_file()]
    assert kept == [files.path_of(run["sha256"])]
    stored = kept[0].read_bytes()
    assert stored.startswith(b"CTSEALED1 ")
    assert "陈某".encode("gb18030") not in stored
    assert kept[0].stat().st_mode & 0o777 == 0o400
    path = f"imports/{run['id']}/file/"

    response = desk["intake"].get(path)

    assert b"".join(response.streaming_content) == SAMPLE.read_bytes()
    assert [row.route for row in Reading.objects.all()] == ["imports/file"]
    for caller in (desk.liaison, desk.lead, desk["auditor"], Desk(LANZHOU)["intake"]):
        assert caller.get(path).status_code == 404
        assert caller.get(f"imports/{run['id']}/").status_code == 404
        refused(caller.post(f"imports/{run['id']}/actions/commit/"), 404, "not-found")
        assert ok(caller.get("imports/"))["results"] == []
    assert Reading.objects.count() == 1


def test_rotation_seals_kept_files_anew(desk: Desk) -> None:
    run = bring_in(desk["intake"])
    before = files.path_of(run["sha256"]).read_bytes()

    call_command("rotate_reporter_key", stdout=StringIO())

    assert files.path_of(run["sha256"]).read_bytes() != before
    assert files.read(run["sha256"]) == SAMPLE.read_bytes()
    assert ok(desk["intake"].post(f"imports/{run['id']}/actions/commit/"))["made"] == 40


def test_kept_files_are_swept_when_nobody_needs_them(desk: Desk, clock: Any) -> None:
    old, waiting = bring_in(desk["intake"]), bring_in(desk["intake"], table({}))
    ImportRun.objects.filter(pk=waiting["id"]).update(busy="commit")
    for run in (old, waiting):
        os.utime(files.path_of(run["sha256"]), (0, 0))
    assert imports.sweep(now=timezone.now()) == 0

    clock.shift(31 * 24 * 3600)
    assert imports.sweep(now=timezone.now()) == 1

    assert not files.path_of(old["sha256"]).exists()
    assert files.path_of(waiting["sha256"]).exists()
    refused(desk["intake"].post(f"imports/{old['id']}/actions/commit/"), 422, "invalid")
    assert desk["intake"].get(f"imports/{old['id']}/file/").status_code == 404


def test_only_intake_brings_a_hotlines_list_in(desk: Desk) -> None:
    for role in ("liaison", "handler", "lead", "reward_officer"):
        refused(desk[role].upload("imports/", hotline_list()), 403, "not-your-step")

    assert ImportRun.objects.count() == 0
    fields = {**hotline_list(), "kind": "ministry_list"}
    refused(desk["intake"].upload("imports/", fields), 403, "not-your-step")


def test_the_same_list_twice_registers_nothing_twice(desk: Desk) -> None:
    bring_in(desk["intake"], dry_run="false")

    run = bring_in(desk["intake"], dry_run="false")

    assert (run["status"], run["made"], run["existing"]) == ("committed", 0, 40)
    assert (Complaint.objects.count(), Reporter.objects.count()) == (40, 20)


def test_registered_complaints_are_neither_submitted_nor_taken_back(desk: Desk) -> None:
    run = bring_in(desk["intake"], dry_run="false")

    for verb, body in (("submit", {"no_state_secrets": True}), ("approve", {}), ("cancel", {})):
        refused(
            desk["intake"].post(f"imports/{run['id']}/actions/{verb}/", body), 409, "wrong-status"
        )

    assert Complaint.objects.filter(status="received").count() == 40
    assert Outbox.objects.count() == 0


def test_a_worker_registers_a_long_list_from_its_sealed_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 10)
    run = bring_in(desk["intake"], dry_run="false")
    assert run["status"] == "committing"

    imports.go_on(ImportRun.objects.get().pk, now=timezone.now())

    run = ok(desk["intake"].get(f"imports/{run['id']}/"))
    assert (run["status"], run["made"]) == ("committed", 40)
    assert Reporter.objects.count() == 20
