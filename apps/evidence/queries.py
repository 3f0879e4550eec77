"""Reads of evidence: the list that a receiver confirms, and the check of the whole store."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.db.models import F

from apps.common.prepared import PKS, Among, Prepared
from apps.evidence.models import Evidence


class Item(TypedDict):
    """One line of the list of evidence."""

    id: uuid.UUID
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BadFile:
    """One stored file that is not what was handed in."""

    sha256: str
    evidence_id: uuid.UUID
    reason: str

    def __str__(self) -> str:
        return f"证据 {self.evidence_id}（SHA-256 {self.sha256}）：{self.reason}"


def manifest(matter_ids: Collection[uuid.UUID]) -> list[Item]:
    """List the evidence of some matters in the order in which it was handed in."""
    found: list[Item] = _ITEMS.read(pks=list(matter_ids))
    return found


_ITEMS = Prepared(
    lambda: (
        Evidence.objects.filter(Among(F("matter_id"), PKS))
        .order_by("id")
        .values("id", "name", "size", "sha256")
    )
)


def manifests(matter_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Item]]:
    """List the evidence of each matter as `manifest` does, in one query."""
    found: dict[uuid.UUID, list[Item]] = {}
    rows = Evidence.objects.filter(matter_id__in=matter_ids).order_by("id")
    for matter, pk, name, size, sha256 in rows.values_list(
        "matter_id", "id", "name", "size", "sha256"
    ):
        item = Item(id=pk, name=name, size=size, sha256=sha256)
        found.setdefault(matter, []).append(item)
    return found


def faults() -> Iterator[str]:
    """Name every bad file in a sentence, for the verification of the record."""
    return map(str, verify_store())


def verify_store() -> Iterator[BadFile]:
    """Read every stored file once and name those that are missing or changed."""
    stored = Evidence.objects.order_by("sha256", "id").distinct("sha256")
    for row in stored.values("id", "sha256", "stored_at").iterator():
        reason = _wrong_with(Path(settings.EVIDENCE_ROOT) / row["stored_at"], sha256=row["sha256"])
        if reason is not None:
            yield BadFile(sha256=row["sha256"], evidence_id=row["id"], reason=reason)


def _wrong_with(path: Path, *, sha256: str) -> str | None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "文件缺失"
    except OSError:
        return "文件无法读取"
    return None if found == sha256 else "内容已被改动"
