"""Writes of the desk: satellites of matters, people's absence, more time, what ends or changes."""

from apps.desk.actions.absence import end_substitution, substitute
from apps.desk.actions.cadence import send_digests
from apps.desk.actions.checking import check_clocks, wrong_clocks
from apps.desk.actions.extensions import ask_extension
from apps.desk.actions.feeds import make_feed, revoke_feed
from apps.desk.actions.leaving import return_work, return_work_of
from apps.desk.actions.recomputing import Change, foresee, recompute
from apps.desk.actions.satellites import add_evidence, carry_evidence, note_document
from apps.desk.actions.succeeding import carry_out
from apps.desk.actions.successions import (
    allot,
    register_succession,
    succession_errors,
    withdraw_succession,
)
from apps.desk.actions.sweeping import Swept, sweep
from apps.desk.actions.uploading import announce_upload, try_again, try_notices, upload_notice

__all__ = [
    "Change",
    "Swept",
    "add_evidence",
    "allot",
    "announce_upload",
    "ask_extension",
    "carry_evidence",
    "carry_out",
    "check_clocks",
    "end_substitution",
    "foresee",
    "make_feed",
    "note_document",
    "recompute",
    "register_succession",
    "return_work",
    "return_work_of",
    "revoke_feed",
    "send_digests",
    "substitute",
    "succession_errors",
    "sweep",
    "try_again",
    "try_notices",
    "upload_notice",
    "withdraw_succession",
    "wrong_clocks",
]
