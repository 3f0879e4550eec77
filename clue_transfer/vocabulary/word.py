"""The shape of every word: a stable code, and labels for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stable code with its Chinese and its English label."""

    label: str
    english: str

    def __new__(cls, value: str, label: str = "", english: str = "") -> Self:
        """Make the member: code, Chinese label, English label."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label or value
        word.english = english or value.replace("_", " ")
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """The pairs of code and Chinese label, as a form or a column wants them."""
        return [(word.value, word.label) for word in cls]
