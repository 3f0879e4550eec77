"""The chain of hops of a clue: where it has been, what has come back, and what would go round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from clue_transfer.vocabulary import Status, Verb
from clue_transfer.workflows.transfer.rules import CAME_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One leg as a hop: from whom to whom, what it follows, and how it ended if it did.

    `follows` is the leg whose part of the clue it carries on: the one that was redirected,
    forwarded, split, designated or reopened.
    """

    leg: UUID
    follows: UUID | None
    receiver: int
    status: Status
    acts: Mapping[str, object]

    @property
    def undone(self) -> bool:
        """Whether the sender itself has undone it: nobody passed anything on."""
        return self.status is Status.RECALLED or (
            self.status is Status.RETURNED and Verb.AGREE_RETURN in self.acts
        )

    @property
    def handed_back(self) -> bool:
        """Whether its receiver has given it back for not being competent."""
        return self.status is Status.RETURNED and not self.undone


def departments_of(hops: Iterable[Hop]) -> frozenset[int]:
    """Name the departments that the clue has been passed to; who is among them gets it no more."""
    return frozenset(hop.receiver for hop in hops if not hop.undone)


def would_go_round(hops: Iterable[Hop], *, leg: UUID) -> bool:
    """Whether giving a leg's part back would send it round again.

    An objection hands a part of the clue back to its sender. The first time that is a new hop;
    where the part has come back before, it would be the same one again: then there is nothing
    left but to contest. What other departments did with other parts does not count.
    """
    known = {hop.leg: hop for hop in hops}
    at = known[leg].follows if leg in known else None
    while at in known:
        if known[at].handed_back:
            return True
        at = known[at].follows
    return False


def awaiting(hops: Iterable[Hop]) -> list[UUID]:
    """List the legs that came back and that no other leg carries on."""
    rows = list(hops)
    carried_on = {hop.follows for hop in rows}
    return [hop.leg for hop in rows if hop.status in CAME_BACK and hop.leg not in carried_on]
