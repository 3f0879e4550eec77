"""The directory answers who is who from memory."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from apps.organizations.models import Department
from apps.organizations.queries import Directory, directory, stamp


@pytest.fixture
def known(seeded_db: None) -> Directory:
    """Read the directory of the seeds."""
    return directory(stamp())


def key(known: Directory, code: str) -> int:
    """Find the key of a department that there is."""
    department = known.department(code)
    assert department is not None
    return department.id


def code(known: Directory, department_id: int | None) -> str | None:
    """Find the code of a department, if there is one."""
    return known.by_id(department_id).code if department_id is not None else None


def test_directory_is_read_once_a_stamp(seeded_db: None, django_assert_num_queries: object) -> None:
    Department.objects.get(code="620100-water").save()
    at = stamp()

    with django_assert_num_queries(3):
        first = directory(at)
    with django_assert_num_queries(0):
        second = directory(at)

    assert first is second
    assert len(first.departments) == 1518
    assert len(first.divisions) == 102


def test_directory_follows_a_change(known: Directory) -> None:
    Department.objects.filter(code="620100-water").update(name="兰州市水行政局")

    changed = directory(stamp())

    assert changed.department("620100-water").name == "兰州市水行政局"
    assert known.department("620100-water").name == "兰州市水务局"


def test_directory_cannot_be_changed(known: Directory) -> None:
    department = known.department("620100-water")

    with pytest.raises(FrozenInstanceError):
        department.name = "别的"


def test_unknown_codes_are_none(known: Directory) -> None:
    assert known.department("620100-nothing") is None
    assert known.division("110000") is None


def test_superior_chain_ends_at_the_provincial_government(known: Directory) -> None:
    chain = known.superior_chain(key(known, "620102-ecology"))

    assert [code(known, each) for each in chain] == [
        "620100-ecology",
        "620000-ecology",
        "620000-government",
    ]


@pytest.mark.parametrize(
    ("first", "second", "superior"),
    [
        ("620102-ecology", "620103-ecology", "620100-ecology"),
        ("620102-ecology", "620402-ecology", "620000-ecology"),
        ("620100-ecology", "620000-ecology", "620000-government"),
        ("620100-government", "620400-government", "620000-government"),
        ("620102-water", "620102-forestry", "620102-government"),
        ("620102-water", "620103-forestry", "620100-government"),
        ("620102-water", "620402-forestry", "620000-government"),
        # a county's ecology branch belongs to the city's bureau
        ("620102-water", "620102-ecology", "620100-government"),
        # nobody decides in their own dispute
        ("620102-government", "620102-water", "620100-government"),
        ("620000-government", "620100-government", None),
        ("620000-government", "620000-water", None),
    ],
)
def test_common_superior(known: Directory, first: str, second: str, superior: str | None) -> None:
    one, other = key(known, first), key(known, second)

    assert code(known, known.common_superior(one, other)) == superior
    assert code(known, known.common_superior(other, one)) == superior


def test_coordinator_is_sought_above_then_in_the_joint_offices(known: Directory) -> None:
    county, city = key(known, "620102-water"), key(known, "620100-water")

    places = [known.coordinator_departments(each) for each in (county, city)]

    assert [[code(known, place) for place in each] for each in places] == [
        ["620100-water", "620000-joint-office"],
        ["620000-water", "620100-joint-office", "620000-joint-office"],
    ]


def test_calendar_is_known_through_2026(known: Directory) -> None:
    calendar = known.calendar

    assert calendar.known_through == date(2026, 12, 31)
    assert date(2026, 10, 5) in calendar.holidays
    assert date(2026, 10, 10) in calendar.makeup_workdays
    assert calendar.version == 5


# ---- names in lists

SAMPLE = [
    "永靖县林业和草原局",
    "静宁县农业农村局",
    "临洮县生态环境局",
    "白银区水务局",
    "西固区自然资源局",
    "碌曲县自然资源局",
    "西峰区生态环境局",
    "陇西县农业农村局",
    "景泰县生态环境局",
    "七里河区水务局",
    "积石山县生态环境局",
    "秦州区生态环境局",
    "甘谷县自然资源局",
    "平川区自然资源局",
    "积石山县农业农村局",
    "麦积区农业农村局",
    "榆中县水务局",
    "白银区林业和草原局",
    "甘谷县水务局",
    "红古区自然资源局",
    "崆峒区生态环境局",
    "西固区水务局",
    "甘谷县生态环境局",
    "崆峒区水务局",
    "靖远县林业和草原局",
    "环县水务局",
    "西峰区农业农村局",
    "靖远县生态环境局",
    "榆中县自然资源局",
    "临洮县林业和草原局",
    "甘谷县林业和草原局",
    "靖远县农业农村局",
    "麦积区水务局",
    "永登县自然资源局",
    "积石山县林业和草原局",
    "积石山县水务局",
    "永靖县水务局",
    "秦州区自然资源局",
    "城关区自然资源局",
    "七里河区自然资源局",
    "平川区农业农村局",
    "西固区农业农村局",
    "景泰县自然资源局",
    "崆峒区自然资源局",
    "红古区农业农村局",
    "白银区生态环境局",
    "白银区自然资源局",
    "靖远县自然资源局",
    "平川区生态环境局",
    "七里河区生态环境局",
    "环县自然资源局",
    "七里河区林业和草原局",
    "永登县农业农村局",
    "静宁县生态环境局",
    "崆峒区林业和草原局",
    "平川区林业和草原局",
    "红古区水务局",
    "碌曲县林业和草原局",
]

BUREAUS = {
    "生态环境局": "ecology",
    "自然资源局": "natural-resources",
    "水务局": "water",
    "农业农村局": "agriculture",
    "林业和草原局": "forestry",
}


@pytest.mark.parametrize("name", SAMPLE)
def test_receivers_of_the_ministrys_list(known: Directory, name: str) -> None:
    bureau = next(bureau for bureau in BUREAUS if name.endswith(bureau))
    division = known.find_division(county=name.removesuffix(bureau))

    found = known.find_receiver(name)

    assert found.code == f"{division.code}-{BUREAUS[bureau]}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甘肃省水利厅", "620000-water"),
        ("省水利厅", "620000-water"),
        ("甘环", "620000-ecology"),
        ("620100-ecology", "620100-ecology"),
        ("白银市生态环境局", "620400-ecology"),
        ("白银区生态环境局", "620402-ecology"),
        ("白银市生态环境局白银分局", "620402-ecology"),
        ("临夏州水务局", "622900-water"),
        ("临夏回族自治州水务局", "622900-water"),
        ("临夏市水务局", "622901-water"),
        ("临夏县水务局", "622921-water"),
        ("临夏州临夏县水利局", "622921-water"),
        ("甘肃省兰州市城关区人民检察院", "620102-procuratorate"),
        ("城关区检察院", "620102-procuratorate"),
        ("城关公安分局", "620102-police"),
        ("城关区公安局", "620102-police"),
        ("兰州市公安局城关分局", "620102-police"),
        ("兰州市生态环境局城关分局", "620102-ecology"),
        ("临夏州生态环境局永靖分局", "622923-ecology"),
        ("甘南州林草局", "623000-forestry"),
        ("兰州市交通运输局", "620100-transport"),
        ("兰州新区管委会", "620171-government"),
        ("　永靖县　水务局。", "622923-water"),
    ],
)
def test_other_names_of_receivers(known: Directory, text: str, expected: str) -> None:
    assert known.find_receiver(text).code == expected


@pytest.mark.parametrize(
    "text",
    [
        "不存在县生态环境局",
        "水务局",
        "",
        "临夏水务局",
        "白银生态环境局",
        "酒泉市城关区水务局",
        "兰州市",
        "x" * 10_000,
    ],
)
def test_unknown_or_ambiguous_receivers_are_none(known: Directory, text: str) -> None:
    assert known.find_receiver(text) is None


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("水务局", "622923", "622923-water"),
        ("县水务局", "622923", "622923-water"),
        ("州水务局", "622923", "622900-water"),
        ("市生态环境局", "620102", "620100-ecology"),
        ("生态环境局", "620400", "620400-ecology"),
    ],
)
def test_bare_names_near_a_division(known: Directory, text: str, near: str, expected: str) -> None:
    assert known.find_receiver(text, near=near).code == expected


def test_the_name_of_a_merged_department_leads_to_its_successor(seeded_db: None) -> None:
    successor = Department.objects.get(code="620100-natural-resources")
    Department.objects.filter(code="620100-forestry").update(active=False, successor=successor)
    Department.objects.filter(code="620200-forestry").update(active=False)

    known = directory(stamp())

    assert known.find_receiver("兰州市林业和草原局").code == "620100-natural-resources"
    assert known.find_receiver("嘉峪关市林业和草原局") is None


@pytest.mark.parametrize(
    ("prefecture", "county", "expected"),
    [
        ("临夏州", "永靖县", "622923"),
        ("临夏州", "积石山县", "622927"),
        ("甘南州", "碌曲县", "623026"),
        ("临夏回族自治州", "东乡族自治县", "622926"),
        ("兰州", "城关", "620102"),
        ("甘肃省兰州市", "兰州市城关区", "620102"),
        ("", "城关区", "620102"),
        ("", "临夏州永靖县", "622923"),
        ("临夏州永靖县", "", "622923"),
        ("白银市", "", "620400"),
        ("白银市", "白银市", "620400"),
        ("白银市", "白银", "620402"),
        ("临夏州", "临夏市", "622901"),
        ("嘉峪关市", "市本级", "620200"),
        ("甘肃省", "兰州市", "620100"),
        ("甘肃省", "", "620000"),
        ("兰州市", "兰州新区", "620171"),
    ],
)
def test_find_division(known: Directory, prefecture: str, county: str, expected: str) -> None:
    assert known.find_division(prefecture, county).code == expected


@pytest.mark.parametrize(
    ("prefecture", "county"),
    [
        ("定西市", "不存在县"),
        ("兰州市", "永靖县"),
        ("临夏州", "临夏"),
        ("", "临夏"),
        ("不存在市", "城关区"),
        ("", ""),
    ],
)
def test_unknown_or_contradictory_divisions_are_none(
    known: Directory, prefecture: str, county: str
) -> None:
    assert known.find_division(prefecture, county) is None
