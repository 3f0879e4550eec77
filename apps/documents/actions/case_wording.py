"""What the papers of a case say that goes to the police: from the report to the notice to file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from apps.documents.actions.spelling import (
    chapters_of,
    day_of,
    facts_of,
    items_of,
    moment_of,
    paragraphs_of,
    places_of,
    type_of_words,
)
from clue_transfer.vocabulary import DocumentKind


def _report(data: type_of_words) -> type_of_words:
    team = "、".join(data["investigators"])
    return {
        "to": f"{data['sender']}负责人",
        "heading": f"关于移送涉嫌{data['charge']}案件的报告",
        "opening": (
            f"我单位办理的“{_case(data)}”案件，由{team}组成专案组核实，认为涉嫌犯罪，"
            "现提出移送涉嫌犯罪案件的书面报告。"
        ),
        "facts": _about(data) + facts_of(("专案组成员", team)),
        "parts": chapters_of(
            ("案件事实", paragraphs_of(data["facts_of_case"])),
            ("证据情况", paragraphs_of(data["evidence_summary"])),
            ("法律依据", paragraphs_of(data["law"])),
            ("处理建议", paragraphs_of(data["proposal"])),
        ),
        "request": "请负责人自接到本报告之日起三日内作出批准移送或者不批准移送的决定。",
    }


def _transfer(data: type_of_words) -> type_of_words:
    return {
        "heading": "涉嫌犯罪案件移送书",
        "opening": (
            f"我单位办理的“{_case(data)}”案件，经核实涉嫌犯罪。依照《行政执法机关移送涉嫌犯罪"
            "案件的规定》，现移送你单位，请依法审查。"
        ),
        "facts": facts_of(
            ("移送机关", data["sender"]),
            ("涉嫌罪名", data["charge"]),
            ("主要依据", data["law"]),
            ("案件主办人", "、".join(data["contacts"])),
            ("批准移送时间", _moment(data, "decided_at")),
        ),
        "parts": chapters_of(
            ("涉案主体", _subjects(data)),
            ("案件事实", paragraphs_of(data["facts_of_case"])),
            ("证据情况", paragraphs_of(data["evidence_summary"])),
            ("移送材料", _attachments(data)),
            ("涉案物品清单", _goods(data)),
        ),
        "request": (
            "请在收到后立即接受案件并出具回执，自接受案件之日起三日内作出立案或者不予立案的决定，"
            "书面通知我单位。"
        ),
        **_list(data),
    }


def _detention(data: type_of_words) -> type_of_words:
    return {
        "heading": "适用行政拘留案件移送书",
        "opening": (
            f"我单位办理的“{_case(data)}”案件，依法应当适用行政拘留。现将该案移送你单位，"
            "请依法处理。移送材料除注明的外为原件，复印件由我单位留存。"
        ),
        "facts": facts_of(
            ("移送部门", data["sender"]),
            ("处罚决定文号", data["penalty_number"]),
            ("处罚决定日期", day_of(data["penalty_decided_on"])),
            ("未先处罚情形", data["exception"]),
            ("法律依据", data["law"]),
        ),
        "parts": chapters_of(
            ("涉案主体", _subjects(data)),
            ("案件事实", paragraphs_of(data["facts_of_case"])),
            ("处理建议", paragraphs_of(data["proposal"])),
            ("移送材料", _attachments(data)),
            ("涉案物品清单", _goods(data)),
        ),
        "request": "请依法决定，并在作出决定之日起三个工作日内将决定书抄送我单位。",
        **_list(data),
    }


def _receipt(data: type_of_words) -> type_of_words:
    return {
        "heading": "接受案件回执",
        "opening": (f"你单位移送的“{_case(data)}”案件（{data['clue_number']}）已接受，现予回执。"),
        "facts": facts_of(
            ("移送文号", data["clue_number"]),
            ("涉嫌罪名", data["charge"]),
            ("收到时间", _moment(data, "received_at")),
            ("接受案件时间", _moment(data, "accepted_at")),
            ("接受民警", _given(data, "officer")),
            ("备注", _given(data, "note")),
        ),
        "parts": [],
        "request": "我单位将依法审查，并将是否立案的决定书面通知你单位。",
    }


def _supplement(data: type_of_words) -> type_of_words:
    asked = data["given"]["items"]
    within = _within(data, "收到本通知书")
    return {
        "heading": "补正通知书",
        "opening": (
            f"你单位移送的“{_case(data)}”案件材料不全，需补正下列材料，现一次性告知"
            f"（共{len(asked)}项）。"
        ),
        "facts": _about(data),
        "parts": chapters_of(
            ("需补正的材料", [f"{place}. {item}" for place, item in enumerate(asked, start=1)]),
            ("补正理由", paragraphs_of(_given(data, "reason"))),
        ),
        "request": f"请{within or '及时'}补正；因客观条件所限无法补正的，请书面说明。",
    }


def _filing(data: type_of_words) -> type_of_words:
    how = "复议" if data["verb"] == "reverse" else "审查"
    return {
        "heading": "立案通知书",
        "opening": (f"你单位移送的“{_case(data)}”案件（{data['clue_number']}），经{how}决定立案。"),
        "facts": _decision(data["given"]) + _about(data),
        "parts": chapters_of(("应当移交的涉案物品", _goods(data))),
        "request": (
            "请自接到本通知书之日起三日内将涉案物品以及与案件有关的其他材料移交我单位，办理交接手续。"
            if data["goods"]
            else "请将与案件有关的其他材料移交我单位。"
        ),
    }


def _non_filing(data: type_of_words) -> type_of_words:
    within = _within(data, "收到本通知书") or "在法定期限内"
    return {
        "heading": "不予立案通知书",
        "opening": (
            f"你单位移送的“{_case(data)}”案件（{data['clue_number']}），经审查决定不予立案。"
        ),
        "facts": _decision(data["given"]) + _about(data),
        "parts": chapters_of(
            ("不予立案理由", paragraphs_of(_given(data, "reason"))),
            ("退回的案卷材料", paragraphs_of(_given(data, "files_returned"))),
        ),
        "request": (
            f"对本决定有异议的，可以{within}向我单位申请复议，也可以建议人民检察院进行立案监督。"
        ),
    }


def _reconsideration(data: type_of_words) -> type_of_words:
    decided = data["decision"]
    within = _within(data, "收到本申请书")
    due = f"，{within}作出决定" if within else ""
    return {
        "heading": "复议申请书",
        "opening": (
            f"你单位对我单位移送的“{_case(data)}”案件作出不予立案决定，我单位有异议，现申请复议。"
        ),
        "facts": _decision(decided) + _about(data),
        "parts": chapters_of(
            ("不予立案的理由", paragraphs_of(str(decided.get("reason") or ""))),
            ("申请复议的理由", paragraphs_of(_given(data, "reason"))),
        ),
        "request": f"请依法复议{due}，并将复议决定书面通知我单位。",
    }


def _supervision(data: type_of_words) -> type_of_words:
    decided = data["decision"]
    named, proof = _DECISIONS.get(decided.get("verb", ""), ("作出的决定", "决定书"))
    what = f"{named}，我单位有异议" if decided else named
    return {
        "heading": "立案监督建议书",
        "opening": (
            f"{data['receiver']}对我单位移送的“{_case(data)}”案件（{data['clue_number']}）"
            f"{what}，现建议你院进行立案监督。"
        ),
        "facts": _decision(decided)
        + facts_of(("受案时间", _moment(data, "accepted_at")))
        + _about(data),
        "parts": chapters_of(
            ("公安机关的理由", paragraphs_of(str(decided.get("reason") or ""))),
            ("建议监督的理由", paragraphs_of(_given(data, "reason"))),
            ("案件事实", paragraphs_of(data["facts_of_case"])),
        ),
        "request": f"请依法审查，并将处理结果告知我单位。案卷材料及{proof}一并送阅。",
    }


def _reasons(data: type_of_words) -> type_of_words:
    within = _within(data, "收到本通知书") or "在七日内"
    return {
        "heading": "要求说明不立案理由通知书",
        "opening": (
            f"{data['sender']}移送你单位的“{_case(data)}”案件（{data['clue_number']}），"
            "经审查，需要你单位说明不立案的理由。"
        ),
        "facts": facts_of(("通知文号", _given(data, "number")))
        + _decision(data["decision"])
        + _about(data),
        "parts": chapters_of(("要求说明的事项", paragraphs_of(_given(data, "note")))),
        "request": f"请{within}书面说明不立案的情况、依据和理由，连同有关证据材料送我院。",
    }


def _filing_order(data: type_of_words) -> type_of_words:
    within = _within(data, "收到本通知书") or "在十五日内"
    return {
        "heading": "通知立案书",
        "opening": (
            f"{data['sender']}移送你单位的“{_case(data)}”案件（{data['clue_number']}），"
            "经审查，你单位不立案的理由不能成立，现通知你单位立案。"
        ),
        "facts": facts_of(("通知文号", _given(data, "number"))) + _about(data),
        "parts": chapters_of(("通知立案的理由", paragraphs_of(_given(data, "reason")))),
        "request": f"请{within}立案，并将立案决定书送达我院。",
    }


CASE_WORDS: Mapping[DocumentKind, Callable[[type_of_words], type_of_words]] = {
    DocumentKind.CRIME_REPORT: _report,
    DocumentKind.CRIME_TRANSFER_LETTER: _transfer,
    DocumentKind.DETENTION_LETTER: _detention,
    DocumentKind.CASE_RECEIPT: _receipt,
    DocumentKind.CASE_SUPPLEMENT_NOTICE: _supplement,
    DocumentKind.FILING_NOTICE: _filing,
    DocumentKind.NON_FILING_NOTICE: _non_filing,
    DocumentKind.RECONSIDERATION_REQUEST: _reconsideration,
    DocumentKind.SUPERVISION_SUGGESTION: _supervision,
    DocumentKind.REASONS_REQUEST: _reasons,
    DocumentKind.FILING_ORDER: _filing_order,
}


# ---- what several say


_DECISIONS = {
    "decline": ("作出不予立案的决定", "不予立案通知书"),
    "uphold": ("作出维持不予立案的复议决定", "复议决定书"),
    "withdraw_case": ("作出撤销案件的决定", "撤销案件决定书"),
    "": ("逾期未作出是否立案的决定", "公安机关逾期未作出决定的材料"),
}
"""What the police decided, and the paper that proves it (17号 13)."""


def _case(data: type_of_words) -> str:
    """Call the case by its own name, or else by whom it is about and the suspected crime."""
    names, charge = "、".join(row["name"] for row in data["subjects"]), data["charge"]
    title = str(data["clue_title"])
    return f"{names}涉嫌{charge}" if charge and title == f"{names} {charge}" else title


def _within(data: type_of_words, since: str) -> str:
    """Say within which term and until when: 自收到本通知书之日起7日内（2026年11月27日前）."""
    if not data["answer_by"]:
        return ""
    start = "时" if data["term"].endswith("小时") else "之日"
    return f"自{since}{start}起{data['term']}内（{moment_of(data['answer_by'])}前）"


def _about(data: type_of_words) -> list[type_of_words]:
    return facts_of(
        ("移送文号", data["clue_number"]),
        ("移送机关", data["sender"]),
        ("涉嫌罪名", data["charge"]),
        ("涉案主体", "、".join(row["name"] for row in data["subjects"])),
    )


def _decision(given: Mapping[str, Any]) -> list[type_of_words]:
    return facts_of(
        ("决定文号", str(given.get("number") or "")),
        ("决定日期", day_of(str(given.get("decided_on") or ""))),
    )


def _subjects(data: type_of_words) -> list[str]:
    """List the subjects; a code has a line of its own, so that it is not broken."""
    lines = []
    for place, row in enumerate(data["subjects"], start=1):
        lines.append(f"{place}. {row['name']}")
        if row["credit_code"]:
            lines.append(f"统一社会信用代码：{row['credit_code']}")
    return lines


def _attachments(data: type_of_words) -> list[str]:
    """List the seven groups: this letter, then where the files of each stand, or why none do."""
    if not data["attachments"]:
        return []
    groups = ["案件移送书：本件"] + [
        f"{row['group']}："
        + (places_of(row["places"]) or row["none_because"] or "见涉案物品清单")
        + (f"（非原件：{row['not_original_because']}）" if row["not_original_because"] else "")
        for row in data["attachments"]
    ]
    return [f"{place}. {text}" for place, text in enumerate(groups, start=1)]


def _goods(data: type_of_words) -> list[type_of_words]:
    names = ("name", "quantity", "features", "place")
    return [{name: row.get(name) or "" for name in names} for row in data["goods"]]


def _list(data: type_of_words) -> type_of_words:
    files = items_of(data)
    return {
        "items": files,
        "enclosed": f"移送材料清单（共{len(files)}项）" if files else "",
    }


def _given(data: type_of_words, name: str) -> str:
    return str(data["given"].get(name) or "")


def _moment(data: type_of_words, name: str) -> str:
    return moment_of(data["moments"][name]) if name in data["moments"] else ""
