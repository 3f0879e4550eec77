"""Codes and names of administrative divisions."""

import pytest

from clue_transfer.divisions import is_code, level_of, parent_of, short_names, within
from clue_transfer.errors import Invalid
from clue_transfer.vocabulary import Level


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("620102", True),
        ("020102", False),
        ("62010", False),
        ("6201020", False),
        ("62010a", False),
        ("６２０１０２", False),
        ("620102\n", False),
        ("", False),
    ],
)
def test_a_code_is_six_digits_that_do_not_begin_with_zero(text: str, good: bool):
    assert is_code(text) is good


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("620000", Level.PROVINCE, None),
        ("620100", Level.PREFECTURE, "620000"),
        ("620102", Level.COUNTY, "620100"),
        ("620171", Level.COUNTY, "620100"),
        ("620881", Level.COUNTY, "620800"),
        ("622900", Level.PREFECTURE, "620000"),
        ("622927", Level.COUNTY, "622900"),
        ("429004", Level.COUNTY, "420000"),
    ],
)
def test_a_code_tells_its_level_and_parent(code: str, level: Level, parent: str | None):
    assert level_of(code) is level
    assert parent_of(code) == parent


@pytest.mark.parametrize(
    ("code", "ancestor", "inside"),
    [
        ("620102", "620102", True),
        ("620102", "620100", True),
        ("620102", "620000", True),
        ("620102", "620200", False),
        ("620100", "620102", False),
        ("620000", "620000", True),
        ("110101", "620000", False),
        ("620171", "620100", True),
    ],
)
def test_a_division_lies_within_itself_and_those_above(code: str, ancestor: str, inside: bool):
    assert within(code, ancestor) is inside


@pytest.mark.parametrize("call", [level_of, parent_of, lambda code: within(code, "620000")])
def test_what_is_no_code_is_refused(call):
    with pytest.raises(Invalid) as refused:
        call("abc")

    assert refused.value.errors[0].code == "division-code"


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("甘肃省", ("甘肃省", "甘肃")),
        ("兰州市", ("兰州市", "兰州")),
        ("七里河区", ("七里河区", "七里河")),
        ("环县", ("环县",)),
        ("兰州新区", ("兰州新区",)),
        ("临夏回族自治州", ("临夏回族自治州", "临夏自治州", "临夏州", "临夏")),
        ("甘南藏族自治州", ("甘南藏族自治州", "甘南自治州", "甘南州", "甘南")),
        ("张家川回族自治县", ("张家川回族自治县", "张家川自治县", "张家川县", "张家川")),
        ("肃南裕固族自治县", ("肃南裕固族自治县", "肃南自治县", "肃南县", "肃南")),
        ("阿克塞哈萨克族自治县", ("阿克塞哈萨克族自治县", "阿克塞自治县", "阿克塞县", "阿克塞")),
        ("东乡族自治县", ("东乡族自治县", "东乡自治县", "东乡县", "东乡")),
        (
            "积石山保安族东乡族撒拉族自治县",
            ("积石山保安族东乡族撒拉族自治县", "积石山自治县", "积石山县", "积石山"),
        ),
    ],
)
def test_people_shorten_a_name_in_known_ways(name: str, names: tuple[str, ...]):
    assert short_names(name) == names
