"""What may be done with clocks: always several at once, under the lock of their matters."""

from apps.deadlines.actions.clocks import Clocks
from apps.deadlines.actions.loaded import Moved
from apps.deadlines.actions.reckoning import due_of, ladder_of
from apps.deadlines.actions.staying import stay
from apps.deadlines.actions.versions import (
    MAY_CHANGE_IN_USE,
    RuleInUse,
    check_version,
    keep_version,
)

__all__ = [
    "MAY_CHANGE_IN_USE",
    "Clocks",
    "Moved",
    "RuleInUse",
    "check_version",
    "due_of",
    "keep_version",
    "ladder_of",
    "stay",
]
