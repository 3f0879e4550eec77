"""Who may read a matter: sealed before confidential before relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Party, Role, Secrecy, Word


class Why(Word):
    """Why a department may read a matter, strongest reason first."""

    SENDER = "sender", "移送单位"
    RECEIVER = "receiver", "接收单位"
    VIA = "via", "转办单位", "forwarding department"
    COPIED = "copied", "抄送单位", "copied department"
    FORMER = "former", "曾经接收", "former receiver"
    SUPERIOR = "superior", "上级单位"
    PROCURATORATE = "procuratorate", "检察机关"


_PARTS = {
    Party.SENDER: Why.SENDER,
    Party.RECEIVER: Why.RECEIVER,
    Party.VIA: Why.VIA,
    Party.COPIED: Why.COPIED,
    Party.SUPERIOR: Why.SUPERIOR,
}
_STRENGTH = {why: place for place, why in enumerate(Why)}

FURTHER_SUPERIORS_FROM_LEVEL = 2


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


def reasons_to_read(
    relations: Iterable[Relation],
    *,
    superiors_of: Callable[[int], tuple[int, ...]],
    escalation_level: int = 0,
) -> dict[int, tuple[Why, ...]]:
    """Say which departments may read a matter and why, strongest reason first.

    Parties read; so does the direct superior of a party, and from escalation level 2 every
    further superior. `superiors_of` gives a department's superiors from the direct one upwards.
    """
    found: dict[int, set[Why]] = {}
    for relation in relations:
        why = _PARTS[relation.part]
        if not relation.current:
            found.setdefault(relation.department, set()).add(Why.FORMER)
            continue
        found.setdefault(relation.department, set()).add(why)
        chain = superiors_of(relation.department)
        reach = chain if escalation_level >= FURTHER_SUPERIORS_FROM_LEVEL else chain[:1]
        for superior in reach:
            found.setdefault(superior, set()).add(Why.SUPERIOR)
    return {
        department: tuple(sorted(whys, key=_STRENGTH.__getitem__))
        for department, whys in found.items()
    }


def may_see(actor: Actor, facts: Facts) -> bool:
    """Whether the actor may read the matter: their department has a reason, and secrecy agrees."""
    if actor.is_system:
        return True
    if actor.department is None or actor.department not in facts.reasons:
        return False
    return facts.secrecy is Secrecy.INTERNAL or actor.person in facts.named


def may_contribute(actor: Actor, *, relations: Iterable[Relation]) -> bool:
    """Whether the actor may add evidence to an open matter: a member of a current party.

    Superiors and former receivers read and do not add.
    """
    if not actor.roles - _READERS_ONLY:
        return False
    return any(
        relation.current
        and relation.department == actor.department
        and relation.part in (Party.SENDER, Party.RECEIVER, Party.VIA)
        for relation in relations
    )


_READERS_ONLY = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.DIVISION_ADMINISTRATOR})
