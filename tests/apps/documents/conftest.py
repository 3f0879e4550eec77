"""A folder of papers of the test's own, and what a receipt says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from apps.common.rows import write_rows
from apps.documents.actions import NewDocument, after_ready, requested
from apps.documents.models import Document
from apps.matters.models import Matter
from clue_transfer.vocabulary import DocumentKind
from tests.apps.facts import department, matter


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """Keep papers in a folder of the test."""
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return tmp_path / "documents"


@pytest.fixture
def leg(db: None) -> Matter:
    """Make the matter that a receipt belongs to."""
    return matter(department())


def request(new: Sequence[NewDocument], *, now: datetime) -> list[Document]:
    """Ask for papers as a step does."""
    asked = requested(new, now=now)
    write_rows([asked])
    return list(Document.objects.filter(pk__in=[row.pk for row in asked.rows]).order_by("pk"))


def receipt_data(**changes: Any) -> dict[str, Any]:
    """All that a receipt says."""
    return {
        "clue_number": "甘水线〔2026〕1号",
        "leg_number": "甘水线〔2026〕1号-1",
        "clue_title": "黄河岸边倾倒固体废物",
        "issuer": "兰州市生态环境局",
        "to": ["甘肃省水利厅"],
        "sender": "甘肃省水利厅",
        "receiver": "兰州市生态环境局",
        "signed_by": "王小明",
        "signed_at": datetime(2026, 11, 16, 6, 5, tzinfo=UTC),
        "items": [{"name": "现场.jpg", "size": 3_586_000, "sha256": "ab" * 32}],
        "remarks": "",
        "urgency": "",
        "named_only": False,
    } | changes


@pytest.fixture
def receipt(leg: Matter) -> Callable[..., NewDocument]:
    """Make the request for a receipt."""

    def make(**changes: Any) -> NewDocument:
        return NewDocument(
            matter_id=leg.pk,
            kind=DocumentKind.RECEIPT,
            number="甘水线〔2026〕1号-1",
            data=receipt_data(**changes),
        )

    return make


@pytest.fixture(autouse=True)
def nobody_above() -> Iterator[None]:
    """Leave out what apps above do with a finished paper: the matters here are bare rows."""
    told = after_ready[:]
    after_ready.clear()
    yield
    after_ready[:] = told
