"""What is counted, in what, how sure we are of it, and how it stands."""

from __future__ import annotations

from clue_transfer.vocabulary.word import Word


class DeadlineKind(Word):
    """What a clock counts towards; the value is also the code of its family of rules."""

    APPROVAL = "approval", "审批"
    SIGNING = "signing", "签收"
    ACCEPTANCE = "acceptance", "受理"
    SUPPLEMENT = "supplement", "补正"
    OBJECTION_RULING = "objection_ruling", "异议答复", "ruling on an objection"
    NEGOTIATION = "negotiation", "协商"
    DESIGNATION = "designation", "指定管辖"
    REDIRECT = "redirect", "改送"
    FEEDBACK = "feedback", "反馈"
    PROGRESS = "progress", "进展报告"
    RESULT = "result", "结果反馈"
    CONFIRMATION = "confirmation", "确认"
    REWORK = "rework", "重新办理"
    STALE_DRAFT = "stale_draft", "草稿滞留", "stale draft"
    SUSPENSION_REVIEW = "suspension_review", "中止复查", "review of a suspension"
    FILING = "filing", "立案审查"
    PENALTY = "penalty", "处罚决定"
    SERVICE = "service", "决定送达", "service of the decision"
    SET_DATE = "set_date", "限定日期办理", "by the date set"
    RECTIFICATION_CHECK = "rectification_check", "整改核实", "check of a rectification"
    LOOK_BACK = "look_back", "回头看", "look-back"
    EXTENSION_DECISION = "extension_decision", "延期审批", "decision on an extension"
    INTAKE_REPLY = "intake_reply", "举报受理答复", "reply whether a complaint is accepted"
    ASSIGNMENT = "assignment", "举报交办", "assignment of a complaint"
    ANSWER = "answer", "举报办结", "answer to a complaint"


class Unit(Word):
    """In what a limit is counted."""

    HOURS = "hours", "小时"
    NATURAL_DAYS = "natural_days", "自然日"
    WORKING_DAYS = "working_days", "工作日"
    MONTHS = "months", "月"


class Nature(Word):
    """What a clock means for its owner: a duty escalates, a right lapses, a review is periodic."""

    DUTY = "duty", "义务"
    RIGHT = "right", "权利"
    REVIEW = "review", "复查"


class Confidence(Word):
    """How sure we are of a limit's text."""

    VERIFIED = "V", "已核对全文", "verified in full text"
    EXCERPT = "E", "仅见摘录", "read in an excerpt"
    DOUBTFUL = "D", "文本存疑", "doubtful copy"
    MEMORY = "M", "凭记忆，待核", "from memory, unverified"


class RuleSource(Word):
    """Whether a limit is law or our own changeable default."""

    STATUTE = "statute", "法定"
    DEFAULT = "default", "默认（可调整）", "default, changeable"


class Standing(Word):
    """How a running deadline stands at a given time; never stored."""

    ON_TIME = "on_time", "正常"
    DUE_SOON = "due_soon", "即将到期"
    DUE_TODAY = "due_today", "今日到期"
    OVERDUE = "overdue", "已逾期"
    SUSPENDED = "suspended", "已中止"
    STOPPED = "stopped", "已终止"


class DeadlineState(Word):
    """What a stored deadline is doing."""

    RUNNING = "running", "计时中"
    SUSPENDED = "suspended", "已中止"
    STOPPED = "stopped", "已终止"
    CANCELLED = "cancelled", "已取消"
