"""Every word of the field as an enum: the value is the stable code, the labels are for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stable code with its Chinese and its English label."""

    label: str
    english: str

    def __new__(cls, value: str, label: str = "", english: str = "") -> Self:
        """Make the member: code, Chinese label, English label."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label or value
        word.english = english or value.replace("_", " ")
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """The pairs of code and Chinese label, as a form or a column wants them."""
        return [(word.value, word.label) for word in cls]


class Kind(Word):
    """The kinds of matter that have a track of their own."""

    CLUE = "clue", "线索"
    TRANSFER = "transfer", "移送"


class LegKind(Word):
    """How a leg came to be."""

    TRANSFER = "transfer", "移送"
    PUSH = "push", "下发", "handed down"
    OWN = "own", "自办", "own handling"
    EXTERNAL = "external", "省外单位", "outside the province"
    DESIGNATED = "designated", "指定管辖"
    REOPENED = "reopened", "重新办理"


class ReceiverRole(Word):
    """What a receiver is asked to be."""

    MAIN = "main", "主办", "main handler"
    CO = "co", "协办", "co-handler"


class Party(Word):
    """What a department is to a matter; `system` is nobody: a clock or the law's silence."""

    SENDER = "sender", "移送单位"
    RECEIVER = "receiver", "接收单位"
    VIA = "via", "转办单位", "forwarding department"
    SUPERIOR = "superior", "上级单位"
    HOLDER = "holder", "承办单位"
    COPIED = "copied", "抄送单位", "copied department"
    SYSTEM = "system", "系统"


class Role(Word):
    """What a person may do in a department."""

    LIAISON = "liaison", "联络员"
    HANDLER = "handler", "承办人"
    LEAD = "lead", "负责人"
    HEAD = "head", "正职负责人", "head of the department"
    DUTY_OFFICER = "duty_officer", "值班员"
    INTAKE = "intake", "受理员", "intake officer"
    REWARD_OFFICER = "reward_officer", "奖励经办人"
    LEGAL_REVIEWER = "legal_reviewer", "法制审核员"
    SECRETARY = "secretary", "联席会议秘书", "secretary of the joint meeting"
    COORDINATOR = "coordinator", "督办协调员"
    PROCURATOR = "procurator", "检察官"
    CHIEF_PROCURATOR = "chief_procurator", "检察长"
    POLICE_OFFICER = "police_officer", "民警"
    POLICE_HEAD = "police_head", "公安机关负责人"
    JUDGE_CLERK = "judge_clerk", "书记员", "court clerk"
    JUSTICE_OFFICER = "justice_officer", "司法行政人员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"
    DIVISION_ADMINISTRATOR = "division_administrator", "区域管理员"
    MACHINE = "machine", "监测平台", "monitoring platform"


class Urgency(Word):
    """How fast a matter must move."""

    NORMAL = "normal", "普通"
    URGENT = "urgent", "加急"
    EMERGENCY = "emergency", "特急"


class Secrecy(Word):
    """Who may read a matter at all."""

    INTERNAL = "internal", "内部"
    CONFIDENTIAL = "confidential", "限定人员", "named persons of the parties"
    SEALED = "sealed", "密封", "named persons only"


class Source(Word):
    """Where a clue came from."""

    INSPECTION = "inspection", "执法检查"
    COMPLAINT = "complaint", "投诉举报"
    MONITORING = "monitoring", "自动监测", "automatic monitoring"
    REMOTE_SENSING = "remote_sensing", "遥感监测"
    CROSS_SUPERVISION = "cross_supervision", "交叉督查"
    MINISTRY_LIST = "ministry_list", "部交办清单", "list handed down by the Ministry"
    DATA_ANALYSIS = "data_analysis", "数据分析"
    PROCURATORATE = "procuratorate", "检察机关移交"
    POLICE = "police", "公安机关移交"
    MEDIA = "media", "媒体曝光"
    OTHER = "other", "其他"


