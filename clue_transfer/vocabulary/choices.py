"""What a form lets people choose from."""

from __future__ import annotations

from clue_transfer.vocabulary.word import Word


class DecisionKind(Word):
    """How a filed case ends (行政处罚法 57)."""

    PENALTY = "penalty", "行政处罚"
    NO_PENALTY = "no_penalty", "不予处罚"
    CASE_CANCELLED = "case_cancelled", "撤销案件"


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


class ComplaintChannel(Word):
    """By which way a complaint came in."""

    HOTLINE = "hotline", "12369热线", "hotline 12369"
    WEB = "web", "网络", "web"
    WECHAT = "wechat", "微信"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    OTHER = "other", "其他"


class ComplaintRefusal(Word):
    """Why a complaint is not accepted (环保举报热线工作管理办法 8)."""

    NOT_ENVIRONMENTAL = "not_environmental", "不属于生态环境违法问题", "not about the environment"
    IN_COURT = "in_court", "已进入诉讼、仲裁或行政复议", "before a court or on appeal"
    REPEATED = "repeated", "同一事项重复举报且无新情况", "repeated, and nothing new"
    NO_CLUE = "no_clue", "内容不清，无法核查", "too vague to be checked"
    OTHER = "other", "其他"


class TellingWay(Word):
    """How somebody who complained was told (环保举报热线工作管理办法 8, 12)."""

    PHONE = "phone", "电话", "by phone"
    MESSAGE = "message", "短信或微信", "by message"
    LETTER = "letter", "书面", "in writing"
    IN_PERSON = "in_person", "当面", "face to face"
    UNREACHABLE = "unreachable", "无法联系举报人", "the reporter cannot be reached"


class PollutionType(Word):
    """What a complaint is about, as the hotline sorts it."""

    AIR = "air", "大气"
    WATER = "water", "水"
    SOLID_WASTE = "solid_waste", "固废"
    NOISE = "noise", "噪声"
    RADIATION = "radiation", "辐射"
    ECOLOGY = "ecology", "生态破坏", "damage to nature"
    OTHER = "other", "其他"


class CheckWay(Word):
    """How a clue is checked: on site an approval must be named, and the positive list heeded."""

    ON_SITE = "on_site", "现场检查"
    OFF_SITE = "off_site", "非现场核查"


class Enforcement(Word):
    """How a rectification that was refused is enforced."""

    DAILY_FINE = "daily_fine", "按日连续处罚"
    DETENTION = "detention", "移送行政拘留", "transfer for detention"
    SUBSTITUTE = "substitute", "代履行", "performance by a substitute"
    COURT = "court", "申请人民法院强制执行", "application to the court"


class SuspensionCause(Word):
    """Why a clock may stand still; which clock for which cause is a matter of its rule."""

    SUSPENDED_INVESTIGATION = "suspended_investigation", "中止调查", "suspended investigation"
    HEARING = "hearing", "听证"
    ANNOUNCEMENT = "announcement", "公告"
    MONITORING = "monitoring", "监测、检测", "monitoring or testing"
    APPRAISAL = "appraisal", "鉴定、评估", "appraisal"
    SERVICE = "service", "送达"
    OTHER_CASE = "other_case", "以另案结果为依据", "it depends on another case"
    LEGAL_QUESTION = "legal_question", "法律适用问题待答复", "a question of law is open"
    FORCE_MAJEURE = "force_majeure", "不可抗力"
    PARTY_MISSING = "party_missing", "当事人下落不明", "the party cannot be found"
