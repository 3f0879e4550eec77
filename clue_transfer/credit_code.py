"""The unified social credit code (统一社会信用代码, GB 32100-2015): normalize and check."""

from __future__ import annotations

import unicodedata

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_LENGTH = 18
_DIVISION = slice(2, 8)
_UNSEEN = frozenset({"Cc", "Cf", "Me", "Mn", "Pd"})


def normalize(text: str) -> str:
    """Bring a code to its stored form: half-width, upper case, no spaces, hyphens or marks.

    Characters are never guessed: O stays O and is refused by `check`.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        character
        for character in plain
        if not character.isspace() and unicodedata.category(character) not in _UNSEEN
    )


def check(code: str) -> str | None:
    """Why a normalized code is wrong, `None` if it is right.

    `length`: not 18 characters; `alphabet`: a character that the standard does not use;
    `division`: characters 3 to 8 are not digits; `check-character`: the last one does not fit.
    """
    if len(code) != _LENGTH:
        return "length"
    if not all(character in _VALUE for character in code):
        return "alphabet"
    if not code[_DIVISION].isdigit():
        return "division"
    if code[-1] != check_character(code[:-1]):
        return "check-character"
    return None


def check_character(first: str) -> str:
    """Compute the 18th character (any of the 31) for the first 17; `KeyError` for strange ones."""
    total = sum(
        _VALUE[character] * weight for character, weight in zip(first, _WEIGHTS, strict=True)
    )
    return _ALPHABET[-total % len(_ALPHABET)]