class SubjectRole(Word):
    """What a person or a firm is to a clue."""

    SUSPECT = "suspect", "涉嫌违法主体"
    OWNER = "owner", "产权人"
    OPERATOR = "operator", "经营者"
    UNKNOWN = "unknown", "不明", "not known"


class System(Word):
    """The systems (条线) that departments belong to."""

    ECOLOGY = "ecology", "生态环境"
    NATURAL_RESOURCES = "natural-resources", "自然资源", "natural resources"
    WATER = "water", "水行政", "water"
    AGRICULTURE = "agriculture", "农业农村"
    FORESTRY = "forestry", "林业和草原", "forestry and grassland"
    POLICE = "police", "公安"
    PROCURATORATE = "procuratorate", "检察"
    COURT = "court", "法院"
    JUSTICE = "justice", "司法行政"
    MARKET_SUPERVISION = "market-supervision", "市场监督管理", "market supervision"
    TRANSPORT = "transport", "交通运输"
    HOUSING = "housing", "住房和城乡建设", "housing and construction"
    SUPERVISION = "supervision", "监察"
    URBAN_MANAGEMENT = "urban-management", "城市管理", "urban management"
    DEVELOPMENT_REFORM = "development-reform", "发展和改革", "development and reform"
    INDUSTRY = "industry", "工业和信息化", "industry and information"
    EMERGENCY = "emergency", "应急管理", "emergency management"
    HEALTH = "health", "卫生健康"
    GOVERNMENT = "government", "人民政府", "people's government"
    JOINT_OFFICE = "joint-office", "联席会议办公室", "office of the joint meeting"


class Level(Word):
    """The levels of divisions."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市（州）级"
    COUNTY = "county", "县（区）级"


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


class DocumentKind(Word):
    """The papers that steps make."""

    RECEIPT = "receipt", "线索接收回执", "receipt of a clue"


class NumberSeries(Word):
    """The series of numbers that a department issues each year."""

    CLUE = "clue", "线"
    CRIME_TRANSFER = "crime_transfer", "移"
    DETENTION = "detention", "拘"
    ORDER = "order", "督"
    MINUTES = "minutes", "会"
    LETTER = "letter", "函"


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


class Verb(Word):
    """What a party may do; the same word is the event's second half, the URL and the audit code."""

    # clue
    OPEN = "open", "登记"
    EDIT = "edit", "修改"
    ADD_EVIDENCE = "add_evidence", "添加证据"
    ISSUE_DOCUMENT = "issue_document", "生成文书"
    DISCARD = "discard", "作废"
    SUBMIT = "submit", "提交审批", "submit for approval"
    DISAPPROVE = "disapprove", "退回修改", "disapprove"
    APPROVE = "approve", "批准移送", "approve"
    APPROVE_URGENT = "approve_urgent", "值班批准", "approve as the duty officer"
    CONFIRM_URGENT = "confirm_urgent", "确认值班批准", "confirm the duty officer's approval"
    PROPOSE_REDIRECT = "propose_redirect", "提议改送"
    REDIRECT = "redirect", "改送"
    WITHDRAW = "withdraw", "撤回"
    MERGE = "merge", "合并"
    UNMERGE = "unmerge", "取消合并"
    CONCLUDE = "conclude", "办结"
    CLOSE_NO_RECEIVER = "close_no_receiver", "无接收单位关闭", "close, nobody to receive it"
    REOPEN = "reopen", "重新开启"
    # transfer
    RECALL = "recall", "收回"
    SIGN = "sign", "签收"
    ACCEPT = "accept", "受理"
    REQUEST_SUPPLEMENT = "request_supplement", "要求补正"
    SUPPLEMENT = "supplement", "补正"
    EXPLAIN_SUPPLEMENT = "explain_supplement", "说明无法补正", "explain why it cannot be supplied"
    SPLIT = "split", "拆分"
    OBJECT = "object", "提出异议"
    OBJECT_LATE = "object_late", "受理后异议", "object after acceptance"
    CONTEST = "contest", "直接提出争议", "contest"
    TAKE_BACK = "take_back", "同意退回", "take back"
    INSIST = "insist", "坚持移送"
    PROPOSE_SETTLEMENT = "propose_settlement", "提出协商意见", "propose a settlement"
    AGREE_HERE = "agree_here", "同意承办", "agree to handle it here"
    AGREE_BACK = "agree_back", "同意收回承办", "agree to take it back"
    REFER_UP = "refer_up", "报请指定管辖", "refer to the common superior"
    DESIGNATE = "designate", "指定管辖"
    FORWARD = "forward", "转办"
    ASK_RETURN = "ask_return", "请求退还", "ask for it back"
    AGREE_RETURN = "agree_return", "同意退还", "agree to give it back"
    FILE = "file", "立案"
    DECLINE_FILING = "decline_filing", "不予立案"
    REPORT_PROGRESS = "report_progress", "报告进展"
    DECIDE = "decide", "作出决定"
    SERVE_DECISION = "serve_decision", "送达决定"
    PROPOSE_FEEDBACK = "propose_feedback", "拟写反馈", "propose the feedback"
    REVISE_FEEDBACK = "revise_feedback", "退回修改反馈", "send the feedback proposal back"
    FEED_BACK = "feed_back", "反馈"
    CONFIRM = "confirm", "确认"
    DISPUTE_FEEDBACK = "dispute_feedback", "不认可反馈", "dispute the feedback"
    REFER_FEEDBACK = "refer_feedback", "上报反馈争议", "refer the feedback up"
    RULE_FINAL = "rule_final", "裁定反馈有效", "rule that the feedback stands"
    RULE_REWORK = "rule_rework", "裁定重新办理", "rule that it be reworked"
    # every open matter
    ADMIT = "admit", "增加知情人员", "admit a person"
    DISMISS = "dismiss", "移出知情人员", "dismiss a person"
    REASSIGN = "reassign", "改派承办人"


