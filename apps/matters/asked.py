"""What steps ask for that is made when their unit of work is written: numbers and papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clue_transfer.vocabulary import DocumentKind, NumberSeries


@dataclass(slots=True)
class NumberRequest:
    """A number that is taken when the work is written, and what to do with it."""

    department: int
    series: NumberSeries
    then: Callable[[int], None]


@dataclass(slots=True)
class PaperRequest:
    """A paper that is asked for when the work is written, when its number is known."""

    matter: Any
    kind: DocumentKind
    data: Callable[[], Mapping[str, Any]]
    """Gathers what the paper says, after every step of the work and with all numbers taken."""
    number: str = ""
