"""Dossiers as patterns: every row of a played story, with slots where copies differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from apps.accounts.models import User
from apps.audit.models import Entry
from apps.clues.models import Clue, Complaint, Duplicate, Reporter, Transfer
from apps.documents.models import Document
from apps.matters.models import ClockAccess, Matter
from apps.notifications.models import Notification, Outbox
from apps.organizations.models import Department
from clue_transfer.errors import Invalid
from clue_transfer.numbering import parse
from clue_transfer.vocabulary import Kind, NumberSeries, System, Verb
from seeds.bench.cutting import Cutter
from seeds.bench.slots import Pattern, Slot, slot

APART = (Entry, Reporter, Duplicate)
"""The record is written text by text, who complained is sealed anew, likenesses are not copied."""
_JSON_TEXTS = {(Outbox, "payload"), (Document, "data")}
_AS_SLOT = {
    "source_id": "source",
    "external_number": "source",
    "subject_key": "subject_key",
    "place_key": "place_key",
    "verify_code": "code_of_paper",
    "longitude": "longitude",
    "latitude": "latitude",
}
"""Columns that are exchanged as a whole."""
LISTED = {"BENCH-03", "BENCH-14", "BENCH-37"}
"""Handed down: their copies come from lists that a department has imported."""
_OF_A_LIST = {"import_run": "run", "handed_list": "list"}


@dataclass(frozen=True, slots=True)
class Issued:
    """A number that a department has issued in the dossier."""

    text: str
    code: str
    series: NumberSeries
    at: datetime


@dataclass(slots=True)
class Template:
    """One dossier to be copied."""

    name: str
    opened_at: datetime
    division: str
    settled: bool
    """Whether nothing of it is open."""
    receiving: frozenset[str]
    """The systems of the departments that legs go to."""
    matters: int = 0
    numbers: list[Issued] = field(default_factory=list)
    ids: int = 0
    subjects: int = 0
    messages: int = 0
    reported: str = ""
    """Which key is that of the complaint whose reporter is sealed beside it, if there is one."""
    rows: list[tuple[str, tuple[str, ...], Pattern, bool]] = field(default_factory=list)
    """Table, columns, the row as a line of COPY, and whether it is the procuratorate's."""
    entries: list[Pattern] = field(default_factory=list)
    """The canonical texts of the record, in order."""
    previous: list[int | None] = field(default_factory=list)
    """Of each entry the one before it in its chain."""

    @property
    def slots(self) -> set[Slot]:
        """Everything that a copy must fill in."""
        patterns = [*self.entries, *(pattern for _, _, pattern, _ in self.rows)]
        return {each for pattern in patterns for each in pattern.slots}


def templates(names: Collection[str]) -> list[Template]:
    """Read the dossiers of these stories, in order of their names."""
    everybody = _Everybody()
    found = [
        _Reader(clue, None, everybody).template for clue in Clue.objects.filter(source_id__in=names)
    ]
    found += [
        _Reader(row.opened_clue, row, everybody).template
        for row in Complaint.objects.filter(external_number__in=names)
    ]
    return sorted(found, key=lambda each: each.name)


def models_of_a_dossier() -> list[tuple[type[models.Model], str]]:
    """List the models whose rows hang on matters, with the look-up of the dossier's roots."""
    ours = sorted(
        (model for model in apps.get_models() if model.__module__.startswith("apps.")),
        key=lambda model: model._meta.label,
    )
    kinds = [model for model in ours if issubclass(model, Matter) and model is not Matter]
    found: dict[type[models.Model], str] = {Matter: "root", **dict.fromkeys(kinds, "root")}
    hanging = [model for model in ours if model not in found and model not in APART]
    for _ in range(2):  # what hangs on matters, then what hangs on that
        for model in hanging:
            if model not in found and (way := _way(model, found)):
                found[model] = way
    return list(found.items())


def _issued_at(matter: Any) -> datetime:
    """Say when a matter got its number: a leg when it was opened, a case when it was sent."""
    act = matter.acts.get(_ISSUED_BY.get(matter.kind))
    return matter.opened_at if act is None else datetime.fromisoformat(act["at"])


