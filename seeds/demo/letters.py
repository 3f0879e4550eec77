"""What letters of every kind may say: usual, short and long, for the gallery and the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clue_transfer.vocabulary import DocumentKind
from seeds.demo.case_letters import case_samples

_LONGEST = "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县生态环境保护综合行政执法队"
_RARE = "𠮷瀇㵲镕喆堃"
_STORY = (
    "2026年11月18日，我单位在黄河兰州段巡查时，发现西固区黄河左岸滩涂36号点堆放废机油桶约三十个，"
    "部分桶体锈蚀、渗漏，地面有油渍，渗漏物距河道水面约12米。\n"
    "经现场询问，附近有一化工企业，桶体标签显示产品名称与该企业产品一致。现场已拍照、录像并取样。"
)


def samples() -> Iterator[tuple[DocumentKind, str, str, Mapping[str, Any]]]:
    """Give every sample: the kind, the name of the sample, the number, the data."""
    yield from case_samples()
    for kind, (number, data) in _USUAL.items():
        yield kind, "usual", number, data
        yield kind, "short", number, {**data, **_SHORT[kind]}
        yield kind, "long", f"积石山执法函〔2026〕{12_345}号", {**data, **_ALL_LONG, **_LONG[kind]}


def _items(count: int, *, name: str = "现场照片") -> list[dict[str, Any]]:
    return [
        {"name": f"{name}{n}.jpg", "size": 3_586_000 + 977 * n, "sha256": f"{n * 7919:064x}"}
        for n in range(1, count + 1)
    ]


_EVERY: dict[str, Any] = {
    "clue_number": "甘水线〔2026〕17号",
    "clue_title": "黄河左岸滩涂倾倒疑似危险废物",
    "leg_number": "甘水线〔2026〕17号-1",
    "sender": "甘肃省水利厅",
    "receiver": "兰州市生态环境局",
    "urgency": "",
    "named_only": False,
}
_FROM_SENDER = {**_EVERY, "issuer": _EVERY["sender"], "to": [_EVERY["receiver"]]}
_FROM_RECEIVER = {**_EVERY, "issuer": _EVERY["receiver"], "to": [_EVERY["sender"]]}

_USUAL: dict[DocumentKind, tuple[str, dict[str, Any]]] = {
    DocumentKind.TRANSFER_LETTER: (
        "甘水函〔2026〕9号",
        {
            **_FROM_SENDER,
            "urgency": "加急",
            "via": "",
            "leg_kind": "transfer",
            "role": "主办",
            "violation_type": "非法倾倒、处置危险废物",
            "source": "执法检查",
            "division": "甘肃省兰州市西固区",
            "address": "黄河左岸滩涂36号点",
            "longitude": "103.628200",
            "latitude": "36.088200",
            "occurred_on": "2026-11-18",
            "discovered_on": "2026-11-20",
            "description": _STORY,
            "subjects": [
                {
                    "name": "兰州某化工有限公司",
                    "credit_code": "91620100MA0000000C",
                    "role": "涉嫌违法主体",
                },
                {"name": "张某某", "credit_code": "", "role": "经营者"},
            ],
            "items": _items(3),
            "sign_by": "2026-11-23T18:00:00+08:00",
        },
    ),
    DocumentKind.RECEIPT: (
        "甘水线〔2026〕17号-1",
        {
            **_FROM_RECEIVER,
            "signed_by": "王小明",
            "signed_at": "2026-11-20T14:05:00+08:00",
            "items": _items(3),
            "remarks": "纸质材料另行邮寄。",
        },
    ),
    DocumentKind.SUPPLEMENT_NOTICE: (
        "兰环函〔2026〕31号",
        {
            **_FROM_RECEIVER,
            "missing": ["现场勘验笔录", "取样记录及送检委托书", "询问笔录原件或者加盖公章的复印件"],
            "reason": "现有材料不足以判断堆放物属性和责任主体。",
            "due": "2026-11-25T23:59:59+08:00",
        },
    ),
    DocumentKind.OBJECTION_LETTER: (
        "兰环函〔2026〕32号",
        {
            **_FROM_RECEIVER,
            "stage": "object",
            "reason_label": "不属于本行政区域",
            "reason": "经核对坐标，点位在白银市白银区境内，距我市界约1.2公里。",
            "proposed": "白银市生态环境局",
            "answer_by": "2026-11-27T23:59:59+08:00",
        },
    ),
    DocumentKind.FEEDBACK_LETTER: (
        "兰环函〔2026〕40号",
        {
            **_FROM_RECEIVER,
            "round": 1,
            "summary": "接函后，我局立即组织现场核查，固定证据，责令当事人清除并依法立案。",
            "case_number": "兰环罚立〔2026〕12号",
            "filed_on": "2026-11-24",
            "decision_kind": "行政处罚",
            "decision_number": "兰环罚〔2026〕9号",
            "decided_on": "2027-01-15",
            "outcomes": [
                {
                    "subject": "兰州某化工有限公司",
                    "outcome": "罚款",
                    "amount_yuan": "93200.00",
                    "note": "已缴纳",
                },
                {
                    "subject": "张某某",
                    "outcome": "责令改正",
                    "amount_yuan": "",
                    "note": "",
                },
            ],
            "confirm_by": "2027-01-22T23:59:59+08:00",
        },
    ),
    DocumentKind.DESIGNATION_NOTICE: (
        "甘政函〔2026〕3号",
        {
            **_EVERY,
            "issuer": "甘肃省人民政府",
            "to": [_EVERY["sender"], _EVERY["receiver"], "白银市生态环境局"],
            "designated": "白银市生态环境局",
            "reason": "经核查，违法行为发生地位于白银市白银区境内，由违法行为发生地主管部门管辖。",
            "delegation": {},
            "new_leg_number": "甘水线〔2026〕17号-2",
            "sign_by": "2026-12-04T23:59:59+08:00",
        },
    ),
}

_SHORT: dict[DocumentKind, dict[str, Any]] = {
    DocumentKind.TRANSFER_LETTER: {
        "clue_title": "偷排",
        "urgency": "",
        "subjects": [{"name": "不明", "credit_code": "", "role": "不明"}],
        "description": "沟内排污。",
        "items": [],
        "address": "",
        "longitude": "",
        "latitude": "",
        "occurred_on": "",
        "sign_by": "",
    },
    DocumentKind.RECEIPT: {"items": [], "remarks": ""},
    DocumentKind.SUPPLEMENT_NOTICE: {"missing": ["照片"], "reason": "", "due": ""},
    DocumentKind.OBJECTION_LETTER: {
        "stage": "contest",
        "reason_label": "",
        "proposed": "",
        "reason": "不属于我单位职责。",
    },
    DocumentKind.FEEDBACK_LETTER: {
        "summary": "未发现违法行为。",
        "case_number": "",
        "filed_on": "",
        "decision_kind": "",
        "decision_number": "",
        "decided_on": "",
        "outcomes": [{"subject": "", "outcome": "未发现违法行为", "amount_yuan": "", "note": ""}],
    },
    DocumentKind.DESIGNATION_NOTICE: {
        "designated": _EVERY["receiver"],
        "to": [_EVERY["sender"], _EVERY["receiver"]],
        "reason": "由你局管辖。",
    },
}

_ALL_LONG: dict[str, Any] = {
    "issuer": _LONGEST,
    "to": [_LONGEST, "甘肃省甘南藏族自治州人民政府", "兰州市生态环境局西固分局"],
    "sender": _LONGEST,
    "clue_title": "黄河干流及其一级支流沿线多处滩涂、沟道长期违规堆放、倾倒疑似危险废物和生活垃圾"
    f"并涉及{_RARE}等多个主体的问题",
    "urgency": "特急",
    "named_only": True,
}
_LONG: dict[DocumentKind, dict[str, Any]] = {
    DocumentKind.TRANSFER_LETTER: {
        "via": "兰州市生态环境局",
        "description": "\n".join([_STORY] * 4),
        "subjects": [
            {
                "name": f"兰州{_RARE}第{n}砂石料加工销售有限责任公司",
                "credit_code": "91620100MA0000000C",
                "role": "涉嫌违法主体",
            }
            for n in range(1, 9)
        ],
        "items": [
            *_items(29),
            {"name": "监测报告" * 20 + ".pdf", "size": 5 << 30, "sha256": "f" * 64},
        ],
    },
    DocumentKind.RECEIPT: {"items": _items(30), "remarks": _STORY},
    DocumentKind.SUPPLEMENT_NOTICE: {
        "missing": [f"第{n}处点位的现场勘验笔录、照片、录像及其制作说明" for n in range(1, 31)],
        "reason": _STORY,
    },
    DocumentKind.OBJECTION_LETTER: {"stage": "object_late", "reason": "\n".join([_STORY] * 4)},
    DocumentKind.FEEDBACK_LETTER: {
        "round": 3,
        "summary": "\n".join([_STORY] * 3),
        "outcomes": [
            {
                "subject": f"兰州{_RARE}第{n}砂石料加工销售有限责任公司",
                "outcome": "罚款、没收违法所得",
                "amount_yuan": "12345678901.20",
                "note": "分期缴纳，已缴第一期",
            }
            for n in range(1, 21)
        ],
    },
    DocumentKind.DESIGNATION_NOTICE: {
        "reason": "\n".join([_STORY] * 3),
        "delegation": {
            "document_number": "甘政授〔2026〕5号",
            "since": "2026-01-01",
            "until": "2026-12-31",
        },
    },
}
