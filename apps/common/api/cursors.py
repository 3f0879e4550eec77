"""A place in an ordering, signed, so that a caller can only come back to where they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Field

from apps.common.api.problems import Malformed
from clue_transfer.errors import FieldError


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's key and id, which way to go from there, and whether the row itself belongs to it."""

    key: Any
    id: Any
    backward: bool = False
    inclusive: bool = False


def write(cursor: Cursor, *, bound_to: str) -> str:
    """Sign a place for one list in one ordering."""
    place = [
        _plain(cursor.key),
        _plain(cursor.id),
        int(cursor.backward) + 2 * int(cursor.inclusive),
    ]
    return signing.Signer(salt=f"cursor {bound_to}").sign_object(place)


def read(text: str, *, bound_to: str, key: Field[Any, Any], id: Field[Any, Any]) -> Cursor:  # noqa: A002 - the word is id
    """Take a place back; one of another list, another ordering or another hand is Malformed."""
    try:
        place = signing.Signer(salt=f"cursor {bound_to}").unsign_object(text)
        plain_key, plain_id, way = place
        return Cursor(
            None if plain_key is None else key.to_python(plain_key),
            id.to_python(plain_id),
            backward=bool(way & 1),
            inclusive=bool(way & 2),
        )
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        raise Malformed(
            "翻页游标无效，请从第一页重新开始",
            errors=[FieldError("/query/cursor", "invalid", "游标无效")],
        ) from None


def _plain(value: Any) -> Any:
    """Make a value fit for JSON in the form that its field reads back."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
