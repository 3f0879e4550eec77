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

    # Meetings, listings and opinions: their tracks will start these.
    SCHEDULE = "schedule", "会商排期", "scheduling of a consultation"
    MINUTES = "minutes", "拟制纪要", "drafting of minutes"
    MINUTES_SIGNING = "minutes_signing", "签署纪要", "signing of minutes"
    COSIGNING = "cosigning", "会签", "co-signing"
    DELISTING_CHECK = "delisting_check", "摘牌核查", "check before delisting"
    FOLLOW_UP = "follow_up", "跟进复核", "follow-up"
    LISTING = "listing", "挂牌督办"
    LISTING_EXTENSION = "listing_extension", "挂牌督办延期申请", "extension of a listing"
    CONSULTATION_REPLY = "consultation_reply", "书面咨询答复", "reply to a consultation"

    # Transfer of suspected crimes, and what the police and the procuratorate do with them.
    TRANSFER_DECISION = "transfer_decision", "移送审批", "decision to transfer a case"
    TRANSFER_HANDOVER = "transfer_handover", "案件移送", "hand-over of a case"
    POLICE_RECEIPT = "police_receipt", "接受移送案件", "receipt of a case by the police"
    POLICE_SUPPLEMENT_NOTICE = (
        "police_supplement_notice",
        "公安补正通知",
        "supplement notice of the police",
    )
    CASE_SUPPLEMENT = "case_supplement", "移送案件补正", "supplement to a case"
    POLICE_FILING = "police_filing", "公安立案审查", "filing decision of the police"
    POLICE_REDIRECT = "police_redirect", "公安转送或退回", "passing on by the police"
    FILING_NOTICE = "filing_notice", "立案结果通知", "notice of the filing decision"
    GOODS_HANDOVER = "goods_handover", "涉案物品移交", "hand-over of goods"
    RECONSIDERATION_REQUEST = (
        "reconsideration_request",
        "申请复议",
        "request for reconsideration",
    )
    RECONSIDERATION_DECISION = (
        "reconsideration_decision",
        "复议决定",
        "decision on reconsideration",
    )
    REVIEW_REQUEST = "review_request", "申请复查复核", "request for review"
    REVIEW_DECISION = "review_decision", "复查复核决定", "decision on review"
    FILING_SUPERVISION = "filing_supervision", "建议立案监督", "request for filing supervision"
    EXPLANATION = "explanation", "说明理由", "explanation of reasons"
    FILING_ORDER = "filing_order", "执行通知立案书", "filing as ordered"
    SUPERVISION_ANSWER = "supervision_answer", "立案监督答复", "answer on filing supervision"
    CASE_URGING = "case_urging", "立案监督案件催办", "urging of a supervised case"
    SUPPLEMENTARY_INVESTIGATION = "supplementary_investigation", "补充侦查"
    NON_PROSECUTION_NOTICE = "non_prosecution_notice", "不起诉通知", "notice of non-prosecution"
    PLATFORM_ENTRY = "platform_entry", "录入信息共享平台", "entry in the shared platform"
    INCIDENT_REPORT = "incident_report", "突发事件报告", "report of an incident"

    # Administrative detention.
    DETENTION_TRANSFER = "detention_transfer", "行政拘留移送", "transfer for detention"
    DETENTION_SUPPLEMENT = "detention_supplement", "要求补充证据", "request for more evidence"
    DETENTION_NOTICE = "detention_notice", "抄送拘留决定", "copy of the detention decision"
    DETENTION_REFUSAL = "detention_refusal", "不予拘留通知", "notice of no detention"
    DETENTION_CASE = "detention_case", "治安案件办理", "handling of a public order case"

    # Penalty procedure beside filing and decision.
    PRESERVATION = "preservation", "先行登记保存处理", "handling of preserved evidence"
    PRESERVATION_PAPER = "preservation_paper", "补办审批手续", "approval afterwards"
    SEIZURE = "seizure", "查封扣押"
    SEIZURE_RELEASE = "seizure_release", "解除查封扣押", "release of what was seized"
    HEARING_REQUEST = "hearing_request", "要求听证", "request for a hearing"
    HEARING_NOTICE = "hearing_notice", "听证通知", "notice of a hearing"
    LOOK_BACK_LIMIT = "look_back_limit", "追责时效", "limitation of penalties"

    # Suggestions, public interest litigation and damages.
    OPINION_REPLY = "opinion_reply", "检察意见回复", "reply to an opinion"
    SUGGESTION_REPLY = "suggestion_reply", "检察建议回复", "reply to a suggestion"
    SUGGESTION_RECORD = "suggestion_record", "检察建议备案", "filing of a suggestion"
    SUGGESTION_SERVICE = "suggestion_service", "检察建议书送达", "service of a suggestion"
    INVESTIGATION = "investigation", "调查核实"
    SUIT_FILING_SERVICE = (
        "suit_filing_service",
        "公益诉讼立案决定书送达",
        "service of the filing in the public interest",
    )
    PROSECUTION_REVIEW = "prosecution_review", "审查起诉", "review before a suit"
    ANNOUNCEMENT = "announcement", "公益诉讼公告"
    DAMAGE_NOTICE = "damage_notice", "损害索赔通报", "notice of a damage claim"
    DAMAGE_CHECK = "damage_check", "损害线索核查", "check of a damage clue"
    DAMAGE_NEGOTIATION = "damage_negotiation", "损害赔偿磋商", "negotiation of damages"

    # From the criminal case back to the penalty.
    REVERSE_HANDOVER = "reverse_handover", "不起诉案件移送行政检察", "hand-over inside"
    REVERSE_REVIEW = "reverse_review", "反向衔接审查", "review for a penalty"
    REVERSE_OPINION = "reverse_opinion", "提出检察意见", "opinion for a penalty"

    # Petitions, hotlines, inspections, data.
    PETITION_REGISTRATION = "petition_registration", "信访登记转送", "routing of a petition"
    PETITION_NOTICE = "petition_notice", "信访受理告知", "notice on a petition"
    PETITION_OBJECTION = "petition_objection", "信访转送异议", "objection to a petition"
    PETITION_ANSWER = "petition_answer", "信访事项办结", "answer to a petition"
    HOTLINE_REPLY = "hotline_reply", "热线办理", "handling by a hotline"
    INSPECTION_FEEDBACK = "inspection_feedback", "督察线索反馈", "feedback to an inspection"
    REWARD_NOTICE = "reward_notice", "奖励举报受理告知", "notice on a reward"
    MARKET_CHECK = "market_check", "市场监管核查", "check by market supervision"
    JURISDICTION_RULING = "jurisdiction_ruling", "管辖争议裁定", "ruling on jurisdiction"
    DATA_REPLY = "data_reply", "数据共享答复", "reply to a data request"
    DATA_SHARE = "data_share", "数据共享", "sharing of data"
    DATA_CORRECTION = "data_correction", "数据校核更正", "correction of data"
    DATA_CATALOGUE = "data_catalogue", "数据目录更新", "update of the data catalog"
    DATA_LOG = "data_log", "数据使用日志保存", "keeping of the data log"


OF_CRIMES_AND_DETENTIONS = frozenset(
    {
        DeadlineKind.TRANSFER_DECISION,
        DeadlineKind.TRANSFER_HANDOVER,
        DeadlineKind.POLICE_RECEIPT,
        DeadlineKind.CASE_SUPPLEMENT,
        DeadlineKind.POLICE_FILING,
        DeadlineKind.GOODS_HANDOVER,
        DeadlineKind.RECONSIDERATION_DECISION,
        DeadlineKind.EXPLANATION,
        DeadlineKind.FILING_ORDER,
        DeadlineKind.SUPPLEMENTARY_INVESTIGATION,
        DeadlineKind.DETENTION_TRANSFER,
        DeadlineKind.DETENTION_CASE,
    }
)
"""The duties of whose lateness the procuratorate hears at once (level 1)."""


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
