"""Rows of a list of clues become drafts: receiver, place, dates, subject, facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.clues.imports.checking import Item, RowReading
from clue_transfer.dates import date_errors
from clue_transfer.typed_facts import fact_errors
from clue_transfer.vocabulary import LegKind, ReceiverRole, SubjectRole, Urgency
from clue_transfer.workflows.receivers import receiver_error

_TITLE = 200
_DESCRIPTION = 20_000
# Gansu lies within these degrees: longitude from, to; latitude from, to.
_PROVINCE = (92.2, 108.8, 32.5, 42.9)
_UNNAMED = "不明"


class ClueReading(RowReading):
    """One row of a list of clues while it is read."""

    def item(self) -> Item:
        """Read every cell; what is wrong is told to the checker."""
        self.read_cells()
        source_id = self.source_id()
        division = self.division()
        receivers = self._receiver(division)
        location = self._location()
        self._dates()
        texts = {**self.texts, "list": self.layout.title}
        texts |= {
            name: value.isoformat()
            for name, value in self.values.items()
            if isinstance(value, date)
        }
        lines = (self.form.fill(line, texts) for line in self.form.description)
        draft = {
            "title": " ".join(self.form.fill(self.form.title, texts).split())[:_TITLE]
            or self.texts.get("address", "")[:_TITLE],
            "description": "\n".join(line for line in lines if line)[:_DESCRIPTION],
            "violation_type": self.values.get("violation_type"),
            "source": self.form.source,
            "leg_kind": LegKind.TRANSFER.value,
            "division": division,
            "location": location,
            "occurred_on": self.values.get("occurred_on"),
            "discovered_on": self.values.get("discovered_on"),
            "urgency": self.values.get("urgency") or Urgency.NORMAL.value,
            "subjects": [self._subject()],
            "receivers": receivers,
            "facts": self._facts(),
            "source_id": source_id,
        }
        return Item(
            row=self.row.number,
            source_id=source_id,
            due_on=self.values.get("due_on"),
            draft=draft,
        )

    def _receiver(self, division: str | None) -> list[dict[str, str]]:
        text = self.texts.get("receiver", "")
        if not text:
            return []
        found = self.checker.receiver(text, division)
        if found is None:
            self.error("receiver", "unknown-receiver", "找不到这个接收单位")
            return []
        wrong = receiver_error(
            found, pointer="/receiver", sender=self.reference.sender, role=ReceiverRole.MAIN
        )
        if wrong is not None:
            self.error("receiver", wrong.code, wrong.message)
        return [{"department": found.code, "role": ReceiverRole.MAIN.value}]

    def _location(self) -> dict[str, Any]:
        """Take coordinates as they were written; outside the province they are warned about."""
        location: dict[str, Any] = {"address": self.texts.get("address", "")}
        longitude, latitude = self.values.get("longitude"), self.values.get("latitude")
        if longitude is None and latitude is None:
            return location
        if longitude is None or latitude is None:
            name = "longitude" if longitude is None else "latitude"
            if not self.texts.get(name):
                self.warn(name, "half-coordinates", "只有一个坐标，未录入坐标")
            return location
        if not _in_province(longitude, latitude):
            self._warn_of_place(longitude, latitude)
        if abs(latitude) <= 90:
            location |= {"longitude": longitude, "latitude": latitude}
        return location

    def _warn_of_place(self, longitude: float, latitude: float) -> None:
        if _in_province(latitude, longitude):
            self.warn(
                "longitude",
                "outside-province",
                "坐标在本省之外，疑似经纬度颠倒，建议改为经度%(longitude)s、纬度%(latitude)s",
                proposal={"longitude": latitude, "latitude": longitude},
                longitude=latitude,
                latitude=longitude,
            )
        else:
            self.warn("longitude", "outside-province", "坐标在本省之外")

    def _dates(self) -> None:
        given = {name: self.values.get(name) for name in ("occurred_on", "discovered_on")}
        for wrong in date_errors(given, today=self.reference.day):
            self.error(wrong.pointer.removeprefix("/"), wrong.code, wrong.message)

    def _subject(self) -> dict[str, Any]:
        name, code = self.texts.get("subject", ""), self.values.get("credit_code")
        minor = {"minor": True} if self.values.get("minor") == "yes" else {}
        if not name and not code:
            return {"name": _UNNAMED, "role": SubjectRole.UNKNOWN.value, **minor}
        # A code without a name still says who it is; the code stands in for the name.
        return {
            "name": name or code,
            "credit_code": code,
            "role": SubjectRole.SUSPECT.value,
            **minor,
        }

    def _facts(self) -> dict[str, Any]:
        facts = {
            column.fact: self.values[column.field]
            for column in self.columns
            if column.fact and column.field in self.values
        }
        for wrong in fact_errors(facts):
            key = wrong.pointer.rpartition("/")[2]
            name = next(column.field for column in self.columns if column.fact == key)
            self.error(name, wrong.code, wrong.message, **wrong.params)
        return facts


def _in_province(longitude: float, latitude: float) -> bool:
    west, east, south, north = _PROVINCE
    return west <= longitude <= east and south <= latitude <= north
