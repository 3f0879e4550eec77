"""Ask for papers in the transaction of a step; they are rendered when it has committed."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.common.rows import Insert
from apps.documents.actions.render import TEMPLATE_VERSION
from apps.documents.models import Document
from clue_transfer.vocabulary import DocumentKind

MAKE = "documents.render_documents"
# Without the letters and digits that are mistaken for each other on paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A paper to be made: its kind, its number, and all that it says.

    What the data of each kind hold is read in `wording`, one function a kind, and shown by the
    samples in `seeds/demo/letters.py`.
    """

    matter_id: uuid.UUID
    kind: DocumentKind
    number: str
    data: Mapping[str, Any]
    title: str = ""


def requested(new: Sequence[NewDocument], *, now: datetime) -> Insert:
    """Give the papers to be made, for the statement that writes them; `MAKE` makes them."""
    return Insert(
        Document,
        [
            Document(
                matter_id=each.matter_id,
                kind=each.kind,
                number=each.number,
                title=each.title or each.kind.label,
                data=_canonical(each.data),
                template_version=TEMPLATE_VERSION[each.kind],
                verify_code=_verify_code(),
                created_at=now,
                next_attempt_at=now,
            )
            for each in new
        ],
    )


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text
    )


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a paper")


def _verify_code() -> str:
    """Draw a code that nobody guesses: 59 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
