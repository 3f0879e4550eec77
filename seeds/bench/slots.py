"""Texts with slots: what differs from copy to copy is cut out once and filled in quickly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

_OPEN, _CLOSE, _BARE = "\ue000", "\ue001", "\ue002"
_TOKEN = re.compile(f'"?{_OPEN}({_BARE}?)([a-z_]+):([^{_CLOSE}]*){_CLOSE}"?')

Slot = tuple[str, str]
"""What is to be filled in: its kind and its argument."""


def slot(kind: str, argument: Any, *, bare: bool = False) -> str:
    """Write a slot into a text; a bare one loses the quotes that JSON sets around it."""
    return f"{_OPEN}{_BARE if bare else ''}{kind}:{argument}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text cut at its slots: pieces, and between them what is to be filled in."""

    pieces: tuple[str, ...]
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Cut a text that `slot` has written."""
        pieces, slots, at = [], [], 0
        for found in _TOKEN.finditer(text):
            begin, end = found.span()
            if not found[1]:  # the quotes around a slot that is not bare belong to the text
                begin += text[begin] == '"'
                end -= text[end - 1] == '"'
            pieces.append(text[at:begin])
            slots.append((found[2], found[3]))
            at = end
        return cls((*pieces, text[at:]), tuple(slots))

    @classmethod
    def joined(cls, patterns: Iterable[Pattern]) -> Pattern:
        """Write patterns one behind the other."""
        pieces: list[str] = [""]
        slots: list[Slot] = []
        for pattern in patterns:
            pieces[-1] += pattern.pieces[0]
            pieces += pattern.pieces[1:]
            slots += pattern.slots
        return cls(tuple(pieces), tuple(slots))


class Form:
    """A pattern made ready: its slots are places in a list of values."""

    def __init__(self, pattern: Pattern, *, places: Mapping[Slot, int]) -> None:
        """Look the places up once."""
        self._parts = [""] * (2 * len(pattern.slots) + 1)
        self._parts[::2] = pattern.pieces
        wanted = [places[each] for each in pattern.slots]
        self._many = len(wanted) > 1
        self._pick = itemgetter(*wanted) if wanted else None

    def filled(self, values: Sequence[str]) -> str:
        """Fill the values in."""
        if self._pick is not None:
            found = self._pick(values)
            self._parts[1::2] = found if self._many else (found,)
        return "".join(self._parts)
