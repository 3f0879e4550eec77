"""Find matters by a piece of their text: by its rarest pair of characters, then as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

_FREQUENCIES = """
    SELECT gram, frequency FROM pg_stats,
        unnest(most_common_elems::text::text[], most_common_elem_freqs) AS m(gram, frequency)
    WHERE schemaname = current_schema() AND tablename = 'matters_matter' AND attname = 'grams'
        AND gram IS NOT NULL
"""


def with_text(queryset: QuerySet[Any], term: str, *, now: datetime) -> QuerySet[Any]:
    """Keep the matters that have the term in their text."""
    return having_text(queryset, Value(term), gram=[rarest_gram(term, now=now)])


def having_text(queryset: QuerySet[Any], term: Any, *, gram: Any, at: str = "") -> QuerySet[Any]:
    """Keep rows whose matter, at the end of a path of relations, has a term in its text.

    The index is asked for one pair of characters only, the rarest: the planner takes pairs for
    independent, and would look up a common phrase as if hardly any text had it.
    """
    place = StrIndex(Lower(f"{at}search_text"), Lower(term))
    return queryset.filter(**{f"{at}grams__contains": gram}).filter(GreaterThan(place, 0))


def rarest_gram(term: str, *, now: datetime) -> str:
    """Choose the pair of a term's characters that the fewest texts have."""
    term = term.lower()
    pairs = [term[at : at + 2] for at in range(len(term) - 1)] or [term]
    if len(pairs) == 1:
        return pairs[0]
    known = _frequencies(connection.settings_dict["NAME"], int(now.timestamp()) // 3600)
    return min(pairs, key=lambda gram: known.get(gram, 0.0))


@lru_cache(maxsize=2)
def _frequencies(_database: str, _hour: int) -> Mapping[str, float]:
    """Read which share of the texts has each of the most frequent grams, once an hour."""
    with connection.cursor() as cursor:
        cursor.execute(_FREQUENCIES)
        return dict(cursor.fetchall())
