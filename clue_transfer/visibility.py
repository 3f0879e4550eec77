"""Who may read a matter: sealed before confidential before relation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError
from clue_transfer.offices import same_office, with_same_offices
from clue_transfer.vocabulary import Party, Role, Secrecy, System, Word


class Why(Word):
    """Why a department may read a matter, strongest reason first."""

    SENDER = "sender", "移送单位"
    RECEIVER = "receiver", "接收单位"
    POLICE = "police", "公安机关", "police organ"
    COURT = "court", "人民法院", "court"
    ADDRESSEE = "addressee", "受文单位", "addressee"
    VIA = "via", "转办单位", "forwarding department"
    COPIED = "copied", "抄送单位", "copied department"
    INTAKE = "intake", "受理单位", "intake department"
    SUPERIOR = "superior", "上级单位"
    COORDINATOR = "coordinator", "协调单位", "coordinating office"
    PROCURATORATE = "procuratorate", "检察机关"
    FORMER = "former", "曾经接收", "former receiver"


_PARTS = {
    Party.SENDER: Why.SENDER,
    Party.RECEIVER: Why.RECEIVER,
    Party.VIA: Why.VIA,
    Party.COPIED: Why.COPIED,
    Party.INTAKE: Why.INTAKE,
    Party.SUPERIOR: Why.SUPERIOR,
    Party.COORDINATOR: Why.COORDINATOR,
    Party.ASKER: Why.SENDER,
    Party.DECIDER: Why.RECEIVER,
    Party.POLICE: Why.POLICE,
    Party.PROCURATORATE: Why.PROCURATORATE,
    Party.COURT: Why.COURT,
    Party.ADDRESSEE: Why.ADDRESSEE,
}
_STRENGTH = {why: place for place, why in enumerate(Why)}

FURTHER_SUPERIORS_FROM_LEVEL = 2
NEEDS_NAMED_PERSON = "matter.needs_named_person"
"""The one event that names no matter: for leads whom a restricted one reaches by escalation."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A department's part in a matter; `current` is false once the part has ended."""

    department: int
    part: Party
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides who may read one matter."""

    secrecy: Secrecy = Secrecy.INTERNAL
    reasons: Mapping[int, tuple[Why, ...]] = field(default_factory=dict)
    named: frozenset[int] = frozenset()
    dossier: UUID | None = None
    """The root of the matter's dossier, which powers may name."""


def reasons_to_read(
    relations: Iterable[Relation],
    *,
    superiors_of: Callable[[int], tuple[int, ...]],
    escalation_level: int = 0,
    excluded: Collection[int] = (),
    procuratorates: Collection[int] = (),
) -> dict[int, tuple[Why, ...]]:
    """Say which departments may read a matter and why, strongest reason first.

    Parties read; so does the direct superior of a party, and from escalation level 2 every
    further superior. A copied department and a coordinating office read for themselves alone.
    `superiors_of` gives a department's superiors from the direct one upwards. Whose own conduct
    it is about is `excluded`, whatever else they are. The `procuratorates` whose jurisdiction
    holds a matter of the two laws read it uninvited, for themselves alone.
    """
    found: dict[int, set[Why]] = {}
    for relation in relations:
        why = _PARTS[relation.part]
        if not relation.current:
            found.setdefault(relation.department, set()).add(Why.FORMER)
            continue
        found.setdefault(relation.department, set()).add(why)
        if relation.part in (Party.COPIED, Party.COORDINATOR):
            continue
        chain = superiors_of(relation.department)
        reach = chain if escalation_level >= FURTHER_SUPERIORS_FROM_LEVEL else chain[:1]
        for superior in reach:
            found.setdefault(superior, set()).add(Why.SUPERIOR)
    for department in procuratorates:
        found.setdefault(department, set()).add(Why.PROCURATORATE)
    return {
        department: tuple(sorted(whys, key=_STRENGTH.__getitem__))
        for department, whys in found.items()
        if department not in excluded
    }


def may_see(actor: Actor, facts: Facts) -> bool:
    """Whether the actor may read the matter: their department has a reason, and secrecy agrees.

    A superuser's powers open more while they are on; being a superuser alone opens nothing.
    """
    if actor.is_system or opened_by_powers(actor, secrecy=facts.secrecy, dossier=facts.dossier):
        return True
    if actor.department is None or actor.department not in facts.reasons:
        return False
    return facts.secrecy is Secrecy.INTERNAL or actor.person in facts.named


def opened_by_powers(actor: Actor, *, secrecy: Secrecy, dossier: UUID | None) -> bool:
    """Whether powers that are on let the actor read a matter of a dossier, and nothing more."""
    return actor.powers is not None and actor.powers.open(secrecy=secrecy, dossier=dossier)


def may_contribute(actor: Actor, *, relations: Iterable[Relation]) -> bool:
    """Whether the actor may add evidence to an open matter: a member of a current party.

    Superiors, former receivers and who has forwarded it read and do not add.
    """
    if actor.powers is not None or not actor.roles - _READERS_ONLY:
        return False
    return any(
        relation.current
        and relation.department == actor.department
        and relation.part in _CONTRIBUTORS
        for relation in relations
    )


def may_be_carried(source: Secrecy, *, to: Secrecy) -> bool:
    """Whether a file of one matter may be laid beside another: never where more may read it."""
    return _ORDER.index(to) >= _ORDER.index(source)


