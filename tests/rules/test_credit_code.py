"""The unified social credit code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.credit_code import check, check_character, normalize

GOOD = "91110000600037341L"


@pytest.mark.parametrize("code", [GOOD, "91620100MA0000000C"])
def test_a_right_code_passes(code: str):
    assert check(code) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "length"),
        (GOOD[:-1], "length"),
        (GOOD + "0", "length"),
        ("91110000600037341I", "alphabet"),
        ("9111000060003734OL", "alphabet"),
        (GOOD.lower(), "alphabet"),
        ("91 10000600037341L", "alphabet"),
        ("911100００600037341L", "alphabet"),
        ("9111A000600037341L", "division"),
        ("91110000600037341M", "check-character"),
        ("91110000600037314L", "check-character"),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(code: str, reason: str):
    assert check(code) == reason


@pytest.mark.parametrize(
    "text",
    [
        " 91110000600037341l ",
        "９１１１００００６０００３７３４１Ｌ",
        "9111 0000 6000 37341L",
        "91110000-60003734-1L",
        "\u200b91110000600037341L\u00a0\n",
    ],
    ids=["case", "full-width", "spaces", "hyphens", "invisible"],
)
def test_what_people_type_is_brought_to_one_form(text: str):
    assert normalize(text) == GOOD


def test_a_letter_o_is_not_guessed_to_be_a_zero():
    assert normalize("9111OOOO600037341L") == "9111OOOO600037341L"


@given(
    prefix=st.from_regex(r"[159Y][1239]62[0-9]{4}[0-9A-HJ-NP-RTUWXY]{9}", fullmatch=True),
    place=st.integers(0, 16),
    other=st.sampled_from("0123456789"),
)
def test_one_changed_character_is_always_noticed(prefix: str, place: int, other: str):
    code = prefix + check_character(prefix)
    changed = code[:place] + other + code[place + 1 :]

    assert check(code) is None
    assert (check(changed) is None) == (changed == code)


@given(st.text(max_size=30))
def test_any_text_is_answered_and_normalizing_twice_changes_nothing(text: str):
    once = normalize(text)

    assert check(once) in {None, "length", "alphabet", "division", "check-character"}
    assert normalize(once) == once
