"""The clocks of a track as a table: every number beside its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clue_transfer.deadlines import DeadlineRule, limit_of, unit_of
from clue_transfer.machine import Machine, Start
from clue_transfer.pages.counted import counted, length
from clue_transfer.pages.language import Language
from clue_transfer.vocabulary import (
    DeadlineKind,
    Given,
    Kind,
    Name,
    RuleSource,
    SuspensionCause,
    System,
    Urgency,
    Verb,
    Word,
    called,
)
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.crime_referral import REFERRING_SYSTEMS

_OTHERS = REFERRING_SYSTEMS - {System.ECOLOGY}
_CAUSES: Mapping[str, Word | Name] = {
    **{cause.value: cause for cause in SuspensionCause},
    "penalty_suspended": Name("处罚决定期限中止", "the penalty clock stands still"),
    "assessment": Name("评估", "assessment"),
    "audit": Name("审计", "audit"),
    "testing": Name("检测", "testing"),
    "inspection": Name("检验", "inspection"),
    "translation": Name("翻译", "translation"),
    "reconsideration": Name("复议、复核", "reconsideration and review"),
    "appeal": Name("申诉", "petition against the decision"),
    "private_prosecution": Name("自诉", "private prosecution"),
    "consult_other_area": Name("征询异地检察机关意见", "asking another procuratorate"),
}
"""Causes that people give, and those that other clocks or expert work bring with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A rule of time as the page tells it: the limit, and its words."""

    rule: DeadlineRule
    label: str
    trigger: str
    actor: str
    consequence: str = ""
    note: str = ""
    systems: frozenset[System] = frozenset()
    named_only: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """By what a clock starts: a step or an opening, on which terms, in which track it runs."""

    by: str
    start: Start
    track: Kind
    again: bool = False


def clocks(machine: Machine, *, rules: Sequence[Clock], language: Language) -> list[str]:
    """Write the table of every clock that the track's steps start."""
    head = language.either(
        "| 期限 | 从何时起算 | 谁须办理 | 多长 | 怎样计算 "
        "| 延长与中止 | 逾期后果与说明 | 依据 | 可信度 | 来源 |",
        "| Clock | What starts it | Who must act | How long | How counted "
        "| Extension, standing still | When missed, notes | Article | Confidence | Source |",
    )
    lines = [
        _row(clock, started, machine=machine, language=language)
        for clock, started in started_clocks(machine, rules=rules)
    ]
    title = language.either("## 期限\n", "## Clocks\n")
    none = language.either("本流程不起算期限。", "No step of this track starts a clock.")
    table = [head, "|---|---|---|---|---|---|---|---|---|---|", *lines]
    return [title, *(table if lines else [none]), ""]


def started_clocks(
    machine: Machine, *, rules: Iterable[Clock]
) -> list[tuple[Clock, list[Started]]]:
    """Find every rule under which a step or an opening of the track starts a clock."""
    found: dict[str, tuple[Clock, list[Started]]] = {}
    known = sorted(rules, key=lambda clock: clock.rule.code)
    for started in _starts(machine):
        start = started.start
        for clock in known:
            by_kind = clock.rule.kind is start.kind and not clock.named_only
            if clock.rule.code == start.rule or (not start.rule and by_kind):
                found.setdefault(clock.rule.code, (clock, []))[1].append(started)
    return list(found.values())


def _starts(machine: Machine) -> Iterator[Started]:
    kind = machine.kind
    for opening in machine.openings.values():
        for start in opening.starts:
            yield Started("", start, kind)
    for row in machine.rows:
        for start in row.starts:
            yield Started(row.verb, start, kind)
        for start in row.restarts:
            yield Started(row.verb, start, kind, again=True)
        for start in row.parent_starts:
            yield Started(row.verb, start, Kind.CLUE)


def _row(clock: Clock, started: Sequence[Started], *, machine: Machine, language: Language) -> str:
    rule = clock.rule
    cells = (
        _name(clock, language=language),
        _from(clock, started, machine=machine, language=language),
        _who(clock, started, language=language),
        _limit(rule, language=language),
        counted(rule, language=language),
        language.joined(
            [_extension(rule, language=language), _still(rule, machine=machine, language=language)]
        ),
        _missed(clock, language=language),
        language.citation(rule.citation),
        _sure(rule, language=language),
        f"`{rule.source}` {language.of(rule.source)}",
    )
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


def _sure(rule: DeadlineRule, *, language: Language) -> str:
    """Say how sure the article is; a default that is modeled on none has nothing to be sure of."""
    if rule.source is RuleSource.DEFAULT and "第" not in rule.citation:
        return ""
    return f"`{rule.confidence}` {language.of(rule.confidence)}"


