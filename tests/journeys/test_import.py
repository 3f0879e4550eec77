"""A ministry's list becomes clues: checked, committed, submitted, approved by another."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.audit.models import Entry
from apps.clues.actions.imports import makers, rows
from apps.clues.models import Clue, HandedList, ImportRun, Subject, Transfer
from apps.matters.models import Matter
from tests.client import Caller, ok

SAMPLE = Path(__file__).parents[1] / "data" / "ministry_list_sample.xlsx"
SENDER = "620000-ecology"
WHY = {"reason": "涉及线人"}
LIST = "黄河流域固体废物倾倒疑似问题点位交办清单（第二批）"

HEADINGS = [
    "点位编号",
    "市(州)",
    "县(区)",
    "详细地址",
    "经度",
    "纬度",
    "固废类型",
    "估算方量",
    "发现时间",
    "涉及企业",
    "统一社会信用代码",
    "接收单位",
    "办理时限",
]


@pytest.fixture
def liaison(seeded_db: None) -> Caller:
    return Caller("liaison", SENDER)


@pytest.fixture
def lead(seeded_db: None) -> Caller:
    return Caller("lead", SENDER)


def upload(who: Caller, content: bytes | None = None, **fields: Any) -> Any:
    """Bring a file in; the sample unless another content is given."""
    name = fields.pop("name", "清单.xlsx" if content is None else "清单.csv")
    key = fields.pop("key", "")
    file = SimpleUploadedFile(name, SAMPLE.read_bytes() if content is None else content)
    headers = {**fields.pop("headers", {}), **({"Idempotency-Key": key} if key else {})}
    return who.upload("imports/", {"file": file, "kind": "ministry_list", **fields}, **headers)


def step(who: Caller, run: str, verb: str, **headers: str) -> Any:
    body = {"no_state_secrets": True} if verb == "submit" else {}
    return who.post(f"imports/{run}/actions/{verb}/", body, **headers)


def table(*changes: dict[str, str]) -> bytes:
    """A list of good rows, each with some columns changed."""
    good = {
        "市(州)": "兰州市",
        "县(区)": "西固区",
        "详细地址": "西固区河滩",
        "经度": "103.63",
        "纬度": "36.09",
        "固废类型": "建筑垃圾",
        "估算方量": "120",
        "发现时间": "2026-11-01",
        "接收单位": "西固区水务局",
        "办理时限": "2026-12-31",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    for number, change in enumerate(changes, start=1):
        writer.writerow({"点位编号": f"T-{number}", **good, **change})
    return out.getvalue().encode()


def nothing_made() -> bool:
    tables = (Clue, HandedList, Subject, Matter)
    entries = Entry.objects.filter(matter__isnull=False)
    return not entries.exists() and not any(each.objects.exists() for each in tables)


def test_the_sample_becomes_one_list_and_numbered_legs(liaison: Caller, lead: Caller) -> None:
    run = ok(upload(liaison), 201)

    assert (run["status"], run["rows"], run["good"], run["error_count"]) == ("ready", 80, 71, 12)
    assert run["errors"][0] == {
        "row": 13,
        "column": "点位编号",
        "cell": "B13",
        "value": "HH-2026-0008",
        "code": "repeated-source-id",
        "reason": "编号与第11行重复",
    }
    assert run["warnings"][0]["proposal"] == {"longitude": 104.861544, "latitude": 36.150609}
    assert [each["verb"] for each in run["available_actions"]] == ["commit", "cancel"]
    assert nothing_made()

    run = ok(step(liaison, run["id"], "commit"))
    assert (run["status"], run["made"], run["existing"]) == ("committed", 71, 0)
    shown = ok(liaison.get(f"lists/{run['list']}/"))
    assert (shown["name"], shown["due_on"]) == (LIST, "2026-12-31")
    assert (shown["items"], shown["concluded"], shown["completion_percent"]) == (71, 0, 0.0)
    clue = Clue.objects.get(source_id="HH-2026-0001")
    assert (clue.status, clue.violation_type_id, clue.division_id) == (
        "draft",
        "hazardous_waste",
        "622923",
    )
    assert clue.typed_facts == {"solid_waste_m3": 282.2, "solid_waste_kind": "废机油桶"}
    assert clue.discovered_on == date(2026, 11, 5)
    assert [row.name for row in clue.clue_subjects.all()] == ["临夏州鑫源建材有限公司"]

    run = ok(step(liaison, run["id"], "submit"))
    assert run["status"] == "submitted"
    assert Clue.objects.filter(status="submitted").count() == 71
    run = ok(step(lead, run["id"], "approve"))
    assert (run["status"], run["approved_by"]) == ("approved", lead.user.full_name)
    numbers = set(Clue.objects.values_list("number", flat=True))
    assert numbers == {f"甘环线〔2026〕{n}号" for n in range(1, 72)}
    legs = set(Transfer.objects.values_list("number", "status"))
    assert legs == {(f"甘环线〔2026〕{n}号-1", "sent") for n in range(1, 72)}
    leg = Transfer.objects.get(parent__clue__source_id="HH-2026-0001")
    assert leg.receiver.code == "622923-forestry"


def test_a_second_import_of_the_same_file_makes_nothing(liaison: Caller) -> None:
    first = ok(upload(liaison), 201)
    ok(step(liaison, first["id"], "commit"))
    entries = Entry.objects.count()

    second = ok(upload(liaison), 201)
    assert (second["existing"], second["made"]) == (71, 0)
    second = ok(step(liaison, second["id"], "commit"))

    assert (second["status"], second["made"], second["existing"]) == ("committed", 0, 71)
    assert second["list"] == ok(liaison.get(f"imports/{first['id']}/"))["list"]
    assert (Clue.objects.count(), Entry.objects.count()) == (71, entries)
    assert HandedList.objects.count() == 1


def test_a_fault_in_the_second_chunk_leaves_nothing(
    liaison: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ok(upload(liaison), 201)
    monkeypatch.setattr(rows, "CHUNK", 30)
    made = []

    def breaking(drafts: Any, **options: Any) -> Any:
        made.append(len(drafts))
        if len(made) == 2:
            raise RuntimeError("the power went out")
        return create(drafts, **options)

    create = makers.create_clues
    monkeypatch.setattr(makers, "create_clues", breaking)
    with pytest.raises(RuntimeError):
        step(liaison, run["id"], "commit")

    assert made == [30, 30]
    assert nothing_made()
    assert ok(liaison.get(f"imports/{run['id']}/"))["status"] == "ready"
    monkeypatch.undo()
    assert ok(step(liaison, run["id"], "commit"))["made"] == 71


def test_formula_text_stays_text(liaison: Caller) -> None:
    content = table({"详细地址": '=HYPERLINK("http://127.0.0.1","x")'}, {"涉及企业": "@SUM(1+1)"})
    run = ok(upload(liaison, content, dry_run="false"), 201)

    assert (run["status"], run["made"], run["error_count"]) == ("committed", 2, 0)
    assert [(each["cell"], each["code"]) for each in run["warnings"]] == [
        ("D2", "formula-text"),
        ("J3", "formula-text"),
    ]
    assert Clue.objects.get(source_id="T-1").address == '=HYPERLINK("http://127.0.0.1","x")'
    assert Subject.objects.filter(name="@SUM(1+1)").count() == 1


def test_without_dry_run_a_table_with_errors_waits(liaison: Caller) -> None:
    content = table({"发现时间": "2026-02-30"}, {"接收单位": "甘肃省生态环境厅"}, {})
    run = ok(upload(liaison, content, dry_run="false"), 201)

    assert run["status"] == "ready"
    assert [(e["row"], e["column"], e["value"], e["code"]) for e in run["errors"]] == [
        (2, "发现时间", "2026-02-30", "impossible-date"),
        (3, "接收单位", "甘肃省生态环境厅", "receiver-is-sender"),
    ]
    assert nothing_made()
    run = ok(step(liaison, run["id"], "commit"))
    assert (run["made"], Clue.objects.get().source_id) == (1, "T-3")


def test_reasons_come_in_the_readers_language(liaison: Caller) -> None:
    run = ok(upload(liaison, table({"发现时间": "2026-02-30"})), 201)
    english = liaison.get(f"imports/{run['id']}/", **{"Accept-Language": "en"})

    assert run["errors"][0]["reason"] == "没有这一天"
    assert ok(english)["errors"][0]["code"] == "impossible-date"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty-file"),
        (b"PK\x03\x04 broken", "a.xlsx", "broken-file"),
        (b"%PDF-1.7 x", "a.xlsx", "not-a-table"),
        ("一,二\n三,四\n".encode(), "a.csv", "no-header"),
        ("点位编号,详细地址\nA,B\n".encode(), "a.csv", "missing-column"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "a.csv", "unknown-encoding"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    liaison: Caller, content: bytes, name: str, code: str
) -> None:
    response = upload(liaison, content, name=name)

    assert response.status_code == 422, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    assert [(each["pointer"], each["code"]) for each in response.json()["errors"]] == [
        ("/file", code)
    ]
    assert not ImportRun.objects.exists()


def test_an_unknown_kind_and_an_unknown_field_are_refused(liaison: Caller) -> None:
    unknown = upload(liaison, kind="shopping_list")
    strange = upload(liaison, department="620100-ecology")

    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown-kind")
    assert (strange.status_code, strange.json()["errors"][0]["code"]) == (422, "unknown-field")
    assert not ImportRun.objects.exists()


def test_only_liaison_and_handler_import(liaison: Caller, lead: Caller) -> None:
    refused = upload(lead)

    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-step")
    assert not ImportRun.objects.exists()
    run = ok(upload(liaison), 201)
    refused = step(lead, run["id"], "commit")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-step")
    assert nothing_made()


def test_each_step_has_its_status(liaison: Caller, lead: Caller) -> None:
    run = ok(upload(liaison, table({})), 201)["id"]
    early = [step(liaison, run, "submit"), step(lead, run, "approve")]
    ok(step(liaison, run, "commit"))
    again = step(liaison, run, "commit")
    ok(step(liaison, run, "submit"))
    late = step(lead, run, "cancel")

    for response in (*early, again, late):
        assert (response.status_code, response.json()["code"]) == (409, "wrong-status")
    assert Clue.objects.get().status == "submitted"


def test_who_brought_it_in_does_not_approve_it(liaison: Caller, lead: Caller) -> None:
    run = ok(upload(liaison, table({})), 201)["id"]
    ok(step(liaison, run, "commit"))
    ok(step(liaison, run, "submit"))
    membership = liaison.user.memberships.get()
    membership.pk, membership.role, membership.primary = None, "lead", False
    membership.save()

    refused = step(liaison, run, "approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-step")
    assert Clue.objects.get().status == "submitted"
    assert Transfer.objects.count() == 0
    assert ok(step(lead, run, "approve"))["status"] == "approved"


def test_what_was_brought_in_for_an_absent_lead_is_approved_by_another(
    liaison: Caller, lead: Caller
) -> None:
    person = lead.user.memberships.get()
    person.pk, person.role, person.primary = None, "liaison", False
    person.save()
    leave = {"since": "2026-11-20", "until": "2026-11-24", "reason": "外出培训"}
    ok(lead.post("substitutions/", {"substitute": liaison.user.username, **leave}), 201)
    instead = {"X-On-Behalf-Of": str(lead.user.pk)}
    run = ok(upload(liaison, table({}), headers=instead), 201)["id"]
    ok(step(liaison, run, "commit", **instead))
    ok(step(liaison, run, "submit", **instead))

    refused = step(lead, run, "approve")

    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-step")
    assert ok(lead.get(f"imports/{run}/"))["available_actions"] == []
    assert Clue.objects.get().status == "submitted"
    other = Caller("lead", SENDER, suffix=".2")
    assert ok(step(other, run, "approve"))["status"] == "approved"


def test_others_never_see_a_run(liaison: Caller) -> None:
    run = ok(upload(liaison), 201)["id"]

    for other in (Caller("liaison", "620100-ecology"), Caller("lead", "620000-water")):
        for path in (f"imports/{run}/", f"imports/{run}/findings/"):
            assert other.get(path).status_code == 404
        for verb in ("commit", "submit", "approve", "cancel"):
            assert step(other, run, verb).status_code == 404
        assert ok(other.get("imports/"))["results"] == []
    assert ImportRun.objects.get().status == "ready"
    assert [row["id"] for row in ok(liaison.get("imports/"))["results"]] == [run]


def test_the_file_is_for_those_who_may_read_all_that_came_of_it(
    liaison: Caller, lead: Caller
) -> None:
    other, head = Caller("handler", SENDER), Caller("head", SENDER)
    run = ok(upload(liaison, table({})), 201)["id"]
    ok(step(liaison, run, "commit"))
    ok(
        lead.step(
            "clues", str(Clue.objects.get().pk), "raise_secrecy", {"secrecy": "sealed", **WHY}
        )
    )

    for part in ("file", "findings"):
        refused = other.get(f"imports/{run}/{part}/")
        assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
        answer = head.get(f"imports/{run}/{part}/")
        assert answer.status_code == 200
        assert b"".join(answer)


def test_the_same_key_brings_in_once(liaison: Caller) -> None:
    first = ok(upload(liaison, key="k-1"), 201)
    second = upload(liaison, key="k-1")
    other = upload(liaison, table({}), key="k-1")

    assert second["Idempotency-Replayed"] == "true"
    assert ok(second, 201)["id"] == first["id"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    assert ImportRun.objects.count() == 1
    committed = ok(step(liaison, first["id"], "commit", **{"Idempotency-Key": "k-2"}))
    replayed = step(liaison, first["id"], "commit", **{"Idempotency-Key": "k-2"})
    assert replayed["Idempotency-Replayed"] == "true"
    assert ok(replayed)["made"] == committed["made"] == 71


def test_cancel_discards_the_drafts_and_frees_their_items(liaison: Caller, lead: Caller) -> None:
    run = ok(upload(liaison), 201)["id"]
    ok(step(liaison, run, "commit"))

    refused = step(liaison, run, "cancel")
    assert (refused.status_code, Clue.objects.filter(status="draft").count()) == (403, 71)
    assert ok(step(lead, run, "cancel"))["status"] == "cancelled"
    assert Clue.objects.filter(status="discarded", source_id=None).count() == 71
    again = ok(upload(liaison, key="again"), 201)
    assert ok(step(liaison, again["id"], "commit"))["made"] == 71
    shown = ok(liaison.get("lists/"))["results"]
    assert [(each["name"], each["items"]) for each in shown] == [(LIST, 71)]


def test_a_ready_run_is_cancelled_by_who_brought_it_in(liaison: Caller) -> None:
    run = ok(upload(liaison), 201)["id"]

    assert ok(step(liaison, run, "cancel"))["status"] == "cancelled"
    assert step(liaison, run, "commit").status_code == 409
    assert nothing_made()


def test_our_own_template_is_a_form_that_can_be_imported(liaison: Caller) -> None:
    response = liaison.get("imports/template/?kind=clues")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    content = bytes(response.content)
    empty = upload(liaison, content, name="空表.xlsx", kind="clues")
    run = ok(empty, 201)

    assert (run["rows"], run["error_count"], run["list_name"]) == (0, 0, "线索登记表")
    assert step(liaison, run["id"], "commit").status_code == 409
    bad = liaison.get("imports/template/?kind=none")
    assert (bad.status_code, bad.json()["code"]) == (400, "malformed")


def test_findings_can_be_downloaded_as_a_workbook_that_never_computes(liaison: Caller) -> None:
    run = ok(upload(liaison), 201)["id"]
    response = liaison.get(f"imports/{run}/findings/")

    assert response.status_code == 200
    assert bytes(response.content)[:2] == b"PK"
