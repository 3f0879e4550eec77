"""The seeds: who there is in Gansu, under which name, and below whom."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command

from apps.organizations.models import CalendarYear, Department, Division
from clue_transfer.vocabulary import Kind, System
from seeds.loader import LOADERS, Loaded, load_all
from seeds.outcomes import outcome_rows
from seeds.violation_types import violation_type_rows

COUNTY_SYSTEMS = {
    *("ecology", "natural-resources", "water", "agriculture", "forestry", "police"),
    *("procuratorate", "court", "justice", "market-supervision", "transport", "housing"),
    *("emergency", "government"),
}


@pytest.fixture
def names(seeded_db: None) -> dict[str, str]:
    """Read the names of all departments by code."""
    return dict(Department.objects.values_list("code", "name"))


def test_divisions_are_the_province_14_prefectures_and_87_counties(seeded_db: None) -> None:
    levels = Counter(Division.objects.values_list("level", flat=True))

    assert levels == {"province": 1, "prefecture": 14, "county": 87}


def test_each_county_lies_in_the_prefecture_of_its_code(seeded_db: None) -> None:
    counties = Division.objects.filter(level="county").values_list("code", "parent_id")

    assert {code for code, parent in counties if f"{code[:4]}00" != parent} == set()


def test_departments_are_20_systems_above_and_14_in_the_counties(seeded_db: None) -> None:
    rows = Department.objects.values_list("division__level", "system")
    by_level = Counter(level for level, _ in rows)

    assert by_level == {"province": 20, "prefecture": 280, "county": 1218}
    assert {system for level, system in rows if level == "county"} == COUNTY_SYSTEMS
    assert {system for level, system in rows if level == "province"} == set(System)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("620000-ecology", "甘肃省生态环境厅"),
        ("620000-water", "甘肃省水利厅"),
        ("620000-court", "甘肃省高级人民法院"),
        ("620100-ecology", "兰州市生态环境局"),
        ("620100-transport", "兰州市交通运输委员会"),
        ("620400-court", "白银市中级人民法院"),
        ("622900-water", "临夏回族自治州水务局"),
        ("620102-ecology", "兰州市生态环境局城关分局"),
        ("620102-police", "兰州市公安局城关分局"),
        ("620102-procuratorate", "城关区人民检察院"),
        ("620121-police", "永登县公安局"),
        ("620171-government", "兰州新区管理委员会"),
        ("621022-ecology", "庆阳市生态环境局环县分局"),
        ("622901-ecology", "临夏回族自治州生态环境局临夏市分局"),
        ("622923-forestry", "永靖县林业和草原局"),
        ("622927-agriculture", "积石山保安族东乡族撒拉族自治县农业农村局"),
    ],
)
def test_departments_bear_their_official_names(names: dict[str, str], code: str, name: str) -> None:
    assert names[code] == name


@pytest.mark.parametrize(
    ("code", "short_name"),
    [
        ("620000-ecology", "甘环"),
        ("620000-natural-resources", "甘自然资"),
        ("620000-procuratorate", "甘检"),
        ("620100-ecology", "兰环"),
        ("620400-ecology", "白环"),
        ("620402-ecology", "白银环"),
        ("620500-water", "天水务"),
        ("620102-ecology", "城关环"),
        ("622900-ecology", "临州环"),
        ("622901-ecology", "临夏市环"),
        ("622921-ecology", "临夏县环"),
    ],
)
def test_short_names_for_numbers(seeded_db: None, code: str, short_name: str) -> None:
    assert Department.objects.get(code=code).short_name == short_name


@pytest.mark.parametrize(
    ("code", "superior"),
    [
        ("620102-ecology", "620100-ecology"),
        ("620100-ecology", "620000-ecology"),
        ("620000-ecology", "620000-government"),
        ("620171-water", "620100-water"),
        ("620102-government", "620100-government"),
        ("620100-joint-office", "620000-joint-office"),
        ("620000-joint-office", "620000-government"),
    ],
)
def test_superiors(seeded_db: None, code: str, superior: str) -> None:
    assert Department.objects.get(code=code).superior.code == superior


def test_only_the_provincial_government_has_no_superior(seeded_db: None) -> None:
    top = Department.objects.filter(superior=None).values_list("code", flat=True)

    assert list(top) == ["620000-government"]


def test_counterparts_are_of_the_same_division(seeded_db: None) -> None:
    rows = Department.objects.values_list(
        "division", "counterpart_police__code", "counterpart_procuratorate__code"
    )

    assert {
        row for row in rows if row[1:] != (f"{row[0]}-police", f"{row[0]}-procuratorate")
    } == set()


def test_local_readings_of_place_names(seeded_db: None) -> None:
    spelled = dict(
        Division.objects.filter(code__in=["621223", "620802", "621202", "620722"]).values_list(
            "name", "pinyin"
        )
    )

    assert spelled == {
        "宕昌县": "tan chang xian",
        "崆峒区": "kong tong qu",
        "武都区": "wu du qu",
        "民乐县": "min le xian",
    }


def test_calendar_is_known_from_2022_to_2026(seeded_db: None) -> None:
    years = list(CalendarYear.objects.order_by("year").values_list("year", "known", "version"))

    assert years == [(year, True, 1) for year in range(2022, 2027)]


def test_catalogue_of_violation_types_names_known_systems() -> None:
    rows = violation_type_rows()

    assert len(rows) == len({row["code"] for row in rows}) == 35
    assert {system for row in rows for system in row["systems"]} <= set(System)


def test_outcomes_that_need_a_referral() -> None:
    needs = {row["code"]: row["requires_kind"] for row in outcome_rows() if row["requires_kind"]}

    assert needs == {
        "detention_transfer": "detention_referral",
        "crime_transfer": "crime_referral",
    }
    assert len(outcome_rows()) == 19
    assert Kind.CLUE not in needs.values()


def test_second_load_changes_nothing(seeded_db: None) -> None:
    before = list(Department.objects.order_by("id").values_list())

    results = load_all(say=lambda _line: None)

    assert len(results) == len(LOADERS)
    assert [result.added for result in results if isinstance(result, Loaded)][:3] == [0, 0, 0]
    assert list(Department.objects.order_by("id").values_list()) == before


def test_load_keeps_what_the_office_has_changed(seeded_db: None) -> None:
    Department.objects.filter(code="620100-water").update(name="兰州市水行政局", active=False)

    call_command("load_seeds", verbosity=0)

    department = Department.objects.get(code="620100-water")
    assert (department.name, department.active) == ("兰州市水行政局", False)


def test_load_adds_what_is_missing(seeded_db: None) -> None:
    Department.objects.get(code="622927-emergency").delete()

    results = load_all(say=lambda _line: None)

    assert str(results[1]) == "部门：新增 1，已有 1517"
    again = Department.objects.get(code="622927-emergency")
    assert again.superior.code == "622900-emergency"
    assert again.counterpart_police.code == "622927-police"
