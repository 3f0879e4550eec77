"""The pages for lawyers: every row, every clock, legible diagrams, both languages, true links."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from clue_transfer.machine import Machine, Start
from clue_transfer.pages import Language, Untranslated
from clue_transfer.pages.diagram import MOST_EDGES
from clue_transfer.vocabulary import Given, called
from clue_transfer.workflows import MACHINES

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/tracks"
RULES = [
    rule
    for name in ("deadline_rules.toml", "deadline_rules_of_law.toml")
    for rule in tomllib.loads((ROOT / "seeds/reference" / name).read_text("utf-8"))["rule"]
    if not rule.get("reference_only")
]
# What of an English page is Chinese: titles, the numbers of papers, a step's word between its
# English one and its code, and the article's cell.
TITLES = re.compile(r"《[^》]*》|\w+〔\d{4}〕\d+号|国务院令第\d+号")
WORD_OF_A_STEP = re.compile(r"(?<= · )[^·|`]+(?= · `)")
CHINESE = re.compile("[\u4e00-\u9fff]+")
UNITS = {
    "hours": ("小时", "hours?"),
    "natural_days": ("个自然日", "natural days?"),
    "working_days": ("个工作日", "working days?"),
    "months": ("个月", "months?"),
}
BOTH = pytest.mark.parametrize("language", ["zh", "en"])
EACH = pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.kind)


def page(machine: Machine, language: str) -> str:
    return (PAGES / language / f"{machine.kind}.md").read_text("utf-8")


def rows(text: str) -> list[list[str]]:
    """Read the rows of every table as cells, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[2:-2].split(" | ")] for line in lines]


def clock_rows(text: str) -> dict[str, list[str]]:
    """Find the rows of clocks by the code of their rule."""
    found = [cells for cells in rows(text) if len(cells) == 10 and "`" in cells[0]]
    return {re.findall(r"`([^`]+)`", cells[0])[-1]: cells for cells in found}


def started(machine: Machine) -> set[str]:
    """Name the rules under which the track's clocks start, read from the tables once more."""
    starts: list[Start] = [
        start for opening in machine.openings.values() for start in opening.starts
    ]
    for row in machine.rows:
        starts += [*row.starts, *row.restarts, *row.parent_starts]
    by_code = {start.rule for start in starts if start.rule}
    by_kind = {start.kind for start in starts if not start.rule}
    return by_code | {
        rule["code"] for rule in RULES if rule["kind"] in by_kind and not rule.get("named_only")
    }


def test_every_track_has_both_pages_and_no_page_lacks_a_track() -> None:
    there = {str(path.relative_to(PAGES)) for path in PAGES.rglob("*.md")}

    wanted = {f"{code}/{name}.md" for code in ("zh", "en") for name in ("README", *MACHINES)}
    assert there == wanted


@BOTH
@EACH
def test_every_step_stands_in_the_table_with_what_it_needs(machine: Machine, language: str) -> None:
    steps = {
        cells[0].rsplit("`", 2)[1]: cells
        for cells in rows(page(machine, language))
        if len(cells) == 7 and " · `" in cells[0]
    }

    assert list(steps) == [row.verb.value for row in machine.rows]
    for row in machine.rows:
        cells = steps[row.verb]
        words = called(row.verb, kind=machine.kind)
        assert words.label in cells[0]
        assert language == "zh" or words.english in cells[0]
        assert all(f"`{name}`" in cells[3] for name in (*row.needs, *row.may_give))
        assert row.document is None or f"《{row.document.label}》" in cells[5]
        assert (cells[6] == "–") is not bool(row.tells)
        for grant in row.who:
            assert (grant.party.label if language == "zh" else grant.party.english) in cells[1]