class DecisionKind(Word):
    """How a filed case ends (行政处罚法 57)."""

    PENALTY = "penalty", "行政处罚"
    NO_PENALTY = "no_penalty", "不予处罚"
    CASE_CANCELLED = "case_cancelled", "撤销案件"


class ImportStatus(Word):
    """How far an import run has come."""

    VALIDATING = "validating", "校验中"
    READY = "ready", "已校验"
    COMMITTING = "committing", "生成草稿中"
    COMMITTED = "committed", "已生成草稿"
    SUBMITTED = "submitted", "待审批"
    APPROVING = "approving", "批准中"
    APPROVED = "approved", "已批准移送"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "失败"


class ObjectionReason(Word):
    """Why a receiver says that a clue is not for it."""

    NOT_OUR_DUTY = "not_our_duty", "不属于本单位职责"
    NOT_OUR_DIVISION = "not_our_division", "不属于本行政区域"
    NOT_OUR_LEVEL = "not_our_level", "应由上级或下级单位管辖"
    FILED_ELSEWHERE = "filed_elsewhere", "其他单位已先立案", "another organ filed first"
    OTHER = "other", "其他"


class DeclineReason(Word):
    """Why a clue is not filed as a case (生态环境行政处罚办法 18)."""

    NO_VIOLATION = "no_violation", "无违法事实"
    MINOR_CORRECTED = "minor_corrected", "情节轻微并已改正"
    TIME_BARRED = "time_barred", "已过追责时效"
    NO_SUBJECT = "no_subject", "违法主体无法确定"
    OTHER = "other", "其他"


class ServiceWay(Word):
    """How a decision is served on the party."""

    IN_PERSON = "in_person", "直接送达"
    LEFT = "left", "留置送达", "left at the place"
    POST = "post", "邮寄送达", "by post"
    ELECTRONIC = "electronic", "电子送达"
    ENTRUSTED = "entrusted", "委托送达"
    PUBLIC_NOTICE = "public_notice", "公告送达", "by public notice"


class Settlement(Word):
    """What a party to a dispute proposes."""

    HERE = "here", "由接收单位承办", "the receiver handles it"
    BACK = "back", "由移送单位收回", "the sender takes it back"
