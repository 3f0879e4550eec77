"""Equal contents have one text, and the text gives the content back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import chained_hash
from apps.common.canonical import canonical
from clue_transfer.vocabulary import Verb

texts = st.text(st.characters(exclude_categories=("Cs",)))
contents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@given(contents)
def test_the_text_gives_the_content_back(content: Any) -> None:
    assert json.loads(canonical(content)) == content


@given(st.dictionaries(texts, contents, min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(content: dict[str, Any], random: Any) -> None:
    keys = list(content)
    random.shuffle(keys)

    shuffled = {key: content[key] for key in keys}

    assert canonical(shuffled) == canonical(content)


@given(contents)
def test_writing_what_was_read_changes_nothing(content: Any) -> None:
    text = canonical(content)

    assert canonical(json.loads(text)) == text


def test_it_is_compact_sorted_and_keeps_chinese() -> None:
    assert canonical({"乙": [1, 2.5], "a": "甘环线〔2026〕1号", "A": None}) == (
        '{"A":null,"a":"甘环线〔2026〕1号","乙":[1,2.5]}'
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("3.40"), '"3.40"'),
        (date(2026, 11, 18), '"2026-11-18"'),
        (datetime(2026, 11, 18, 1, tzinfo=UTC), '"2026-11-18T01:00:00+00:00"'),
        (
            datetime(2026, 11, 18, 9, tzinfo=timezone(timedelta(hours=8))),
            '"2026-11-18T01:00:00+00:00"',
        ),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Verb.ACCEPT, '"accept"'),
        ((1, "x"), '[1,"x"]'),
        ("\x00", '"\\u0000"'),
    ],
)
def test_what_json_does_not_know_becomes_a_string(value: Any, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize(
    "value",
    [object(), {1}, b"bytes", {1: "key"}, datetime(2026, 1, 1), [object()]],  # noqa: DTZ001 - naive on purpose
)
def test_unknown_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\ud800": 1}])
def test_what_has_no_faithful_text_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - two kinds of it, both from the standard library
        canonical(value)


def test_the_hash_depends_on_the_hash_before() -> None:
    assert chained_hash("{}", previous="") == (
        "a062dd4952b935e430d409c4a5e5cd760e8781e3200d5c7e12a232dddba8a528"
    )
    assert chained_hash("{}", previous="a") != chained_hash("{}", previous="b")
