"""Values as the one JSON text that equal values share: what can be hashed, and kept as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def canonical(content: Any) -> str:
    """Write content as the one JSON text that equal contents share.

    Keys are sorted, nothing is spaced, nothing but quotes, backslashes and control characters
    is escaped; decimals, UUIDs, dates and aware datetimes (in UTC) become strings. Anything
    else is a `TypeError`: what cannot be written twice alike must not be hashed.
    """
    return json.dumps(
        plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def plain(value: Any) -> Any:
    """Reduce a value to what JSON knows, or refuse it."""
    match value:
        case None | int():  # a truth value is one of Python's integers
            return value
        case str():
            value.encode()  # a lone surrogate has no UTF-8 form, and so no hash
            return str(value)
        case float():
            if not math.isfinite(value):
                raise ValueError(f"not a number that JSON knows: {value!r}")
            return value
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("keys must be strings")
            return {plain(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            if value.tzinfo is None:
                raise TypeError("a datetime must know its zone")
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"cannot be recorded: {type(value).__name__}")
