"""A paper is asked for in a step, made once after it, and is what its hash says."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.common.rows import write_rows
from apps.documents.actions import (
    DocumentCorrupt,
    DocumentNotReady,
    NewDocument,
    open_checked,
    produce,
    render_pending,
    requested,
)
from apps.documents.actions.render import pdf_of
from apps.documents.actions.spelling import size_text
from apps.documents.models import Document
from apps.documents.queries import by_verify_code, verify_store
from tests.apps.documents.conftest import receipt_data, request
from tests.apps.facts import NOW, department, matter

Receipt = Callable[..., NewDocument]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Papers that an app above was told of."""
    told: list[Document] = []
    monkeypatch.setattr(produce, "after_ready", [told.append])
    return told


def _ready(receipt: Receipt, **changes: Any) -> Document:
    [document] = request([receipt(**changes)], now=NOW)
    render_pending(now=NOW)
    document.refresh_from_db()
    return document


def test_papers_are_asked_for_in_one_statement(
    receipt: Receipt, django_assert_num_queries: Any
) -> None:
    asked = requested([receipt() for _ in range(20)], now=NOW)

    with django_assert_num_queries(1):
        write_rows([asked])

    first = Document.objects.get(pk=asked.rows[0].pk)
    assert Document.objects.count() == 20
    assert (first.title, first.status, first.template_version) == ("线索接收回执", "pending", 2)
    assert json.loads(first.data)["signed_at"] == "2026-11-16T06:05:00+00:00"
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", first.verify_code)


