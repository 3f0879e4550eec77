"""Complaints brought to where a test begins, and who complained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.client import Caller, ok
from tests.stories import Desk

NAME, PHONE = "欧阳雪梅", "13893115588"
REPORTER = {
    "name": NAME,
    "phone": PHONE,
    "address": "七里河区某小区3号楼",
    "id_number": "620102197003030028",
    "wishes": "希望电话答复",
}
BODY: dict[str, Any] = {
    "channel": "hotline",
    "external_number": "12369-2026110101",
    "received_at": "2026-11-20T09:30:00+08:00",
    "subject_name": "西固区某洗煤厂",
    "division": "620100",
    "address": "西固区黄河左岸滩涂",
    "content": "夜间偷排废水，河水发黑",
    "pollution_type": "water",
    "reporter": REPORTER,
}
TOLD = {"told_on": "2026-11-20", "told_way": "phone"}


def complain(desk: Desk, **changes: Any) -> Any:
    """Register a complaint; answer its detail."""
    body = {**BODY, **changes}
    return ok(
        desk["intake"].post("complaints/", {k: v for k, v in body.items() if v is not None}), 201
    )


def step(caller: Caller, complaint: Any, verb: str, body: Any = None) -> Any:
    """Take a step on a complaint that must succeed."""
    return ok(caller.step("complaints", complaint["id"], verb, body))


SAMPLE = Path(__file__).parent / "data" / "complaints_sample_gb18030.csv"


def hotline_list(content: bytes | None = None, **fields: str) -> dict[str, Any]:
    """Make a form that brings a hotline's list in: the sample unless another is given."""
    file = SimpleUploadedFile("举报清单.csv", SAMPLE.read_bytes() if content is None else content)
    return {"kind": "complaints", "file": file, **fields}
