"""The directory: an unchangeable snapshot of the organizations, read again when they change."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection

from apps.common.prepared import Prepared
from apps.organizations.models import (
    CalendarNotice,
    CalendarYear,
    Department,
    Division,
    ReferenceStamp,
)
from clue_transfer.calendars import WorkCalendar
from clue_transfer.divisions import short_names
from clue_transfer.vocabulary import Level, System

_PREFECTURE_ITSELF = frozenset({"市本级", "州本级", "本级", "市直", "州直", "市辖区"})
_PROVINCE_ITSELF = frozenset({"省本级", "省直", "省"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryDivision:
    """A division as the directory knows it; the code is its key."""

    code: str
    name: str
    short_name: str
    stem: str
    level: Level
    parent: str | None
    pinyin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryDepartment:
    """A department as the directory knows it; relations are keys."""

    id: int
    code: str
    name: str
    short_name: str
    system: System
    division: str
    superior: int | None
    counterpart_police: int | None
    counterpart_procuratorate: int | None
    pinyin: str
    active: bool
    successor: int | None
    aliases: tuple[str, ...] = field(repr=False)


class Directory:
    """Divisions, departments and the calendar at one stamp; nothing here asks the database."""

    def __init__(
        self,
        stamp: int,
        *,
        divisions: Iterable[DirectoryDivision],
        departments: Iterable[DirectoryDepartment],
        calendar: WorkCalendar,
    ) -> None:
        self.stamp = stamp
        self.calendar = calendar
        self._divisions = {division.code: division for division in divisions}
        self._departments = {department.id: department for department in departments}
        self._by_code = {department.code: department for department in departments}
        self._procuratorates: dict[frozenset[str], tuple[int, ...]] = {}

    @property
    def divisions(self) -> tuple[DirectoryDivision, ...]:
        """Every division, by code."""
        return tuple(self._divisions.values())

    @property
    def departments(self) -> tuple[DirectoryDepartment, ...]:
        """Every department, by code."""
        return tuple(self._by_code.values())

    def department(self, code: str) -> DirectoryDepartment | None:
        """Find a department by its code."""
        return self._by_code.get(code)

    def by_id(self, department_id: int) -> DirectoryDepartment:
        """Return the department of a key that the database holds."""
        return self._departments[department_id]

    def division(self, code: str) -> DirectoryDivision | None:
        """Find a division by its code."""
        return self._divisions.get(code)

    def division_chain(self, code: str) -> tuple[str, ...]:
        """List the division and those above it, the lowest first."""
        chain = []
        at: str | None = code
        while at is not None:
            chain.append(at)
            at = self._divisions[at].parent
        return tuple(chain)

    def superior_chain(self, department_id: int) -> tuple[int, ...]:
        """List the department's superiors, the direct one first; itself is not among them."""
        chain: list[int] = []
        at = self._departments[department_id].superior
        while at is not None and at not in chain:
            chain.append(at)
            at = self._departments[at].superior
        return tuple(chain)

    def common_superior(self, first: int, second: int) -> int | None:
        """Who decides between two departments, if anybody in the province stands above both.

        Of one system: their lowest common superior. Of different systems: the people's
        government of the lowest division above both, where a county's ecology branch belongs to
        its city. Nobody decides in their own dispute.
        """
        one, other = self._departments[first], self._departments[second]
        if one.system == other.system:
            above = set(self.superior_chain(second))
            return next((each for each in self.superior_chain(first) if each in above), None)
        around = set(self.division_chain(self._seat(other)))
        for code in self.division_chain(self._seat(one)):
            government = self._office(code, System.GOVERNMENT)
            if code in around and government and government.id not in (first, second):
                return government.id
        return None

    def coordinator_departments(self, department_id: int) -> tuple[int, ...]:
        """Where to look for the coordinator of what the department holds, in this order.

        The direct superior, the joint office of its division, the province's joint office.
        """
        superior = self._departments[department_id].superior
        places = self.joint_offices(department_id)
        return places if superior is None else tuple(dict.fromkeys((superior, *places)))

    def joint_offices(self, department_id: int) -> tuple[int, ...]:
        """List the joint office of the department's division and that of the province."""
        chain = self.division_chain(self._departments[department_id].division)
        offices = (self._office(code, System.JOINT_OFFICE) for code in (chain[0], chain[-1]))
        return tuple(dict.fromkeys(office.id for office in offices if office))

    def procuratorates(self, divisions: frozenset[str]) -> tuple[int, ...]:
        """List the procuratorates whose jurisdiction holds one of the divisions, by key."""
        known = self._procuratorates.get(divisions)
        if known is None:
            chains = {code for division in divisions for code in self.division_chain(division)}
            offices = (self._office(code, System.PROCURATORATE) for code in chains)
            known = tuple(sorted({office.id for office in offices if office}))
            self._procuratorates[divisions] = known
        return known

    def find_division(self, prefecture: str = "", county: str = "") -> DirectoryDivision | None:
        """Find a division by what a list says under 市(州) and 县(区); None if not exactly one."""
        above, below = _plain(prefecture), _plain(county)
        if above in _PROVINCE_ITSELF or above in self._province_names:
            if not below or below in _PROVINCE_ITSELF:
                return self._province
            above = ""
        if not above:
            return self._county_named(below, None) or self._city_itself(below)
        city = self._prefecture_named(above)
        if city is None:
            return None if below else self._county_named(above, None)
        if not below or below in _PREFECTURE_ITSELF:
            return city
        itself = self._city_itself(below)
        return self._county_named(below, city) or (itself if itself == city else None)

    def find_receiver(self, text: str, *, near: str | None = None) -> DirectoryDepartment | None:
        """Find a department by any name under which lists know it; None if not exactly one.

        `near` is the code of a division: it completes a bare name such as 水务局.
        """
        plain = _plain(text)
        if not plain:
            return None
        for candidate, inside in self._readings(plain):
            found = self._department_named(candidate, inside)
            if found is not None:
                return found
        if near not in self._divisions:
            return None
        names = self._completed(plain, near)
        return next((found for name in names if (found := self._department_named(name))), None)

    def _seat(self, department: DirectoryDepartment) -> str:
        """Find the division whose government stands over the department."""
        division = self._divisions[department.division]
        if department.system == System.ECOLOGY and division.level == Level.COUNTY:
            return division.parent or division.code
        return division.code

    @cached_property
    def _province(self) -> DirectoryDivision | None:
        """The province."""
        return next((each for each in self.divisions if each.level == Level.PROVINCE), None)

    @cached_property
    def _province_names(self) -> tuple[str, ...]:
        """What the province is called, the longest first."""
        if self._province is None:
            return ()
        return (self._province.name, self._province.stem)

    @cached_property
    def _prefectures(self) -> Mapping[str, frozenset[str]]:
        """Codes of prefectures by what they are called."""
        return _index(
            (name, each.code)
            for each in self.divisions
            if each.level == Level.PREFECTURE
            for name in (each.short_name, each.stem, *short_names(each.name))
        )

    @cached_property
    def _counties(self) -> Mapping[str, frozenset[str]]:
        """Codes of counties by what they are called; a bare stem may mean several."""
        return _index(
            (name, each.code)
            for each in self.divisions
            if each.level == Level.COUNTY
            for name in (each.short_name, each.stem, *short_names(each.name))
        )

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """Codes of departments by every name, alias, short name and code."""
        return _index(
            (_plain(name), live.code)
            for each in self.departments
            if (live := self._live(each))
            for name in (each.name, each.code, each.short_name, *each.aliases)
        )

    def _completed(self, plain: str, near: str) -> Iterable[str]:
        """Spell the full names that a bare one may stand for: 水务局, 县水务局 or 市生态环境局."""
        yield self._divisions[near].name + plain
        for code in self.division_chain(near):
            short_name = self._divisions[code].short_name
            if plain.startswith(short_name[-1]):
                yield short_name[:-1] + plain

    def in_place_of(self, department_id: int) -> int | None:
        """Return the department itself while it is in service, else who has taken its place."""
        live = self._live(self._departments[department_id])
        return None if live is None else live.id

    def _office(self, division: str, system: System) -> DirectoryDepartment | None:
        """Find the one department of such a system in a division, or who has taken its place."""
        office = self._by_code.get(f"{division}-{system}")
        return None if office is None else self._live(office)

    def _live(self, department: DirectoryDepartment) -> DirectoryDepartment | None:
        """Return the department, or who has taken its place."""
        seen = set()
        while not department.active:
            seen.add(department.id)
            if department.successor is None or department.successor in seen:
                return None
            department = self._departments[department.successor]
        return department

    def _department_named(
        self, plain: str, inside: str | None = None
    ) -> DirectoryDepartment | None:
        """Find the one department of a name, within a prefecture if one is given."""
        codes = [
            code
            for code in self._names.get(plain, frozenset())
            if inside is None or inside in self.division_chain(self._by_code[code].division)
        ]
        return self._by_code[codes[0]] if len(codes) == 1 else None

    def _prefecture_named(self, plain: str) -> DirectoryDivision | None:
        """Find the one prefecture of a name, with or without the province before it."""
        codes = self._prefectures.get(_without(plain, self._province_names), frozenset())
        return self._divisions[next(iter(codes))] if len(codes) == 1 else None

    def _city_itself(self, plain: str) -> DirectoryDivision | None:
        """Find the prefecture, if its name is written out: 临夏 alone may be 临夏市 or 临夏县."""
        city = self._prefecture_named(plain)
        return city if city and plain.endswith((city.name, city.short_name)) else None

    def _county_named(self, plain: str, city: DirectoryDivision | None) -> DirectoryDivision | None:
        """Find the one county of a name, within a city if one is given or written before it."""
        text = _without(plain, self._province_names)
        readings = [(text, city)]
        for name, codes in self._prefectures.items():
            if text.startswith(name) and len(text) > len(name) and len(codes) == 1:
                readings.append((text.removeprefix(name), self._divisions[next(iter(codes))]))
        for reading, within in readings:
            codes = frozenset(
                code
                for code in self._counties.get(reading, frozenset())
                if (within is None or self._divisions[code].parent == within.code)
                and (city is None or self._divisions[code].parent == city.code)
            )
            if len(codes) == 1:
                return self._divisions[next(iter(codes))]
        return None

    def _readings(self, plain: str) -> Iterable[tuple[str, str | None]]:
        """Read the text as it is, and without the province or the prefecture written before it."""
        yield plain, None
        text = _without(plain, self._province_names)
        if text != plain:
            yield text, None
        for name, codes in self._prefectures.items():
            if text.startswith(name):
                for code in codes:
                    yield text.removeprefix(name), code


