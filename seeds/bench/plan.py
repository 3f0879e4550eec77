"""Which dossier is copied where and when: spread over divisions, systems, years and standings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from apps.organizations.queries import Directory
from clue_transfer.numbering import clue_number
from clue_transfer.vocabulary import Level, NumberSeries
from seeds.bench.moving import Movable, movable
from seeds.bench.templates import Template

ZONE = ZoneInfo("Asia/Shanghai")
WEEKS = 260
"""Five years."""
_GROWTH = 1.6
"""The newer, the more."""
_OPEN = ((2, 0.9), (4, 0.6), (8, 0.25), (26, 0.05), (WEEKS, 0.004))
"""Up to how many weeks back which share is still open."""
_PROSECUTED = 0.05
_JITTER = 1800
"""Seconds by which a copy is earlier, beside whole weeks: no two begin at the same moment."""
Key = tuple[str, NumberSeries, int]
"""A counter: department, series, year."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One dossier to be made: of which template, who and where, how much earlier."""

    template: int
    divisions: dict[str, str]
    systems: dict[str, str]
    weeks: int
    jitter: int
    numbers: list[str]
    first_message: int
    prosecuted: bool
    seed: int

    @property
    def back(self) -> timedelta:
        """By how much everything is earlier."""
        return timedelta(weeks=self.weeks, seconds=self.jitter)


class Planner:
    """Chooses copy after copy, oldest first, and counts what departments have issued."""

    def __init__(
        self,
        chosen: Sequence[Template],
        *,
        directory: Directory,
        seed: int,
        issued: Mapping[Key, int],
        first_message: int,
    ) -> None:
        """Take the templates, the numbers that were issued before, and where messages begin."""
        self._templates = chosen
        self._directory = directory
        self._random = Random(seed)  # noqa: S311  # the same copies at every run
        self.next_message = first_message
        self.issued = dict(issued)
        self._movable = [movable(each) for each in chosen]
        self._places = _Places(directory, self._random)

    def copies(self, matters: int) -> Iterator[Copy]:
        """Plan copies until they have so many matters."""
        settled = [at for at, each in enumerate(self._templates) if each.settled]
        running = [at for at, each in enumerate(self._templates) if not each.settled]
        made = number = 0
        random = self._random
        while made < matters:
            weeks = int(WEEKS * (1 - made / matters) ** _GROWTH)
            share = next(share for until, share in _OPEN if weeks <= until)
            at = random.choice(running if random.random() < share else settled)
            template, moves = self._templates[at], self._movable[at]
            divisions = self._places.chosen(moves, random)
            systems = {
                each: random.choices(names, cum_weights=weights)[0]
                for each, (names, weights) in moves.systems.items()
            }
            if len(set(systems.values())) < len(systems):
                systems = {each: each for each in systems}
            jitter = random.randrange(_JITTER)
            yield Copy(
                template=at,
                divisions=divisions,
                systems=systems,
                weeks=weeks,
                jitter=jitter,
                numbers=self._numbers(template, divisions, systems, weeks),
                first_message=self.next_message,
                prosecuted=random.random() < _PROSECUTED,
                seed=number,
            )
            made += template.matters
            self.next_message += template.messages
            number += 1

    def key_of(self, code: str) -> int:
        """Name the key of a department."""
        department = self._directory.department(code)
        assert department is not None
        return department.id

    def _numbers(
        self,
        template: Template,
        divisions: Mapping[str, str],
        systems: Mapping[str, str],
        weeks: int,
    ) -> list[str]:
        found = []
        for each in template.numbers:
            code = moved(each.code, divisions, systems)
            year = (each.at - timedelta(weeks=weeks)).astimezone(ZONE).year
            key = code, each.series, year
            n = self.issued[key] = self.issued.get(key, 0) + 1
            department = self._directory.department(code)
            assert department is not None
            found.append(clue_number(department.short_name, series=each.series, year=year, n=n))
        return found


class _Places:
    """Prefectures and their counties, some with more to do than others."""

    def __init__(self, directory: Directory, random: Random) -> None:
        self._counties: dict[str, list[str]] = {}
        for division in directory.divisions:
            if division.level == Level.PREFECTURE:
                self._counties.setdefault(division.code, [])
            elif division.level == Level.COUNTY and division.parent:
                self._counties.setdefault(division.parent, []).append(division.code)
        self._names = sorted(self._counties)
        self._weights = {name: random.uniform(1, 4) for name in self._names}
        self._known: dict[int, tuple[list[str], list[float]]] = {}

    def chosen(self, moves: Movable, random: Random) -> dict[str, str]:
        """Choose other prefectures and counties for those of a template, each for one."""
        found: dict[str, str] = dict(moves.fixed)
        for parent, counties in moves.places:
            names, weights = self._with(len(counties))
            name = random.choices(names, cum_weights=weights)[0]
            while name in found.values():
                name = random.choices(names, cum_weights=weights)[0]
            found[parent] = name
            if counties:
                chosen = random.sample(self._counties[name], len(counties))
                found.update(zip(counties, chosen, strict=True))
        return found

    def _with(self, counties: int) -> tuple[list[str], list[float]]:
        """List the prefectures that have so many counties, with their summed weights."""
        if counties not in self._known:
            names = [name for name in self._names if len(self._counties[name]) >= counties]
            weights = list(accumulate(self._weights[name] for name in names))
            self._known[counties] = names, weights
        return self._known[counties]


def moved(code: str, divisions: Mapping[str, str], systems: Mapping[str, str]) -> str:
    """Say which department stands for one of the template."""
    system = code[7:]
    return f"{divisions.get(code[:6], code[:6])}-{systems.get(system, system)}"
