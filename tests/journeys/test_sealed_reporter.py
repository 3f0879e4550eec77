"""Who complained is read by intake and reward officers only, on record, and stands nowhere else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Substitution
from apps.audit.models import Entry, Reading
from apps.clues.actions.reporters import files
from apps.clues.models import Complaint, Reporter
from apps.documents.actions import render_pending
from apps.notifications.actions import deliver
from config.logging import configure
from tests.client import Caller, draft, ok
from tests.complaints import BODY, NAME, PHONE, REPORTER, TOLD, complain, step
from tests.stories import (
    LANZHOU,
    PROVINCE,
    WATER,
    Desk,
    assert_record_is_sound,
    paper,
    refused,
    upload,
)

SECRETS = (NAME, PHONE, REPORTER["address"], REPORTER["id_number"], REPORTER["wishes"])


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, settings: Any) -> Path:
    """Keep the keys of a test, and what they seal, apart."""
    settings.DATA_DIR = tmp_path / "data"
    settings.REPORTER_KEY_FILE = tmp_path / "keys" / "reporter.key"
    return tmp_path / "keys" / "reporter.key"


def everything_in_the_database() -> Iterator[tuple[str, str]]:
    """Give every row of every table as text; bytes as they are and as hexadecimal digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            query = f'SELECT t::text, to_jsonb(t)::text FROM "{table}" AS t'  # noqa: S608  # its own
            cursor.execute(query)
            for texts in cursor.fetchall():
                yield table, " ".join(texts)


def told_by(text: str) -> list[str]:
    """List which of the reporter's particulars a text holds, also as escapes or bytes."""
    return [
        secret
        for secret in SECRETS
        if secret in text
        or json.dumps(secret)[1:-1] in text
        or secret.encode().hex() in text.lower()
    ]


def test_intake_and_reward_officers_read_it_and_each_reading_stands_on_record() -> None:
    desk = Desk(WATER)
    complaint = complain(desk)
    path = f"complaints/{complaint['id']}/reporter/"

    response = desk["intake"].get(path)

    assert ok(response) == REPORTER
    assert response["Cache-Control"] == "no-store"
    assert ok(desk["reward_officer"].get(path)) == REPORTER
    readings = Reading.objects.order_by("pk").values_list("route", "person", "matters")
    assert list(readings) == [
        ("complaints/reporter", desk[role].user.pk, [Complaint.objects.get().pk])
        for role in ("intake", "reward_officer")
    ]
    assert_record_is_sound()


def test_through_the_clue_it_is_read_by_the_same_officers() -> None:
    desk = Desk(WATER)
    complaint = step(desk["intake"], complain(desk), "accept")
    complaint = step(desk.handler, complaint, "open_clue", {"kind": "own"})
    clue = complaint["clue"]["id"]

    assert ok(desk["intake"].get(f"clues/{clue}/reporter/")) == REPORTER

    reading = Reading.objects.get()
    assert (reading.route, len(reading.matters)) == ("clues/reporter", 2)
    refused(desk.handler.get(f"clues/{clue}/reporter/"), 404, "not-found")
    other = ok(desk.liaison.post("clues/", draft()), 201)["id"]
    refused(desk["intake"].get(f"clues/{other}/reporter/"), 404, "not-found")


@pytest.mark.parametrize("leads", ["complaint", "clue"])
def test_to_everybody_else_it_is_not_there(leads: str) -> None:
    desk, receiver = Desk(WATER), Desk(LANZHOU)
    complaint = step(desk["intake"], complain(desk), "accept")
    body = {"receivers": [{"department": LANZHOU, "role": "main"}]}
    clue = step(desk.handler, complaint, "open_clue", body)["clue"]["id"]
    ok(desk.liaison.step("clues", clue, "submit", {"no_state_secrets": True}))
    leg = ok(desk.lead.step("clues", clue, "approve"))["legs"][0]["id"]
    ok(receiver.liaison.step("transfers", leg, "sign", {"manifest": []}))
    path = {
        "complaint": f"complaints/{complaint['id']}/reporter/",
        "clue": f"clues/{clue}/reporter/",
    }[leads]
    superuser = Caller("lead", WATER, suffix=".super")
    superuser.user.is_superuser = superuser.user.is_staff = True
    superuser.user.save()
    others = {
        "own lead": desk.lead,
        "own head": desk["head"],
        "own handler": desk.handler,
        "own liaison": desk.liaison,
        "own auditor": desk["auditor"],
        "superuser": superuser,
        "receiver": receiver.lead,
        "receiver's intake": receiver["intake"],
        "receiver's reward officer": receiver["reward_officer"],
        "superior": Desk("620000-government").lead,
        "superior's intake": Desk("620000-government")["intake"],
        "auditor": Desk("620000-joint-office")["auditor"],
        "procurator": Desk("620000-procuratorate")["procurator"],
        "outsider": Desk("620400-ecology")["intake"],
    }

    answers = {name: caller.get(path).status_code for name, caller in others.items()}

    assert answers == dict.fromkeys(others, 404)
    assert Client().get(f"/api/v1/{path}").status_code == 401
    assert Reading.objects.count() == 0
    assert ok(desk["intake"].get(path)) == REPORTER


