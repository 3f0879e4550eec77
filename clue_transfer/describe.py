"""Write the tables out for people: workflows and events as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from clue_transfer.absence import WORK_RETURNED
from clue_transfer.machine import Machine, Start, Transition, who_could
from clue_transfer.succession import WORK_TAKEN_OVER
from clue_transfer.thresholds import HIT_FOUND
from clue_transfer.visibility import NEEDS_NAMED_PERSON
from clue_transfer.vocabulary import Verb, called

_HEADER = "<!-- 由 manage.py write_docs 生成，请勿手工修改 / generated, do not edit -->\n"
_PAGES = (
    "供法律工作者查对：[各流程的步骤与期限](tracks/zh/README.md) · "
    "For lawyers: [steps and clocks of each track](tracks/en/README.md)"
)


def workflows(machines: Iterable[Machine]) -> str:
    """Write `docs/workflows.md`: per track a diagram and a table of every verb."""
    parts = [_HEADER, "# 流程 / Workflows\n", f"{_PAGES}\n"]
    for machine in machines:
        parts += [
            f"## {machine.kind.label} / {machine.kind}\n",
            _diagram(machine),
            _openings(machine),
            "| 步骤 verb | 从 from | 到 to | 谁 who | 必填 needs | 条件 if | 期限 clocks |",
            "|---|---|---|---|---|---|---|",
            *(_row(row, kind=machine.kind) for row in machine.rows),
            "",
            _turns(machine),
        ]
    return "\n".join(parts)


def events(machines: Iterable[Machine]) -> str:
    """Write `docs/events.md`: every event, the step that causes it, who is told."""
    parts = [
        _HEADER,
        "# 事件 / Events\n",
        "| 事件 event | 步骤 verb | 告知 told |",
        "|---|---|---|",
    ]
    for machine in machines:
        names = {opening.event for opening in machine.openings.values()}
        taken = {row.event for row in machine.rows}
        parts += [f"| `{name}` | 开启 opening | |" for name in sorted(names - taken)]
        for row in sorted(machine.rows, key=lambda row: row.event):
            told = "、".join(sorted(party.label for party in row.tells))
            verb = called(row.verb, kind=machine.kind).label
            parts.append(f"| `{row.event}` | {verb} `{row.verb}` | {told} |")
    named = "、".join(verb.label for verb in (Verb.RAISE_LEVEL, Verb.RELEASE, Verb.SUCCEED))
    parts.append(f"| `{NEEDS_NAMED_PERSON}` | {named} | 有关单位负责人 |")
    parts.append(f"| `{WORK_RETURNED}` | {Verb.RELEASE.label} | 承办单位负责人 |")
    parts.append(f"| `{WORK_TAKEN_OVER}` | {Verb.SUCCEED.label} | 承继单位负责人 |")
    parts.append(f"| `{HIT_FOUND}` | 涉罪筛查命中 | 承办单位负责人、承办人 |")
    return "\n".join([*parts, ""])


def _diagram(machine: Machine) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [
        f"    {status}: {called(status, kind=machine.kind).label}"
        for status in sorted(machine.statuses)
    ]
    starts = {machine.initial, *(opening.status for opening in machine.openings.values())}
    lines += [f"    [*] --> {status}" for status in sorted(starts)]
    for row in machine.rows:
        if row.target is not None:
            lines += [
                f"    {source} --> {row.target}: {called(row.verb, kind=machine.kind).label}"
                for source in sorted(row.sources)
            ]
    lines += [f"    {status} --> [*]" for status in sorted(machine.final)]
    return "\n".join([*lines, "```", ""])


def _openings(machine: Machine) -> str:
    lines = []
    for variant, opening in machine.openings.items():
        who = "；".join(
            f"{grant.party.label}{'、'.join(sorted(role.label for role in grant.roles))}"
            for grant in opening.who
        )
        how = who or "、".join(f"`{step}`" for step in opening.by)
        clocks = "、".join(f"+{start.kind.label}" for start in opening.starts)
        name = f"（{variant}）" if variant else ""
        lines.append(f"- 开启{name}：{how} → {opening.status.label}；{clocks}")
    return "\n".join([*lines, ""])


def _row(row: Transition, *, kind: str) -> str:
    sources = "、".join(sorted(called(status, kind=kind).label for status in row.sources))
    target = called(row.target, kind=kind).label if row.target is not None else "不变 ="
    cells = (
        f"{called(row.verb, kind=kind).label} `{row.verb}`",
        sources,
        target,
        who_could(row),
        "、".join(f"`{name}`" for name in row.needs),
        "；".join(_conditions(row)),
        " ".join(_clocks(row)),
    )
    return "| " + " | ".join(cells) + " |"


def _conditions(row: Transition) -> list[str]:
    found = [f"须：{fact.label}" for fact in row.requires]
    found += [f"不得：{fact.label}" for fact in row.forbids]
    found += [f"须先“{verb.label}”{f'{times}次' if times > 1 else ''}" for verb, times in row.after]
    found += [f"不得与“{verb.label}”为同一人" for verb in row.not_same_person_as]
    if row.not_the_handler is not None:
        when = "、".join(fact.label for fact in row.not_the_handler)
        found.append(f"不得由承办人本人办理{f'（{when}）' if when else ''}")
    if row.at_most is not None:
        found.append(f"至多{row.at_most}次")
    if row.document is not None:
        found.append(f"文书：{row.document.label}")
    if row.note:
        found.append(row.note)
    return found


def _clocks(row: Transition) -> list[str]:
    found = [f"-{kind.label}" for kind in row.stops]
    if row.stops_all:
        found.append("-全部")
    found += [f"+{_started(start)}" for start in row.starts]
    found += [f"*{_started(start)}" for start in row.restarts]
    found += [f"~{kind.label}" for kind in row.suspends]
    found += [f"^{kind.label}" for kind in row.resumes]
    found += [f"+{start.kind.label}（线索）" for start in row.parent_starts]
    return found


def _started(start: Start) -> str:
    if start.when is None and start.unless is None:
        return start.kind.label
    fact = start.when.label if start.when else f"非{start.unless.label if start.unless else ''}"
    return f"{start.kind.label}（{fact}）"


def _turns(machine: Machine) -> str:
    lines = ["| 状态 status | 承办 holder | 待办 turn |", "|---|---|---|"]
    for status in sorted(machine.statuses - machine.final):
        turns = [
            f"{turn.party.label}“{called(turn.verb, kind=machine.kind).label}”"
            + (f"（{turn.deadline.label}）" if turn.deadline else "")
            for turn in machine.turns.get(status, ())
        ]
        reasons = (machine.no_turn_because, machine.no_clock_because)
        turns += [reason[status] for reason in reasons if status in reason]
        holder = machine.holders[status].label
        label = called(status, kind=machine.kind).label
        lines.append(f"| {label} `{status}` | {holder} | {'；'.join(turns)} |")
    return "\n".join([*lines, ""])
