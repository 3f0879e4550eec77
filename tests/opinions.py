"""Opinions, public interest cases, reverse linkages and inquiries, where a test begins."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from tests.client import Caller, ok
from tests.referrals import COURT, OVER
from tests.stories import LANZHOU, Desk

SERVED = {"service_way": "in_person"}
SUED = {"number": "兰检公诉〔2026〕1号", "court": COURT}
JUDGMENT = {"number": "（2026）甘01行初1号", "decided_on": "2026-11-20", "judgment": "确认违法"}
SUGGESTED = {"content": "建议依法全面履行监管职责。", "law": "行政诉讼法第25条第4款"}


class Written:
    """One matter that is written from one organ to another."""

    collection: ClassVar[str]
    about: ClassVar[dict[str, Any]]
    opened_by: ClassVar[tuple[str, str]] = ("procurator", OVER)

    def __init__(self, *, pk: str = "", by: str = "", **changes: Any) -> None:
        role, code = self.opened_by
        self.over, self.organ, self.court = Desk(by or OVER), Desk(LANZHOU), Desk(COURT)
        self.writer = Desk(by or code)[role]
        if not pk:
            body = {**self.about, **changes}
            pk = ok(self.writer.post(f"{self.collection}/", body), 201)["id"]
        self.id = pk
        self._version = self.read()["version"]

    @property
    def path(self) -> str:
        """Where it stands below the API."""
        return f"{self.collection}/{self.id}/"

    def read(self, reader: Caller | None = None) -> Any:
        """Read it, as who wrote it unless somebody else is named."""
        found = ok((reader or self.writer).get(self.path))
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


class Opinion(Written):
    """An opinion or a suggestion."""

    collection = "opinions"
    about: ClassVar[dict[str, Any]] = {
        "title": "关于加强危险废物监管的检察建议",
        "opinion_kind": "governance",
        "addressee": LANZHOU,
        "content": "建议开展专项排查。",
        "law": "人民检察院检察建议工作规定第11条",
    }

    def issued(self) -> Self:
        """Let the chief procurator issue it."""
        self.take(self.over["chief_procurator"], "issue")
        return self

    def served(self) -> Self:
        """Let it be served."""
        self.issued().take(self.over["procurator"], "serve", SERVED)
        return self

    def replied(self) -> Self:
        """Let the organ reply."""
        self.served().take(self.organ.lead, "reply", {"reply": "已完成排查。"})
        return self


class PublicInterest(Written):
    """A case in the public interest."""

    collection = "public-interest"
    about: ClassVar[dict[str, Any]] = {
        "title": "黄河滩涂危险废物公益诉讼",
        "suit_kind": "administrative",
        "facts": "滩涂长期堆放危险废物，未依法处置。",
        "addressee": LANZHOU,
    }

    def filed(self) -> Self:
        """Let it be filed, and the organ be told."""
        self.take(self.over["chief_procurator"], "file", {"number": "兰检公立〔2026〕1号"})
        self.take(self.over["procurator"], "serve_filing", SERVED)
        return self


class Linkage(Written):
    """A reverse linkage."""

    collection = "reverse-linkages"
    about: ClassVar[dict[str, Any]] = {
        "title": "张某污染环境案反向衔接",
        "decision_number": "兰检不诉〔2026〕3号",
        "decided_on": "2026-11-20",
        "persons": [{"name": "张某"}],
    }

    def registered(self) -> Self:
        """Let the administrative side take it."""
        handler = {"handler": self.over["procurator"].user.username}
        self.take(self.over["procurator"], "register", handler)
        return self


class Inquiry(Written):
    """A question in writing."""

    collection = "inquiries"
    opened_by = ("handler", LANZHOU)
    about: ClassVar[dict[str, Any]] = {
        "title": "关于危险废物数量认定的咨询",
        "addressee": OVER,
        "question": "渗漏液是否计入危险废物数量？",
    }
