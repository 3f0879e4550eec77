"""What of a template may be somewhere else: its divisions, and the systems of its departments."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from seeds.bench.templates import Template
from seeds.demo.accounts import roles_of

EVERYWHERE = {
    "natural-resources": 5,
    "water": 5,
    "agriculture": 4,
    "forestry": 3,
    "housing": 2,
    "transport": 2,
    "market-supervision": 2,
    "emergency": 2,
}
"""Systems with departments at all levels that send and receive, and how much they have to do."""
ABOVE_COUNTIES = {"urban-management": 2, "industry": 1, "health": 1, "development-reform": 1}
SENDERS = {"police": 2, "court": 1, "justice": 1}
"""Whose departments send, and are not asked to handle a clue."""
SENDERS_ABOVE_COUNTIES = {"supervision": 1}


@dataclass(frozen=True, slots=True)
class Movable:
    """What of a template is exchanged."""

    fixed: dict[str, str]
    places: list[tuple[str, list[str]]]
    """Prefectures with those of their counties that the template names."""
    systems: dict[str, tuple[list[str], list[int]]]
    """For each system the candidates and their summed weights."""


def movable(template: Template) -> Movable:
    """Look at all departments, people and places that a template names."""
    codes, divisions, roles = set(), set(), set()
    for kind, argument in template.slots:
        if kind in {"department", "code", "called"}:
            codes.add(argument)
        elif kind in {"user", "person"} and "." in argument:
            role, _, code = argument.partition(".")
            codes.add(code)
            roles.add((role, code[7:]))
        elif kind == "division":
            divisions.add(argument)
    divisions |= {code[:6] for code in codes}
    places: dict[str, list[str]] = {}
    fixed = {}
    for division in sorted(divisions):
        if division.endswith("0000"):
            fixed[division] = division
        elif division.endswith("00"):
            places.setdefault(division, [])
        else:
            places.setdefault(f"{division[:4]}00", []).append(division)
    systems = {}
    for system in sorted({code[7:] for code in codes} & EVERYWHERE.keys()):
        in_counties = any(code[7:] == system and code[4:6] != "00" for code in codes)
        wanted = {role for role, of in roles if of == system}
        candidates = _candidates(in_counties, receives=system in template.receiving)
        fitting = {name: n for name, n in candidates.items() if wanted <= set(roles_of(name))}
        systems[system] = list(fitting), list(accumulate(fitting.values()))
    return Movable(fixed=fixed, places=list(places.items()), systems=systems)


def _candidates(in_counties: bool, *, receives: bool) -> dict[str, int]:  # noqa: FBT001  # read at its one call
    found = dict(EVERYWHERE)
    if not in_counties:
        found |= ABOVE_COUNTIES
    if not receives:
        found |= SENDERS if in_counties else SENDERS | SENDERS_ABOVE_COUNTIES
    return found