def test_a_reading_that_cannot_be_recorded_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(WATER)
    path = f"complaints/{complain(desk)['id']}/reporter/"

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("apps.clues.actions.reporters.access.record_reading", broken)
    desk["intake"]._client.raise_request_exception = False

    response = desk["intake"].get(path)

    assert response.status_code == 500
    assert told_by(response.content.decode()) == []
    assert Reading.objects.count() == 0


def test_an_anonymous_complaint_has_no_reporter_to_read_or_to_correct() -> None:
    desk = Desk(WATER)
    complaint = complain(desk, anonymous=True, reporter=None)
    path = f"complaints/{complaint['id']}/reporter/"

    refused(desk["intake"].get(path), 404, "not-found")
    refused(put(desk["intake"], path, REPORTER), 409, "wrong-status")

    assert Reporter.objects.count() == 0


def put(caller: Caller, path: str, body: Any, version: int = 1) -> Any:
    """Put JSON at a version."""
    headers = {"HTTP_IF_MATCH": f'"{version}"'}
    return caller.send("PUT", path, json.dumps(body).encode(), **headers)


def test_a_correction_is_recorded_without_what_was_corrected() -> None:
    desk = Desk(WATER)
    complaint = complain(desk)
    path = f"complaints/{complaint['id']}/reporter/"
    before = bytes(Reporter.objects.get().ciphertext)

    answer = put(desk["intake"], path, {**REPORTER, "phone": "13993110000"})

    assert ok(answer)["version"] == 2
    assert "13993110000" not in answer.content.decode()
    assert ok(desk["intake"].get(path))["phone"] == "13993110000"
    assert bytes(Reporter.objects.get().ciphertext) != before
    entry = Entry.objects.filter(matter=complaint["id"]).latest("pk")
    assert entry.event == "complaint.edited"
    content = json.loads(entry.text)["content"]
    assert content == {"changed": ["reporter"], "number": None}
    for caller in (desk.lead, desk["reward_officer"]):
        refused(put(caller, path, REPORTER, 2), 403, "not-your-step")
    refused(put(desk["intake"], path, REPORTER), 412, "stale")
    assert ok(desk["intake"].get(path))["phone"] == "13993110000"


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Log everything as production does; gives what was written so far."""
    configure(level=logging.DEBUG, readable=False)
    yield lambda: capsys.readouterr().err
    configure(level=logging.ERROR, readable=True)


def test_it_stands_nowhere_else(log: Callable[[], str]) -> None:
    desk, receiver, above = Desk(WATER), Desk(LANZHOU), Desk("620000-government")
    seen: list[str] = []
    complaint = complain(desk)
    seen.append(json.dumps(complaint, ensure_ascii=False))
    problem = desk["intake"].post("complaints/", {**BODY, "channel": "pigeon"})
    seen.append(problem.content.decode())
    complaint = step(desk["intake"], complaint, "accept", TOLD)
    ok(upload(desk["intake"], complaint["id"], paper("来信")), 201)
    body = {"receivers": [{"department": LANZHOU, "role": "main"}]}
    complaint = step(desk.handler, complaint, "open_clue", body)
    clue = complaint["clue"]["id"]
    ok(desk.liaison.step("clues", clue, "submit", {"no_state_secrets": True}))
    leg = ok(desk.lead.step("clues", clue, "approve"))["legs"][0]["id"]
    ok(receiver.liaison.step("transfers", leg, "sign", {"manifest": []}))
    render_pending(now=timezone.now())
    step(desk.handler, complaint, "propose_answer", {"answer": "已处理"})
    step(desk.lead, complaint, "answer", TOLD)
    deliver(now=timezone.now())
    ok(desk["intake"].get(f"complaints/{complaint['id']}/reporter/"))
    paths = [
        *("complaints/", "clues/", "transfers/", "queue/", "deadlines/", "notifications/"),
        *("documents/", "evidence/", "subjects/", "me/", "imports/"),
        *(f"complaints/?search={word}" for word in (NAME, PHONE)),
        *(f"{kind}/{pk}/" for kind, pk in (("complaints", complaint["id"]), ("clues", clue))),
        *(
            f"matters/{pk}/{part}/"
            for pk in (complaint["id"], clue)
            for part in ("timeline", "parties", "deadlines", "documents", "evidence", "comments")
        ),
        f"complaints/{complaint['id']}/duplicates/",
        f"complaints/{complaint['id']}/actions/",
    ]
    for caller in (desk["intake"], desk.lead, receiver.lead, above.lead):
        seen += [caller.get(path).content.decode() for path in paths]
    auditor = Desk("620000-joint-office")["auditor"]
    seen.append(auditor.get("audit/entries/?page_size=100").content.decode())
    logged, stored = log(), list(everything_in_the_database())

    found = {
        "answers": [each for text in seen for each in told_by(text)],
        "database": [(table, secret) for table, text in stored for secret in told_by(text)],
        "log": told_by(logged),
    }

    assert found == {"answers": [], "database": [], "log": []}
    assert ok(desk["intake"].get(f"complaints/?search={NAME}"))["results"] == []
    # The search would find what is there: the target, and the path of the reading.
    assert any("西固区某洗煤厂" in text for _, text in stored)
    assert any("西固区某洗煤厂" in text for text in seen)
    assert f"/api/v1/complaints/{complaint['id']}/reporter/" in logged


def test_a_text_that_names_the_reporter_is_warned_about_and_not_passed_on() -> None:
    desk = Desk(WATER)
    content = f"我是{NAME}，电话１３８９３-１１５５８８，厂子夜里排污"
    complaint = complain(desk, content=content, address="欧阳 雪梅家门口")

    assert [(row["pointer"], row["code"]) for row in complaint["warnings"]] == [
        ("/address", "reporter-in-text"),
        ("/content", "reporter-in-text"),
    ]
    assert told_by(json.dumps(complaint["warnings"], ensure_ascii=False)) == []
    complaint = step(desk["intake"], complaint, "accept")
    assert complaint["warnings"] == []
    body = {"kind": "own", "title": f"{NAME}反映的排污"}
    complaint = step(desk.handler, complaint, "open_clue", body)

    assert complaint["warnings"] == []  # to the handler it would say that the name is right
    clue = ok(desk.liaison.get(f"clues/{complaint['clue']['id']}/"))
    assert clue["title"] == "***反映的排污"
    assert clue["description"] == "我是***，电话***，厂子夜里排污"
    assert clue["location"]["address"] == "***家门口"


def test_address_and_a_number_in_pieces_are_not_passed_on() -> None:
    desk = Desk(WATER)
    content = f"我住{REPORTER['address']}，电话138\u200b9311\u00ad5588"
    complaint = step(desk["intake"], complain(desk, content=content), "accept")

    complaint = step(desk.handler, complaint, "open_clue", {"kind": "own"})

    clue = ok(desk.liaison.get(f"clues/{complaint['clue']['id']}/"))
    assert clue["description"] == "我住***，电话***"


def test_who_may_not_know_the_reporter_learns_nothing_from_guessing() -> None:
    desk = Desk(WATER)
    complaint = step(desk["intake"], complain(desk), "accept")
    guess = f"王五、李四、{NAME}、赵六"

    body = {"kind": "own", "title": guess, "description": guess}
    complaint = step(desk.handler, complaint, "open_clue", body)

    assert complaint["warnings"] == []
    clue = ok(desk.liaison.get(f"clues/{complaint['clue']['id']}/"))
    assert (clue["title"], clue["description"]) == (guess, guess)


def test_no_lead_takes_the_place_of_an_intake_officer() -> None:
    desk = Desk(WATER)
    path = f"complaints/{complain(desk)['id']}/reporter/"
    intake, lead, handler = desk["intake"], desk.lead, desk.handler
    leave = {"absent": intake.user.username, "until": "2026-11-20", "reason": "外出"}

    def ask(caller: Caller, substitute: Caller, **more: Any) -> Any:
        body = {**leave, "substitute": substitute.user.username, **more}
        return caller.post("substitutions/", body)

    refused(ask(lead, lead, roles=["intake"]), 403, "not-your-step")
    for caller in (lead, intake):
        wrong = refused(ask(caller, handler, roles=["intake"]), 422, "invalid")["errors"]
        assert [(row["pointer"], row["code"]) for row in wrong] == [("/roles", "reporter-sealed")]
    assert not Substitution.objects.exists()
    instead = {"X-On-Behalf-Of": str(intake.user.pk)}
    refused(lead.get(path, **instead), 403, "not-a-substitute")
    officer = desk["reward_officer"]
    ok(ask(lead, officer, roles=["intake"]), 201)
    assert ok(officer.get(path, **instead)) == REPORTER


def test_a_correction_of_the_text_is_warned_about_as_well() -> None:
    desk = Desk(WATER)
    path = f"complaints/{complain(desk)['id']}/"

    body = {"content": f"请与{NAME}联系"}
    changed = ok(desk["intake"].patch(path, body, **{"If-Match": '"1"'}))

    assert [row["pointer"] for row in changed["warnings"]] == ["/content"]
    body = {"content": "请与我联系"}
    changed = ok(desk["intake"].patch(path, body, **{"If-Match": '"2"'}))
    assert changed["warnings"] == []


def test_the_key_file_is_made_once_and_is_private(key_file: Path) -> None:
    desk = Desk(WATER)
    complain(desk)
    first = key_file.read_text()

    complain(desk, external_number="K-2")

    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.read_text() == first
    assert set(Reporter.objects.values_list("key", flat=True)) == {first.split()[0]}


def test_without_a_key_nothing_is_taken_in_nor_read(settings: Any, key_file: Path) -> None:
    desk = Desk(WATER)
    complaint = complain(desk)
    key_file.rename(key_file.with_suffix(".away"))
    settings.REPORTER_KEY_MADE_AT_NEED = False

    refused(desk["intake"].post("complaints/", {**BODY, "external_number": "K-3"}), 503, MISSING)
    refused(desk["intake"].get(f"complaints/{complaint['id']}/reporter/"), 503, MISSING)

    assert Complaint.objects.count() == 1
    complain(desk, external_number="K-4", anonymous=True, reporter=None)


MISSING = "reporter-key-missing"


def test_a_row_opens_at_its_own_complaint_only() -> None:
    desk = Desk(WATER)
    first, second = complain(desk), complain(desk, external_number="K-2")
    row = Reporter.objects.get(complaint=first["id"])
    Reporter.objects.filter(complaint=second["id"]).update(ciphertext=row.ciphertext, key=row.key)

    refused(desk["intake"].get(f"complaints/{second['id']}/reporter/"), 503, MISSING)

    assert ok(desk["intake"].get(f"complaints/{first['id']}/reporter/")) == REPORTER


def test_rotation_keeps_everything_readable(key_file: Path) -> None:
    desk = Desk(PROVINCE)
    pks = [complain(desk, external_number=f"R-{n}")["id"] for n in range(3)]
    old = key_file.read_text().split()[0]
    out = StringIO()

    call_command("rotate_reporter_key", stdout=out)

    assert out.getvalue().splitlines() == ["3 sealed anew", "3 sealed anew"]
    keys = [line.split()[0] for line in key_file.read_text().splitlines()]
    assert (len(keys), keys[0]) == (2, old)
    assert set(Reporter.objects.values_list("key", flat=True)) == {keys[1]}
    for pk in pks:
        assert ok(desk["intake"].get(f"complaints/{pk}/reporter/")) == REPORTER


def test_what_no_key_opens_any_more_does_not_stop_a_rotation(key_file: Path) -> None:
    desk = Desk(PROVINCE)
    lost = complain(desk, external_number="R-0")["id"]
    files.keep(b"lost", name="a" * 64, now=timezone.now())
    key_file.unlink()
    kept = complain(desk, external_number="R-1")["id"]
    files.keep(b"kept", name="b" * 64, now=timezone.now())
    out = StringIO()

    with pytest.raises(CommandError, match=r"^2 cannot be opened: their key is missing"):
        call_command("rotate_reporter_key", stdout=out)

    assert out.getvalue().splitlines() == ["1 sealed anew", "2 sealed anew"]
    assert ok(desk["intake"].get(f"complaints/{kept}/reporter/")) == REPORTER
    assert files.read("b" * 64) == b"kept"
    refused(desk["intake"].get(f"complaints/{lost}/reporter/"), 503, "reporter-key-missing")


def test_a_rotation_that_was_broken_off_is_gone_on_with(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.clues.actions.reporters import rotate

    desk = Desk(PROVINCE)
    pks = [complain(desk, external_number=f"R-{n}")["id"] for n in range(5)]
    steps = rotate(now=timezone.now(), batch=2)
    assert next(steps) == 2
    steps.close()
    assert len(set(Reporter.objects.values_list("key", flat=True))) == 2
    assert all(ok(desk["intake"].get(f"complaints/{pk}/reporter/")) == REPORTER for pk in pks)

    assert list(rotate(now=timezone.now(), batch=2, new_key=False)) == [2, 1, 0]

    assert len(key_file.read_text().splitlines()) == 2
    assert len(set(Reporter.objects.values_list("key", flat=True))) == 1
    assert all(ok(desk["intake"].get(f"complaints/{pk}/reporter/")) == REPORTER for pk in pks)


def test_an_old_key_is_forgotten_a_day_after_it_is_needed(key_file: Path, clock: Any) -> None:
    desk = Desk(PROVINCE)
    complaint = complain(desk)
    old = key_file.read_text().split()[0]
    call_command("rotate_reporter_key", stdout=StringIO())
    too_early, out = StringIO(), StringIO()

    call_command("rotate_reporter_key", "--remove-old", stdout=too_early)
    clock.shift(24 * 3600)
    call_command("rotate_reporter_key", "--remove-old", stdout=out)

    assert too_early.getvalue() == "0 keys forgotten: none\n"
    assert out.getvalue() == f"1 keys forgotten: {old}\n"
    assert old not in key_file.read_text()
    assert ok(desk["intake"].get(f"complaints/{complaint['id']}/reporter/")) == REPORTER


def test_a_key_that_still_seals_something_is_kept(key_file: Path, clock: Any) -> None:
    from apps.clues.actions.reporters.keys import add

    complain(Desk(PROVINCE))
    add(now=timezone.now())
    clock.shift(48 * 3600)
    out = StringIO()

    call_command("rotate_reporter_key", "--remove-old", stdout=out)

    assert out.getvalue() == "0 keys forgotten: none\n"
    assert len(key_file.read_text().splitlines()) == 2


def test_errors_about_the_reporter_repeat_nothing() -> None:
    desk = Desk(WATER)
    wrong = {"name": NAME * 60, "phone": [PHONE], "id_number": {"a": REPORTER["id_number"]}}

    response = desk["intake"].post("complaints/", {**BODY, "reporter": wrong})

    problem = refused(response, 422, "invalid")
    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [
        ("/reporter/name", "max-length"),
        ("/reporter/phone", "invalid"),
        ("/reporter/id_number", "invalid"),
    ]
    assert told_by(response.content.decode()) == []
    assert Reporter.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"reporter": None}, "/reporter", "required"),
        ({"anonymous": True}, "/reporter", "anonymous-with-reporter"),
        ({"reporter": {"phone": PHONE}}, "/reporter/name", "required"),
    ],
)
def test_a_reporter_is_given_exactly_where_somebody_gave_their_name(
    change: Any, pointer: str, code: str
) -> None:
    body = {name: value for name, value in {**BODY, **change}.items() if value is not None}

    response = Desk(WATER)["intake"].post("complaints/", body)

    assert response.status_code == 422
    assert [(row["pointer"], row["code"]) for row in response.json()["errors"]] == [(pointer, code)]
    assert (Complaint.objects.count(), Reporter.objects.count()) == (0, 0)


def test_nobody_can_try_names_against_the_key_of_a_request() -> None:
    from apps.common.api.idempotency import body_hash
    from apps.common.models import IdempotencyKey

    desk = Desk(WATER)
    key = {"Idempotency-Key": "r-1"}
    first = ok(desk["intake"].post("complaints/", BODY, **key), 201)

    again = desk["intake"].post("complaints/", BODY, **key)

    assert again["Idempotency-Replayed"] == "true"
    assert ok(again, 201)["id"] == first["id"]
    assert IdempotencyKey.objects.get(key="r-1").body_hash != body_hash(BODY)
