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
    CRIME_REFERRAL = "crime_referral", "涉嫌犯罪案件移送", "referral of a suspected crime"
    DETENTION_REFERRAL = "detention_referral", "行政拘留移送", "referral for detention"
    OPINION = "opinion", "检察意见、检察建议", "opinion of the procuratorate"
    PUBLIC_INTEREST = "public_interest", "公益诉讼", "public interest case"
    REVERSE_LINKAGE = "reverse_linkage", "反向衔接", "reverse linkage"
    INQUIRY = "inquiry", "书面咨询", "written inquiry"


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
    POLICE = "police", "公安机关", "police organ"
    PROCURATORATE = "procuratorate", "检察机关", "procuratorate"
    COURT = "court", "人民法院", "court"
    ADDRESSEE = "addressee", "受文单位", "addressee"
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
    CRIME_REPORT = "crime_report", "移送涉嫌犯罪案件的书面报告", "report for a crime transfer"
    CRIME_TRANSFER_LETTER = "crime_transfer_letter", "涉嫌犯罪案件移送书", "crime transfer letter"
    CASE_RECEIPT = "case_receipt", "接受案件回执", "receipt of a case"
    CASE_SUPPLEMENT_NOTICE = "case_supplement_notice", "补正通知书", "notice to complete a case"
    FILING_NOTICE = "filing_notice", "立案通知书", "notice of filing"
    NON_FILING_NOTICE = "non_filing_notice", "不予立案通知书", "notice of non-filing"
    RECONSIDERATION_REQUEST = (
        "reconsideration_request",
        "复议申请书",
        "request for reconsideration",
    )
    SUPERVISION_SUGGESTION = (
        "supervision_suggestion",
        "立案监督建议书",
        "request for filing supervision",
    )
    REASONS_REQUEST = (
        "reasons_request",
        "要求说明不立案理由通知书",
        "request for the reasons of non-filing",
    )
    FILING_ORDER = "filing_order", "通知立案书", "notice to file"
    OPINION_LETTER = "opinion_letter", "检察意见书", "opinion of the procuratorate"
    SUGGESTION_LETTER = "suggestion_letter", "检察建议书", "suggestion of the procuratorate"
    DETENTION_LETTER = "detention_letter", "行政拘留案件移送书", "detention transfer letter"


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
