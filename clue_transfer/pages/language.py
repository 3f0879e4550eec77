"""The language of a page: labels or English of words, sentences as the catalog has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Given, Name, Word, called

CHINESE = re.compile("[\u4e00-\u9fff]")


class Untranslated(Exception):
    """A sentence of the tables has no English in the catalog."""


@dataclass(frozen=True, slots=True)
class Language:
    """`zh` or `en`, and how a Chinese sentence is said in it."""

    code: str
    translate: Callable[[str], str]

    @property
    def chinese(self) -> bool:
        """Whether the page is in Chinese."""
        return self.code == "zh"

    def of(self, word: Word | Name) -> str:
        """Name a word."""
        return word.label if self.chinese else word.english

    def on(self, word: Word, *, kind: str) -> str:
        """Name a status or a verb as its track calls it."""
        return self.of(called(word, kind=kind))

    def field(self, name: str) -> str:
        """Name what a step is given, with its name in the API."""
        return f"{self.of(Given(name))} `{name}`"

    def fact(self, fact: Fact) -> str:
        """Say what may be true of a matter."""
        return self.of(fact)

    def text(self, sentence: str) -> str:
        """Say a sentence of the tables or of a rule; `Untranslated` without its English."""
        if self.chinese or not sentence:
            return sentence
        english = self.translate(sentence)
        if CHINESE.search(english):
            raise Untranslated(sentence)
        return english

    def citation(self, text: str) -> str:
        """Cite an article: titles stay Chinese, to be looked up; our own words do not."""
        if self.chinese:
            return text
        parts = text.split("；")
        return "; ".join(
            part if "第" in part or "〔" in part else self.translate(part) for part in parts
        )

    def either(self, chinese: str, english: str) -> str:
        """Choose between the two."""
        return chinese if self.chinese else english

    def quoted(self, words: str) -> str:
        """Put words in quotation marks."""
        return f"“{words}”"

    def listed(self, words: Iterable[str]) -> str:
        """Join words."""
        return self.either("、", ", ").join(words)

    def joined(self, parts: Iterable[str]) -> str:
        """Join what could stand by itself."""
        return self.either("；", "; ").join(part for part in parts if part)

    def aside(self, words: str) -> str:
        """Put words in brackets after others."""
        return self.either(f"（{words}）", f" ({words})") if words else ""
