"""JSON taken strictly: what the database or a reader could not hold is refused here."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from rest_framework.parsers import JSONParser

from apps.common.api.problems import Malformed, pointer_to
from clue_transfer.errors import FieldError

MAX_DEPTH = 32
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(JSONParser):
    """UTF-8 only, no NaN or infinity, no key twice, no NUL character, at most 32 levels."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        """Parse a body; raises Malformed with the place of what is wrong."""
        try:
            text = stream.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Malformed("请求内容不是有效的UTF-8文本") from None
        try:
            data = json.loads(
                text,
                parse_constant=_refuse_constant,
                parse_float=_finite,
                object_pairs_hook=_without_repeats,
            )
        except RecursionError:
            raise _too_deep() from None
        except json.JSONDecodeError as wrong:
            raise Malformed(
                "请求内容不是有效的JSON（第%(line)d行第%(column)d列）",
                line=wrong.lineno,
                column=wrong.colno,
            ) from None
        except ValueError:  # a whole number of thousands of digits
            raise Malformed("请求内容中的数字超出范围") from None
        check_storable(data)
        return data


def check_storable(data: Any) -> None:
    """Refuse nesting beyond 32 levels and characters that no text column can hold."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(data, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str):
            _check_text(value, path)
            continue
        if isinstance(value, dict):
            for key in value:
                _check_text(key, path)
            inside: Any = value.items()
        elif isinstance(value, list):
            inside = enumerate(value)
        else:
            continue
        if len(path) >= MAX_DEPTH:
            raise _too_deep()
        waiting.extend((item, (*path, name)) for name, item in inside)


def _check_text(text: str, path: tuple[str | int, ...]) -> None:
    if _UNSTORABLE.search(text):
        wrong = FieldError(pointer_to(*path), "character", "含有不可用的字符")
        raise Malformed("请求内容含有不可用的字符", errors=[wrong])


def _too_deep() -> Malformed:
    return Malformed("请求内容嵌套超过%(levels)d层", levels=MAX_DEPTH)


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed("请求内容含有JSON不允许的数值：%(name)s", name=name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Malformed("请求内容中的数字超出范围")
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("请求内容中同一对象的字段重复")
    return found
