"""Fill the templates and hand them to PostgreSQL by COPY."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from psycopg import Cursor, sql

from apps.clues.actions.reporters.sealing import sealed_row
from clue_transfer.repeats import key_of
from seeds.bench import words
from seeds.bench.filling import Ready, Table
from seeds.bench.lists import list_key
from seeds.bench.plan import Copy, moved
from seeds.bench.templates import Template

TOLD_WEEKS = 26
"""Of how many weeks messages are kept."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODES, _FACTOR = len(_LETTERS) ** 12, 6_364_136_223_846_793_005
_REPORTERS: Table = ("clues_reporter", ("complaint_id", "ciphertext", "key", "created_at"))
_REPORTED = {"name": "演示举报人", "phone": "13800000000", "wishes": "希望电话答复"}


class Filler:
    """Knows the keys of departments, users and firms, and fills copy after copy."""

    def __init__(
        self,
        chosen: Sequence[Template],
        *,
        departments: Mapping[str, tuple[int, str]],
        users: Mapping[str, tuple[int, str]],
        places: Mapping[str, str],
        firms: Sequence[tuple[str, str, str]],
        seed: int,
        name: str,
    ) -> None:
        """Take key and name of each department and user, names of places, and the firms."""
        self._ready = [Ready(template) for template in chosen]
        self._departments, self._users = departments, users
        self._places, self._firms = places, firms
        self._seed, self._name = seed, name

    @property
    def tables(self) -> set[str]:
        """Every table that is written."""
        found = {table for ready in self._ready for table, *_ in ready.template.rows}
        return found | {_REPORTERS[0]}

    def write(self, cursor: Cursor[tuple[object, ...]], copies: Iterable[Copy]) -> None:
        """Copy a batch of dossiers, one COPY a table."""
        lines: dict[Table, list[str]] = defaultdict(list)
        for copy in copies:
            self._fill(copy, lines)
        for (table, columns), rows in lines.items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with cursor.copy(statement) as into:
                into.write("".join(rows))

    def _fill(self, copy: Copy, lines: dict[Table, list[str]]) -> None:
        ready = self._ready[copy.template]
        values = [""] * ready.size
        random = Random(self._seed << 32 | copy.seed)  # noqa: S311  # the same at every run
        self._fill_times(values, ready, copy)
        self._fill_departments(values, ready, copy)
        self._fill_texts(values, ready, copy, random)
        opened = ready.template.opened_at - copy.back
        ids = _ids(opened, random, count=ready.template.ids)
        for at, place in ready.numbered("id"):
            values[at] = ids[place]
        _fill_record(values, ready)
        told = copy.weeks < TOLD_WEEKS
        for table, form in ready.tables(prosecuted=copy.prosecuted, told=told):
            lines[table].append(form.filled(values))
        if ready.template.reported:
            pk = ids[int(ready.template.reported)]
            lines[_REPORTERS].append(_reporter(pk, now=opened))

    @staticmethod
    def _fill_times(values: list[str], ready: Ready, copy: Copy) -> None:
        back, weeks = copy.back, timedelta(weeks=copy.weeks)
        for at, moment in ready.moments:
            values[at] = (moment - back).isoformat()
        for at, moment in ready.ends:
            values[at] = (moment - weeks).isoformat()
        for at, day in ready.days:
            values[at] = (day - weeks).isoformat()

    def _fill_departments(self, values: list[str], ready: Ready, copy: Copy) -> None:
        divisions, systems = copy.divisions, copy.systems
        departments, users = self._departments, self._users
        for at, code in ready.of("department"):
            values[at] = str(departments[moved(code, divisions, systems)][0])
        for at, code in ready.of("called"):
            values[at] = departments[moved(code, divisions, systems)][1]
        for at, code in ready.of("code"):
            values[at] = moved(code, divisions, systems)
        for at, code in ready.of("division"):
            values[at] = divisions.get(code, code)
        for kind in ("run", "list"):
            for at, code in ready.of(kind):
                values[at] = list_key(kind, moved(code, divisions, systems), weeks=copy.weeks)
        for kind, what in (("user", 0), ("person", 1)):
            for at, username in ready.of(kind):
                role, _, code = username.partition(".")
                values[at] = str(users[f"{role}.{moved(code, divisions, systems)}"][what])

    def _fill_texts(self, values: list[str], ready: Ready, copy: Copy, random: Random) -> None:
        template = ready.template
        place = self._places[copy.divisions.get(template.division, template.division)]
        title, address = words.title(place, random), words.address(place, random)
        firms = self._some_firms(template.subjects, random)
        whole = {
            "title": title,
            "address": address,
            "content": words.content(title, random),
            "source": f"{self._name}-{copy.seed}",
            "longitude": f"{random.uniform(93, 108):.6f}",
            "latitude": f"{random.uniform(33, 42):.6f}",
        }
        if template.reported:
            whole |= {"place_key": key_of(address), "subject_key": key_of(firms[0][1])}
        for kind, text in whole.items():
            for at, _ in ready.of(kind):
                values[at] = text
        for part, kind in enumerate(("subject", "name", "credit_code")):
            for at, one in ready.numbered(kind):
                values[at] = firms[one][part]
        for at, one in ready.numbered("number"):
            values[at] = copy.numbers[one]
        for at, one in ready.numbered("message"):
            values[at] = str(copy.first_message + one)
        for one, (at, _) in enumerate(ready.of("code_of_paper")):
            values[at] = _code_of_paper(self._seed + copy.seed * 64 + one)

    def _some_firms(self, count: int, random: Random) -> list[tuple[str, str, str]]:
        """Choose firms, some of them often."""
        first = int(len(self._firms) * random.random() ** 2)
        return [self._firms[(first + at) % len(self._firms)] for at in range(count)]


def _fill_record(values: list[str], ready: Ready) -> None:
    """Write the entries' texts and chain their hashes, as the record does."""
    hashes: list[str] = []
    for form, before, (text_at, hash_at) in ready.entries:
        text = form.filled(values)
        previous = "" if before is None else hashes[before]
        found = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        hashes.append(found)
        values[text_at] = text.replace("\\", "\\\\")
        values[hash_at] = found


def _ids(moment: datetime, random: Random, *, count: int) -> list[str]:
    """Make UUIDs of version 7 of a moment; later places are greater."""
    stamp = f"{int(moment.timestamp() * 1000):012x}"
    tail = f"{0x8000 | random.getrandbits(14):04x}-{random.getrandbits(48):012x}"
    return [f"{stamp[:8]}-{stamp[8:]}-7{place:03x}-{tail}" for place in range(count)]


def _code_of_paper(number: int) -> str:
    """Scatter numbers over the codes that a paper is verified by, each to one of its own."""
    rest, letters = number * _FACTOR % _CODES, []
    for _ in range(12):
        rest, at = divmod(rest, len(_LETTERS))
        letters.append(_LETTERS[at])
    text = "".join(letters)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def _reporter(pk: str, *, now: datetime) -> str:
    """Seal who complained, bound to this complaint as every reporter is."""
    row = sealed_row(UUID(pk), _REPORTED, now=now)
    return f"{pk}\t\\\\x{bytes(row.ciphertext).hex()}\t{row.key}\t{now.isoformat()}\n"
