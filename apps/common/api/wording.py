"""The words of a problem, in the reader's language: titles a code, templates filled."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as marked

_TITLES = {
    "malformed": marked("请求格式有误"),
    "not-authenticated": marked("尚未登录"),
    "authentication-failed": marked("登录凭证无效"),
    "permission-denied": marked("无权办理"),
    "not-your-step": marked("应由他人办理"),
    "not-a-substitute": marked("没有有效的代理"),
    "recused": marked("已申请回避"),
    "powers-only-read": marked("超级权限只可查阅"),
    "not-a-member": marked("不是该部门成员"),
    "not-found": marked("未找到"),
    "method-not-allowed": marked("不支持此请求方法"),
    "not-acceptable": marked("不能按要求的格式应答"),
    "wrong-status": marked("当前状态不能办理"),
    "right-lapsed": marked("权利已消灭"),
    "ping-pong": marked("不得来回移送"),
    "idempotency-in-progress": marked("同一请求正在办理"),
    "idempotency-mismatch": marked("幂等键已用于其他内容"),
    "stale": marked("版本已过期"),
    "too-large": marked("内容过大"),
    "unsupported-media-type": marked("不支持的内容类型"),
    "incomplete": marked("内容不完整"),
    "invalid": marked("内容有误"),
    "version-missing": marked("缺少版本"),
    "throttled": marked("请求过于频繁"),
    "reading-not-recorded": marked("查阅未能留痕"),
    "internal": marked("服务内部出错"),
    "not-ready": marked("服务尚未就绪"),
}
_TITLE_BY_STATUS = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.UNAUTHORIZED: "not-authenticated",
    HTTPStatus.FORBIDDEN: "permission-denied",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.CONFLICT: "wrong-status",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid",
}


def title_of(code: str, *, status: int) -> str:
    """Name a problem in a few words: by its code, else by the status of its answer."""
    known = _TITLES.get(code) or _TITLES.get(_TITLE_BY_STATUS.get(HTTPStatus(status), ""))
    return gettext(known) if known else HTTPStatus(status).phrase


def say(template: str, params: Mapping[str, Any]) -> str:
    """Translate a Chinese template and fill it with its (translated) parameters."""
    # An empty message id would give the catalogue's own header.
    text = gettext(template) if template else ""
    if not params:
        return text
    try:
        return text % {name: word_for(value) for name, value in params.items()}
    except (KeyError, TypeError, ValueError):
        # A template and its parameters that do not fit must not turn a refusal into a fault.
        return text


def reader_language() -> str:
    """Say in which of the two languages the reader is answered: `zh` or `en`."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def word_for(value: Any) -> Any:
    """Put one parameter into the reader's language: words, lists of words, known labels."""
    english = reader_language() == "en"
    if hasattr(value, "label") and hasattr(value, "english"):
        return value.english if english else value.label
    if isinstance(value, list | tuple | set | frozenset):
        words = sorted(str(word_for(item)) for item in value)
        return (", " if english else "、").join(words)
    if isinstance(value, str) and value:
        return gettext(value)
    return value
