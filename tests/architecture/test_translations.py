"""Everything that the service says to people is there in English too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from clue_transfer import situations, visibility, vocabulary
from clue_transfer.typed_facts import FACTS
from clue_transfer.vocabulary import Word

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")
SPOKEN_BY = frozenset(
    {
        "FieldError",
        "FileRefused",
        "Incomplete",
        "Invalid",
        "Malformed",
        "NotAMember",
        "NotFound",
        "NotYourStep",
        "PermissionDenied",
        "PingPong",
        "ReporterKeyMissing",
        "RightLapsed",
        "Stale",
        "ValidationError",
        "AuthenticationFailed",
        "Wrong",
        "WrongStatus",
        "error",
        "warn",
        "_",
        "gettext",
        "gettext_lazy",
        "marked",
    }
)
# Places of a file or a form, which the reader's own table names; no sentence of ours.
NOT_SENTENCES = frozenset({"describe.py"})


def test_every_refusal_and_message_has_an_english_text() -> None:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        translated = {message.id for message in read_po(file) if message.string}

    missing = {text: place for text, place in _spoken() if text not in translated}

    assert missing == {}


def test_every_word_has_two_labels() -> None:
    words = [
        kind
        for module in (vocabulary, situations, visibility)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Word) and kind is not Word
    ]
    bare = [
        repr(word)
        for kind in words
        for word in kind
        if not CHINESE.search(word.label) or CHINESE.search(word.english) or not word.english
    ]

    assert len(words) > 25
    assert bare == []
    assert [fact.key for fact in FACTS.values() if not CHINESE.search(fact.label)] == []


def _spoken() -> Iterator[tuple[str, str]]:
    for folder in ("clue_transfer", "apps"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" in path.parts or path.name in NOT_SENTENCES:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for text in _texts(node):
                    if CHINESE.search(text):
                        yield text, path.name


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in SPOKEN_BY:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from (_value(each) for each in given)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if getattr(target, "id", "") == "message" and node.value is not None:
            yield _value(node.value)


def _value(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
