"""The states of a track as diagrams that a person can read: a diagram a stage of the case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from clue_transfer.machine import Machine
from clue_transfer.pages.introductions import Stage
from clue_transfer.pages.language import Language
from clue_transfer.vocabulary import Name, Party, Status, Verb

MOST_EDGES = 25
"""More arrows than this nobody follows: such a track is drawn by stages."""
# Beside the color the state names whose turn it is: a copy in black and white tells as much.
_COLORS: Mapping[Party, tuple[str, str, Name]] = {
    Party.SENDER: ("#dbeafe", "#1d4ed8", Name("蓝", "blue")),
    Party.RECEIVER: ("#dcfce7", "#15803d", Name("绿", "green")),
    Party.POLICE: ("#e0e7ff", "#3730a3", Name("靛", "indigo")),
    Party.PROCURATORATE: ("#fee2e2", "#b91c1c", Name("红", "red")),
    Party.SUPERIOR: ("#fef3c7", "#b45309", Name("黄", "yellow")),
    Party.ADDRESSEE: ("#ccfbf1", "#0f766e", Name("青", "teal")),
    Party.INTAKE: ("#fae8ff", "#86198f", Name("紫", "purple")),
    Party.DECIDER: ("#ffedd5", "#c2410c", Name("橙", "orange")),
    Party.ASKER: ("#dbeafe", "#1d4ed8", Name("蓝", "blue")),
}
_ENDED = ("#f1f5f9", "#64748b", Name("灰", "gray"))


def diagrams(machine: Machine, *, stages: Collection[Stage], language: Language) -> list[str]:
    """Draw a track: one diagram, or one a stage where there are stages."""
    parts = []
    for stage in stages or (Stage(Name("", ""), machine.statuses),):
        title = language.of(stage.name)
        parts += [f"### {title}\n"] if title else []
        parts.append(_diagram(machine, stage.sources, language=language))
    return [*parts, _legend(machine, language=language)]


def edges_of(
    machine: Machine, sources: Collection[Status]
) -> dict[tuple[Status, Status], list[Verb]]:
    """List the arrows that leave these statuses, each with its verbs."""
    found: dict[tuple[Status, Status], list[Verb]] = {}
    for row in machine.rows:
        if row.target is not None:
            for source in sorted(row.sources & frozenset(sources)):
                found.setdefault((source, row.target), []).append(row.verb)
    return found


def in_order(machine: Machine) -> list[Status]:
    """List the statuses as a case meets them: by the order of the steps."""
    found = [opening.status for opening in machine.openings.values()]
    for row in machine.rows:
        found += [] if row.target is None else [row.target]
    return list(dict.fromkeys([*found, *sorted(machine.statuses)]))


def _diagram(machine: Machine, sources: Collection[Status], *, language: Language) -> str:
    edges = edges_of(machine, sources)
    there = {status for edge in edges for status in edge} | _starts(machine, sources)
    drawn = [status for status in in_order(machine) if status in there]
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {status}: {_state(machine, status, language=language)}" for status in drawn]
    lines += [f"    [*] --> {status}" for status in sorted(_starts(machine, sources))]
    for (source, target), verbs in edges.items():
        names = " / ".join(language.on(verb, kind=machine.kind) for verb in verbs)
        lines.append(f"    {source} --> {target}: {names}")
    lines += [f"    {status} --> [*]" for status in drawn if status in machine.final]
    lines += _painted(machine, drawn)
    return "\n".join([*lines, "```", ""])


def _starts(machine: Machine, sources: Collection[Status]) -> set[Status]:
    starts = {opening.status for opening in machine.openings.values()}
    return starts & frozenset(sources)


def _state(machine: Machine, status: Status, *, language: Language) -> str:
    name = language.on(status, kind=machine.kind)
    if status in machine.final:
        whose = language.either("终结", "end")
    else:
        whose = language.of(machine.holders[status])
    return name + language.aside(whose)


def _painted(machine: Machine, drawn: Iterable[Status]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for status in drawn:
        whose = "ended" if status in machine.final else str(machine.holders[status])
        groups.setdefault(f"by_{whose}", []).append(status)
    lines = []
    for group, statuses in groups.items():
        party = group.removeprefix("by_")
        fill, stroke, _ = _ENDED if party == "ended" else _COLORS[Party(party)]
        lines.append(f"    classDef {group} fill:{fill},stroke:{stroke},color:#0f172a")
        lines.append(f"    class {','.join(statuses)} {group}")
    return lines


def _legend(machine: Machine, *, language: Language) -> str:
    parties = dict.fromkeys(machine.holders[each] for each in sorted(machine.holders))
    colors = [f"{language.of(_COLORS[each][2])} {language.of(each)}" for each in parties]
    colors.append(language.of(_ENDED[2]) + " " + language.either("已终结", "ended"))
    lead = language.either(
        "颜色和括号内的文字表示轮到谁办理：",
        "Colors, and the words in brackets, say whose turn it is: ",
    )
    return f"{lead}{language.joined(colors)}\n"
