"""What a decision looks at: the status, what is true beside it, and what has been done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clue_transfer.vocabulary import Party, Status, Verb, Word


class Fact(Word):
    """What may be true of a matter beyond its status; the label completes “须先：…”."""

    URGENT = "urgent", "事项为加急或特急", "the matter is urgent or an emergency"
    NAMED_ONLY = "named_only", "只限指定人员知悉", "only named persons may read it"
    LEG_CAME_BACK = "leg_came_back", "有移送被退回或收回", "a leg came back"
    LEG_SIGNED = "leg_signed", "已有单位签收", "a leg has been signed for"
    LEGS_FINAL = "legs_final", "全部移送已终结", "every leg is final"
    LEG_CONFIRMED = "leg_confirmed", "至少一项反馈已确认", "one leg at least is confirmed"
    ALL_LEGS_CAME_BACK = "all_legs_came_back", "全部移送均已退回", "every leg came back"
    NOTHING_OPEN = "nothing_open", "卷宗内没有其他未结事项", "nothing else is open in the dossier"
    TRANSFERRED_WHEN_MERGED = (
        "transferred_when_merged",
        "合并时已移送",
        "it was transferred when it was merged",
    )
    SURVIVOR_OPEN = "survivor_open", "被并入的线索尚未办结", "the surviving clue is open"
    OWN = "own", "自办", "own handling"
    DESIGNATED_LEG = "designated_leg", "指定管辖的移送", "the leg was designated"
    NEXT_HOP_PING_PONG = (
        "next_hop_ping_pong",
        "该部分线索已退回过移送单位",
        "this part of the clue has been handed back before",
    )
    OBJECTED_BEFORE = "objected_before", "已提出过异议", "an objection has been settled before"
    SETTLE_HERE_PROPOSED = (
        "settle_here_proposed",
        "对方已提议由接收单位承办",
        "the sender proposed that it stays here",
    )
    SETTLE_BACK_PROPOSED = (
        "settle_back_proposed",
        "对方已提议由移送单位收回",
        "the receiver proposed that it goes back",
    )
    FILED_BEFORE = "filed_before", "已经立案", "the case has been filed"
    REDIRECT_PENDING = (
        "redirect_pending",
        "有退回的移送待改送",
        "a leg that came back awaits redirection",
    )
    REDIRECT_PROPOSED = "redirect_proposed", "有人提议改送", "a redirection has been proposed"
    ANONYMOUS = "anonymous", "匿名举报", "the reporter is anonymous"
    LOWER_LEVEL = "lower_level", "属于下级办理的事项", "it is for a lower level to handle"
    CLOCK_SUSPENDED = "clock_suspended", "有期限处于中止状态", "a clock stands suspended"
    SUSPENSION_PROPOSED = (
        "suspension_proposed",
        "有人提议中止期限",
        "a suspension has been proposed",
    )
    LOWERING_PROPOSED = (
        "lowering_proposed",
        "有人提议放宽知悉限制",
        "lower secrecy has been proposed",
    )
    PART_OF_DOSSIER = (
        "part_of_dossier",
        "知悉范围须在整个卷宗上办理",
        "it is part of a dossier",
    )
    ABOUT_MINOR = "about_minor", "涉及未成年人", "a subject is under 18"
    HAS_COMMON_SUPERIOR = (
        "has_common_superior",
        "双方有共同的上一级",
        "the two have a common superior",
    )
    BETWEEN_TWO = (
        "between_two",
        "双方仍为两个单位",
        "sender and receiver are two departments",
    )
    EXTERNAL = "external", "接收方为省外单位", "the receiver is outside the province"
    LOOKED_BACK = (
        "looked_back",
        "已按规定次数回头看",
        "it has been looked back at as often as it must be",
    )
    LOOKED_BACK_TODAY = (
        "looked_back_today",
        "当日已回头看，下一次不得在同一日",
        "it has been looked back at today; the next time is another day",
    )
    PROGRESS_SUSPENDED = (
        "progress_suspended",
        "进展报告期限已中止",
        "the progress clock is suspended",
    )
    WITH_POLICE = "with_police", "案件已移送公安机关", "the case is with the police"
    HAS_GOODS = "has_goods", "有涉案物品", "there are goods to hand over"
    RECONSIDERATION_LAPSED = (
        "reconsideration_lapsed",
        "申请复议的期限已过",
        "the time to ask for reconsideration is over",
    )
    SUPERVISION_LAPSED = (
        "supervision_lapsed",
        "复议后建议立案监督的期限已过",
        "the time to ask for filing supervision after reconsideration is over",
    )
    PAPERS_LAPSED = (
        "papers_lapsed",
        "要求补正的期限已过",
        "the time to request papers is over",
    )
    REFUSAL_REMINDED = (
        "refusal_reminded",
        "不移送决定已复查两次",
        "the refusal has been reviewed twice",
    )
    POLICE_OVERDUE = (
        "police_overdue",
        "公安机关逾期未作出立案决定",
        "the police have not decided in time",
    )
    CLAIMED_OVERDUE = (
        "claimed_overdue",
        "系以逾期未决定为由建议监督",
        "supervision was asked for because the police were late",
    )
    ANSWER_OVERDUE = (
        "answer_overdue",
        "公安机关逾期未说明理由或未立案",
        "the police have not answered or filed in time",
    )
    FILED_BY_SUPERVISION = (
        "filed_by_supervision",
        "系监督立案的案件",
        "it was filed by supervision",
    )
    ECOLOGY_LAW = (
        "ecology_law",
        "适用生态环境部门移送办法",
        "the rules for ecology departments apply",
    )
    EVIDENCE_LAPSED = (
        "evidence_lapsed",
        "要求补充证据的期限已过",
        "the time to request more evidence is over",
    )
    SUGGESTS_TRANSFER = "suggests_transfer", "系建议移送的检察意见", "it suggests a transfer"
    SUGGESTS_PENALTY = "suggests_penalty", "系给予处罚的检察意见", "it suggests a penalty"
    SUGGESTION = "suggestion", "系检察建议", "it is a suggestion"
    GENERAL_SUGGESTION = (
        "general_suggestion",
        "系公益诉讼以外的检察建议",
        "it is a suggestion outside the public interest",
    )
    PUBLIC_INTEREST_SUGGESTION = (
        "public_interest_suggestion",
        "系公益诉讼检察建议",
        "it is a suggestion in the public interest",
    )
    URGENT_PUBLIC_INTEREST = (
        "urgent_public_interest",
        "系紧急的公益诉讼检察建议",
        "it is an urgent suggestion in the public interest",
    )
    REPLY_NOT_DUE = "reply_not_due", "回复期限尚未届满", "the time to reply is not over"
    ADMINISTRATIVE_SUIT = (
        "administrative_suit",
        "系行政公益诉讼",
        "it is an administrative case",
    )
    TRACK_SEVEN = "track_seven", "适用七日期限", "the track of seven days"
    TRACK_THIRTY = "track_thirty", "适用三十日期限", "the track of thirty days"
    TRACK_CHOSEN_LONGEST = (
        "track_chosen_longest",
        "已适用三十日期限",
        "the longest track has been chosen",
    )


LAPSED = frozenset(
    {
        Fact.RECONSIDERATION_LAPSED,
        Fact.SUPERVISION_LAPSED,
        Fact.PAPERS_LAPSED,
        Fact.EVIDENCE_LAPSED,
    }
)
"""Rights that are over, so that their verb is refused with RightLapsed."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the matter remembers of a verb: how often, and who took it last and when."""

    count: int
    person: int | None
    department: int | None
    at: datetime
    on_behalf_of: int | None = None

    @property
    def persons(self) -> frozenset[int]:
        """Who counts as having taken it: the person, and the absent one for whom they acted."""
        return frozenset(each for each in (self.person, self.on_behalf_of) if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision looks at: status, what the actor is to the matter, facts, acts."""

    status: Status
    parties: frozenset[Party] = frozenset()
    facts: frozenset[Fact] = frozenset()
    acts: Mapping[Verb, Act] = field(default_factory=dict)
    handler: int | None = None
    recused: frozenset[int] = frozenset()
    """Who has declared a conflict of interest in the dossier, and takes no step in it."""
