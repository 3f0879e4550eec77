"""Whether two clues are likely the same: same subject, near, at the same time, in like words.

Points: a common subject 40, places within 500 m 30, days within 30 days of each other 15, and up
to 30 for like words. From 45 points on two clues are shown to each other's readers: no reason
alone is enough, any two of the weightier ones are.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from clue_transfer.vocabulary import Word

NEAR_METRES = 500
NEAR_DAYS = 30
LIKELY = 45
LIKE_WORDS = 0.3
READ_CHARACTERS = 600
_EARTH_METRES = 6_371_008.8
_METRES_A_DEGREE = math.pi * _EARTH_METRES / 180
_POINTS_SUBJECT, _POINTS_PLACE, _POINTS_TIME, _POINTS_WORDS = 40, 30, 15, 30


class Likeness(Word):
    """Why two clues look like one."""

    SUBJECT = "subject", "同一违法主体", "the same subject"
    PLACE = "place", "地点相距500米以内", "places within 500 m"
    TIME = "time", "时间相差30日以内", "within 30 days of each other"
    WORDS = "words", "标题、情况说明相似", "like words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What of a clue is compared."""

    subjects: frozenset[Hashable]
    place: tuple[float, float] | None
    """Longitude and latitude in degrees."""
    on: date | None
    """When it happened, else when it was discovered."""
    grams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with how much: metres, days, or hundredths of likeness; a subject has none."""

    why: Likeness
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How likely two clues are one, and why."""

    score: int
    reasons: tuple[Reason, ...]


def compare(one: Looks, other: Looks) -> Finding | None:
    """Compare two clues; None when they are not likely the same."""
    reasons, score = [], 0
    if one.subjects & other.subjects:
        reasons.append(Reason(Likeness.SUBJECT))
        score += _POINTS_SUBJECT
    if one.place is not None and other.place is not None:
        apart = metres_between(one.place, other.place)
        if apart <= NEAR_METRES:
            reasons.append(Reason(Likeness.PLACE, round(apart)))
            score += _POINTS_PLACE
    if one.on is not None and other.on is not None:
        days = abs((one.on - other.on).days)
        if days <= NEAR_DAYS:
            reasons.append(Reason(Likeness.TIME, days))
            score += _POINTS_TIME
    like = likeness(one.grams, other.grams)
    if like >= LIKE_WORDS:
        reasons.append(Reason(Likeness.WORDS, round(like * 100)))
        score += round(_POINTS_WORDS * like)
    return Finding(score, tuple(reasons)) if score >= LIKELY else None


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Reckon the distance of two places on the sphere (haversine)."""
    (x1, y1), (x2, y2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2
    half += math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def degrees_around(latitude: float) -> tuple[float, float]:
    """Say how many degrees of longitude and of latitude `NEAR_METRES` are at most there."""
    south_north = NEAR_METRES / _METRES_A_DEGREE
    shrinks = max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + south_north))))
    return south_north / shrinks, south_north


def grams(title: str, description: str) -> frozenset[str]:
    """Cut the beginning of a text into pairs of characters, width, case and punctuation apart."""
    text = unicodedata.normalize("NFKC", f"{title}{description[:READ_CHARACTERS]}").lower()
    plain = "".join(character for character in text if character.isalnum())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Measure how alike two texts are: the share of common pairs among all pairs (Jaccard)."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)
