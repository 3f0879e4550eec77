"""JSON answers: Chinese time, amounts as text, words as codes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy

from apps.common.api.renderers import FastJSONRenderer
from clue_transfer.vocabulary import Verb


def test_what_answers_hold_is_written_as_clients_read_it() -> None:
    data = {
        "at": datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        "on": date(2026, 11, 20),
        "amount": Decimal("93200.00"),
        "id": UUID(int=7),
        "verb": Verb.SIGN,
        "label": gettext_lazy("系统"),
        "roles": frozenset({"lead", "head"}),
    }

    text = FastJSONRenderer().render(data).decode()

    assert text == (
        '{"at":"2026-11-20T10:00:00+08:00","on":"2026-11-20","amount":"93200.00",'
        '"id":"00000000-0000-0000-0000-000000000007","verb":"sign","label":"系统",'
        '"roles":["head","lead"]}'
    )


def test_nothing_stays_nothing_and_strange_things_are_refused() -> None:
    renderer = FastJSONRenderer()

    assert renderer.render(None) == b""
    with pytest.raises(TypeError):
        renderer.render({"x": object()})
