"""Evidence from its upload to the receiver's confirmation, and the receipt for it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from apps.audit.models import Entry, Reading
from apps.audit.queries import verify
from apps.documents.actions import render_pending
from apps.evidence.models import Custody, Evidence
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    paper,
    photo,
    refused,
    upload,
)


def custody(caller: Caller, pk: str) -> list[tuple[str, bool]]:
    """Read the log of a piece of evidence: what was done, and whether the hash held."""
    rows = ok(caller.get(f"evidence/{pk}/custody/"))["results"]
    return [(row["act"], row["ok"]) for row in rows]


def body_of(response: Any) -> bytes:
    """Read a streamed answer."""
    return b"".join(response.streaming_content)


def test_the_server_hashes_what_is_handed_in_and_the_receiver_confirms_it() -> None:
    story = Story()
    sender, receiver = story.sender, story.receiver
    file = photo()
    sha256 = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)

    row = ok(upload(sender.liaison, story.clue_id, file, note="现场"), 201)

    assert (row["sha256"], row["size"], row["media_type"]) == (sha256, file.size, "image/png")
    assert (row["name"], row["note"]) == ("现场.png", "现场")
    assert story.clue()["version"] == 1
    [entry] = ok(sender.lead.get(f"clues/{story.clue_id}/timeline/?ordering=-id&page_size=1"))[
        "results"
    ]
    assert (entry["verb"], entry["changed"]["sha256"]) == ("add_evidence", sha256)

    story.sent()
    for manifest, pointer, code in (
        ([], "/manifest", "missing-item"),
        ([{"id": row["id"], "sha256": "0" * 64}], "/manifest/0/sha256", "hash-mismatch"),
        (
            [{"id": row["id"], "sha256": sha256}, {"id": story.clue_id, "sha256": sha256}],
            "/manifest/1/id",
            "unknown-item",
        ),
    ):
        response = receiver.liaison.step("transfers", story.leg_id, "sign", {"manifest": manifest})
        problem = refused(response, 422, "invalid")
        assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
            (pointer, code)
        ]
    assert (story.leg()["status"], story.leg()["version"]) == ("sent", 1)
    assert custody(sender.lead, row["id"]) == [("uploaded", True)]

    leg = story.on_leg(receiver.liaison, "sign", {"manifest": story.manifest()})

    assert leg["status"] == "signed"
    assert leg["manifest"] == [
        {"id": row["id"], "name": "现场.png", "size": file.size, "sha256": sha256}
    ]
    assert custody(sender.lead, row["id"]) == [("uploaded", True), ("confirmed", True)]
    assert_record_is_sound()


def test_a_download_is_checked_logged_and_the_same_bytes() -> None:
    story = Story()
    row = ok(upload(story.sender.liaison, story.clue_id, paper("询问笔录")), 201)
    story.sent()
    reader = story.receiver.liaison

    response = reader.get(f"evidence/{row['id']}/content/")

    assert response.status_code == 200
    assert body_of(response) == "询问笔录".encode()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert custody(reader, row["id"]) == [("uploaded", True), ("downloaded", True)]
    [reading] = Reading.objects.all()
    evidence = Evidence.objects.get()
    assert (reading.person_id, reading.matters) == (reader.user.pk, [evidence.matter_id])


def test_one_changed_byte_is_never_served() -> None:
    story = Story()
    caller = story.sender.liaison
    row = ok(upload(caller, story.clue_id, paper("询问笔录")), 201)
    path = Path(settings.EVIDENCE_ROOT) / row["sha256"][:2] / row["sha256"]
    path.chmod(0o640)
    path.write_bytes("询问笔绿".encode())

    response = caller.get(f"evidence/{row['id']}/content/")

    refused(response, 409, "evidence-corrupt")
    assert custody(caller, row["id"]) == [("uploaded", True), ("downloaded", False)]
    [fault] = verify().faults
    assert row["id"] in fault


def test_a_wrong_declared_hash_stores_nothing() -> None:
    story = Story()
    caller = story.sender.liaison

    response = upload(caller, story.clue_id, paper("x"), sha256="0" * 64)

    problem = refused(response, 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/sha256"]
    assert Evidence.objects.count() == Custody.objects.count() == 0
    assert acts(caller, "clues", story.clue_id) == ["open"]


def test_an_upload_sent_twice_is_stored_once() -> None:
    story = Story()
    caller = story.sender.liaison
    sha256 = hashlib.sha256("一".encode()).hexdigest()

    def send(text: str, **fields: str) -> Any:
        body = {"matter": story.clue_id, "file": paper(text), **fields}
        return caller.upload("evidence/", body, **{"Idempotency-Key": "one"})

    first, second = send("一", sha256=sha256), send("一", sha256=sha256)

    assert ok(first, 201) == ok(second, 201)
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    refused(
        send("二", sha256=hashlib.sha256("二".encode()).hexdigest()), 422, "idempotency-mismatch"
    )
    assert Evidence.objects.count() == 1
    assert acts(caller, "clues", story.clue_id) == ["open", "add_evidence"]


def test_only_parties_of_an_open_matter_add_evidence() -> None:
    story = Story().concluded()
    open_story = Story().sent()
    above = Desk("620000-government")

    problem = refused(
        upload(story.sender.liaison, story.clue_id, paper("迟到")), 409, "wrong-status"
    )
    assert problem["detail"] == "事项已终结，不能再添加证据"
    refused(upload(above.lead, open_story.clue_id, paper("上级")), 403, "not-your-step")
    refused(upload(Desk(BAIYIN).lead, open_story.clue_id, paper("外人")), 404, "not-found")

    assert Evidence.objects.count() == 0


def test_outsiders_find_no_evidence() -> None:
    story = Story().sent()
    row = ok(upload(story.sender.liaison, story.clue_id, paper("询问笔录")), 201)
    outsider = Desk(BAIYIN).liaison

    for path in (
        f"evidence/{row['id']}/",
        f"evidence/{row['id']}/content/",
        f"evidence/{row['id']}/custody/",
        f"matters/{story.clue_id}/evidence/",
    ):
        refused(outsider.get(path), 404, "not-found")

    assert ok(outsider.get("evidence/"))["results"] == []
    assert custody(story.sender.liaison, row["id"]) == [("uploaded", True)]


def test_both_parties_get_the_receipt() -> None:
    story = Story()
    row = ok(upload(story.sender.liaison, story.clue_id, photo()), 201)
    story.signed()
    sender, receiver = story.sender.liaison, story.receiver.liaison
    pending, letter = ok(sender.get(f"matters/{story.leg_id}/documents/"))["results"]
    assert letter["kind"] == "transfer_letter"
    assert (pending["kind"], pending["status"], pending["sha256"]) == ("receipt", "pending", None)
    refused(sender.get(f"documents/{pending['id']}/content/"), 409, "document-not-ready")

    assert render_pending(now=timezone.now()) == 2

    for caller in (sender, receiver):
        paper_, _ = ok(caller.get(f"matters/{story.leg_id}/documents/"))["results"]
        assert (paper_["status"], paper_["title"]) == (
            "ready",
            "线索接收回执（甘水线〔2026〕1号-1）",
        )
        content = body_of(caller.get(f"documents/{paper_['id']}/content/"))
        assert content.startswith(b"%PDF-")
        assert hashlib.sha256(content).hexdigest() == paper_["sha256"]
    entry = Entry.objects.filter(matter_id=story.leg_id).latest("pk")
    assert (entry.verb, paper_["sha256"] in entry.text) == ("issue_document", True)
    refused(Desk(BAIYIN).lead.get(f"documents/{paper_['id']}/content/"), 404, "not-found")
    assert ok(Desk(BAIYIN).lead.get("documents/"))["results"] == []
    assert row["id"] in str(story.leg()["manifest"])
    assert_record_is_sound()


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_only_reads_adds_nothing(role: str) -> None:
    story = Story()

    refused(upload(story.sender[role], story.clue_id, paper("x")), 403, "not-your-step")

    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    "other",
    [{"file": "BBBB"}, {"kind": "photo"}, {"note": "另一说明"}],
    ids=["bytes", "kind", "note"],
)
def test_a_key_stands_for_the_bytes_and_words_that_were_sent(other: dict[str, str]) -> None:
    story = Story()

    def send(**changes: str) -> Any:
        body = {"matter": story.clue_id, "file": "AAAA", "kind": "report", "note": "说明"} | changes
        body = {**body, "file": paper(body["file"])}
        return story.sender.liaison.upload("evidence/", body, **{"Idempotency-Key": "k"})

    first = ok(send(), 201)
    again = send()
    refused(send(**other), 422, "idempotency-mismatch")

    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert again.json() == first
    assert Evidence.objects.count() == 1
