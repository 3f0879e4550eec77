"""Who may receive a leg: known, in service, not the sender, and asked for what it may do."""

from __future__ import annotations

from typing import Protocol

from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import ReceiverRole, System

ASSISTING = frozenset({System.POLICE, System.PROCURATORATE})
"""A leg goes to them for assistance or information only; a suspected crime has its own track."""


class Candidate(Protocol):
    """A department as far as these rules look at it."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def system(self) -> System:
        """Its system."""

    @property
    def active(self) -> bool:
        """Whether it is still in service."""


def receiver_error(
    candidate: Candidate | None,
    *,
    pointer: str,
    sender: int | None = None,
    role: str | None = None,
    successor: str = "",
) -> FieldError | None:
    """Say why a department cannot receive a leg; None when it can.

    With `sender` it may not be that department, with `role` it is asked to be that. `successor`
    names who has taken its place, where it is no longer in service.
    """
    if candidate is None:
        return FieldError(pointer, "unknown-department", "没有这个部门")
    if not candidate.active and successor:
        return FieldError(
            pointer,
            "inactive-department",
            "该部门已撤销或停用，其职责由%(successor)s承继，请改填该部门",
            {"successor": successor},
        )
    if not candidate.active:
        return FieldError(
            pointer, "inactive-department", "该部门已撤销或停用，请改填承继其职责的部门"
        )
    if candidate.id == sender:
        return FieldError(
            pointer, "receiver-is-sender", "接收单位不能是移送单位；自行办理请选择自办"
        )
    if role == ReceiverRole.MAIN and candidate.system in ASSISTING:
        return FieldError(
            pointer,
            "assistance-only",
            "向公安、检察机关移送线索只限请求协助或通报情况，请列为协办",
        )
    return None


def is_below(
    *, system: str, receiver_system: str, department: int, above_receiver: tuple[int, ...]
) -> bool:
    """Whether a receiver is a lower department of the same system."""
    return system == receiver_system and department in above_receiver