@BOTH
@EACH
def test_every_clock_stands_beside_its_article(machine: Machine, language: str) -> None:
    clocks = clock_rows(page(machine, language))

    assert clocks.keys() == started(machine)
    for rule in RULES:
        if rule["code"] in clocks:
            cells = clocks[rule["code"]]
            unit = UNITS[rule["unit"]][language == "en"]
            assert re.match(rf"\*\*{rule['limit']} {unit}\*\*", cells[3])
            assert language == "en" or cells[7] == rule["citation"]
            assert re.findall(r"第\d+条", cells[7]) == re.findall(r"第\d+条", rule["citation"])
            assert cells[8].startswith(f"`{rule['confidence']}` ") or cells[7:9] == [
                "平台默认期限，可由管理员调整"
                if language == "zh"
                else "platform default, changeable",
                "–",
            ]
            assert cells[9].startswith(f"`{rule['source']}` ")


@BOTH
@EACH
def test_diagrams_stay_legible_and_draw_every_way_once(machine: Machine, language: str) -> None:
    drawings = re.findall(r"```mermaid\n(.*?)```", page(machine, language), re.DOTALL)

    arrows = [re.findall(r"^    (\S+) --> ([^\s:]+)", text, re.MULTILINE) for text in drawings]
    drawn = [edge for each in arrows for edge in each if "[*]" not in edge]
    ways = {
        (source.value, row.target.value)
        for row in machine.rows
        if row.target is not None
        for source in row.sources
    }
    assert sorted(drawn) == sorted(ways)
    assert max(len(each) for each in arrows) <= MOST_EDGES
    starts = {target for each in arrows for source, target in each if source == "[*]"}
    ends = {source for each in arrows for source, target in each if target == "[*]"}
    assert starts == {opening.status.value for opening in machine.openings.values()}
    assert ends == {status.value for status in machine.final}


@pytest.mark.parametrize("name", ["README", *MACHINES])
def test_an_english_page_is_in_english(name: str) -> None:
    text = (PAGES / "en" / f"{name}.md").read_text("utf-8").split("-->", 1)[1]
    articles = {cells[7] for cells in clock_rows(text).values()}

    for article in sorted(articles, key=len, reverse=True):
        text = text.replace(f"| {article} |", "| |")
    rest = WORD_OF_A_STEP.sub("", TITLES.sub("", text))

    assert CHINESE.findall(rest) == []


def test_every_link_to_and_from_the_pages_resolves() -> None:
    files = [
        *PAGES.rglob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        ROOT / "README.md",
        ROOT / "README.zh-CN.md",
    ]
    broken = [
        f"{path.name}: {link}"
        for path in files
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8"))
        if "://" not in link and not (path.parent / link).exists()
    ]

    assert broken == []
    for file in ("README.md", "README.zh-CN.md", "docs/workflows.md", "docs/two-laws.md"):
        assert "tracks/" in (ROOT / file).read_text("utf-8")


def test_every_field_that_a_step_takes_has_its_word() -> None:
    taken = {
        name
        for machine in MACHINES.values()
        for row in machine.rows
        for names in (
            row.needs,
            row.may_give,
            *(names for _, names in (*row.needs_when, *row.needs_unless, *row.needs_of_others)),
        )
        for name in names
    }

    assert taken == {field.value for field in Given}


def test_a_sentence_without_english_is_refused() -> None:
    with pytest.raises(Untranslated, match="须由另一人办理"):
        Language("en", str).text("须由另一人办理")


def test_a_stale_page_and_one_too_many_are_told(tmp_path: Path) -> None:
    copytree(ROOT / "docs", tmp_path / "docs")
    stale, extra = tmp_path / "docs/tracks/en/inquiry.md", tmp_path / "docs/tracks/zh/listing.md"
    with override_settings(BASE_DIR=tmp_path):
        call_command("write_docs", check=True)
        stale.write_text(stale.read_text("utf-8").replace("7 natural days", "9 natural days"))

        with pytest.raises(CommandError, match=r"inquiry\.md 已过时"):
            call_command("write_docs", check=True)
        call_command("write_docs")
        extra.write_text("# 挂牌督办", encoding="utf-8")
        with pytest.raises(CommandError, match=r"listing\.md 所述流程已不存在"):
            call_command("write_docs", check=True)
        call_command("write_docs")

        call_command("write_docs", check=True)
    assert not extra.exists()
    assert "7 natural days" in stale.read_text("utf-8")
