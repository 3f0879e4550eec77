"""The board of the two laws (行刑衔接): what it counts, from which clocks and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clue_transfer.divisions import parent_of, within
from clue_transfer.vocabulary import DeadlineKind, Kind, Status, Word
from clue_transfer.workflows.crime_referral.rules import PoliceTrack
from clue_transfer.workflows.opinion import OPINIONS, OpinionKind


class Figure(Word):
    """What the board counts; the label is its definition's short name."""

    WAITS_FOR_ME = "waits_for_me", "待本单位办理", "what waits for my department"
    UNANSWERED_HITS = "unanswered_hits", "涉罪线索未答复", "screening hits nobody has answered"
    PENALTY_INSTEAD = "penalty_instead", "以罚代刑", "penalties beside an unanswered hit"
    NOT_TRANSFERRED = "not_transferred", "有案不移", "cases refused or handed over late"
    NOT_DECIDED = "not_decided", "有案不立", "cases the police have not decided in time"
    TRANSFERS_LATE = "transfers_late", "移送逾期", "departments that are late"
    POLICE_LATE = "police_late", "公安机关办理逾期", "police organs that are late"
    NON_FILINGS = "non_filings", "不予立案及监督", "non-filings and what follows them"
    OPINIONS_UNANSWERED = "opinions_unanswered", "检察意见未回复", "opinions without a reply"


DEFINITIONS: Mapping[Figure, str] = {
    Figure.WAITS_FOR_ME: "行刑衔接事项中，现由本单位办理的步骤；一事项可有数个步骤",
    Figure.UNANSWERED_HITS: "达到刑事追诉标准、尚无经批准的答复（移送或不移送理由）的涉罪筛查结果",
    Figure.PENALTY_INSTEAD: "已作出或反馈行政处罚，而涉罪筛查结果尚无经批准的答复",
    Figure.NOT_TRANSFERRED: "涉罪筛查结果对应的移送尚未了结，且不批准移送，或决定、移交超过期限",
    Figure.NOT_DECIDED: "涉罪筛查结果对应的移送尚未了结，公安机关逾期未决定是否立案或未执行通知",
    Figure.TRANSFERS_LATE: "行政机关一方现已超过期限的移送期限，按期限种类",
    Figure.POLICE_LATE: "公安机关一方现已超过期限的接受、立案、复议、说明理由等期限，按期限种类",
    Figure.NON_FILINGS: "公安机关不予立案、撤案后尚未了结的移送，按所处环节",
    Figure.OPINIONS_UNANSWERED: "已送达、受文单位尚未回复的检察意见、检察建议，按文书和是否逾期",
}
ARTICLES: Mapping[Figure, tuple[str, ...]] = {
    Figure.UNANSWERED_HITS: ("国务院令第310号第3条", "环环监〔2017〕17号第5条"),
    Figure.PENALTY_INSTEAD: ("行政处罚法第8条第2款、第27条", "国务院令第310号第11条"),
    Figure.NOT_TRANSFERRED: ("国务院令第310号第5条", "环环监〔2017〕17号第5条、第6条"),
    Figure.NOT_DECIDED: ("国务院令第310号第8条", "环环监〔2017〕17号第9条"),
    Figure.NON_FILINGS: ("国务院令第310号第9条", "环环监〔2017〕17号第11条、第12条"),
    Figure.OPINIONS_UNANSWERED: ("人民检察院检察建议工作规定第19条", "环环监〔2017〕17号第14条"),
}
"""On which texts a figure stands that no clock's rule tells."""
LATE_BEFORE_POLICE = frozenset(
    {
        DeadlineKind.STALE_DRAFT,
        DeadlineKind.TRANSFER_DECISION,
        DeadlineKind.TRANSFER_HANDOVER,
        DeadlineKind.CASE_SUPPLEMENT,
        DeadlineKind.GOODS_HANDOVER,
        DeadlineKind.DETENTION_TRANSFER,
    }
)
LATE_AT_POLICE = frozenset(
    {
        DeadlineKind.POLICE_RECEIPT,
        DeadlineKind.POLICE_FILING,
        DeadlineKind.RECONSIDERATION_DECISION,
        DeadlineKind.EXPLANATION,
        DeadlineKind.FILING_ORDER,
        DeadlineKind.SUPPLEMENTARY_INVESTIGATION,
        DeadlineKind.DETENTION_CASE,
    }
)
NOT_FILED: Mapping[Kind, frozenset[Status]] = {
    Kind.CRIME_REFERRAL: frozenset(
        {
            Status.DECLINED,
            Status.RETURNED,
            Status.WITHDRAWN,
            Status.RECONSIDERATION,
            Status.UPHELD,
            Status.SUPERVISION_ASKED,
            Status.REASONS_ASKED,
            Status.REASONS_GIVEN,
            Status.SUPERVISION_CLOSED,
            Status.FILING_NOTIFIED,
        }
    ),
    Kind.DETENTION_REFERRAL: frozenset({Status.REFUSED_BY_POLICE}),
}
"""Where a case stands that the police have not filed, or not detained, and that is not over."""
LONGER_TRACKS: Mapping[str, PoliceTrack] = {
    "C09": PoliceTrack.SEVEN,
    "C10": PoliceTrack.THIRTY,
}
"""By which rule the police have longer than the three days to decide (17号 9)."""
UNANSWERED = frozenset({Status.SERVED, Status.URGED})
"""Where an opinion stands that its addressee has not replied to."""
LATE, IN_TIME = "late", "in_time"


class Paper(Word):
    """What a reply is owed to."""

    OPINION = "opinion", "检察意见"
    SUGGESTION = "suggestion", "检察建议"
    REVERSE_LINKAGE = "reverse_linkage", "反向衔接检察意见", "opinion by reverse linkage"


PAPERS: Mapping[OpinionKind, Paper] = {
    kind: Paper.OPINION if kind in OPINIONS else Paper.SUGGESTION for kind in OpinionKind
} | {OpinionKind.PENALISE: Paper.REVERSE_LINKAGE}
"""As what each kind is counted: that a penalty be imposed is asked for by reverse linkage."""


def clock_stage(clock: str, *, rule: str) -> str:
    """Name the stage at which a clock is late: its kind, and the track if it is a longer one."""
    if clock == DeadlineKind.POLICE_FILING and rule in LONGER_TRACKS:
        return f"{clock}.{LONGER_TRACKS[rule]}"
    return clock


def place_below(code: str, *, top: str) -> str:
    """Say under which division a case is counted: the top itself, its child, or another place.

    What lies outside the top, since a department may have a part in it, is counted under the
    highest division around it that does not hold the top; what does hold it, by itself.
    """
    while code != top:
        above = parent_of(code)
        if above is None or within(top, above):
            return code
        code = above
    return code


def is_alone(place: str, *, top: str) -> bool:
    """Whether a place is counted without what lies below it, where others are counted."""
    return within(top, place)


def summed(rows: Iterable[tuple[str, str, int]], *, top: str) -> dict[str, dict[str, int]]:
    """Add up rows of (stage, division, count): stage → place → count."""
    found: dict[str, dict[str, int]] = {}
    for stage, division, count in rows:
        places = found.setdefault(stage, {})
        place = place_below(division, top=top) if division else ""
        places[place] = places.get(place, 0) + count
    return found
