"""The 1,518 departments: made by the naming rules of their systems, and the exceptions."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from apps.organizations.models import Department, pinyin_key
from seeds.divisions import division_rows
from seeds.loader import Loaded

_REFERENCE = Path(__file__).parent / "reference"
_PROVINCE_ITSELF = "省"


@dataclass(frozen=True, slots=True)
class Planned:
    """A department as the seeds want it, its relations by code."""

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    system: str
    division: str
    superior: str | None
    police: str
    procuratorate: str


def planned_departments() -> list[Planned]:
    """Name every department that a system has at a level."""
    systems = tomllib.loads((_REFERENCE / "systems.toml").read_text(encoding="utf-8"))["system"]
    with (_REFERENCE / "department_exceptions.csv").open(encoding="utf-8", newline="") as lines:
        exceptions = {row["code"]: row for row in csv.DictReader(lines)}
    divisions = {row["code"]: row for row in division_rows()}
    return [
        _planned(system, division, divisions.get(division["parent"]), exceptions)
        for division in divisions.values()
        for system in systems
        if division["level"] in system
    ]


def load_departments() -> Loaded:
    """Add the departments that are missing, in one insert."""
    ids = dict(Department.objects.values_list("code", "id"))
    present = len(ids)
    missing = [planned for planned in planned_departments() if planned.code not in ids]
    ids |= zip((planned.code for planned in missing), _new_ids(len(missing)), strict=True)
    Department.objects.bulk_create(
        [
            Department(
                id=ids[planned.code],
                code=planned.code,
                name=planned.name,
                short_name=planned.short_name,
                aliases=list(planned.aliases),
                system=planned.system,
                division_id=planned.division,
                superior_id=ids[planned.superior] if planned.superior else None,
                counterpart_police_id=ids[planned.police],
                counterpart_procuratorate_id=ids[planned.procuratorate],
                pinyin=pinyin_key(planned.name),
            )
            for planned in missing
        ]
    )
    return Loaded("部门", added=len(missing), present=present)


def _planned(
    system: dict[str, Any],
    division: dict[str, str],
    above: dict[str, str] | None,
    exceptions: dict[str, dict[str, str]],
) -> Planned:
    """Name one department by its system's rule, unless it is an exception."""
    code = f"{division['code']}-{system['code']}"
    exception = exceptions.get(code, {"name": "", "short_name": "", "aliases": ""})
    words = {
        "name": division["name"],
        "short": division["short_name"],
        "stem": division["stem"],
        "above": above["name"] if above else "",
        "above_short": above["short_name"] if above else "",
    }
    pattern = system[division["level"]]
    if division["level"] == "county" and division["name"].endswith("区"):
        pattern = system.get("district", pattern)
    by_rule = pattern.format(**words)
    name = exception["name"] or by_rule
    short_name = f"{division['abbreviation']}{system['abbreviation']}"
    return Planned(
        code=code,
        name=name,
        short_name=exception["short_name"] or short_name,
        aliases=tuple(
            alias
            for alias in dict.fromkeys(
                [by_rule, *_aliases(system, pattern, division["level"], words)]
                + [alias for alias in exception["aliases"].split(";") if alias]
            )
            if alias != name
        ),
        system=system["code"],
        division=division["code"],
        superior=_superior(system["code"], division),
        police=f"{division['code']}-police",
        procuratorate=f"{division['code']}-procuratorate",
    )


def _aliases(system: dict[str, Any], pattern: str, level: str, words: dict[str, str]) -> list[str]:
    """Spell the other names under which lists and letters know the department."""
    patterns = [
        pattern.replace("{name}", "{any}"),
        *system["aliases"],
        *system.get(f"{level}_aliases", []),
    ]
    forms = [
        words["name"],
        words["short"],
        words["stem"],
        *([_PROVINCE_ITSELF] if level == "province" else []),
    ]
    return [each.format(**words, any=form) for each in patterns for form in forms]


def _superior(system: str, division: dict[str, str]) -> str | None:
    """Name the department above: the same system one level up, for the province its government."""
    if division["parent"]:
        return f"{division['parent']}-{system}"
    return None if system == "government" else f"{division['code']}-government"


def _new_ids(count: int) -> list[int]:
    """Reserve keys, so that departments can refer to each other in the insert that makes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('organizations_department', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]
