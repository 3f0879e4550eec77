"""What each paper says, made of its data: the same words for the PDF and for the DOCX."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal

from apps.documents.actions.case_wording import CASE_WORDS
from apps.documents.actions.opinion_wording import OPINION_WORDS
from apps.documents.actions.spelling import (
    amount_of,
    clean,
    day_of,
    facts_of,
    items_of,
    moment_of,
    paragraphs_of,
    type_of_words,
)
from apps.documents.models import Document
from clue_transfer.vocabulary import DocumentKind

_SENT = {"push": "交办", "reopened": "再次移送"}


def words_of(document: Document) -> type_of_words:
    """Say all that a paper says, as text that no file format takes for anything else."""
    data = clean(json.loads(document.data))
    kind = DocumentKind(document.kind)
    own = _WORDS[kind](data)
    return {
        "title": document.title,
        "number": document.number,
        "verify_code": document.verify_code,
        "issuer": data["issuer"],
        "to": "、".join(data["to"]),
        "clue_number": data["clue_number"],
        "clue_title": data["clue_title"],
        "leg_number": data["leg_number"],
        "sender": data["sender"],
        "receiver": data["receiver"],
        "urgency": data["urgency"],
        "copied": "、".join(data.get("copied") or ()),
        "remark": "本件限指定人员知悉，不得复制、转发" if data["named_only"] else "",
        "date": day_of(document.created_at),
        **own,
    }


# ---- one paper each


def _transfer(data: type_of_words) -> type_of_words:
    act = "转办" if data["via"] else _SENT.get(data["leg_kind"], "移送")
    items = items_of(data)
    origin = f"{data['sender']}移送的" if data["via"] else f"我单位在{data['source']}中发现的"
    due = f"请于{moment_of(data['sign_by'])}前签收" if data["sign_by"] else "请及时签收"
    place = data["address"]
    if data["division"] and not place.startswith(data["division"]):
        place = f"{data['division']}{place}"
    return {
        "heading": f"关于{act}{data['clue_title']}线索的函",
        "opening": (
            f"现将{origin}“{data['clue_title']}”线索（线索编号：{data['clue_number']}，"
            f"移送编号：{data['leg_number']}）{act}你单位，由你单位{data['role']}，"
            "请依法核查处理。有关情况如下："
        ),
        "request": (
            f"{due}，并逐项核对移送材料；受理后请依法办理，按期反馈进展和处理结果。"
            "认为不属于本单位管辖的，请书面提出异议并说明理由。"
        ),
        "facts": facts_of(
            ("违法类型", data["violation_type"]),
            ("线索来源", data["source"]),
            ("发生地点", place),
            ("经纬度", _coordinates(data)),
            ("发生日期", day_of(data["occurred_on"])),
            ("发现日期", day_of(data["discovered_on"])),
        ),
        "subjects": data["subjects"],
        "description": paragraphs_of(data["description"]),
        "items": items,
        "enclosed": f"移送材料清单（共{len(items)}项）" if items else "",
    }


def _receipt(data: type_of_words) -> type_of_words:
    items = items_of(data)
    same = "，文件名称、大小及SHA-256校验值与本回执所列一致" if items else ""
    return {
        "heading": DocumentKind.RECEIPT.label,
        "opening": (
            f"你单位移送的“{data['clue_title']}”线索已签收。移送清单所列材料经逐项核对，"
            f"共{len(items)}项{same}。现予回执。"
        ),
        "facts": facts_of(
            ("线索编号", data["clue_number"]),
            ("移送编号", data["leg_number"]),
            ("移送单位", data["sender"]),
            ("接收单位", data["receiver"]),
            ("签收人", data["signed_by"]),
            ("签收时间", moment_of(data["signed_at"])),
            ("备注", data["remarks"]),
        ),
        "items": items,
        "enclosed": f"移送材料清单（共{len(items)}项）" if items else "",
    }


def _supplement(data: type_of_words) -> type_of_words:
    due = f"请于{moment_of(data['due'])}前补齐" if data["due"] else "请及时补齐"
    return {
        "heading": DocumentKind.SUPPLEMENT_NOTICE.label,
        "opening": (
            f"{_received(data)}经审查，尚需补充下列材料，现一次性告知（共{len(data['missing'])}项）："
        ),
        "missing": data["missing"],
        "reason": paragraphs_of(data["reason"]),
        "request": f"{due}；确实无法补充的，请书面说明理由。",
    }


def _objection(data: type_of_words) -> type_of_words:
    why = {
        "object": "经审查，我单位认为该线索不属于我单位管辖，现提出异议。",
        "object_late": (
            "我单位受理后，办理中发现该线索不属于我单位管辖，现提出异议；已收集的证据材料一并移交。"
        ),
        "split": "经审查，该部分线索不属于我单位管辖，现提出异议；其余部分由我单位办理。",
        "contest": (
            "该线索已经多个单位流转，再行移送将往返流转。我单位对管辖有异议，现提请协商；"
            "协商不成的，报请共同的上一级机关指定管辖。"
        ),
    }[data["stage"]]
    answer = f"请于{moment_of(data['answer_by'])}前" if data["answer_by"] else "请及时"
    asked = "提出协商意见" if data["stage"] == "contest" else "审查并函复我单位"
    return {
        "heading": f"关于{data['clue_title']}线索管辖异议的函",
        "opening": f"{_received(data)}{why}",
        "reason_label": data["reason_label"],
        "reason": paragraphs_of(data["reason"]),
        "proposed": data["proposed"],
        "request": f"{answer}{asked}。",
    }


def _feedback(data: type_of_words) -> type_of_words:
    again = f"（第{data['round']}次反馈）" if data["round"] > 1 else ""
    amounts = [Decimal(row["amount_yuan"]) for row in data["outcomes"] if row["amount_yuan"]]
    confirm = f"请于{moment_of(data['confirm_by'])}前确认" if data["confirm_by"] else "请予确认"
    return {
        "heading": f"关于反馈{data['clue_title']}线索办理结果的函",
        "opening": f"{_received(data)}现将办理结果反馈如下{again}：",
        "summary": paragraphs_of(data["summary"]),
        "facts": facts_of(
            ("立案案号", data["case_number"]),
            ("立案日期", day_of(data["filed_on"])),
            ("决定种类", data["decision_kind"]),
            ("决定文号", data["decision_number"]),
            ("决定日期", day_of(data["decided_on"])),
        ),
        "outcomes": [
            row | {"amount": amount_of(row["amount_yuan"]), "subject": row["subject"] or "—"}
            for row in data["outcomes"]
        ],
        "total": amount_of(str(sum(amounts))) if len(amounts) > 1 else "",
        "request": f"{confirm}；有异议的，请书面说明理由。",
    }


def _designation(data: type_of_words) -> type_of_words:
    due = f"于{moment_of(data['sign_by'])}前签收，" if data["sign_by"] else ""
    given = data["designated"] not in (data["sender"], data["receiver"])
    handed = f"{data['receiver']}已收集的证据材料，应当及时移交{data['designated']}。"
    return {
        "heading": DocumentKind.DESIGNATION_NOTICE.label,
        "opening": (
            f"{data['sender']}与{data['receiver']}对“{data['clue_title']}”线索"
            f"（线索编号：{data['clue_number']}，移送编号：{data['leg_number']}）的管辖发生争议。"
            "依照《中华人民共和国行政处罚法》第二十五条第二款的规定，"
            f"现指定{data['designated']}管辖（移送编号：{data['new_leg_number']}）。"
        ),
        "designated": data["designated"],
        "new_leg_number": data["new_leg_number"],
        "reason": paragraphs_of(data["reason"]),
        "delegation": _delegation(data["delegation"]),
        "request": (
            f"请{data['designated']}{due}依法办理，不得再提出管辖异议。{handed if given else ''}"
        ),
    }


_WORDS: Mapping[DocumentKind, Callable[[type_of_words], type_of_words]] = {
    DocumentKind.TRANSFER_LETTER: _transfer,
    DocumentKind.RECEIPT: _receipt,
    DocumentKind.SUPPLEMENT_NOTICE: _supplement,
    DocumentKind.OBJECTION_LETTER: _objection,
    DocumentKind.FEEDBACK_LETTER: _feedback,
    DocumentKind.DESIGNATION_NOTICE: _designation,
    **CASE_WORDS,
    **OPINION_WORDS,
}


# ---- how things are written


def _received(data: type_of_words) -> str:
    return (
        f"你单位移送的“{data['clue_title']}”线索（线索编号：{data['clue_number']}，"
        f"移送编号：{data['leg_number']}）收悉。"
    )


def _delegation(paper: type_of_words) -> str:
    if not paper:
        return ""
    until = f"{day_of(paper['since'])}至{day_of(paper['until'])}"
    return f"{paper['document_number']}（有效期{until}）"


def _coordinates(data: type_of_words) -> str:
    if not data["longitude"] or not data["latitude"]:
        return ""
    return f"东经{data['longitude']}度，北纬{data['latitude']}度"
