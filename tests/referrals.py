"""Referrals brought to where a test begins: by steps that must succeed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from tests.client import Caller, ok
from tests.stories import LANZHOU, Desk, Story

POLICE, OVER, COURT = "620100-police", "620100-procuratorate", "620100-court"
GROUPS = ("investigation_report", "site_records", "photos", "reports", "penalty_decision")
ATTACHMENTS = {group: {"none_because": "材料随纸质案卷移送"} for group in (*GROUPS, "goods_list")}
ORIGINALS = {group: {"none_because": "材料随纸质案卷移送"} for group in ATTACHMENTS}
REPORT = {
    "facts": "在黄河左岸滩涂非法倾倒危险废物3.4吨。",
    "evidence_summary": "勘察笔录、照片、称重单、认定意见。",
    "law": "刑法第338条；法释〔2023〕7号第1条第2项",
    "proposal": "建议移送公安机关。",
}
APPROVAL = {"procedure_lawful": True, "crime_evidenced": True}
RECEIPT = {"officer": "王警官"}
NUMBER = {"number": "兰公（环）立字〔2026〕7号", "decided_on": "2026-11-20"}
REFUSAL = {**NUMBER, "reason": "危险废物数量证据不足", "files_returned": "全部案卷材料"}
PERSONS = {**NUMBER, "persons": [{"name": "张某"}]}
CHARGE = {"charge": "污染环境罪", "subjects": [{"name": "兰州某化工有限公司"}]}


class Referral:
    """One case on its way from the department to the police and back."""

    collection = "crime-referrals"
    about: ClassVar[dict[str, Any]] = CHARGE

    def __init__(self, *, sender: str = LANZHOU, leg: str = "", **changes: Any) -> None:
        self.sender, self.police, self.over = Desk(sender), Desk(POLICE), Desk(OVER)
        self.court = Desk(COURT)
        body = {**self.about, **changes} | ({"leg": leg} if leg else {})
        opened = ok(self.sender.handler.post(f"{self.collection}/", body), 201)
        self.id: str = opened["id"]
        self._version = opened["version"]

    @classmethod
    def on(cls, story: Story, **changes: Any) -> Self:
        """Open a referral on the leg of a clue's story."""
        referral = cls(sender=story.receiver.code, leg=story.leg_id, **changes)
        referral.sender = story.receiver
        return referral

    @property
    def path(self) -> str:
        """Where the case stands below the API."""
        return f"{self.collection}/{self.id}/"

    def read(self, reader: Caller | None = None) -> Any:
        """Read the case, as the sender's lead unless somebody else is named."""
        found = ok((reader or self.sender.lead).get(f"{self.collection}/{self.id}/"))
        self._version = found["version"]
        return found

    def take(self, caller: Caller, verb: str, body: Any = None) -> Any:
        """Take a step that must succeed."""
        found = ok(caller.step(self.collection, self.id, verb, body, version=self._version))
        self._version = found["version"]
        return found

    def try_(self, caller: Caller, verb: str, body: Any = None) -> Any:
        """Try a step; the answer is for the test to look at."""
        return caller.step(self.collection, self.id, verb, body, version=self._version)

    def reported(self) -> Referral:
        """Let two officers report."""
        team = [self.sender.handler.user.username, self.sender.lead.user.username]
        self.take(self.sender.handler, "report", {**REPORT, "investigators": team})
        return self

    def approved(self) -> Referral:
        """Let the head approve."""
        self.reported().take(self.sender["head"], "approve_transfer", APPROVAL)
        return self

    def transferred(self, **changes: Any) -> Referral:
        """Hand the case over."""
        self.approved()
        self.take(self.sender.lead, "transfer", {"attachments": ATTACHMENTS, **changes})
        return self

    def received(self, **changes: Any) -> Referral:
        """Let the police take it."""
        self.transferred(**changes).take(self.police["police_officer"], "receipt", RECEIPT)
        return self

    def filed(self, **changes: Any) -> Referral:
        """Let the police file it."""
        self.received(**changes).take(self.police["police_head"], "file", NUMBER)
        return self

    def declined(self) -> Referral:
        """Let the police decline."""
        self.received().take(self.police["police_head"], "decline", REFUSAL)
        return self

    def prosecuted(self) -> Referral:
        """Let the procuratorate accuse."""
        self.filed().take(self.police["police_officer"], "request_prosecution", PERSONS)
        self.take(self.over["procurator"], "prosecute", PERSONS)
        return self


PROPOSAL = {
    "facts": "通过暗管排放污染物。",
    "law": "生态环境法典第1095条",
    "proposal": "建议行政拘留。",
}
PENALTY = {"penalty_number": "兰环罚〔2026〕9号", "penalty_decided_on": "2026-11-20"}


class Detention(Referral):
    """One administrative detention on its way to the police."""

    collection = "detention-referrals"
    about: ClassVar[dict[str, Any]] = {"subjects": CHARGE["subjects"]}

    def proposed(self) -> Detention:
        """Let the handler propose it on a penalty decision."""
        self.take(self.sender.handler, "propose", {**PROPOSAL, **PENALTY})
        return self

    def approved(self) -> Detention:
        """Let the head approve."""
        self.proposed().take(self.sender["head"], "approve")
        return self

    def sent(self) -> Detention:
        """Let the papers go to the police."""
        body = {"attachments": ORIGINALS, "copies_kept": True}
        self.approved().take(self.sender.lead, "send", body)
        return self

    def taken_up(self) -> Detention:
        """Let the police take the case up."""
        self.sent().take(self.police["police_officer"], "take_up", RECEIPT)
        return self
