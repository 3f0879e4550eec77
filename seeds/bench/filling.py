"""A template made ready to be filled: where each kind of value goes, and the text of each table."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from apps.notifications.models import Notification, Outbox
from seeds.bench.slots import Form, Pattern, Slot
from seeds.bench.templates import Template

ZONE = ZoneInfo("Asia/Shanghai")
MESSAGES = {model._meta.db_table for model in (Outbox, Notification)}
_ENDS = (time(23, 59, 59), time(0))
Table = tuple[str, tuple[str, ...]]


class Ready:
    """One template with its slots in order of kinds."""

    def __init__(self, template: Template) -> None:
        """Give every slot its place."""
        self.template = template
        slots = sorted(template.slots)
        places = {each: at for at, each in enumerate(slots)}
        self.size = len(slots)
        self._by_kind: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for (kind, argument), at in places.items():
            self._by_kind[kind].append((at, argument))
        self.days = [(at, date.fromisoformat(each)) for at, each in self.of("day")]
        moments = [(at, datetime.fromisoformat(each)) for at, each in self.of("time")]
        self.moments = [each for each in moments if not _ends_a_day(each[1])]
        self.ends = [each for each in moments if _ends_a_day(each[1])]
        self.entries = [
            (
                Form(pattern, places=places),
                before,
                (places["text", str(at)], places["hash", str(at)]),
            )
            for at, (pattern, before) in enumerate(
                zip(template.entries, template.previous, strict=True)
            )
        ]
        self._forms = {
            (prosecuted, told): self._tables(places, prosecuted=prosecuted, told=told)
            for prosecuted in (False, True)
            for told in (False, True)
        }

    def of(self, kind: str) -> list[tuple[int, str]]:
        """List the places of a kind with what each is asked for."""
        return self._by_kind[kind]

    def numbered(self, kind: str) -> list[tuple[int, int]]:
        """List the places of a kind whose argument is a number."""
        return [(at, int(argument)) for at, argument in self._by_kind[kind]]

    def tables(self, *, prosecuted: bool, told: bool) -> list[tuple[Table, Form]]:
        """Answer the text of each table, with or without the procuratorate and the messages."""
        return self._forms[prosecuted, told]

    def _tables(
        self, places: dict[Slot, int], *, prosecuted: bool, told: bool
    ) -> list[tuple[Table, Form]]:
        found: dict[Table, list[Pattern]] = defaultdict(list)
        for table, columns, pattern, is_prosecuted in self.template.rows:
            if (prosecuted or not is_prosecuted) and (told or table not in MESSAGES):
                found[table, columns].append(pattern)
        return [
            (table, Form(Pattern.joined(patterns), places=places))
            for table, patterns in found.items()
        ]


def _ends_a_day(moment: datetime) -> bool:
    """Whether a moment is the end of a day or the beginning of one, and is only moved by days."""
    return moment.astimezone(ZONE).time().replace(microsecond=0) in _ENDS
