"""A name is kept or refused, never changed."""

from __future__ import annotations

import pytest

from apps.evidence.actions import check_name
from clue_transfer.errors import Invalid


@pytest.mark.parametrize(
    "name", ["现场照片1.jpg", "a b (1).pdf", "报告：终稿.docx", "中" * 83 + ".pdf", ".hidden.txt"]
)
def test_good_name_is_kept_as_it_is(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "file-name-missing"),
        ("  ", "file-name-missing"),
        ("a\0.pdf", "file-name-nul"),
        ("../a.pdf", "file-name-separator"),
        ("C:\\a.pdf", "file-name-separator"),
        ("a/b.pdf", "file-name-separator"),
        ("..", "file-name-separator"),
        ("a\n.pdf", "file-name-control"),
        ("a\x85.pdf", "file-name-control"),
        ("a\u2028.pdf", "file-name-control"),
        ("cod\u202egpj.exe", "file-name-invisible"),
        ("a\u2066b.pdf", "file-name-invisible"),
        ("a\u200b.pdf", "file-name-invisible"),
        ("\ud800.pdf", "file-name-encoding"),
        ("a.pdf ", "file-name-edges"),
        (" a.pdf", "file-name-edges"),
        ("a.pdf.", "file-name-edges"),
        ("中" * 84 + ".pdf", "file-name-too-long"),
        ("a" * 10_000, "file-name-too-long"),
    ],
)
def test_bad_name_is_refused_with_the_reason(name: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_name(name)

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/file", code)]
