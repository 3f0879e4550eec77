"""Every word of the field: the value is the stable code, the labels are for people."""

from clue_transfer.vocabulary.by_kind import (
    Name,
    called,
)
from clue_transfer.vocabulary.choices import (
    CheckWay,
    ComplaintChannel,
    ComplaintRefusal,
    DecisionKind,
    DeclineReason,
    Enforcement,
    ObjectionReason,
    PollutionType,
    ServiceWay,
    Settlement,
    SuspensionCause,
    TellingWay,
)
from clue_transfer.vocabulary.given import (
    Given,
)
from clue_transfer.vocabulary.limits import (
    OF_CRIMES_AND_DETENTIONS,
    Confidence,
    DeadlineKind,
    DeadlineState,
    Nature,
    RuleSource,
    Standing,
    Unit,
)
from clue_transfer.vocabulary.matters import (
    DocumentKind,
    ImportStatus,
    Kind,
    LegKind,
    NumberSeries,
    Party,
    ReceiverRole,
    Secrecy,
    Source,
    SubjectRole,
    Urgency,
)
from clue_transfer.vocabulary.people import (
    AccountEvent,
    Level,
    Role,
    SuccessionKind,
    System,
)
from clue_transfer.vocabulary.statuses import (
    Status,
)
from clue_transfer.vocabulary.verbs import (
    Verb,
)
from clue_transfer.vocabulary.word import (
    Word,
)

__all__ = [
    "OF_CRIMES_AND_DETENTIONS",
    "AccountEvent",
    "CheckWay",
    "ComplaintChannel",
    "ComplaintRefusal",
    "Confidence",
    "DeadlineKind",
    "DeadlineState",
    "DecisionKind",
    "DeclineReason",
    "DocumentKind",
    "Enforcement",
    "Given",
    "ImportStatus",
    "Kind",
    "LegKind",
    "Level",
    "Name",
    "Nature",
    "NumberSeries",
    "ObjectionReason",
    "Party",
    "PollutionType",
    "ReceiverRole",
    "Role",
    "RuleSource",
    "Secrecy",
    "ServiceWay",
    "Settlement",
    "Source",
    "Standing",
    "Status",
    "SubjectRole",
    "SuccessionKind",
    "SuspensionCause",
    "System",
    "TellingWay",
    "Unit",
    "Urgency",
    "Verb",
    "Word",
    "called",
]
