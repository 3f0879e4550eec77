"""Who may read a reporter, what of one stands in a text, and what repeats."""

from __future__ import annotations

import pytest

from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.repeats import RepeatReason, key_of, reasons
from clue_transfer.reporters import (
    blanked,
    gives_a_mobile_number,
    stands_in,
    without_mobile_numbers,
)
from clue_transfer.visibility import may_correct_reporter, may_read_reporter
from clue_transfer.vocabulary import Role

WHO = {"name": "欧阳雪梅", "phone": "+86 138-9311-5588", "id_number": "620102197003030028"}


def actor(*roles: Role, department: int | None = 1) -> Actor:
    return Actor(person=2, department=department, roles=frozenset(roles))


@pytest.mark.parametrize("role", list(Role))
def test_only_two_roles_of_the_intake_department_read_it(role: Role) -> None:
    reads = role in (Role.INTAKE, Role.REWARD_OFFICER)

    assert may_read_reporter(actor(role), intake=1) is reads
    assert may_correct_reporter(actor(role), intake=1) is (role is Role.INTAKE)
    for elsewhere in (2, None):
        assert not may_read_reporter(actor(role, department=elsewhere), intake=1)
        assert not may_correct_reporter(actor(role, department=elsewhere), intake=1)


def test_the_system_reads_nobody() -> None:
    assert not may_read_reporter(SYSTEM, intake=1)
    assert not may_correct_reporter(SYSTEM, intake=1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我叫欧阳雪梅", "我叫***"),
        ("欧阳 雪·梅来电", "***来电"),
        ("致电138 9311 5588", "致电***"),
        ("致电１３８９３１１５５８８", "致电***"),
        ("证号620102197003030028", "证号***"),
    ],
)
def test_names_and_numbers_are_found_in_whatever_writing(text: str, shown: str) -> None:
    assert stands_in(text, WHO)
    assert blanked(text, WHO) == shown


@pytest.mark.parametrize("text", ["", "欧阳先生", "致电13893115589", "夜间偷排废水"])
def test_what_is_not_theirs_stays(text: str) -> None:
    assert not stands_in(text, WHO)
    assert blanked(text, WHO) == text


def test_a_line_is_found_without_its_area_code() -> None:
    assert blanked("致电2305306", {"phone": "0931-2305306"}) == "致电***"


def test_a_single_letter_is_no_name() -> None:
    assert not stands_in("某人某地", {"name": "某"})
    assert not stands_in("任何文字", {})


def test_any_mobile_number_is_seen() -> None:
    assert gives_a_mobile_number("打１３９９３１１００００")
    assert not gives_a_mobile_number("编号2026110001399311")
    assert without_mobile_numbers("打13993110000或8888") == "打***或8888"
    assert without_mobile_numbers("全角，不变") == "全角，不变"


def test_targets_are_compared_without_width_case_and_signs() -> None:
    assert key_of("西固区 某Ａ厂（二）") == key_of("西固区某a厂二")
    assert key_of("——") == ""


@pytest.mark.parametrize(
    ("subject", "place", "named", "why"),
    [
        (("a", "a"), ("b", "c"), False, [RepeatReason.SAME_SUBJECT]),
        (("a", "b"), ("c", "c"), False, [RepeatReason.SAME_PLACE]),
        (("", ""), ("", ""), False, []),
        (
            ("a", "a"),
            ("c", "c"),
            True,
            [RepeatReason.NAMED_AT_INTAKE, RepeatReason.SAME_SUBJECT, RepeatReason.SAME_PLACE],
        ),
    ],
)
def test_reasons_of_a_repetition(
    subject: tuple[str, str], place: tuple[str, str], *, named: bool, why: list[RepeatReason]
) -> None:
    assert reasons(subject=subject, place=place, named=named) == why
