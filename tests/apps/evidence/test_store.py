"""What is handed in lies under its own hash, and nothing else does."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from rest_framework.request import Request

from apps.common.rows import Insert, write_rows
from apps.evidence.actions import (
    EvidenceCorrupt,
    MediaTypeRefused,
    TooLarge,
    check_declared_size,
    confirm,
    drop_unfinished,
    open_checked,
    store,
)
from apps.evidence.api.parsers import EvidenceParser
from apps.evidence.models import Custody, Evidence
from apps.evidence.queries import manifest, verify_store
from apps.matters.models import Matter
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid
from tests.apps.evidence.conftest import jpeg, pdf
from tests.apps.facts import NOW

FIVE_GB = 5 << 30


@pytest.fixture
def kept(clue: Matter, actor: Actor) -> Evidence:
    """Put a piece of evidence into the store."""
    return store(io.BytesIO(pdf()), name="监测报告.pdf", matter_id=clue.pk, actor=actor, now=NOW)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_stored_file_lies_under_its_hash_read_only(clue: Matter, actor: Actor, root: Path) -> None:
    expected = hashlib.sha256(pdf()).hexdigest()

    evidence = store(
        io.BytesIO(pdf()),
        name="监测报告.pdf",
        declared_sha256=expected.upper(),
        matter_id=clue.pk,
        actor=actor,
        now=NOW,
        kind="report",
        note="原件存档",
    )

    evidence.refresh_from_db()
    path = root / expected[:2] / expected
    assert (evidence.sha256, evidence.size, evidence.media_type) == (
        expected,
        len(pdf()),
        "application/pdf",
    )
    assert (evidence.uploaded_by_id, evidence.department_id) == (actor.person, actor.department)
    assert path.read_bytes() == pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert _files(root) == [f"{expected[:2]}/{expected}"]
    assert list(Custody.objects.values_list("act", "ok", "person_id")) == [
        ("uploaded", True, actor.person)
    ]


def test_same_content_twice_is_one_file_and_two_rows(
    clue: Matter, actor: Actor, kept: Evidence, root: Path
) -> None:
    again = store(io.BytesIO(pdf()), name="副本.pdf", matter_id=clue.pk, actor=actor, now=NOW)

    assert again.pk != kept.pk
    assert len(_files(root)) == 1
    assert Evidence.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal", "code"),
    [
        ({"declared_sha256": "0" * 64}, Invalid, "hash-mismatch"),
        ({"declared_sha256": "xyz"}, Invalid, "hash-form"),
        ({"name": "../报告.pdf"}, Invalid, "file-name-separator"),
        ({"name": "照片.jpg"}, MediaTypeRefused, "content-mismatch"),
    ],
)
def test_refused_file_leaves_nothing_behind(
    clue: Matter,
    actor: Actor,
    root: Path,
    changes: dict[str, Any],
    refusal: type[Exception],
    code: str,
) -> None:
    given = {"name": "监测报告.pdf", "matter_id": clue.pk, "actor": actor, "now": NOW} | changes

    with pytest.raises(refusal) as raised:
        store(io.BytesIO(pdf()), **given)

    assert [error.code for error in raised.value.errors] == [code]
    assert _files(root) == []
    assert (Evidence.objects.count(), Custody.objects.count()) == (0, 0)


def test_five_gigabytes_are_refused_before_a_byte_is_read(clue: Matter, actor: Actor) -> None:
    stream = Mock(spec=io.BytesIO)

    with pytest.raises(TooLarge):
        store(
            stream,
            name="a.mp4",
            declared_size=FIVE_GB,
            matter_id=clue.pk,
            actor=actor,
            now=NOW,
        )

    stream.read.assert_not_called()
    with pytest.raises(TooLarge):
        check_declared_size(FIVE_GB)


def test_stream_is_cut_at_the_limit(clue: Matter, actor: Actor, root: Path, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 3 << 20

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"%PDF-1.7" + bytes(size - 8)

    stream = Endless()

    with pytest.raises(TooLarge):
        store(stream, name="a.pdf", matter_id=clue.pk, actor=actor, now=NOW)

    assert stream.given == 4 << 20
    assert _files(root) == []


def test_file_of_exactly_the_limit_is_taken(clue: Matter, actor: Actor, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = len(pdf())

    evidence = store(io.BytesIO(pdf()), name="a.pdf", matter_id=clue.pk, actor=actor, now=NOW)

    assert evidence.size == len(pdf())


def test_opened_file_is_what_was_handed_in_and_the_touch_is_recorded(
    kept: Evidence, actor: Actor
) -> None:
    with open_checked(kept, actor=actor, now=NOW) as file:
        content = file.read()

    assert content == pdf()
    assert list(Custody.objects.order_by("id").values_list("act", "ok")) == [
        ("uploaded", True),
        ("downloaded", True),
    ]


def test_changed_byte_is_never_served_and_stands_in_the_custody_log(
    kept: Evidence, actor: Actor, root: Path
) -> None:
    path = root / kept.stored_at
    changed = bytearray(path.read_bytes())
    changed[20] ^= 1
    path.chmod(0o640)
    path.write_bytes(changed)

    with pytest.raises(EvidenceCorrupt):
        open_checked(kept, actor=actor, now=NOW)

    assert list(Custody.objects.order_by("id").values_list("act", "ok")) == [
        ("uploaded", True),
        ("downloaded", False),
    ]
    assert [(bad.evidence_id, bad.reason) for bad in verify_store()] == [(kept.pk, "内容已被改动")]


def test_missing_file_is_refused_and_named(kept: Evidence, actor: Actor, root: Path) -> None:
    (root / kept.stored_at).unlink()

    with pytest.raises(EvidenceCorrupt):
        open_checked(kept, actor=actor, now=NOW)

    assert [str(bad) for bad in verify_store()] == [
        f"证据 {kept.pk}（SHA-256 {kept.sha256}）：文件缺失"
    ]


def test_sound_store_has_nothing_to_name(kept: Evidence) -> None:
    assert list(verify_store()) == []


def test_custody_log_refuses_change_and_removal(kept: Evidence) -> None:
    connection.check_constraints()  # a table with checks still to come cannot be truncated at all
    for statement in (
        "UPDATE evidence_custody SET ok = false",
        "DELETE FROM evidence_custody",
        "TRUNCATE evidence_custody",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert Custody.objects.filter(ok=True).count() == 1


def test_list_is_confirmed_item_by_item(clue: Matter, actor: Actor, kept: Evidence) -> None:
    photo = store(io.BytesIO(jpeg()), name="现场.jpg", matter_id=clue.pk, actor=actor, now=NOW)
    confirmed = [
        {"id": str(photo.pk), "sha256": photo.sha256},
        {"id": str(kept.pk), "sha256": kept.sha256.upper()},
    ]

    items, custody = confirm([clue.pk], confirmed=confirmed, actor=actor, now=NOW)
    write_rows([Insert(Custody, custody)])

    assert items == manifest([clue.pk])
    assert [item["name"] for item in items] == ["监测报告.pdf", "现场.jpg"]
    assert Custody.objects.filter(act=Custody.Act.CONFIRMED).count() == 2


def test_item_with_another_hash_or_of_another_matter_is_refused(
    clue: Matter, actor: Actor, kept: Evidence
) -> None:
    confirmed = [
        {"id": str(kept.pk), "sha256": "0" * 64},
        {"id": str(clue.pk), "sha256": kept.sha256},
    ]

    with pytest.raises(Invalid) as refusal:
        confirm([clue.pk], confirmed=confirmed, actor=actor, now=NOW)

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/manifest/0/sha256", "hash-mismatch"),
        ("/manifest/1/id", "unknown-item"),
    ]
    assert Custody.objects.filter(act=Custody.Act.CONFIRMED).count() == 0


def test_item_that_was_not_compared_is_named(clue: Matter, actor: Actor, kept: Evidence) -> None:
    with pytest.raises(Invalid) as refusal:
        confirm([clue.pk], confirmed=[], actor=actor, now=NOW)

    assert [(error.code, error.params) for error in refusal.value.errors] == [
        ("missing-item", {"name": kept.name})
    ]


def test_unfinished_uploads_are_dropped_after_a_day(root: Path) -> None:
    folder = root / "unfinished"
    folder.mkdir(parents=True)
    for name in ("old", "new"):
        (folder / name).write_bytes(b"x")
    os.utime(folder / "old", (0, 0))

    dropped = drop_unfinished(before=datetime(2026, 1, 1, tzinfo=UTC))

    assert dropped == 1
    assert _files(root) == ["unfinished/new"]


def test_upload_of_five_gigabytes_is_refused_by_its_declared_length() -> None:
    request = _upload(pdf(), CONTENT_LENGTH=str(FIVE_GB))

    with pytest.raises(TooLarge):
        _ = request.data


def test_upload_that_lies_about_its_length_is_cut(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100_000
    request = _upload(b"%PDF-1.7" + bytes(200_000))

    with pytest.raises(TooLarge):
        _ = request.data


def test_upload_is_parsed_with_its_fields() -> None:
    request = _upload(pdf())

    with request.data["file"] as file:
        content = file.read()

    assert request.data["note"] == "原件"
    assert file.name == "监测报告.pdf"
    assert content == pdf()


def _upload(content: bytes, **meta: str) -> Request:
    file = io.BytesIO(content)
    file.name = "监测报告.pdf"
    wrapped = RequestFactory().post("/api/v1/evidence/", {"file": file, "note": "原件"})
    wrapped.META.update(meta)
    return Request(wrapped, parsers=[EvidenceParser()])