def test_paper_is_rendered_stored_and_told(
    receipt: Receipt, root: Path, told: list[Document]
) -> None:
    document = _ready(receipt)

    path = root / document.path
    content = path.read_bytes()
    assert document.status == "ready"
    assert document.ready_at == NOW
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.size == len(content)
    assert content.startswith(b"%PDF-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert [each.sha256 for each in told] == [document.sha256]
    assert open_checked(document).read() == content


def test_same_data_give_the_same_bytes(receipt: Receipt) -> None:
    [document] = request([receipt()], now=NOW)

    assert pdf_of(document) == pdf_of(Document.objects.get(pk=document.pk))


def test_other_data_give_other_bytes(receipt: Receipt) -> None:
    [document] = request([receipt()], now=NOW)
    first = pdf_of(document)
    document.data = document.data.replace("王小明", "李小红")

    assert pdf_of(document) != first


@pytest.mark.parametrize(
    "text",
    [
        '#panic("read as code")',
        "$x$ *b* _i_ <label> @ref // /* ` [ ] { } \\ ~ --- \"quoted\" 'single'",
        '#import "/etc/passwd"',
        "长" * 2_000,
        "a" * 2_000,
        "𠮷野家 кириллица 😀",
        "",
    ],
)
def test_text_of_people_is_set_as_text(receipt: Receipt, text: str) -> None:
    document = _ready(
        receipt,
        clue_title=text,
        remarks=text,
        sender=text,
        items=[{"name": text, "size": 0, "sha256": "0" * 64}],
    )

    assert (document.status, document.error) == ("ready", "")


@pytest.mark.parametrize("count", [0, 1, 300])
def test_receipt_carries_any_number_of_items(receipt: Receipt, count: int) -> None:
    items = [{"name": f"{n}.jpg", "size": n, "sha256": f"{n:064x}"} for n in range(count)]

    document = _ready(receipt, items=items)

    assert document.status == "ready"


def test_bad_paper_is_put_off_and_the_others_are_made(
    receipt: Receipt, told: list[Document]
) -> None:
    good, bad, other = request([receipt() for _ in range(3)], now=NOW)
    Document.objects.filter(pk=bad.pk).update(data="{}")

    ready = render_pending(now=NOW)

    bad.refresh_from_db()
    assert ready == 2
    assert {each.pk for each in told} == {good.pk, other.pk}
    assert (bad.status, bad.attempts, bad.error) == ("pending", 1, "KeyError('items')")
    assert bad.next_attempt_at == NOW + timedelta(seconds=30)


def test_paper_that_cannot_be_made_is_given_up(receipt: Receipt) -> None:
    [bad] = request([receipt()], now=NOW)
    Document.objects.update(data="{}")
    now = NOW

    for _ in range(produce.MOST_ATTEMPTS):
        render_pending(now=now)
        now = Document.objects.get().next_attempt_at

    bad.refresh_from_db()
    assert (bad.status, bad.attempts) == ("failed", 8)
    assert render_pending(now=now) == 0


def test_paper_that_was_given_up_is_made_again_from_the_admin(
    receipt: Receipt, client: Client
) -> None:
    bad, good = request([receipt(), receipt()], now=NOW)
    made = _ready(receipt)
    Document.objects.filter(pk=bad.pk).update(status="failed", attempts=8)
    staff = User.objects.create(username="admin", is_staff=True, is_superuser=True)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    chosen = {"action": "make_again", "_selected_action": [bad.pk, good.pk, made.pk]}

    answer = client.post("/admin/documents/document/", chosen, follow=True)

    assert "1件文书将重新生成" in answer.content.decode()
    bad.refresh_from_db()
    assert (bad.status, bad.attempts) == ("pending", 0)
    render_pending(now=timezone.now())
    bad.refresh_from_db()
    assert bad.status == "ready"


def test_paper_is_not_ready_when_the_record_cannot_be_written(
    receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(document: Document) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr(produce, "after_ready", [refuse])

    document = _ready(receipt)

    assert (document.status, document.sha256) == ("pending", "")
    assert document.error == "RuntimeError('no record')"


def test_two_renderers_at_once_make_each_paper_once(
    committed_db: str,
    at_once: Callable[..., list[Any]],
    told: list[Document],
) -> None:
    leg = matter(department("620000-water"))
    new = NewDocument(
        matter_id=leg.pk, kind="receipt", number="1", data=receipt_data(), title="回执"
    )
    with transaction.atomic():
        request([new for _ in range(10)], now=NOW)

    results = at_once(lambda: render_pending(now=NOW), lambda: render_pending(now=NOW))

    assert sum(results) == 10
    assert len({each.pk for each in told}) == len(told) == 10


def test_unready_paper_is_refused(receipt: Receipt) -> None:
    [document] = request([receipt()], now=NOW)

    with pytest.raises(DocumentNotReady):
        open_checked(document)


def test_changed_byte_is_never_served(receipt: Receipt, root: Path) -> None:
    document = _ready(receipt)
    path = root / document.path
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(DocumentCorrupt):
        open_checked(document)

    assert [(bad.document_id, bad.reason) for bad in verify_store()] == [
        (document.pk, "内容已被改动")
    ]


def test_lost_file_is_refused_and_named(receipt: Receipt, root: Path) -> None:
    document = _ready(receipt)
    (root / document.path).unlink()

    with pytest.raises(DocumentCorrupt):
        open_checked(document)

    assert [bad.reason for bad in verify_store()] == ["文件缺失"]


def test_paper_is_found_by_its_code_once_it_is_ready(receipt: Receipt) -> None:
    [pending] = request([receipt()], now=NOW)
    before = by_verify_code(pending.verify_code)
    render_pending(now=NOW)

    assert before is None
    assert by_verify_code(f" {pending.verify_code.lower()} ") == pending
    assert by_verify_code("2222-2222-2222") is None


def test_database_refuses_a_ready_paper_without_its_file(receipt: Receipt) -> None:
    request([receipt()], now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(status="ready")


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (612, "612 B"), (1024, "1.00 KB"), (3_586_000, "3.42 MB"), (5 << 30, "5.00 GB")],
)
def test_size_is_written_as_people_read_it(size: int, text: str) -> None:
    assert size_text(size) == text


def test_time_is_written_in_local_time(receipt: Receipt) -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    [document] = request([receipt(signed_at=late)], now=NOW)
    [same] = request([receipt(signed_at=late.isoformat())], now=NOW)
    same.verify_code = document.verify_code

    assert pdf_of(document) == pdf_of(same)
