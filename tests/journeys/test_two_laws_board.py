"""The board of the two laws: what calls for somebody, counted, and each number followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.audit.models import Reading
from clue_transfer.board import Figure
from tests.client import Caller, ok
from tests.opinions import Opinion
from tests.referrals import OVER, POLICE, Detention, Referral
from tests.stories import BAIYIN, LANZHOU, Story, on, refused

PROCURATOR_ABOVE = "620000-procuratorate"


def board(reader: Caller, query: str = "") -> dict[str, dict[str, Any]]:
    """Read the board, figure by figure."""
    shown = ok(reader.get(f"two-laws/board/{query}"))
    return {figure["figure"]: figure for figure in shown["figures"]}


def counts(reader: Caller, query: str = "") -> dict[str, int]:
    """Read what the board counts, without what there is none of."""
    return {name: row["count"] for name, row in board(reader, query).items() if row["count"]}


def stages(reader: Caller, figure: Figure) -> dict[str, int]:
    """Read a figure by stage."""
    return {row["stage"]: row["count"] for row in board(reader)[figure]["stages"]}


def rows(reader: Caller, url: str) -> list[dict[str, Any]]:
    """Follow a number to its rows, page by page."""
    found: list[dict[str, Any]] = []
    following: str | None = f"{url}&page_size=2"
    while following:
        page = ok(reader.get(following))
        found += page["results"]
        following = page["next"] and page["next"].replace("http://testserver", "")
    return found


def every_number(figure: dict[str, Any]) -> list[dict[str, Any]]:
    """List the numbers of a figure that lead somewhere."""
    return [figure, *figure["stages"], *figure["divisions"]]


@pytest.fixture
def year(clock: Any) -> dict[str, Any]:
    """Play cases that stand in many places, and let time go by."""
    penalty = Story().decided()
    handled = Story(subjects=[{"name": "兰州某电镀厂", "role": "suspect"}]).accepted()
    late = Referral.on(handled).reported()
    with_police = Referral(subjects=[{"name": "兰州某印染厂"}]).received()
    declined = Referral(subjects=[{"name": "兰州某造纸厂"}]).declined()
    elsewhere = Referral(sender=BAIYIN, subjects=[{"name": "白银某铜业公司"}])
    detention = Detention()
    answered = Opinion().served()
    clock.move_to(on("2026-11-25"))
    return {
        "penalty": penalty,
        "late": late,
        "with_police": with_police,
        "declined": declined,
        "elsewhere": elsewhere,
        "detention": detention,
        "opinion": answered,
    }


def test_a_procurator_follows_a_penalty_beside_a_hit_to_the_clue() -> None:
    story, over = Story().decided(), Caller("procurator", OVER)

    figure = board(over)[Figure.PENALTY_INSTEAD]

    assert (figure["count"], figure["label"]) == (1, "以罚代刑")
    [row] = rows(over, figure["url"])
    assert (row["matter"], row["number"]) == (story.clue_id, story.clue()["number"])
    assert Reading.objects.filter(route__contains="two-laws/board/matters").count() == 1
    [hit] = ok(over.get(f"clues/{row['matter']}/screening/"))["results"]
    assert "penalty_instead" in hit["flags"]
    assert counts(Caller("procurator", "620400-procuratorate")) == {}


def test_what_is_late_stands_under_whose_clock_it_is(year: dict[str, Any]) -> None:
    over = Caller("procurator", OVER)

    assert stages(over, Figure.TRANSFERS_LATE) == {"transfer_decision": 1}
    assert stages(over, Figure.POLICE_LATE) == {"police_filing": 1}
    assert stages(over, Figure.NON_FILINGS) == {"crime_referral.declined": 1}
    assert stages(over, Figure.NOT_TRANSFERRED) == {"base": 1}
    [late] = rows(over, board(over)[Figure.TRANSFERS_LATE]["url"])
    assert late["matter"] == year["late"].id
    [filing] = rows(over, board(over)[Figure.POLICE_LATE]["url"])
    assert (filing["matter"], filing["stage_label"]) == (
        year["with_police"].id,
        "公安立案审查",
    )
    assert "第9条" in "".join(board(over)[Figure.POLICE_LATE]["articles"])


@pytest.mark.parametrize(
    ("role", "department"),
    [
        ("procurator", OVER),
        ("procurator", PROCURATOR_ABOVE),
        ("procurator", "620400-procuratorate"),
        ("police_officer", POLICE),
        ("lead", LANZHOU),
        ("handler", LANZHOU),
        ("lead", "620000-ecology"),
        ("lead", "620000-water"),
        ("lead", BAIYIN),
        ("judge_clerk", "620100-court"),
        ("auditor", "620000-ecology"),
    ],
)
def test_every_number_is_as_many_rows_as_it_leads_to(
    year: dict[str, Any], role: str, department: str
) -> None:
    reader = Caller(role, department)

    for figure in board(reader).values():
        assert figure["count"] == sum(stage["count"] for stage in figure["stages"])
        assert figure["count"] == sum(place["count"] for place in figure["divisions"])
        for number in every_number(figure):
            found = rows(reader, number["url"])
            assert len(found) == number["count"], number
            for row in found:
                if row["kind"] != "clue":
                    ok(reader.get(f"matters/{row['matter']}/"))


def test_a_department_counts_what_it_may_read_and_nothing_else(year: dict[str, Any]) -> None:
    assert counts(Caller("lead", BAIYIN)) == {"waits_for_me": 1}
    assert counts(Caller("lead", "620500-ecology")) == {}
    assert stages(Caller("lead", BAIYIN), Figure.WAITS_FOR_ME) == {"crime_referral.report": 1}


def test_a_sealed_case_is_counted_for_those_only_who_are_named() -> None:
    for role in ("head", "lead", "handler"):
        Caller(role, LANZHOU)
    sealed = Referral(secrecy="sealed")
    named, other = sealed.sender.handler, Caller("handler", LANZHOU, suffix=".2")

    assert counts(named) == {"waits_for_me": 1}
    assert counts(other) == {}
    url = board(other)[Figure.WAITS_FOR_ME]["url"]
    assert rows(other, url) == []
    assert [row["matter"] for row in rows(named, url)] == [sealed.id]


def test_who_was_a_party_once_counts_it_no_longer() -> None:
    case = Referral().received()
    first = case.police["police_officer"]
    assert counts(first) == {"waits_for_me": 1}

    body = {"police": "620400-police", "reason": "案发地不在本辖区"}
    case.take(first, "reroute", body)

    assert counts(first) == {}
    assert counts(Caller("police_officer", "620400-police")) == {"waits_for_me": 1}


def test_a_longer_track_of_the_police_is_a_stage_of_its_own(clock: Any) -> None:
    usual, longer = Referral().received(), Referral(subjects=[{"name": "某水泥厂"}]).received()
    body = {"track": "seven", "reason": "线索需要查证"}
    longer.take(longer.police["police_head"], "choose_track", body)

    clock.move_to(on("2026-12-01"))

    figure = board(Caller("procurator", OVER))[Figure.POLICE_LATE]
    found = {row["label"]: rows(Caller("procurator", OVER), row["url"]) for row in figure["stages"]}
    assert {label: [row["matter"] for row in each] for label, each in found.items()} == {
        "公安立案审查": [usual.id],
        "公安立案审查: 七日（线索需要查证）": [longer.id],
    }


def test_a_draft_that_nobody_reports_is_late_for_its_department_only(clock: Any) -> None:
    case = Referral()

    clock.move_to(on("2026-11-30"))

    assert stages(case.sender.lead, Figure.TRANSFERS_LATE) == {"stale_draft": 1}
    assert stages(Caller("procurator", OVER), Figure.TRANSFERS_LATE) == {}


def test_what_has_no_reply_is_told_by_paper_and_standing(clock: Any) -> None:
    over = Caller("procurator", OVER)
    for kind in ("governance", "suggest_transfer", "penalise"):
        Opinion(opinion_kind=kind).served()

    clock.move_to(on("2026-11-25"))

    assert stages(over, Figure.OPINIONS_UNANSWERED) == {
        "opinion.late": 1,
        "reverse_linkage.in_time": 1,
        "suggestion.in_time": 1,
    }
    labels = {row["label"] for row in board(over)[Figure.OPINIONS_UNANSWERED]["stages"]}
    assert "反向衔接检察意见: 未逾期" in labels


def test_what_lies_around_the_own_division_is_not_mixed_with_it() -> None:
    reader = Caller("lead", "620102-ecology")
    near = Referral(sender="620102-ecology")
    city = Opinion(by=OVER, addressee="620102-ecology").served()
    assert near.read()["division"] == "620102"
    assert city.read()["division"] == "620100"

    figure = board(reader)[Figure.WAITS_FOR_ME]

    found = {row["division"]: rows(reader, row["url"]) for row in figure["divisions"]}
    assert {place: [row["matter"] for row in each] for place, each in found.items()} == {
        "620100": [city.id],
        "620102": [near.id],
    }


def test_a_division_narrows_and_shows_its_children(year: dict[str, Any]) -> None:
    above = Caller("procurator", PROCURATOR_ABOVE)

    whole = board(above)[Figure.POLICE_LATE]
    assert [(row["division"], row["count"]) for row in whole["divisions"]] == [("620100", 1)]
    narrowed = board(above, "?division=620100")[Figure.POLICE_LATE]
    assert narrowed["count"] == 1
    assert parse_qs(urlsplit(narrowed["divisions"][0]["url"]).query)["exactly"] == ["true"]
    assert counts(above, "?division=620400").get("police_late") is None


def test_bad_questions_are_answered_with_the_parameter() -> None:
    over = Caller("procurator", OVER)

    for query, pointer in (
        ("board/?division=999999", "/query/division"),
        ("board/matters/?figure=everything", "/query/figure"),
        ("board/matters/?figure=police_late&division=12", "/query/division"),
        ("board/matters/?figure=police_late&division=620100&exactly=maybe", "/query/exactly"),
        ("board/?page=2", "/query/page"),
    ):
        problem = refused(over.get(f"two-laws/{query}"), 400, "malformed")
        assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_the_board_speaks_english_as_well() -> None:
    over = Caller("procurator", OVER)

    shown = ok(over.get("two-laws/board/", **{"Accept-Language": "en"}))

    labels = {figure["figure"]: figure["label"] for figure in shown["figures"]}
    assert labels["police_late"] == "police organs that are late"
    assert all(figure["definition"].isascii() for figure in shown["figures"])
