"""Who complained must not stand in free text: find their particulars there, and blank them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

MASK = "***"
_SEARCHED = ("name", "phone", "id_number", "address")
# Also what is not seen at all: zero-width characters and marks of direction.
_BETWEEN = r"[\s\-—–·•.()（）\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]*"
_SHORTEST = 2
_LOCAL = 7
"""Digits of a line's own number, without its area code."""
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def stands_in(text: str, identity: Mapping[str, str]) -> bool:
    """Whether a text names the reporter or gives one of their numbers, in whatever width."""
    pattern = _pattern(identity)
    return pattern is not None and pattern.search(text) is not None


def blanked(text: str, identity: Mapping[str, str]) -> str:
    """Write the text with the reporter's name and numbers blanked."""
    pattern = _pattern(identity)
    return text if pattern is None else pattern.sub(MASK, text)


def gives_a_mobile_number(text: str) -> bool:
    """Whether a text holds anybody's mobile number."""
    return _MOBILE.search(unicodedata.normalize("NFKC", text)) is not None


def without_mobile_numbers(text: str) -> str:
    """Write the text with every mobile number blanked."""
    if not gives_a_mobile_number(text):
        return text
    return _MOBILE.sub(MASK, unicodedata.normalize("NFKC", text))


def _pattern(identity: Mapping[str, str]) -> re.Pattern[str] | None:
    parts = [
        _BETWEEN.join(_in_either_width(each) for each in secret)
        for name in _SEARCHED
        for secret in _spellings(identity.get(name) or "")
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _spellings(value: str) -> Iterator[str]:
    """Give what is searched for, longest first: all of it, and a line without its area code."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", value) if each.isalnum())
    if len(plain) >= _SHORTEST:
        yield plain
    last = unicodedata.normalize("NFKC", value).rpartition("-")[2].strip()
    if last.isdecimal() and len(last) >= _LOCAL and last != plain:
        yield last
    elif _MOBILE.fullmatch(plain[-11:]) and len(plain) > len(plain[-11:]):
        yield plain[-11:]


def _in_either_width(each: str) -> str:
    if "!" <= each <= "~":
        return f"[{re.escape(each)}{chr(ord(each) + 0xFEE0)}]"
    return re.escape(each)
