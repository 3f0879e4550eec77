"""The chain of hops: who has had the clue, what came back, what would go round."""

from __future__ import annotations

from uuid import UUID

import pytest

from clue_transfer.vocabulary import Status, Verb
from clue_transfer.workflows.transfer import Hop, awaiting, departments_of, would_go_round

FIRST, SECOND, THIRD = (UUID(int=n) for n in (1, 2, 3))


def hop(
    leg: UUID, *, to: int, status: Status, follows: UUID | None = None, undone: bool = False
) -> Hop:
    """Make a hop; one that the sender has asked back is undone."""
    acts = {Verb.AGREE_RETURN: {}} if undone else {}
    return Hop(leg=leg, follows=follows, receiver=to, status=status, acts=acts)


def test_the_first_receiver_may_object_whatever_others_did_with_their_parts() -> None:
    hops = [
        hop(FIRST, to=2, status=Status.SIGNED),
        hop(SECOND, to=3, status=Status.RETURNED),
        hop(THIRD, to=4, status=Status.SIGNED, follows=SECOND),
    ]

    assert not would_go_round(hops, leg=FIRST)
    assert would_go_round(hops, leg=THIRD)


@pytest.mark.parametrize(
    ("status", "undone", "round_again"),
    [
        (Status.RETURNED, False, True),
        (Status.RETURNED, True, False),
        (Status.RECALLED, False, False),
        (Status.FORWARDED, False, False),
        (Status.DESIGNATED, False, False),
        (Status.CONFIRMED, False, False),
    ],
)
def test_only_what_was_handed_back_makes_the_next_return_a_round(
    status: Status, undone: bool, round_again: bool
) -> None:
    hops = [
        hop(FIRST, to=2, status=status, undone=undone),
        hop(SECOND, to=3, status=Status.FORWARDED, follows=FIRST),
        hop(THIRD, to=4, status=Status.SIGNED, follows=SECOND),
    ]

    assert would_go_round(hops, leg=THIRD) is round_again


def test_who_has_had_it_gets_it_no_more_unless_the_sender_undid_the_hop() -> None:
    hops = [
        hop(FIRST, to=2, status=Status.RECALLED),
        hop(SECOND, to=3, status=Status.RETURNED),
        hop(THIRD, to=4, status=Status.RETURNED, undone=True),
    ]

    assert departments_of(hops) == {3}


def test_a_leg_that_came_back_waits_until_another_carries_it_on() -> None:
    hops = [
        hop(FIRST, to=2, status=Status.RETURNED),
        hop(SECOND, to=3, status=Status.RECALLED),
        hop(THIRD, to=4, status=Status.SENT, follows=FIRST),
    ]

    assert awaiting(hops) == [SECOND]


def test_a_leg_that_is_not_there_goes_nowhere() -> None:
    assert not would_go_round([], leg=FIRST)
