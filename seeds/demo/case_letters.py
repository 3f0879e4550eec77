"""What papers of the two laws may say: usual, short and long, for the gallery and the tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from clue_transfer.vocabulary import DocumentKind
from clue_transfer.workflows.crime_referral.rules import AttachmentGroup

_FACTS = (
    "2026年11月18日，经现场勘察，兰州某化工有限公司在黄河左岸滩涂非法倾倒废机油桶约三十个，"
    "经称重和认定，属于危险废物，数量3.4吨。\n"
    "公司法定代表人张某某对上述事实供认不讳。"
)
_ECOLOGY, _POLICE, _OVER = "兰州市生态环境局", "兰州市公安局", "兰州市人民检察院"


def _items(names: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "size": 586_000 + 977 * n, "sha256": f"{7919**9 * n:064x}"}
        for n, name in enumerate(names, start=1)
    ]


def _attachments(names: Mapping[AttachmentGroup, list[str]]) -> list[dict[str, Any]]:
    place = count(1)
    return [
        {
            "group": group.label,
            "places": [next(place) for _ in names.get(group, ())],
            "none_because": "" if names.get(group) else "随纸质案卷移送",
            "not_original_because": "",
        }
        for group in AttachmentGroup
        if group is not AttachmentGroup.TRANSFER_LETTER
    ]


_NAMES = {
    AttachmentGroup.INVESTIGATION_REPORT: ["案件调查报告.pdf"],
    AttachmentGroup.SITE_RECORDS: ["现场勘察笔录.pdf", "询问笔录.pdf"],
    AttachmentGroup.REPORTS: ["危险废物认定意见.pdf"],
}
_CASE: dict[str, Any] = {
    "clue_number": "兰环移〔2026〕3号",
    "clue_title": "兰州某化工有限公司、张某某 污染环境罪",
    "leg_number": "",
    "sender": _ECOLOGY,
    "receiver": _POLICE,
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
    "contacts": ["李建国（0931-8888101）", "王晓梅（0931-8888102）"],
    "penalty_number": "兰环罚〔2026〕9号",
    "penalty_decided_on": "2026-11-19",
    "exception": "",
    "attachments": _attachments(_NAMES),
    "goods": [
        {"name": "废机油桶", "quantity": "30个", "features": "铁质，锈蚀", "place": "危废暂存间"}
    ],
    "items": _items(name for names in _NAMES.values() for name in names),
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
        "verb": "decline",
        "number": "兰公（环）不立字〔2026〕2号",
        "decided_on": "2026-11-23",
        "reason": "危险废物数量证据不足。",
    },
    "verb": "file",
    "moments": {
        "decided_at": "2026-11-20T10:00:00+08:00",
        "received_at": "2026-11-20T15:00:00+08:00",
        "accepted_at": "2026-11-20T15:30:00+08:00",
    },
    "signed_by": "赵警官",
    "answer_by": "2026-11-27T23:59:59+08:00",
    "term": "7日",
    "opinion_kind": "社会治理检察建议",
    "content": "一、开展危险废物专项排查。\n二、建立部门协作机制，定期通报。",
    "objection_days": 7,
    "about": [{"number": "兰环移〔2026〕3号", "title": "兰州某化工有限公司 污染环境罪"}],
    "served_at": "2026-11-20T15:00:00+08:00",
}
_SHORT: dict[str, Any] = {
    "copied": [],
    "subjects": [{"name": "张某某", "credit_code": "", "role": ""}],
    "clue_title": "张某某 污染环境罪",
    "facts_of_case": "倾倒危险废物3.4吨。",
    "evidence_summary": "笔录、照片。",
    "law": "《刑法》第三百三十八条",
    "proposal": "建议移送。",
    "contacts": ["李建国", "王晓梅"],
    "penalty_number": "",
    "penalty_decided_on": "",
    "exception": "情况紧急",
    "attachments": _attachments({}),
    "goods": [],
    "items": [],
    "given": {
        "items": ["认定意见"],
        "reason": "证据不足。",
        "files_returned": "案卷一册",
        "number": "兰公立字〔2026〕7号",
        "decided_on": "2026-11-23",
        "officer": "赵警官",
    },
    "decision": {},
    "answer_by": "",
    "term": "",
    "content": "请依法处理。",
    "objection_days": None,
    "about": [],
}
_LONGEST = "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县公安局食品药品环境犯罪侦查大队"
_LONG_NAMES: dict[AttachmentGroup, list[str]] = {
    group: [f"{group.label[:8]}{n}（含附图、附表及制作说明）.pdf" for n in range(1, 13)]
    for group in AttachmentGroup
    if group is not AttachmentGroup.TRANSFER_LETTER
}
_LONG: dict[str, Any] = {
    "urgency": "特急",
    "named_only": True,
    "issuer": _LONGEST,
    "copied": ["临夏回族自治州人民检察院", "甘肃省人民检察院", "积石山县人民检察院", _LONGEST],
    "subjects": [
        {
            "name": f"兰州某化工有限公司第{n}分公司",
            "credit_code": "91620100MA0000000C",
            "role": "",
        }
        for n in range(1, 9)
    ],
    "clue_title": "黄河干流及其一级支流沿线多处滩涂、沟道长期非法倾倒危险废物系列案",
    "charge": "污染环境罪、非法经营罪、提供虚假证明文件罪",
    "facts_of_case": "\n".join([_FACTS] * 12),
    "evidence_summary": "\n".join([_FACTS] * 3),
    "investigators": [f"专案组成员{n}" for n in range(1, 13)],
    "contacts": [f"专案组成员{n}（0931-88881{n:02}）" for n in range(1, 13)],
    "goods": [
        {
            "name": f"废机油桶（第{n}批）",
            "quantity": f"{n}个",
            "features": "铁质，锈蚀，桶身有“危险废物”字样，标签部分脱落",
            "place": "兰州某化工有限公司危险废物暂存间东侧",
        }
        for n in range(1, 40)
    ],
    "attachments": _attachments(_LONG_NAMES),
    "items": _items(name for names in _LONG_NAMES.values() for name in names),
    "given": {
        "items": [f"第{n}处点位的现场勘验笔录、照片、录像及其制作说明" for n in range(1, 31)],
        "reason": "\n".join([_FACTS] * 6),
        "number": "兰公（环）立字〔2026〕7号",
        "decided_on": "2026-11-23",
        "files_returned": "\n".join(f"第{n}册：{_FACTS[:40]}" for n in range(1, 9)),
        "officer": "赵警官",
        "note": "\n".join([_FACTS] * 2),
    },
    "decision": {
        "verb": "uphold",
        "number": "兰公（环）复字〔2026〕2号",
        "decided_on": "2026-11-23",
        "reason": "\n".join([_FACTS] * 4),
    },
    "content": "\n".join(f"第{n}项：完善危险废物全过程监管。" for n in range(1, 60)),
    "about": [
        {"number": f"兰环移〔2026〕{n}号", "title": f"兰州某化工有限公司第{n}分公司 污染环境罪"}
        for n in range(1, 9)
    ],
}
_KINDS: Mapping[DocumentKind, tuple[str, str, str, list[str]]] = {
    DocumentKind.CRIME_REPORT: ("", _ECOLOGY, _ECOLOGY, []),
    DocumentKind.CRIME_TRANSFER_LETTER: ("兰环移〔2026〕3号", _ECOLOGY, _POLICE, [_OVER]),
    DocumentKind.DETENTION_LETTER: ("兰环拘〔2026〕1号", _ECOLOGY, _POLICE, [_OVER]),
    DocumentKind.CASE_RECEIPT: ("兰公函〔2026〕11号", _POLICE, _ECOLOGY, [_OVER]),
    DocumentKind.CASE_SUPPLEMENT_NOTICE: ("兰公函〔2026〕12号", _POLICE, _ECOLOGY, []),
    DocumentKind.FILING_NOTICE: ("兰公函〔2026〕13号", _POLICE, _ECOLOGY, [_OVER]),
    DocumentKind.NON_FILING_NOTICE: ("兰公函〔2026〕14号", _POLICE, _ECOLOGY, [_OVER]),
    DocumentKind.RECONSIDERATION_REQUEST: ("兰环函〔2026〕41号", _ECOLOGY, _POLICE, []),
    DocumentKind.SUPERVISION_SUGGESTION: ("兰环函〔2026〕42号", _ECOLOGY, _OVER, []),
    DocumentKind.REASONS_REQUEST: ("兰检函〔2026〕5号", _OVER, _POLICE, []),
    DocumentKind.FILING_ORDER: ("兰检函〔2026〕6号", _OVER, _POLICE, [_ECOLOGY]),
    DocumentKind.OPINION_LETTER: ("兰检函〔2026〕7号", _OVER, _ECOLOGY, ["兰州市司法局"]),
    DocumentKind.SUGGESTION_LETTER: ("兰检函〔2026〕8号", _OVER, _ECOLOGY, []),
}
"""The number, who writes, to whom, and to whom it is copied."""
_OF_A_KIND: Mapping[DocumentKind, dict[str, Any]] = {
    DocumentKind.CRIME_REPORT: {"clue_number": ""},
    DocumentKind.DETENTION_LETTER: {
        "charge": "",
        "clue_title": "兰州某化工有限公司通过暗管排放污染物",
        "law": "《生态环境法典》第一千零九十五条",
        "proposal": "建议对直接负责的主管人员处行政拘留。",
    },
    DocumentKind.REASONS_REQUEST: {"given": {"number": "兰检要说〔2026〕1号"}},
    DocumentKind.FILING_ORDER: {
        "given": {"number": "兰检通立〔2026〕1号", "reason": "证据足以证明有犯罪事实。"}
    },
    DocumentKind.OPINION_LETTER: {
        "clue_title": "张某某污染环境案反向衔接",
        "opinion_kind": "给予行政处罚的检察意见",
        "content": "张某某已被不起诉，应当给予行政处罚。扣押的废机油桶三十个尚未处理。",
        "law": "《刑事诉讼法》第一百七十七条第三款",
        "objection_days": None,
    },
    DocumentKind.SUGGESTION_LETTER: {"clue_title": "加强危险废物监管"},
}


def case_samples() -> Iterator[tuple[DocumentKind, str, str, Mapping[str, Any]]]:
    """Give every sample of the two laws: the kind, the sample, the number, the data."""
    for kind, (number, issuer, to, copied) in _KINDS.items():
        usual = {**_CASE, "issuer": issuer, "to": [to], "copied": copied}
        own = _OF_A_KIND.get(kind, {})
        yield kind, "usual", number, {**usual, **own}
        yield kind, "short", number, {**usual, **_SHORT, **own}
        yield kind, "long", number, {**usual, **own, **_LONG}