def stamp() -> int:
    """Read the number of the present state of all reference data; one query."""
    return next(iter(_STAMP.read()), 0)


_STAMP = Prepared(lambda: ReferenceStamp.objects.values_list("version", flat=True))


def directory(at: int) -> Directory:
    """Return the directory at a stamp, read from the database once a stamp and process."""
    return _directory(connection.settings_dict["NAME"], at)


@lru_cache(maxsize=4)
def _directory(database: str, at: int) -> Directory:  # noqa: ARG001 - part of the cache's key
    """Read the directory, what refers before what is referred to, so that nothing dangles."""
    departments = [
        _department(row)
        for row in Department.objects.order_by("code").values(
            *("id", "code", "name", "short_name", "aliases", "system", "pinyin", "active"),
            *("division", "superior", "successor"),
            *("counterpart_police", "counterpart_procuratorate"),
        )
    ]
    divisions = [
        _division(row)
        for row in Division.objects.order_by("code").values(
            "code", "name", "short_name", "stem", "level", "parent", "pinyin"
        )
    ]
    return Directory(at, divisions=divisions, departments=departments, calendar=calendar_with(()))


def _department(row: Mapping[str, Any]) -> DirectoryDepartment:
    """Make an entry of a row of the table."""
    given = {"system": System(row["system"]), "aliases": tuple(row["aliases"])}
    return DirectoryDepartment(**{**row, **given})


