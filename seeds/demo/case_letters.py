"""What papers of the two laws may say: usual, short and long, for the gallery and the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clue_transfer.vocabulary import DocumentKind
from clue_transfer.workflows.crime_referral.rules import AttachmentGroup

_FACTS = (
    "2026年11月18日，经现场勘察，兰州某化工有限公司在黄河左岸滩涂非法倾倒废机油桶约三十个，"
    "经称重和认定，属于危险废物，数量3.4吨。\n"
    "公司法定代表人张某某对上述事实供认不讳。"
)
_ITEMS = [
    {"name": f"现场勘察笔录{n}.pdf", "size": 586_000 + 977 * n, "sha256": f"{n * 7919:064x}"}
    for n in range(1, 4)
]
_ECOLOGY, _POLICE = "兰州市生态环境局", "兰州市公安局"
_BETWEEN = {"兰公": (_POLICE, _ECOLOGY), "兰检": ("兰州市人民检察院", _ECOLOGY)}
"""Who writes to whom, by whose number a paper bears."""
_CASE: dict[str, Any] = {
    "issuer": _ECOLOGY,
    "to": [_POLICE],
    "copied": ["兰州市人民检察院"],
    "clue_number": "兰环移〔2026〕3号",
    "clue_title": "兰州某化工有限公司 污染环境罪",
    "leg_number": "",
    "sender": "兰州市生态环境局",
    "receiver": "兰州市公安局",
    "urgency": "",
    "named_only": False,
    "charge": "污染环境罪",
    "subjects": [
        {"name": "兰州某化工有限公司", "credit_code": "91620100MA0000000C", "role": ""},
        {"name": "张某某", "credit_code": "", "role": ""},
    ],
    "facts_of_case": _FACTS,
    "evidence_summary": "现场勘察笔录、照片、称重单、危险废物认定意见、询问笔录。",
    "law": "《刑法》第三百三十八条；法释〔2023〕7号第一条第二项",
    "proposal": "建议依法移送公安机关追究刑事责任。",
    "investigators": ["李建国", "王晓梅"],
    "penalty_number": "兰环罚〔2026〕9号",
    "attachments": [
        {"group": group.label, "count": place % 3, "none_because": "随纸质案卷移送"}
        for place, group in enumerate(AttachmentGroup)
    ],
    "goods": [
        {"name": "废机油桶", "quantity": "30个", "features": "铁质，锈蚀", "place": "危废暂存间"}
    ],
    "items": _ITEMS,
    "given": {
        "items": ["危险废物认定意见原件", "称重单原件"],
        "reason": "现有材料不足以认定危险废物数量。",
        "number": "兰公（环）立字〔2026〕7号",
        "decided_on": "2026-11-23",
        "files_returned": "全部案卷材料共三册",
        "officer": "赵警官",
        "note": "纸质案卷三册一并收到",
    },
    "decision": {
        "number": "兰公（环）不立字〔2026〕2号",
        "decided_on": "2026-11-23",
        "reason": "危险废物数量证据不足。",
    },
    "moments": {
        "decided_at": "2026-11-20T10:00:00+08:00",
        "received_at": "2026-11-20T15:00:00+08:00",
        "accepted_at": "2026-11-20T15:30:00+08:00",
    },
    "signed_by": "赵警官",
    "answer_by": "2026-11-27T23:59:59+08:00",
    "opinion_kind": "社会治理检察建议",
    "content": "一、开展危险废物专项排查。\n二、建立部门协作机制，定期通报。",
    "objection_days": 7,
    "about": [{"number": "兰环移〔2026〕3号", "title": "兰州某化工有限公司 污染环境罪"}],
    "served_at": "2026-11-20T15:00:00+08:00",
}
_SHORT: dict[str, Any] = {
    "copied": [],
    "subjects": [{"name": "张某某", "credit_code": "", "role": ""}],
    "facts_of_case": "",
    "evidence_summary": "",
    "law": "",
    "proposal": "",
    "investigators": [],
    "penalty_number": "",
    "attachments": [],
    "goods": [],
    "items": [],
    "given": {"items": ["认定意见"]},
    "decision": {},
    "moments": {},
    "answer_by": "",
    "content": "请依法处理。",
    "objection_days": None,
    "about": [],
}
_LONG: dict[str, Any] = {
    "urgency": "特急",
    "named_only": True,
    "issuer": "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县公安局食品药品环境犯罪侦查大队",
    "copied": ["临夏回族自治州人民检察院", "甘肃省人民检察院", "积石山县人民检察院"],
    "facts_of_case": "\n".join([_FACTS] * 12),
    "goods": [
        {
            "name": f"废机油桶（第{n}批）",
            "quantity": f"{n}个",
            "features": "铁质",
            "place": "暂存间",
        }
        for n in range(1, 40)
    ],
    "items": _ITEMS * 20,
    "content": "\n".join(f"第{n}项：完善危险废物全过程监管。" for n in range(1, 60)),
}
_KINDS = {
    DocumentKind.CRIME_REPORT: "",
    DocumentKind.CRIME_TRANSFER_LETTER: "兰环移〔2026〕3号",
    DocumentKind.DETENTION_LETTER: "兰环拘〔2026〕1号",
    DocumentKind.CASE_RECEIPT: "兰公函〔2026〕11号",
    DocumentKind.CASE_SUPPLEMENT_NOTICE: "兰公函〔2026〕12号",
    DocumentKind.FILING_NOTICE: "兰公函〔2026〕13号",
    DocumentKind.NON_FILING_NOTICE: "兰公函〔2026〕14号",
    DocumentKind.RECONSIDERATION_REQUEST: "兰环函〔2026〕41号",
    DocumentKind.SUPERVISION_SUGGESTION: "兰环函〔2026〕42号",
    DocumentKind.REASONS_REQUEST: "兰检函〔2026〕5号",
    DocumentKind.FILING_ORDER: "兰检函〔2026〕6号",
    DocumentKind.OPINION_LETTER: "兰检函〔2026〕7号",
    DocumentKind.SUGGESTION_LETTER: "兰检函〔2026〕8号",
}


def case_samples() -> Iterator[tuple[DocumentKind, str, str, Mapping[str, Any]]]:
    """Give every sample of the two laws: the kind, the sample, the number, the data."""
    for kind, number in _KINDS.items():
        issuer, to = _BETWEEN.get(number[:2], (_ECOLOGY, _POLICE))
        usual = {**_CASE, "issuer": issuer, "to": [to]}
        yield kind, "usual", number, usual
        yield kind, "short", number, {**usual, **_SHORT}
        yield kind, "long", number, {**usual, **_LONG}
