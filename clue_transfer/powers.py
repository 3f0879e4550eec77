"""Powers of a superuser: asked with a reason, approved by another, over after some hours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from clue_transfer.errors import FieldError, NotYourStep
from clue_transfer.vocabulary import Secrecy

# Our own defaults, no law sets them. The database refuses longer powers than the first one says.
LONGEST_POWERS = timedelta(hours=4)
"""How long powers last at most: half a working day, then somebody looks at it again."""
REQUEST_STANDS = timedelta(hours=24)
"""How long a request may wait for its approval; an older one is asked anew."""
ENTRUSTED_FOR = timedelta(days=7)
"""How long who was given account, rights or password by the asker approves nothing of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What powers that are on open for reading: some dossiers by name, or all that is internal."""

    grant: int
    dossiers: frozenset[UUID] = frozenset()
    everything: bool = False

    def open(self, *, secrecy: Secrecy, dossier: UUID | None) -> bool:
        """Whether they open a matter of a dossier (its root): sealed never, confidential by name.

        Sealed before confidential before powers: what names persons is opened only by a grant
        that names that very dossier.
        """
        if secrecy is Secrecy.SEALED:
            return False
        if dossier is not None and dossier in self.dossiers:
            return True
        return self.everything and secrecy is Secrecy.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for powers, and what has become of it."""

    user: int
    asked_at: datetime
    approved: bool = False
    ended: bool = False


def request_errors(
    *, reason: str, hours: int, everything: bool, dossiers: Collection[str]
) -> list[FieldError]:
    """Name every fault of a request; `hours` is how long the powers shall last."""
    errors = []
    if not reason.strip():
        errors.append(FieldError("/reason", "required", "必填"))
    if not timedelta() < timedelta(hours=hours) <= LONGEST_POWERS:
        errors.append(FieldError("/hours", "too-long", "超级权限每次不超过4小时"))
    if everything == bool(dossiers):
        errors.append(
            FieldError("/dossiers", "scope", "请列明卷宗文号，或者明确选择全部，二者择一")
        )
    return errors


def check_asker(*, superuser: bool, open_already: bool) -> None:
    """Raise NotYourStep unless a superuser asks who has no powers and waits for none."""
    if not superuser:
        raise NotYourStep("只有超级用户可以申请超级权限")
    if open_already:
        raise NotYourStep("您已有未结束的超级权限或者申请")


def check_approver(
    person: int, *, asked: Asked, office: bool, entrusted: bool, now: datetime
) -> None:
    """Raise NotYourStep unless somebody else of that office approves in time.

    `office`: they are a superuser or an administrator themselves. `entrusted`: the asker has
    lately given them their account, rights, roles or password, so that both may be one.
    """
    if not office:
        raise NotYourStep("只有其他超级用户或者系统管理员可以批准")
    if person == asked.user:
        raise NotYourStep("不得批准本人的申请")
    if entrusted:
        raise NotYourStep("您的账号、权限或者密码近日由申请人设置，不得批准其申请")
    if asked.approved or asked.ended:
        raise NotYourStep("该申请已经批准或者已经结束")
    if now >= asked.asked_at + REQUEST_STANDS:
        raise NotYourStep("该申请已超过24小时，请重新申请")