def is_watched(actor: Actor, secrecy: Secrecy) -> bool:
    """Whether a read goes on record: of a sealed matter, by a procurator, or under powers."""
    if actor.powers is not None:
        return True
    return secrecy is Secrecy.SEALED or actor.has(Role.PROCURATOR, Role.CHIEF_PROCURATOR)


_CONTRIBUTORS = frozenset(
    {
        Party.SENDER,
        Party.RECEIVER,
        Party.INTAKE,
        Party.POLICE,
        Party.PROCURATORATE,
        Party.COURT,
        Party.ADDRESSEE,
    }
)
_READERS_ONLY = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.DIVISION_ADMINISTRATOR})

_NAMED_BY_OFFICE = with_same_offices(frozenset({Role.LEAD, Role.HEAD})) | {Role.COORDINATOR}
_FEWEST_SEALED = 2
_ORDER = tuple(Secrecy)


def persons_to_name(members: Mapping[int, Collection[Role]], *, secrecy: Secrecy) -> frozenset[int]:
    """Say who of a department is named when it joins a matter that only named persons read.

    Its head, leads and coordinators; of a sealed matter at least two, where there are two.
    """
    if secrecy is Secrecy.INTERNAL:
        return frozenset()
    named = {person for person, roles in members.items() if _NAMED_BY_OFFICE & set(roles)}
    others = [person for person in sorted(members) if set(members[person]) - _READERS_ONLY]
    while secrecy is Secrecy.SEALED and len(named) < _FEWEST_SEALED and set(others) - named:
        named.add(next(person for person in others if person not in named))
    return frozenset(named)


def may_be_sealed_for(members: Mapping[int, Collection[Role]]) -> bool:
    """Whether a department can have a sealed matter: its head and somebody else can be named."""
    named = persons_to_name(members, secrecy=Secrecy.SEALED)
    heads = same_office(Role.HEAD)
    return len(named) >= _FEWEST_SEALED and any(heads & set(members[one]) for one in named)


def dismissal_errors(
    person: int,
    *,
    secrecy: Secrecy,
    named: Mapping[int, Collection[Role]],
    handlers: Collection[int],
) -> list[FieldError]:
    """Name why a person must stay named; `named` are the department's own with their roles.

    Who handles the matter stays; of a sealed one also the head and the last two.
    """
    if person not in named:
        return [FieldError("/person", "not-named", "此人不在知情人员中")]
    if person in handlers:
        return [FieldError("/person", "is-handler", "承办人不能移出知情人员，请先改派")]
    if secrecy is Secrecy.SEALED and (
        len(named) <= _FEWEST_SEALED or same_office(Role.HEAD) & set(named[person])
    ):
        return [FieldError("/person", "must-stay", "密封事项每个部门至少保留两人及其正职")]
    return []


def lowest_secrecy(*, minor: bool) -> Secrecy:
    """Say below which level a matter never goes: about a person under 18 it stays sealed.

    What may not go below sealed is no typical case either and is never published.
    """
    return Secrecy.SEALED if minor else Secrecy.INTERNAL


def at_least(secrecy: Secrecy, *, minor: bool) -> Secrecy:
    """Raise a level to the lowest that the subjects allow."""
    return max(secrecy, lowest_secrecy(minor=minor), key=_ORDER.index)


def change_errors(
    wanted: Secrecy, *, secrecy: Secrecy, minor: bool, raising: bool
) -> list[FieldError]:
    """Name why a level may not become another by raising or by lowering it."""
    higher = _ORDER.index(wanted) > _ORDER.index(secrecy)
    if raising and not higher:
        return [FieldError("/secrecy", "not-higher", "只能提高到更严的知悉范围")]
    if not raising and (higher or wanted is secrecy):
        return [FieldError("/secrecy", "not-lower", "只能放宽到更宽的知悉范围")]
    if at_least(wanted, minor=minor) is not wanted:
        return [FieldError("/secrecy", "minor", "涉及未成年人的事项一律密封，不得放宽")]
    return []


def is_minor(born_on: date, *, on: date) -> bool:
    """Whether somebody is under 18 on a day (未成年人保护法 2)."""
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return age < _ADULT


_ADULT = 18


def audits_everything(actor: Actor) -> bool:
    """Whether an auditor reads the whole record: in a province's joint office or its supervision.

    Any other auditor reads what their own department has done. Nobody audits what is recorded of
    a matter about the own department's conduct.
    """
    division, _, system = actor.department_code.partition("-")
    return division.endswith("0000") and system in (System.JOINT_OFFICE, System.SUPERVISION)


def may_read_reporter(actor: Actor, *, intake: int) -> bool:
    """Whether the actor may read who complained (生态环境法典 146, 1238).

    Only the intake and reward officers of the department that took the complaint in: not its
    leads, no superior, no receiver, no procurator, no superuser, not the system.
    """
    return (
        not actor.is_system
        and actor.powers is None
        and actor.department == intake
        and actor.has(Role.INTAKE, Role.REWARD_OFFICER)
    )


def may_correct_reporter(actor: Actor, *, intake: int) -> bool:
    """Whether the actor may correct who complained: an intake officer of that department."""
    return may_read_reporter(actor, intake=intake) and actor.has(Role.INTAKE)
