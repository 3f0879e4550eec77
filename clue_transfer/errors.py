"""Why something is refused: every refusal of the kernel, each with a stable code.

Messages are Chinese templates (the gettext message ids); `params` fills them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is missing or wrong: a JSON pointer, a stable code and the reason."""

    pointer: str
    code: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """A step or a write that the rules do not allow, with what to do instead."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = "不能办理"

    def __init__(
        self, message: str | None = None, *, errors: Iterable[FieldError] = (), **params: Any
    ) -> None:
        self.template = message or self.message
        self.params = params
        self.errors = tuple(errors)
        self.extra: dict[str, Any] = {}
        super().__init__(self.template)

    def __str__(self) -> str:
        """Write it in Chinese, for logs and tests; of most only the code is asked."""
        named = {name: _in_chinese(value) for name, value in self.params.items()}
        return self.template % named if named else self.template


def _in_chinese(value: Any) -> Any:
    """Write a parameter for logs and tests: words by their label, lists joined."""
    if isinstance(value, list | tuple | set | frozenset):
        return "；".join(str(_in_chinese(item)) for item in value)
    return getattr(value, "label", value)


class NotFound(Refused):
    """The thing does not exist, or is not visible to who asks: the two are not told apart."""

    code = "not-found"
    message = "未找到该事项，或您无权查看"


class NotYourStep(Refused):
    """The step belongs to another party or another role."""

    code = "not-your-step"
    message = "此步骤应由%(who)s办理"


class Recused(NotYourStep):
    """The person has declared a conflict of interest."""

    code = "recused"
    message = "您（或被代理人）已申请回避，不得办理本卷宗的事项"


class PowersOnlyRead(NotYourStep):
    """A superuser's powers are on: they let read, and nothing is done while they are."""

    code = "powers-only-read"
    message = "超级权限开启期间只可查阅，不能办理；请先结束超级权限"


class NotASubstitute(NotYourStep):
    """Nobody has asked the person to act on behalf of the one whom they name."""

    code = "not-a-substitute"
    message = "您现在不能代此人办理：没有有效的代理，或不在所代部门"


class NotAMember(Refused):
    """The person is not a member of the department that they want to act for."""

    code = "not-a-member"
    message = "您不是该部门的成员，请更换代表部门"


class WrongStatus(Refused):
    """The matter's status (or what has happened to it) does not allow the step."""

    code = "wrong-status"
    message = "当前状态为“%(status)s”，不能“%(verb)s”"


class RightLapsed(WrongStatus):
    """A right was not used in time; other ways stay open."""

    code = "right-lapsed"
    message = "期限已过，权利消灭"


class PingPong(WrongStatus):
    """The next hop would send the clue back to a department that it has already left."""

    code = "ping-pong"
    message = "该部门已在流转链中，请改为提出争议"


class Incomplete(Refused):
    """Something that the step needs has not been given."""

    code = "incomplete"
    message = "缺少必要内容，请按提示补充"


class Invalid(Refused):
    """Something that was given cannot be right."""

    code = "invalid"
    message = "内容有误，请按提示更正"


class Stale(Refused):
    """The matter has changed since the caller read it."""

    code = "stale"
    message = "该事项已被更新，请刷新后重试"


class VersionMissing(Refused):
    """The caller did not say which version of the matter it read."""

    code = "version-missing"
    message = "请在 If-Match 中给出所读版本"


class CalendarNotPublished(Refused):
    """The working days of the year have not been announced yet."""

    code = "calendar-not-published"
    message = "%(year)s年工作日安排尚未发布"
