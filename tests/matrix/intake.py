"""What a department takes in beside the dossiers: a complaint, and two files of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.clues.models import Clue, Complaint
from tests.client import ok
from tests.complaints import REPORTER, TOLD, complain, hotline_list, step
from tests.matrix.marks import Mark
from tests.stories import CHENGGUAN, REASON, WATER, Desk, paper, upload

NAME, PHONE = "欧阳暗记", "13893110000"
"""Who complained: of no matter, known to the officers who took it in."""
_STRANGE = "暗记表格废物"
_TWICE = "暗记表格主体"
_LIST = (
    "点位编号,市(州),县(区),详细地址,固废类型,发现时间,涉及企业,接收单位,办理时限\r\n"
    f"M-1,兰州市,西固区,暗记河滩,{_STRANGE},2026-11-01,暗记企业,西固区水务局,2026-12-31\r\n"
)
_ROW = f"2026-11-18 16:44,{NAME},{PHONE},{_TWICE},西固区,西固区左岸,夜间偷排废水,水,否"
_HOTLINE = (
    "举报编号,举报时间,举报人,联系电话,被举报对象,所在县区,地址,举报内容,污染类型,是否匿名\r\n"
    f"H-1,{_ROW}\r\nH-2,{_ROW}\r\n"
)


@dataclass(frozen=True)
class Intake:
    """A complaint with the clue that it became, and a run of clues and one of complaints."""

    complaint: UUID
    clue: UUID
    evidence: UUID
    runs: tuple[UUID, UUID]
    marks: tuple[Mark, ...]

    @property
    def made(self) -> list[UUID]:
        """The complaint, and what the rows of the two files became."""
        rows = Clue.objects.filter(import_run=self.runs[0]).values_list("pk", flat=True)
        more = Complaint.objects.filter(import_run=self.runs[1]).values_list("pk", flat=True)
        return [self.complaint, *rows, *more]

    @property
    def matters(self) -> list[UUID]:
        """All of it, with the clue that the complaint became."""
        return [*self.made, self.clue]

    def restrict(self, secrecy: str) -> None:
        """Let only named persons read the complaint and what came of the files."""
        body = {"secrecy": secrecy, **REASON}
        for pk, at in zip(self.made, (CHENGGUAN, WATER, CHENGGUAN, CHENGGUAN), strict=True):
            collection = "clues" if at == WATER else "complaints"
            ok(Desk(at).lead.step(collection, str(pk), "raise_secrecy", body))


def take_in() -> Intake:
    """Take a complaint in and open a clue from it; bring a list of clues and a hotline's in."""
    desk = Desk(CHENGGUAN)
    reporter = {**REPORTER, "name": NAME, "phone": PHONE}
    complaint = complain(
        desk, reporter=reporter, subject_name="暗记举报对象", content="暗记举报内容"
    )
    handler = {"handler": desk.handler.user.username}
    step(desk["intake"], complaint, "accept", {**handler, **TOLD})
    opened = step(desk["intake"], complaint, "open_clue", {"kind": "own", "description": "另述"})
    step(desk.handler, complaint, "propose_answer", {"answer": "暗记拟答复"})
    pk, now = UUID(complaint["id"]), timezone.now()
    item = ok(upload(desk.handler, str(pk), paper("暗记举报附件", "附件.txt")), 201)
    rows = SimpleUploadedFile("清单.csv", _LIST.encode())
    water = Desk(WATER).liaison
    runs = (
        _brought_in(water, {"kind": "ministry_list", "file": rows}),
        _brought_in(desk["intake"], hotline_list(_HOTLINE.encode())),
    )
    made = (
        Clue.objects.get(import_run=runs[0]).pk,
        Complaint.objects.filter(import_run=runs[1]).order_by("pk").last().pk,
    )
    return Intake(
        complaint=pk,
        clue=UUID(opened["clue"]["id"]),
        evidence=UUID(item["id"]),
        runs=runs,
        marks=(
            Mark("暗记举报内容", pk, now),
            Mark("暗记举报附件", pk, now),
            *(Mark(text, at, now) for text, at in zip((_STRANGE, _TWICE), made, strict=True)),
            *(Mark(text, pk, now, sealed=True) for text in (NAME, PHONE)),
        ),
    )


def _brought_in(caller: Any, form: dict[str, Any]) -> UUID:
    run = ok(caller.upload("imports/", form), 201)
    assert (run["errors"], bool(run["warnings"])) == ([], True)
    ok(caller.post(f"imports/{run['id']}/actions/commit/"))
    return UUID(run["id"])
