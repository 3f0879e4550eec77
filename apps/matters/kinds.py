"""The register of tracks: each app says here what its kind of matter is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from apps.notifications.actions import TOLD_BY_DEFAULT
from clue_transfer.errors import NotFound
from clue_transfer.machine import Machine, Transition
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DocumentKind, Kind, Party, Role, Verb

if TYPE_CHECKING:
    from apps.matters.models import Matter
    from apps.matters.work import Step, Work

type_of_effect = Callable[["Step"], None]


def nothing(step: Step) -> None:
    """The effect of a verb that only moves its matter."""


def nothing_to_prepare(_work: Work, _matters: Sequence[Any], _verb: Verb) -> None:
    """Read nothing before a batch: most effects look only at what is loaded anyway."""


def no_others(_pk: UUID, _verb: Verb, _payload: Mapping[str, Any]) -> list[UUID]:
    """Name no other matter: most steps need none beyond their dossier."""
    return []


def nobody_along(_pks: Collection[UUID], _verb: Verb) -> list[UUID]:
    """Take no other dossier along."""
    return []


def own_law(_matter: Any, department: int) -> int:
    """Count a department's clock by its own law."""
    return department


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpec:
    """What the procedure must know of a kind of matter beyond its table."""

    machine: Machine
    model: type[Any]
    collection: str
    """The collection of the API, as in `/api/v1/<collection>/`."""
    facts: Callable[[Work, Matter], frozenset[Fact]]
    companions: Callable[[Work, Matter], None]
    """Load what of the dossier this matter's facts and effects look at."""
    effects: Mapping[Verb, type_of_effect] = field(default_factory=dict)
    law: Callable[[Matter, int], int] = own_law
    """Name the department whose law a department's clock in the matter counts by."""
    party: Callable[[Work, Matter, Party], int | None] | None = None
    """Name the department that joins a matter in a part, for example the common superior.

    The coordinating office is found alike for every kind.
    """
    prepare: Callable[[Work, Sequence[Any], Verb], None] = nothing_to_prepare
    """Read once for a whole batch what the verb's effect needs of each of its matters."""
    after: Callable[[Step], None] = nothing
    """Run after every step, when the matter has moved and before anything is written."""
    opener: type_of_effect | None = None
    """Open a matter of this kind because a step of another kind's asks for one (`opens`)."""
    told: frozenset[Role] = TOLD_BY_DEFAULT
    """Which roles of a department that is told of a step get the message."""
    papers: Mapping[DocumentKind, type_of_effect] = field(default_factory=dict)
    """Ask for the paper that a verb's row names, when the step has been carried out."""
    others: Callable[[UUID, Verb, Mapping[str, Any]], list[UUID]] = no_others
    """Name other matters of the kind that a step on this one needs under lock."""
    asks_about: Callable[[Any], UUID] | None = None
    """Of matters that ask about a clock: which one; they are taken back when it is over."""
    along: Callable[[Collection[UUID], Verb], list[UUID]] = nobody_along
    """Name the roots of other dossiers that share the matters' fate, whoever may see them."""


_SPECS: dict[Kind, KindSpec] = {}


def register(spec: KindSpec) -> None:
    """Add a kind; called once an app from `AppConfig.ready`."""
    if spec.machine.kind in _SPECS:
        raise RuntimeError(f"{spec.machine.kind} is registered twice")
    _SPECS[spec.machine.kind] = spec


def spec_of(kind: str) -> KindSpec:
    """Find a kind's specification; NotFound when no app has registered it."""
    try:
        return _SPECS[Kind(kind)]
    except (KeyError, ValueError):
        raise NotFound from None


def opened_by(row: Transition) -> list[type_of_effect]:
    """List what opens the matters that a row asks for, of kinds that let themselves be opened."""
    specs = [_SPECS[Kind(name)] for name in row.opens if name in _SPECS]
    return [spec.opener for spec in specs if spec.opener is not None]


def all_specs() -> tuple[KindSpec, ...]:
    """List every registered kind in the order of registration."""
    return tuple(_SPECS.values())
