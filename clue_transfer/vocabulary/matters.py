"""What there is: kinds of matters, parts in them, how secret and how urgent."""

from __future__ import annotations

from clue_transfer.vocabulary.word import Word


class Kind(Word):
    """The kinds of matter that have a track of their own."""

    CLUE = "clue", "线索"
    TRANSFER = "transfer", "移送"
    RECTIFICATION = "rectification", "整改"
    COMPLAINT = "complaint", "投诉举报"
    EXTENSION_REQUEST = "extension_request", "延期申请"


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
    COORDINATOR = "coordinator", "协调单位", "coordinating office"
    HOLDER = "holder", "承办单位"
    COPIED = "copied", "抄送单位", "copied department"
    INTAKE = "intake", "受理单位", "intake department"
    ASKER = "asker", "申请单位", "asking department"
    DECIDER = "decider", "审批单位", "deciding department"
    SYSTEM = "system", "系统"


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


class DocumentKind(Word):
    """The papers that steps make."""

    RECEIPT = "receipt", "线索接收回执", "receipt of a clue"
    TRANSFER_LETTER = "transfer_letter", "线索移送函"
    SUPPLEMENT_NOTICE = "supplement_notice", "补正通知书", "notice to supplement"
    OBJECTION_LETTER = "objection_letter", "管辖异议函", "letter of objection"
    FEEDBACK_LETTER = "feedback_letter", "办理结果反馈函", "letter of feedback"
    DESIGNATION_NOTICE = "designation_notice", "指定管辖通知书", "notice of designation"


class NumberSeries(Word):
    """The series of numbers that a department issues each year."""

    CLUE = "clue", "线"
    CRIME_TRANSFER = "crime_transfer", "移"
    DETENTION = "detention", "拘"
    ORDER = "order", "督"
    MINUTES = "minutes", "会"
    LETTER = "letter", "函"


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
