"""Why a whole file cannot be taken."""

from __future__ import annotations

from typing import Any

from clue_transfer.errors import FieldError, Invalid


class FileRefused(Invalid):
    """The file cannot be read as a table; nothing of it is taken."""

    def __init__(self, reason: str, template: str, **params: Any) -> None:
        self.reason = reason
        super().__init__(
            template, errors=(FieldError("/file", reason, template, dict(params)),), **params
        )
