"""Name the persons who may read a confidential or sealed matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from clue_transfer.vocabulary import Secrecy

if TYPE_CHECKING:
    from apps.matters.work import Work


def name_persons(
    work: Work, matter: Any, *, persons: Iterable[int], alike: Any | None = None
) -> None:
    """Let the persons read the matter once the work is written; nothing for an internal one.

    With `alike` whoever is named on that matter is named on this one too.
    """
    if matter.secrecy == Secrecy.INTERNAL:
        return
    work.new_named += [(matter.pk, person) for person in persons]
    if alike is not None:
        work.named_alike.append((alike.pk, matter.pk))