def _division(row: Mapping[str, Any]) -> DirectoryDivision:
    """Make an entry of a row of the table."""
    return DirectoryDivision(**{**row, "level": Level(row["level"])})


def calendar_with(foreseen: Iterable[CalendarYear]) -> WorkCalendar:
    """Give the calendar as it would be with these years, which need not be stored."""
    years = {row.year: row for row in (*CalendarYear.objects.all(), *foreseen)}
    return _work_calendar([years[year] for year in sorted(years)])


def calendars_at(versions: Iterable[int]) -> dict[int, WorkCalendar]:
    """Give the calendar as it was at some of its versions, those that were kept; one query."""
    rows = list(CalendarNotice.objects.order_by("year", "version"))
    found = {}
    for version in versions:
        years = {row.year: row for row in rows if row.calendar_version <= version}
        calendar = _work_calendar(years.values())
        if calendar.version == version:
            found[version] = calendar
    return found


def _work_calendar(years: Iterable[CalendarYear | CalendarNotice]) -> WorkCalendar:
    """Join the announced years to one calendar; it is known through the last year without a gap."""
    years = list(years)
    known = [each.year for each in years if each.known]
    unbroken = [year for place, year in enumerate(known) if year == known[0] + place]
    return WorkCalendar(
        holidays=frozenset(day for each in years for day in each.holidays),
        makeup_workdays=frozenset(day for each in years for day in each.makeup_workdays),
        known_from=date(unbroken[0], 1, 1) if unbroken else date.max,
        known_through=date(unbroken[-1], 12, 31) if unbroken else date.min,
        version=sum(each.version for each in years),
    )


def _plain(text: str) -> str:
    """Strip a name of width, spaces and punctuation around it."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(folded.split()).strip("。,;:、.()（）\"'“”《》")


def _without(plain: str, names: Iterable[str]) -> str:
    """Return the text without the first name that it begins with, unless nothing would stay."""
    for name in names:
        if plain.startswith(name) and len(plain) > len(name):
            return plain.removeprefix(name)
    return plain


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """Collect the codes of each name."""
    found: dict[str, set[str]] = {}
    for name, code in pairs:
        found.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
