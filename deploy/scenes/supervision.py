"""A case that the police do not file: reconsidered, supervised, and filed after all."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from deploy.scenes.scene import Scene, today
from deploy.talking import Caller

HANDLER, LEAD, HEAD = "handler.620100-ecology", "lead.620100-ecology", "head.620100-ecology"
OFFICER, POLICE = "police_officer.620100-police", "police_head.620100-police"
PROCURATOR, CHIEF = "procurator.620100-procuratorate", "chief_procurator.620100-procuratorate"
OUTSIDER, ELSEWHERE = "lead.620400-ecology", "procurator.620400-procuratorate"
PEOPLE = (HANDLER, LEAD, HEAD, OFFICER, POLICE, PROCURATOR, CHIEF, OUTSIDER, ELSEWHERE)
GROUPS = ("investigation_report", "site_records", "photos", "reports", "penalty_decision")
ATTACHMENTS = {group: {"none_because": "随纸质案卷移送"} for group in (*GROUPS, "goods_list")}


def decided(number: str, **more: Any) -> dict[str, Any]:
    """Give the number and the day of a decision."""
    return {"number": f"{number}〔{today().year}〕7号", "decided_on": today().isoformat(), **more}


def play(people: Mapping[str, Caller]) -> None:
    """Hand a case over; the police decline and uphold, the procuratorate has it filed."""
    scene = Scene(people)
    made = people[HANDLER].post(
        "/api/v1/crime-referrals/",
        {"charge": "污染环境罪", "subjects": [{"name": "兰州某油品服务有限公司"}]},
        headers={"Idempotency-Key": str(uuid.uuid4())},
        expect=201,
        status="draft",
    )
    case = dict(made.body)
    path = f"/api/v1/crime-referrals/{case['id']}/"
    people[PROCURATOR].get(path, expect=404, code="not-found")  # nobody reads a draft uninvited
    report = {
        "investigators": [HANDLER, LEAD],
        "facts": "利用渗坑倾倒含油污泥三点二吨。",
        "evidence_summary": "勘察笔录、称重单、认定意见。",
        "law": "刑法第338条；法释〔2023〕7号第1条第2项",
        "proposal": "建议移送公安机关。",
    }
    scene.step(HANDLER, case, "report", report, status="reported")
    approval = {"procedure_lawful": True, "crime_evidenced": True}
    scene.step(LEAD, case, "approve_transfer", approval, expect=403, code="not-your-step")
    scene.step(HEAD, case, "approve_transfer", approval, status="approved")
    scene.step(LEAD, case, "transfer", {"attachments": ATTACHMENTS}, status="transferred")
    people[PROCURATOR].get(path, expect=200)
    for nobody in (OUTSIDER, ELSEWHERE):
        people[nobody].get(path, expect=404, code="not-found")
    scene.step(OFFICER, case, "receipt", {"officer": "王警官"}, status="received")
    scene.step(LEAD, case, "claim_overdue", {"reason": "逾期"}, expect=409)
    refusal = decided("兰公（环）不立字", reason="数量证据不足", files_returned="全部案卷材料一册")
    scene.step(POLICE, case, "decline", refusal, status="declined")
    reason = {"reason": "称重单与认定意见足以证明数量"}
    scene.step(LEAD, case, "ask_reconsideration", reason, status="reconsideration")
    upheld = decided("兰公（环）复字", reason="称重未区分污泥与土壤")
    scene.step(POLICE, case, "uphold", upheld, status="upheld")
    reason = {"reason": "已补充鉴定，净重三点二吨"}
    scene.step(LEAD, case, "ask_supervision", reason, status="supervision_asked")
    scene.step(PROCURATOR, case, "ask_reasons", status="reasons_asked")
    reason = {"reason": "认定数量的方法有争议"}
    scene.step(OFFICER, case, "give_reasons", reason, status="reasons_given")
    order = {
        "number": f"兰检通立〔{today().year}〕7号",
        "reason": "鉴定意见证明净重三点二吨，不立案理由不能成立",
    }
    scene.step(PROCURATOR, case, "notify_filing", order, expect=403, code="not-your-step")
    scene.step(CHIEF, case, "notify_filing", order, status="filing_notified")
    scene.paper(POLICE, case["id"], "filing_order")
    scene.step(POLICE, case, "file", decided("兰公（环）立字"), status="filed")
    shown = people[HANDLER].get(f"/api/v1/matters/{case['id']}/timeline/", expect=200)
    verbs = [row.get("verb") for row in shown.body["results"]]
    shown.must("the department reads every stage", {"decline", "notify_filing"} <= set(verbs))