def _name(clock: Clock, *, language: Language) -> str:
    kinds = {kind.label: kind for kind in DeadlineKind}
    same = kinds.get(clock.label)
    label = language.of(same) if same is not None else language.text(clock.label)
    parts = [f"`{clock.rule.code}`", language.of(clock.rule.nature)]
    if clock.systems:
        parts.append(_systems(clock.systems, language=language))
    return label + language.aside(language.listed(parts))


def _systems(systems: frozenset[System], *, language: Language) -> str:
    if systems == _OTHERS:
        return language.either("生态环境以外的行政执法部门", "enforcing departments but ecology")
    only = language.either("仅", "only ")
    return only + language.listed(language.of(each) for each in sorted(systems))


def _from(clock: Clock, started: Sequence[Started], *, machine: Machine, language: Language) -> str:
    ways = [_way(each, machine=machine, language=language) for each in started]
    parts = [language.text(clock.trigger), *dict.fromkeys(ways)]
    ends = _ends(clock.rule.kind, kinds={each.track for each in started}, language=language)
    if ends:
        parts.append(language.either("止于", "ends with ") + ends)
    return language.joined(parts)


def _way(started: Started, *, machine: Machine, language: Language) -> str:
    start = started.start
    if started.by:
        name = language.on(Verb(started.by), kind=machine.kind)
        by = f"{language.quoted(name)} `{started.by}`"
    else:
        by = language.either("登记之时", "at the opening")
    terms = []
    if started.again:
        terms.append(language.either("重新起算", "anew"))
    if start.when is not None:
        terms.append(language.either("限于：", "if ") + language.fact(start.when))
    if start.unless is not None:
        terms.append(language.either("除非：", "unless ") + language.fact(start.unless))
    if start.since is not None:
        since = language.quoted(language.on(start.since, kind=machine.kind))
        terms.append(language.either(f"自{since}起算", f"counted from {since}"))
    if start.counts_from:
        moment = language.of(Given(start.counts_from))
        terms.append(language.either(f"自{moment}起算", f"counted from: {moment}"))
    if started.track is not machine.kind:
        track = language.of(started.track)
        terms.append(language.either(f"在{track}上计时", f"it runs on the {track}"))
    return by + language.aside(language.listed(terms))


def _ends(kind: DeadlineKind, *, kinds: set[Kind], language: Language) -> str:
    names = [
        language.quoted(language.on(row.verb, kind=track))
        for track in sorted(kinds)
        for row in MACHINES[track].rows
        if kind in row.stops or row.stops_all
    ]
    return language.listed(dict.fromkeys(names))


def _who(clock: Clock, started: Sequence[Started], *, language: Language) -> str:
    parties = dict.fromkeys(language.of(each.start.on) for each in started)
    actor = language.text(clock.actor)
    return language.listed(parties) + language.aside("" if actor in parties else actor)


def _limit(rule: DeadlineRule, *, language: Language) -> str:
    usual = length(limit_of(rule), unit_of(rule), language=language)
    parts = [f"**{usual}**"]
    for urgency in (Urgency.URGENT, Urgency.EMERGENCY):
        hastened = length(
            limit_of(rule, urgency=urgency), unit_of(rule, urgency=urgency), language=language
        )
        if hastened != usual:
            parts.append(f"{language.of(urgency)} {hastened}")
    return language.joined(parts)


def _extension(rule: DeadlineRule, *, language: Language) -> str:
    if not rule.extension_limits:
        return language.either("不得延长", "no extension")
    unit = unit_of(rule)
    rounds = language.either("，再", ", then ").join(
        length(limit, unit, language=language) for limit in rule.extension_limits
    )
    return language.either(f"可延长，至多{rounds}", f"may be extended, at most {rounds}")


def _still(rule: DeadlineRule, *, machine: Machine, language: Language) -> str:
    causes = sorted(rule.suspension_causes)
    names = [language.of(_cause(cause, kind=machine.kind)) for cause in causes]
    if not names:
        return language.either("不中止", "never stands still")
    return language.either("中止：", "stands still for: ") + language.listed(names)


def _cause(cause: str, *, kind: Kind) -> Word | Name:
    if cause in _CAUSES:
        return _CAUSES[cause]
    return called(Verb(cause), kind=kind)


def _missed(clock: Clock, *, language: Language) -> str:
    parts = [language.text(clock.consequence)]
    if clock.rule.on_expiry is not None:
        verb = clock.rule.on_expiry
        parts.append(
            language.either("期满由系统办理", "at its end the system takes ")
            + language.quoted(language.of(verb))
        )
    parts.append(language.text(clock.note))
    return language.joined(part.removesuffix("。").removesuffix(".") for part in parts)
