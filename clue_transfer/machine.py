"""A workflow as a table: one row a verb, and what it decides, offers and explains."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from clue_transfer.actors import Actor
from clue_transfer.errors import (
    FieldError,
    Incomplete,
    NotFound,
    NotYourStep,
    PingPong,
    PowersOnlyRead,
    Recused,
    Refused,
    RightLapsed,
    WrongStatus,
)
from clue_transfer.situations import LAPSED, Act, Fact, Situation
from clue_transfer.vocabulary import (
    DeadlineKind,
    DocumentKind,
    Kind,
    Party,
    Role,
    Status,
    Verb,
)

_FIRST = "不能“%(verb)s”，须先：%(fact)s"
_INSTEAD = {
    Fact.HAS_COMMON_SUPERIOR: (
        "不能“%(verb)s”：双方没有共同的上一级，请与对方协商，或同意退回后改送、自办"
    ),
    Fact.NEXT_HOP_PING_PONG: "不能“%(verb)s”：该部分线索未曾退回过，请先提出异议",
}
"""What to do instead where a fact is missing that nobody can bring about."""
_REFUSED_AS = {Fact.NEXT_HOP_PING_PONG: PingPong} | dict.fromkeys(LAPSED, RightLapsed)


@dataclass(frozen=True, slots=True)
class Grant:
    """A party, and the roles of it that may take the step."""

    party: Party
    roles: frozenset[Role] = frozenset()

    @property
    def label(self) -> str:
        """Name the party and its roles in Chinese, as `接收单位联络员、负责人`."""
        return self.party.label + "、".join(sorted(role.label for role in self.roles))

    @property
    def english(self) -> str:
        """Name the party and its roles in English, as `receiver (lead, liaison)`."""
        roles = ", ".join(sorted(role.english for role in self.roles))
        return f"{self.party.english} ({roles})" if roles else self.party.english

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Start:
    """A clock that a step starts: its kind, for which party, by which rule if not the kind's.

    `when` and `unless` name what must be true, or must not, for the clock to start at all.
    With `since` it counts from when that verb was taken last, not from the step.
    """

    kind: DeadlineKind
    on: Party
    rule: str = ""
    when: Fact | None = None
    unless: Fact | None = None
    since: Verb | None = None
    counts_from: str = ""
    """The column of the matter that says from when it counts, if not from the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One verb: from where to where (`None`: unchanged), by whom, with what, and what follows."""

    verb: Verb
    sources: frozenset[Status]
    target: Status | None
    who: tuple[Grant, ...]
    event: str
    needs: tuple[str, ...] = ()
    needs_when: tuple[tuple[Fact, tuple[str, ...]], ...] = ()
    needs_unless: tuple[tuple[Fact, tuple[str, ...]], ...] = ()
    needs_of_others: tuple[tuple[Grant, tuple[str, ...]], ...] = ()
    """What those must give who act by another right, as a coordinator its delegation."""
    may_give: tuple[str, ...] = ()
    requires: tuple[Fact, ...] = ()
    forbids: tuple[Fact, ...] = ()
    forbids_from: tuple[tuple[Status, Fact], ...] = ()
    after: tuple[tuple[Verb, int], ...] = ()
    at_most: int | None = None
    not_same_person_as: tuple[Verb, ...] = ()
    not_the_handler: tuple[Fact, ...] | None = None
    roles_when: tuple[tuple[Fact, frozenset[Role]], ...] = ()
    stops: tuple[DeadlineKind, ...] = ()
    stops_all: bool = False
    starts: tuple[Start, ...] = ()
    restarts: tuple[Start, ...] = ()
    suspends: tuple[DeadlineKind, ...] = ()
    resumes: tuple[DeadlineKind, ...] = ()
    parent_starts: tuple[Start, ...] = ()
    joins: tuple[Party, ...] = ()
    leaves: tuple[Party, ...] = ()
    opens: tuple[str, ...] = ()
    document: DocumentKind | None = None
    tells: frozenset[Party] = frozenset()
    told_roles: frozenset[Role] = frozenset()
    """Who is told in the departments that are; by default whom the kind names."""
    internal: bool = False
    """What is given stays within the acting department; others see only that it was done."""
    keeps_version: bool = False
    """What was read before stays current: nobody's next step depends on it."""
    note: str = ""

    @property
    def parties(self) -> frozenset[Party]:
        """Every party that may take the step."""
        return frozenset(grant.party for grant in self.who)

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that may take the step for one of its parties."""
        return frozenset(role for grant in self.who for role in grant.roles)

    def needed(self, *, situation: Situation, actor: Actor) -> tuple[str, ...]:
        """Name the fields that the actor must give, as things stand."""
        facts = situation.facts
        spared = {name for fact, names in self.needs_unless if fact in facts for name in names}
        found = [name for name in self.needs if name not in spared]
        for fact, names in self.needs_when:
            found += names if fact in facts else ()
        for right, names in self.needs_of_others:
            held = right.party in situation.parties and actor.has(*right.roles)
            found += () if actor.is_system or held else names
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is in a status: the verb asked, of which party, by which clock."""

    party: Party
    verb: Verb
    deadline: DeadlineKind | None = None
    when: tuple[Fact, ...] = ()
    unless: tuple[Fact, ...] = ()
    after: Verb | None = None
    until: Verb | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who may open a matter and which clocks start then."""

    who: tuple[Grant, ...] = ()
    by: tuple[str, ...] = ()
    status: Status
    starts: tuple[Start, ...] = ()
    event: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One verb as seen by one actor: takeable, or the reason why not."""

    row: Transition
    refusal: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The table of a track."""

    kind: Kind
    initial: Status
    final: frozenset[Status]
    openings: Mapping[str, Opening]
    rows: tuple[Transition, ...]
    holders: Mapping[Status, Party]
    turns: Mapping[Status, tuple[Turn, ...]]
    no_turn_because: Mapping[Status, str] = field(default_factory=dict)
    no_clock_because: Mapping[Status, str] = field(default_factory=dict)
    _by_verb: dict[Verb, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_verb = {row.verb: row for row in self.rows}
        if len(by_verb) != len(self.rows):
            raise ValueError(f"{self.kind}: a verb has two rows")
        object.__setattr__(self, "_by_verb", by_verb)

    @property
    def statuses(self) -> frozenset[Status]:
        """Every status that the table names."""
        found = {self.initial, *self.final}
        found.update(opening.status for opening in self.openings.values())
        for row in self.rows:
            found.update(row.sources)
            if row.target is not None:
                found.add(row.target)
        return frozenset(found)

    def row(self, verb: Verb) -> Transition:
        """Find a verb's row; a verb that the track does not know is not found."""
        try:
            return self._by_verb[verb]
        except KeyError:
            raise NotFound("该事项没有“%(verb)s”这一步骤", verb=verb) from None

    def decide(
        self, verb: Verb, *, situation: Situation, actor: Actor, given: Iterable[str]
    ) -> Transition:
        """Answer the verb's row if the actor may take it now, else raise why not.

        `given` names the fields of the payload. Raises NotYourStep, WrongStatus (or a kind of
        it) and Incomplete, in this order, so that nobody learns of fields before their right.
        """
        row = self.row(verb)
        _check(row, situation=situation, actor=actor)
        present = frozenset(given)
        needed = row.needed(situation=situation, actor=actor)
        missing = [name for name in needed if name not in present]
        if missing:
            raise Incomplete(
                errors=[FieldError(f"/{name}", "required", "必填") for name in missing]
            )
        return row

    def available(self, *, situation: Situation, actor: Actor) -> list[Transition]:
        """List the rows that the actor may take now, given what they need."""
        here = [row for row in self.rows if situation.status in row.sources]
        answers = (_answer(row, situation=situation, actor=actor) for row in here)
        return [answer.row for answer in answers if answer.refusal is None]

    def explain(self, *, situation: Situation, actor: Actor) -> list[Answer]:
        """Say of every verb whether the actor may take it now, and why not."""
        return [_answer(row, situation=situation, actor=actor) for row in self.rows]

    def whose_turn(
        self, status: Status, *, facts: frozenset[Fact], acts: Mapping[Verb, Act]
    ) -> list[Turn]:
        """List whose turn it is in a status; empty where the table gives a reason for none."""
        return [
            turn
            for turn in self.turns.get(status, ())
            if facts.issuperset(turn.when)
            and facts.isdisjoint(turn.unless)
            and (turn.after is None or turn.after in acts)
            and (turn.until is None or turn.until not in acts)
        ]


