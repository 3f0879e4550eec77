"""Where a matter stands."""

from __future__ import annotations

from clue_transfer.vocabulary.word import Word


class Status(Word):
    """Where a matter stands; one word may serve several tracks."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    TRANSFERRED = "transferred", "已移送"
    DISCARDED = "discarded", "已作废"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已合并"
    CONCLUDED = "concluded", "已办结"
    CLOSED_NO_RECEIVER = "closed_no_receiver", "无接收单位，已关闭", "closed, nobody to receive it"
    SENT = "sent", "待签收"
    SIGNED = "signed", "已签收"
    ACCEPTED = "accepted", "已受理"
    SUPPLEMENT_REQUESTED = "supplement_requested", "待补正"
    OBJECTED = "objected", "已提出异议"
    DISPUTED = "disputed", "管辖争议中", "in dispute"
    REFERRED = "referred", "已报请指定管辖", "referred to the common superior"
    RETURNED = "returned", "已退回"
    DESIGNATED = "designated", "已指定管辖"
    FORWARDED = "forwarded", "已转办"
    RECALLED = "recalled", "已收回"
    FILED = "filed", "已立案"
    DECLINED = "declined", "不予立案"
    DECIDED = "decided", "已作出决定"
    FED_BACK = "fed_back", "已反馈"
    FEEDBACK_REFERRED = "feedback_referred", "反馈争议已上报", "feedback referred up"
    REWORK = "rework", "重新办理中", "being reworked"
    CONFIRMED = "confirmed", "已确认"
    # rectification
    ORDERED = "ordered", "已责令整改", "rectification ordered"
    REPORTED = "reported", "已报告整改", "reported done"
    VERIFIED = "verified", "已核实"
    REFUSED = "refused", "拒不整改", "refused"
    ENFORCING = "enforcing", "强制执行中", "being enforced"
    KEPT = "kept", "整改到位"
    RELAPSED = "relapsed", "复发"
    CLOSED_ENFORCED = "closed_enforced", "强制执行完毕", "closed, enforced"
    # complaint
    RECEIVED = "received", "已登记"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    MOVED = "moved", "已转送其他单位", "moved to another organ"
    HANDLING = "handling", "办理中", "being handled"
    ANSWERED = "answered", "已答复"
    # extension request
    ASKED = "asked", "已申请"
    GRANTED = "granted", "准予延期"
    TAKEN_BACK = "taken_back", "已撤回申请"
