"""The board of the two laws: every figure by stage and division, each with where its rows stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from apps.clues.queries import wrong_cases
from apps.common.api.wording import word_for
from apps.matters.rows import named
from apps.organizations.queries import Directory
from apps.reports.queries.figures import Rows, counted, rows_of, within_divisions
from clue_transfer.actors import Actor
from clue_transfer.board import (
    ARTICLES,
    DEFINITIONS,
    IN_TIME,
    LATE,
    Figure,
    Paper,
    is_alone,
    summed,
)
from clue_transfer.divisions import within
from clue_transfer.thresholds import Grade
from clue_transfer.vocabulary import DeadlineKind, Kind, Status, Verb, called
from clue_transfer.workflows.crime_referral.rules import PoliceTrack

LIST = "/api/v1/two-laws/board/matters/"


def board(
    *, actor: Actor, top: str, division: str, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Count every figure: a query each and one more, whatever there is.

    `division` narrows to a division and what is below it; places are the children of `top`.
    """
    cases = wrong_cases(actor, now=now)
    figures = []
    for figure in Figure:
        found = rows_of(figure, actor=actor, now=now, cases=cases)
        if division:
            found = within_divisions(found, codes=below(division, directory=directory))
        figures.append(
            _figure(figure, counted(found), top=top, division=division, directory=directory)
        )
    return figures


def _figure(
    figure: Figure,
    rows: Sequence[tuple[str, str, int, list[str]]],
    *,
    top: str,
    division: str,
    directory: Directory,
) -> dict[str, Any]:
    articles = {text for *_, texts in rows for text in texts} | set(ARTICLES.get(figure, ()))
    stages = summed(((stage, place, count) for stage, place, count, _ in rows), top=top)
    narrowed = {"division": division} if division else {}
    return {
        "figure": str(figure),
        "label": word_for(figure),
        "definition": _(DEFINITIONS[figure]),
        "articles": sorted(articles),
        "count": sum(count for *_, count, _ in rows),
        "url": _url(figure, **narrowed),
        "stages": [
            {
                "stage": stage,
                "label": stage_label(figure, stage),
                "count": sum(places.values()),
                "url": _url(figure, stage=stage, **narrowed),
            }
            for stage, places in sorted(stages.items())
        ],
        "divisions": _places(figure, stages, top=top, directory=directory),
    }


def _places(
    figure: Figure,
    stages: Mapping[str, Mapping[str, int]],
    *,
    top: str,
    directory: Directory,
) -> list[dict[str, Any]]:
    by_place: dict[str, dict[str, int]] = {}
    for stage, places in sorted(stages.items()):
        for place, count in places.items():
            by_place.setdefault(place, {})[stage] = count
    found = []
    for place, counts in sorted(by_place.items()):
        known = directory.division(place)
        narrowed = {"division": place or "none"}
        narrowed |= {"exactly": "true"} if place and is_alone(place, top=top) else {}
        found.append(
            {
                "division": place,
                "name": known.name if known else _("未填行政区划"),
                "count": sum(counts.values()),
                "url": _url(figure, **narrowed),
                "stages": [
                    {
                        "stage": stage,
                        "label": stage_label(figure, stage),
                        "count": count,
                        "url": _url(figure, stage=stage, **narrowed),
                    }
                    for stage, count in counts.items()
                ],
            }
        )
    return found


def below(division: str, *, directory: Directory) -> frozenset[str]:
    """List a division and all that lie in it."""
    codes = (each.code for each in directory.divisions)
    return frozenset(code for code in codes if within(code, division))


def stage_label(figure: Figure, stage: str) -> str:
    """Name a stage of a figure in the reader's language."""
    match figure:
        case Figure.WAITS_FOR_ME:
            kind, _dot, verb = stage.partition(".")
            verb_word = word_for(called(Verb(verb), kind=kind))
            return f"{word_for(Kind(kind))}: {verb_word}"
        case Figure.NON_FILINGS:
            kind, _dot, status = stage.partition(".")
            return str(word_for(called(Status(status), kind=kind)))
        case Figure.TRANSFERS_LATE | Figure.POLICE_LATE:
            clock, _dot, track = stage.partition(".")
            label = word_for(DeadlineKind(clock))
            return f"{label}: {word_for(PoliceTrack(track))}" if track else str(label)
        case Figure.OPINIONS_UNANSWERED:
            paper, _dot, standing = stage.partition(".")
            stands = {LATE: _("已逾期"), IN_TIME: _("未逾期")}[standing]
            return f"{word_for(Paper(paper))}: {stands}"
        case _:
            return str(word_for(Grade(stage)))


def _url(figure: Figure, **narrowed: str) -> str:
    return f"{LIST}?{urlencode({'figure': str(figure), **narrowed})}"


def listed(found: Rows) -> QuerySet[Any]:
    """Read the rows behind a figure with what a page of them shows."""
    at = found.matter
    due = {"due": F(found.due)} if found.due else {}
    return found.rows.annotate(
        of=F(f"{at}_id"),
        of_kind=F(f"{at}__kind"),
        of_number=F(f"{at}__number"),
        of_title=F(f"{at}__title"),
        of_status=F(f"{at}__status"),
        of_division=F(f"{at}__division_id"),
        of_holder=F(f"{at}__holder_id"),
        of_secrecy=F(f"{at}__secrecy"),
        **due,
    ).values("pk", "stage", *_SHOWN, *due)


_SHOWN = (
    *("of", "of_kind", "of_number", "of_title", "of_status", "of_division", "of_holder"),
    "of_secrecy",
)


def listed_rows(
    rows: Sequence[Mapping[str, Any]], *, figure: Figure, directory: Directory
) -> list[dict[str, Any]]:
    """Show a page of the rows behind a figure."""
    return [
        {
            "id": str(row["pk"]),
            "stage": row["stage"],
            "stage_label": stage_label(figure, row["stage"]),
            "matter": row["of"],
            "kind": row["of_kind"],
            "number": row["of_number"],
            "title": row["of_title"],
            "status": row["of_status"],
            "status_label": word_for(called(Status(row["of_status"]), kind=row["of_kind"])),
            "division": row["of_division"],
            "holder": named(directory, row["of_holder"]),
            "due_at": row.get("due"),
        }
        for row in rows
    ]