def _answer(row: Transition, *, situation: Situation, actor: Actor) -> Answer:
    try:
        _check(row, situation=situation, actor=actor)
    except Refused as refusal:
        return Answer(row, refusal)
    return Answer(row, None)


def _check(row: Transition, *, situation: Situation, actor: Actor) -> None:
    """Raise why the actor may not take the step now: by party and role, status, facts, person."""
    if actor.powers is not None:
        raise PowersOnlyRead
    _check_who(row, situation=situation, actor=actor)
    if situation.status not in row.sources:
        raise WrongStatus(status=situation.status, verb=row.verb)
    _check_facts(row, situation)
    _check_person(row, situation=situation, actor=actor)


def _check_who(row: Transition, *, situation: Situation, actor: Actor) -> None:
    if not _may(row, parties=situation.parties, roles=actor.roles):
        raise NotYourStep(who=row.who)
    for fact, roles in row.roles_when:
        if fact in situation.facts and not actor.is_system and not actor.has(*roles):
            raise NotYourStep(who=tuple(sorted(roles)))
    check_recusal(actor, recused=situation.recused)


def _check_facts(row: Transition, situation: Situation) -> None:
    for fact in row.requires:
        if fact not in situation.facts:
            raise WrongStatus(_INSTEAD.get(fact, _FIRST), verb=row.verb, fact=fact)
    here = [fact for status, fact in row.forbids_from if status is situation.status]
    for fact in (*row.forbids, *here):
        if fact in situation.facts:
            kind = _REFUSED_AS.get(fact, WrongStatus)
            raise kind("不能“%(verb)s”：%(fact)s", verb=row.verb, fact=fact)
    for earlier, times in row.after:
        if _count(situation, earlier) < times:
            raise WrongStatus(_FIRST, verb=row.verb, fact=earlier)
    if row.at_most is not None and _count(situation, row.verb) >= row.at_most:
        raise WrongStatus("“%(verb)s”至多%(times)d次，已用完", verb=row.verb, times=row.at_most)


