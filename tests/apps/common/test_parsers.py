"""What a JSON body may hold."""

from __future__ import annotations

import io
from typing import Any

import pytest

from apps.common.api.parsers import StrictJSONParser
from apps.common.api.problems import Malformed


def parse(body: bytes) -> Any:
    return StrictJSONParser().parse(io.BytesIO(body))


def test_reads_what_json_can_say() -> None:
    body = '\ufeff{"title": "倾倒", "facts": {"tonnes": 3.4}, "list": [1, null, true]}'.encode()

    assert parse(body) == {"title": "倾倒", "facts": {"tonnes": 3.4}, "list": [1, None, True]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "请求内容不是有效的JSON（第1行第1列）"),
        (b'{"a": 1,\n "b" 2}', "请求内容不是有效的JSON（第2行第6列）"),
        (b'{"a": NaN}', "请求内容含有JSON不允许的数值：NaN"),
        (b'{"a": -Infinity}', "请求内容含有JSON不允许的数值：-Infinity"),
        (b'{"a": 1e999}', "请求内容中的数字超出范围"),
        (b'{"a": ' + b"9" * 5000 + b"}", "请求内容中的数字超出范围"),
        (b'{"a": "\xff"}', "请求内容不是有效的UTF-8文本"),
        (b'{"a": 1, "a": 2}', "请求内容中同一对象的字段重复"),
        (b"[" * 33 + b"]" * 33, "请求内容嵌套超过32层"),
        (b"[" * 900_000, "请求内容嵌套超过32层"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "请求内容嵌套超过32层"),
    ],
)
def test_refuses_what_cannot_be_read(body: bytes, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse(body)

    assert str(refused.value) == said


def test_takes_nesting_up_to_the_limit() -> None:
    assert parse(b"[" * 32 + b"]" * 32) is not None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'{"subjects": [{}, {"na/me": "a\u0000b"}]}', "/subjects/1/na~1me"),
        (rb'{"subjects": [{"name": "\ud800"}]}', "/subjects/0/name"),
        (rb'{"facts": {"a\u0000": 1}}', "/facts"),
        (rb'"\u0000"', ""),
    ],
)
def test_points_at_characters_that_cannot_be_stored(body: bytes, pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse(body)

    assert [(one.pointer, one.code) for one in refused.value.errors] == [(pointer, "character")]
