"""What a word is called on one track, where its usual name would mislead."""

from __future__ import annotations

from dataclasses import dataclass

from clue_transfer.vocabulary.matters import Kind
from clue_transfer.vocabulary.statuses import Status
from clue_transfer.vocabulary.verbs import Verb
from clue_transfer.vocabulary.word import Word


@dataclass(frozen=True, slots=True)
class Name:
    """A Chinese and an English label."""

    label: str
    english: str


_CALLED: dict[tuple[str, str], Name] = {
    (Kind.EXTENSION_REQUEST, Status.REFUSED): Name("不予延期", "refused"),
    (Kind.EXTENSION_REQUEST, Verb.OPEN): Name("申请延期", "ask for an extension"),
    (Kind.EXTENSION_REQUEST, Verb.REFUSE): Name("不予延期", "refuse"),
    (Kind.EXTENSION_REQUEST, Verb.TAKE_BACK): Name("撤回申请", "take back"),
}


def called(word: Word, *, kind: str) -> Word | Name:
    """Name a status or a verb on a track: its own name there, else the word's usual one."""
    return _CALLED.get((kind, word), word)