def _check_person(row: Transition, *, situation: Situation, actor: Actor) -> None:
    handles = row.not_the_handler is not None and situation.facts.issuperset(row.not_the_handler)
    if handles and situation.handler in actor.persons:
        raise NotYourStep("“%(verb)s”不得由承办人本人办理", verb=row.verb)
    for other in row.not_same_person_as:
        act = situation.acts.get(other)
        if act is not None and not act.persons.isdisjoint(actor.persons):
            raise NotYourStep("“%(verb)s”不得与“%(other)s”为同一人", verb=row.verb, other=other)


def check_recusal(actor: Actor, *, recused: Collection[int]) -> None:
    """Refuse with Recused a person who declared a conflict, and who acts on their behalf."""
    if not actor.persons.isdisjoint(recused):
        raise Recused


def who_could(row: Transition) -> str:
    """Name who may take a step in Chinese, as `接收单位联络员、负责人`."""
    return "；".join(grant.label for grant in row.who)


def _may(row: Transition, *, parties: frozenset[Party], roles: frozenset[Role]) -> bool:
    return any(
        grant.party in parties
        and (grant.party is Party.SYSTEM or not grant.roles.isdisjoint(roles))
        for grant in row.who
    )


def _count(situation: Situation, verb: Verb) -> int:
    act = situation.acts.get(verb)
    return 0 if act is None else act.count


def who_can_open(machine: Machine, *, actor: Actor, variant: str = "") -> None:
    """Refuse with NotYourStep an actor who may not open a matter of the track."""
    opening = machine.openings[variant]
    if not any(actor.has(*grant.roles) for grant in opening.who):
        raise NotYourStep(who=opening.who)
