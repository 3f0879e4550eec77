"""What somebody meets who is new here: clear words instead of traces."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.stories import refused

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Call manage.py as a person does who has started nothing."""
    mine = {"DATA_DIR": str(folder), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=mine,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_without_a_service_says_so_and_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    done = run("issue_token", "somebody", folder=folder)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"No service runs on {folder}: start `make run`, or set DATA_DIR to its folder.\n"
    )
    assert not folder.exists()


@pytest.mark.django_db
def test_a_token_in_another_form_is_told_the_right_one(client: Client) -> None:
    response = client.get("/api/v1/me/", headers={"Authorization": "Bearer abc"})

    problem = refused(response, 401, "authentication-failed")
    assert problem["detail"] == "请按“Authorization: Token 令牌”的写法给出令牌"


@pytest.mark.django_db
def test_an_address_that_is_none_is_not_called_a_matter(client: Client) -> None:
    problem = refused(client.get("/api/v1/clue/"), 404, "not-found")

    assert problem["detail"] == "没有这个接口地址，请对照接口说明"


@pytest.mark.django_db
def test_the_administration_is_entered_by_the_one_way_in(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/clues/")

    assert (response.status_code, response["Location"]) == (302, "/login/?next=/admin/clues/")


def test_a_broken_template_is_named_and_the_others_are_made(
    tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "receipt.docx").write_bytes(b"no template")
    settings.DOCX_TEMPLATE_DIR = str(own)

    with pytest.raises(CommandError, match=r"receipt\.docx") as error:
        call_command("render_gallery", str(tmp_path / "gallery"))

    assert len(str(error.value).splitlines()) == 1
    assert len(list((tmp_path / "gallery").glob("transfer_letter*.docx"))) > 0
    assert "transfer_letter" in capsys.readouterr().out


def test_a_folder_of_templates_that_is_not_there_is_named(tmp_path: Path, settings: object) -> None:
    settings.DOCX_TEMPLATE_DIR = str(tmp_path / "nowhere")

    with pytest.raises(CommandError, match="nowhere"):
        call_command("render_gallery", str(tmp_path / "gallery"))