_ISSUED_BY = {
    Kind.CRIME_REFERRAL: Verb.TRANSFER,
    Kind.DETENTION_REFERRAL: Verb.SEND,
    Kind.OPINION: Verb.ISSUE,
}


def _receiving(matters: Iterable[Any]) -> frozenset[str]:
    legs = Transfer.objects.filter(pk__in=[row.pk for row in matters])
    return frozenset(legs.values_list("receiver__system", flat=True))


def _way(model: type[models.Model], known: dict[type[models.Model], str]) -> str:
    """Name the look-up from a row to its dossier, as `matter__root`; empty if there is none."""
    for column in model._meta.concrete_fields:
        to = column.related_model
        if isinstance(to, type) and to in known:
            return f"{column.name}__{known[to]}"
    return ""


class _Everybody:
    """Departments and users, read once."""

    def __init__(self) -> None:
        self.departments = {row.pk: row for row in Department.objects.all()}
        self.users = {row.pk: row for row in User.objects.all()}


class _Reader:
    """Reads one dossier and cuts its rows."""

    def __init__(self, clue: Any, complaint: Any, everybody: _Everybody) -> None:
        first = complaint or clue
        self._roots = [row.pk for row in (complaint, clue) if row is not None]
        matters = list(Matter.objects.filter(root__in=self._roots).order_by("opened_at", "pk"))
        self._departments, self._users = everybody.departments, everybody.users
        named = clue.source_id if complaint is None else complaint.external_number
        self.template = Template(
            name=str(named),
            opened_at=first.opened_at,
            division=str(first.division_id or ""),
            settled=all(row.concluded_at is not None for row in matters),
            matters=len(matters),
            receiving=_receiving(matters),
        )
        self._subjects = [] if clue is None else list(clue.clue_subjects.select_related("subject"))
        self.template.subjects = max(len(self._subjects), 1)
        self._read_numbers(matters)
        self._cut = Cutter(
            users=self._users,
            departments=self._departments,
            texts=[*self._texts(clue, complaint), *self._called(matters)],
            people=self._people(matters),
        )
        for row in matters:
            self._own(row.pk)
        for place, row in enumerate(self._subjects):
            self._cut.ids[row.subject_id] = slot("subject", place)
        self._hashes: dict[str, int] = {}
        self._outbox: dict[int, int] = {}
        tables = [(model, self._rows(model, way)) for model, way in models_of_a_dossier()]
        for _, rows in tables:
            for row in rows:
                if isinstance(row.pk, UUID):
                    self._own(row.pk)
        self._read_entries(matters)
        for model, rows in tables:
            self._read(model, rows)
        if complaint is not None and not complaint.anonymous:
            self.template.reported = Pattern.of(self._cut.ids[complaint.pk]).slots[0][1]

    def _own(self, pk: UUID) -> None:
        if pk not in self._cut.ids:
            self._cut.ids[pk] = slot("id", self.template.ids)
            self.template.ids += 1

    def _rows(self, model: type[models.Model], way: str) -> list[Any]:
        rows: models.QuerySet[Any] = (
            models.QuerySet(model).filter(**{f"{way}__in": self._roots}).order_by("pk")
        )
        if model is Outbox:
            self._outbox = {row.pk: place for place, row in enumerate(rows)}
            self.template.messages = len(self._outbox)
        return list(rows)

    def _texts(self, clue: Any, complaint: Any) -> list[tuple[str, str]]:
        """Pair what the dossier says of its own with slots."""
        found = [(issued.text, slot("number", at)) for at, issued in enumerate(self.numbers)]
        for at, row in enumerate(self._subjects):
            found += [(row.name, slot("name", at))]
            found += [(row.subject.credit_code or "", slot("credit_code", at))]
        for matter in (complaint, clue):
            if matter is not None:
                found += [(matter.title, slot("title", 0)), (matter.address, slot("address", 0))]
        if complaint is not None:
            found += [(complaint.subject_name, slot("name", 0)), (complaint.content, _CONTENT)]
        if clue is not None:
            found += [(clue.description, _CONTENT)]
        return found

    def _called(self, matters: list[Any]) -> list[tuple[str, str]]:
        """Pair the names of those departments that are named anywhere in the dossier."""
        said = [
            *Entry.objects.filter(matter__in=matters).values_list("text", flat=True),
            *Document.objects.filter(matter__in=matters).values_list("data", flat=True),
        ]
        whole = "\n".join(said)
        rows = self._departments.values()
        return [(row.name, slot("called", row.code)) for row in rows if row.name in whole]

    @property
    def numbers(self) -> list[Issued]:
        """The numbers that were issued, longest first."""
        return self.template.numbers

    def _people(self, matters: list[Any]) -> dict[str, str]:
        acted = Entry.objects.filter(matter__in=matters, person__isnull=False)
        people = {pk: self._users[pk] for pk in acted.values_list("person_id", flat=True)}
        return {row.full_name: row.username for row in people.values()}

    def _read_numbers(self, matters: list[Any]) -> None:
        by_short = {row.short_name: row.code for row in self._departments.values()}
        letters = Document.objects.filter(matter__root__in=self._roots).order_by("pk")
        found = [
            (row.number, _issued_at(row))
            for row in matters
            if row.kind in (Kind.TRANSFER, *_ISSUED_BY)
        ]
        found += letters.values_list("number", "created_at")
        seen: dict[str, Issued] = {}
        for text, at in found:
            try:
                number = parse(text or "")
            except Invalid:
                continue
            whole = str(number).rpartition("-")[0] if number.leg else str(number)
            code = by_short[number.short_name]
            seen.setdefault(whole, Issued(whole, code, number.series, at))
        self.template.numbers = sorted(seen.values(), key=lambda each: -len(each.text))

    def _read(self, model: type[models.Model], rows: list[Any]) -> None:
        columns = [
            column
            for column in model._meta.local_concrete_fields
            if not getattr(column, "generated", False)
            and (model is Outbox or not isinstance(column, models.AutoField))
        ]
        names = tuple(str(column.column) for column in columns)
        for row in rows:
            cells = [self._cell(model, column, row) for column in columns]
            line = Pattern.of("\t".join(cells) + "\n")
            part = getattr(row, "part", getattr(row, "why", ""))
            copied = part == "copied" or isinstance(row, ClockAccess)
            prosecutes = (
                copied
                and row.department.system == System.PROCURATORATE
                and not row.matter.two_laws  # which it reads uninvited, in every copy
            )
            self.template.rows.append((model._meta.db_table, names, line, prosecutes))

    def _cell(self, model: type[models.Model], column: Any, row: Any) -> str:
        value = getattr(row, column.attname)
        if model is Outbox and column.primary_key:
            return slot("message", self._outbox[row.pk])
        if column.related_model is Outbox:
            return slot("message", self._outbox[value])
        if model is Notification and column.name == "read_at" and self.template.settled:
            return slot("time", row.created_at.isoformat())
        if (model, column.name) in _JSON_TEXTS:
            return self._cut.json_text(value).replace("\\", "\\\\")
        if value not in (None, "") and column.name in _AS_SLOT:
            return slot(_AS_SLOT[column.name], value)
        if column.name in _OF_A_LIST and model is Clue and self.template.name in LISTED:
            return slot(_OF_A_LIST[column.name], self._departments[row.sender_id].code)
        if column.name == "record_head":
            return slot("hash", self._hashes[value])
        return self._cut.cell(column, value)

    def _read_entries(self, matters: list[Any]) -> None:
        """Cut the record: the texts apart, since their hashes are made of them."""
        last: dict[str, int] = {}
        columns = [column for column in Entry._meta.local_concrete_fields if column.name != "id"]
        names = tuple(str(column.column) for column in columns)
        for at, entry in enumerate(Entry.objects.filter(matter__in=matters).order_by("pk")):
            self.template.entries.append(Pattern.of(self._cut.json_text(entry.text)))
            self.template.previous.append(last.get(entry.chain))
            previous = slot("hash", last[entry.chain]) if entry.chain in last else ""
            own = {"text": slot("text", at), "hash": slot("hash", at), "previous_hash": previous}
            cells = [
                own[column.name]
                if column.name in own
                else self._cut.cell(column, getattr(entry, column.attname))
                for column in columns
            ]
            line = Pattern.of("\t".join(cells) + "\n")
            self.template.rows.append((Entry._meta.db_table, names, line, False))
            last[entry.chain] = self._hashes[entry.hash] = at


_CONTENT = slot("content", 0)
