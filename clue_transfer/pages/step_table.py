"""The steps of a track as a table: who may, from where to where, with what, and what follows."""

from __future__ import annotations

from collections.abc import Iterable

from clue_transfer.machine import Grant, Machine, Opening, Transition
from clue_transfer.offices import same_office
from clue_transfer.pages.language import Language
from clue_transfer.vocabulary import Kind, Party, Role, Verb, called
from clue_transfer.workflows.common import VERBS


def openings(machine: Machine, *, language: Language) -> list[str]:
    """Say who opens a matter of the track, or which step of another one does."""
    title = language.either("## 怎样开始\n", "## How it begins\n")
    return [title, *(_opening(machine, name, language=language) for name in machine.openings), ""]


def steps(machine: Machine, *, language: Language) -> list[str]:
    """Write the table of the track's own steps, and the one of those that every track has."""
    own = [row for row in machine.rows if row.verb not in VERBS]
    common = [row for row in machine.rows if row.verb in VERBS]
    return [
        language.either("## 步骤\n", "## Steps\n"),
        *_table(own, machine=machine, language=language),
        language.either("### 各类事项共有的步骤\n", "### Steps that every track has\n"),
        *_table(common, machine=machine, language=language),
    ]


def who(grants: Iterable[Grant], *, language: Language) -> str:
    """Name who may, in words; who holds the same office elsewhere goes without saying."""
    return language.joined(_grant(grant, language=language) for grant in grants)


def step(verb: Verb, *, kind: Kind, language: Language) -> str:
    """Name a step: its word in Chinese, in English on an English page, and in the API."""
    names = called(verb, kind=kind)
    words = [names.label] if language.chinese else [names.english, names.label]
    return " · ".join([*words, f"`{verb}`"])


def from_step(name: str, *, language: Language) -> str:
    """Name a step of another track, as `clue.approve`."""
    kind, _, verb = name.partition(".")
    track = language.of(Kind(kind))
    return f"{track}{language.quoted(language.on(Verb(verb), kind=kind))} `{name}`"


def _grant(grant: Grant, *, language: Language) -> str:
    roles = sorted(grant.roles - _implied(grant.roles))
    party = language.of(grant.party)
    if not roles:
        return party
    names = language.listed(language.of(role) for role in roles)
    return party + language.either(f"的{names}", f": {names}")


def _implied(roles: frozenset[Role]) -> frozenset[Role]:
    found: frozenset[Role] = frozenset()
    for role in (Role.LEAD, Role.HEAD, Role.HANDLER, Role.LIAISON):
        found |= (same_office(role) - {role}) if role in roles else frozenset()
    return found


def _opening(machine: Machine, name: str, *, language: Language) -> str:
    opening: Opening = machine.openings[name]
    by = who(opening.who, language=language) or language.joined(
        from_step(each, language=language) for each in opening.by
    )
    also = ""
    if opening.who and opening.by:
        also = language.aside(
            language.either("或由", "or by ")
            + language.joined(from_step(each, language=language) for each in opening.by)
        )
    status = language.on(opening.status, kind=machine.kind)
    return f"- {by}{also} → **{status}**" + (f" `{name}`" if name else "")


def _table(rows: Iterable[Transition], *, machine: Machine, language: Language) -> list[str]:
    head = language.either(
        "| 步骤 | 谁可以 | 从 → 到 | 须给出 | 条件与依据 | 文书 | 告知 |",
        "| Step | Who may | From → to | To be given | Conditions and grounds | Paper | Told |",
    )
    lines = [_row(row, machine=machine, language=language) for row in rows]
    return [head, "|---|---|---|---|---|---|---|", *lines, ""]


def _row(row: Transition, *, machine: Machine, language: Language) -> str:
    cells = (
        step(row.verb, kind=machine.kind, language=language),
        who(row.who, language=language),
        _way(row, machine=machine, language=language),
        _given(row, language=language),
        language.joined(_conditions(row, machine=machine, language=language)),
        _paper(row, language=language),
        _told(row, language=language),
    )
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


def _way(row: Transition, *, machine: Machine, language: Language) -> str:
    if row.sources >= machine.statuses:
        source = language.either("任一状态", "any status")
    elif row.sources >= machine.statuses - machine.final:
        source = language.either("任一未结状态", "any open status")
    else:
        source = language.listed(
            language.on(each, kind=machine.kind) for each in sorted(row.sources)
        )
    if row.target is None:
        return f"{source} → {language.either('状态不变', 'unchanged')}"
    return f"{source} → **{language.on(row.target, kind=machine.kind)}**"


def _given(row: Transition, *, language: Language) -> str:
    parts = [language.listed(language.field(name) for name in row.needs)]
    for fact, names in row.needs_when:
        parts.append(_if(language.fact(fact), names, language=language))
    for fact, names in row.needs_unless:
        not_so = language.either(f"除非{fact.label}", f"unless {fact.english}")
        parts.append(f"{not_so}: {language.listed(language.field(name) for name in names)}")
    for grant, names in row.needs_of_others:
        other = language.either("非由", "by another than ") + _grant(grant, language=language)
        parts.append(_if(other, names, language=language))
    if row.may_give:
        may = language.either("可以给出：", "may be given: ")
        parts.append(may + language.listed(language.field(name) for name in row.may_give))
    return language.joined(parts)


def _if(condition: str, names: Iterable[str], *, language: Language) -> str:
    lead = language.either(f"{condition}的：", f"if {condition}: ")
    return lead + language.listed(language.field(name) for name in names)


def _conditions(row: Transition, *, machine: Machine, language: Language) -> list[str]:
    kind = machine.kind

    def verb(each: Verb) -> str:
        return language.quoted(language.on(each, kind=kind))

    must, never = language.either("须：", "only if "), language.either("不得：", "not if ")
    found = [must + language.fact(fact) for fact in row.requires]
    found += [never + language.fact(fact) for fact in row.forbids]
    found += [
        language.quoted(language.on(status, kind=kind))
        + language.either("时不得：", ": not if ")
        + language.fact(fact)
        for status, fact in row.forbids_from
    ]
    for earlier, times in row.after:
        often = language.either(f"{times}次", f" {times} times") if times > 1 else ""
        found.append(language.either("须先", "only after ") + verb(earlier) + often)
    found += [
        language.either(f"不得与{verb(other)}为同一人", f"not the person of {verb(other)}")
        for other in row.not_same_person_as
    ]
    if row.not_the_handler is not None:
        when = language.aside(language.listed(language.fact(each) for each in row.not_the_handler))
        found.append(language.either("不得由承办人本人办理", "not the handler") + when)
    for fact, roles in row.roles_when:
        names = language.listed(language.of(role) for role in sorted(roles))
        found.append(
            language.either(f"{fact.label}的只由{names}办理", f"if {fact.english}: {names} only")
        )
    if row.at_most is not None:
        found.append(language.either(f"至多{row.at_most}次", f"{row.at_most} times at most"))
    return [*found, language.text(row.note)]


def _paper(row: Transition, *, language: Language) -> str:
    if row.document is None:
        return ""
    title = f"《{row.document.label}》"
    return title if language.chinese else f"{row.document.english} {title}"


def _told(row: Transition, *, language: Language) -> str:
    if not row.tells:
        return ""
    parties = language.listed(language.of(each) for each in sorted(row.tells - {Party.SYSTEM}))
    roles = language.listed(language.of(role) for role in sorted(row.told_roles))
    return parties + language.aside(roles)
