"""The pages themselves: one a track and an index, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clue_transfer.machine import Machine
from clue_transfer.pages.clock_table import Clock, clocks, started_clocks
from clue_transfer.pages.diagram import diagrams, in_order
from clue_transfer.pages.introductions import INTRODUCTIONS
from clue_transfer.pages.language import Language
from clue_transfer.pages.legend import legend
from clue_transfer.pages.step_table import openings, steps
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows.common import VERBS

_HEADER = "<!-- 由 manage.py write_docs 生成，请勿手工修改 / generated, do not edit -->\n"


def track_pages(
    machines: Iterable[Machine], *, rules: Sequence[Clock], languages: Iterable[Language]
) -> dict[str, str]:
    """Write `docs/tracks`: file name below it → text. `Untranslated` where English is missing."""
    tables = list(machines)
    files = {}
    for language in languages:
        folder = language.code
        files[f"{folder}/README.md"] = _index(tables, rules=rules, language=language)
        for machine in tables:
            files[f"{folder}/{machine.kind}.md"] = _page(machine, rules=rules, language=language)
    return files


def _page(machine: Machine, *, rules: Sequence[Clock], language: Language) -> str:
    introduction = INTRODUCTIONS[machine.kind]
    links = (
        f"[{language.either('全部流程', 'All tracks')}](README.md)",
        _in_the_other(f"{machine.kind}.md", language=language),
    )
    parts = [
        _HEADER,
        f"# {title(machine.kind, language=language)}\n",
        " · ".join(links) + "\n",
        f"{language.of(introduction.text)}\n",
        *openings(machine, language=language),
        language.either("## 状态图\n", "## The states\n"),
        *diagrams(machine, stages=introduction.stages, language=language),
        *_turns(machine, language=language),
        *steps(machine, language=language),
        *clocks(machine, rules=rules, language=language),
        *legend(language),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def title(kind: Kind, *, language: Language) -> str:
    """Name a track as a heading."""
    name = language.of(kind)
    return name[:1].upper() + name[1:]


def _index(machines: Sequence[Machine], *, rules: Sequence[Clock], language: Language) -> str:
    links = (
        _in_the_other("README.md", language=language),
        f"[{language.either('行刑衔接', 'The two laws')}](../../two-laws.md)",
        f"[{language.either('法律与限度', 'Law and limits')}](../../law-and-limits.md)",
    )
    head = language.either(
        "| 流程 | 用途与依据 | 状态 | 自有步骤 | 期限 |",
        "| Track | What for, and on which text | States | Steps of its own | Clocks |",
    )
    lines = []
    for machine in machines:
        kind = machine.kind
        own = sum(row.verb not in VERBS for row in machine.rows)
        count = len(started_clocks(machine, rules=rules))
        text = language.of(INTRODUCTIONS[kind].text)
        link = f"[{title(kind, language=language)}]({kind}.md)"
        lines.append(f"| {link} | {text} | {len(machine.statuses)} | {own} | {count} |")
    parts = [
        _HEADER,
        language.either("# 各流程：步骤与期限\n", "# The tracks: steps and clocks\n"),
        " · ".join(links) + "\n",
        head,
        "|---|---|---|---|---|",
        *lines,
        "",
        *legend(language),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _in_the_other(name: str, *, language: Language) -> str:
    """Link to the same page in the other language."""
    return language.either(f"[In English](../en/{name})", f"[In Chinese](../zh/{name})")


def _turns(machine: Machine, *, language: Language) -> list[str]:
    head = language.either(
        "| 状态 | 承办 | 轮到谁、办什么 |", "| State | Holder | Whose turn, and for what |"
    )
    lines = [head, "|---|---|---|"]
    kind = machine.kind
    for status in in_order(machine):
        if status in machine.final:
            continue
        turns = [
            f"{language.of(turn.party)} "
            + language.quoted(language.on(turn.verb, kind=kind))
            + language.aside(language.of(turn.deadline) if turn.deadline else "")
            for turn in machine.turns.get(status, ())
        ]
        for reasons in (machine.no_turn_because, machine.no_clock_because):
            turns += [language.text(reasons[status])] if status in reasons else []
        holder = language.of(machine.holders[status])
        name = language.on(status, kind=kind)
        lines.append(f"| {name} `{status}` | {holder} | {language.joined(turns)} |")
    return [*lines, ""]
