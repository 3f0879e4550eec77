"""Cut a value of a played row: what belongs to this one dossier becomes a slot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from apps.accounts.models import User
from apps.organizations.models import Department, Division
from seeds.bench.slots import slot

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PEOPLE = {"person", "on_behalf_of", "named"}
_SHORTEST_NAME = 3
_CODE = r"\d{6}-[a-z]+(?:-[a-z]+)?"


class Cutter:
    """Knows what stands for what in one dossier."""

    def __init__(
        self,
        *,
        users: Mapping[int, User],
        departments: Mapping[int, Department],
        texts: Iterable[tuple[str, str]],
        people: Mapping[str, str],
    ) -> None:
        """Take who and what there is, and which texts are exchanged for which slots."""
        self._users, self._departments = users, departments
        self._codes = {row.code for row in departments.values()}
        self._people = people
        self._known = {text: written for text, written in texts if text}
        longest = sorted(
            (text for text in self._known if len(text) >= _SHORTEST_NAME), key=len, reverse=True
        )
        self._found = re.compile("|".join([_CODE, *map(re.escape, longest)]))
        self.ids: dict[UUID, str] = {}
        """The keys of the dossier's own rows and subjects, and the slots for them."""

    def cell(self, column: models.Field[Any, Any], value: Any) -> str:
        """Write one value of a row as COPY takes it."""
        to = column.related_model
        if value is None:
            return "\\N"
        if to is Department:
            return slot("department", self._departments[value].code)
        if to is User:
            return slot("user", self._users[value].username)
        if to is Division:
            return slot("division", value)
        if isinstance(value, UUID):
            return self.key(value)
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, date):
            return slot("time" if isinstance(value, datetime) else "day", value.isoformat())
        if isinstance(column, models.JSONField):
            return escaped(json.dumps(self.walk(value, key=column.name), ensure_ascii=False))
        return escaped(self.text(str(value)))

    def json_text(self, text: str) -> str:
        """Cut a text that is JSON in its canonical form."""
        return json.dumps(
            self.walk(json.loads(text), key=""),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def walk(self, value: Any, *, key: str) -> Any:
        """Cut what stands in JSON; people and departments are known by the key they stand under."""
        if isinstance(value, dict):
            officers = key == "investigators"
            return {
                name: self.walk(item, key="person" if officers and name == "id" else name)
                for name, item in value.items()
            }
        if isinstance(value, list):
            return [self.walk(item, key=key) for item in value]
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            if key in _PEOPLE:
                return slot("user", self._users[value].username, bare=True)
            if key == "department":
                return slot("department", self._departments[value].code, bare=True)
        if key == "division" and isinstance(value, str) and value.isdigit():
            return slot("division", value)
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Cut a plain text."""
        if _UUID.fullmatch(text):
            return self.key(UUID(text))
        if _TIME.fullmatch(text):
            return slot("time", text)
        if _DAY.fullmatch(text):
            return slot("day", text)
        if text in self._people:
            return slot("person", self._people[text])
        if text in self._known:
            return self._known[text]
        return self._found.sub(self._exchanged, text)

    def key(self, value: UUID) -> str:
        """Cut a key; what is not the dossier's own stays."""
        return self.ids.get(value, str(value))

    def _exchanged(self, found: re.Match[str]) -> str:
        text = found[0]
        if text in self._codes:
            return slot("code", text)
        return self._known.get(text, text)


def escaped(text: str) -> str:
    """Write a text as COPY's text format wants it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
