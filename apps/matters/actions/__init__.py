"""Every write of the spine: a status changes here and nowhere else."""

from apps.matters.actions.comments import add_comment
from apps.matters.actions.named import check_sealing, name_persons
from apps.matters.actions.steps import (
    edit,
    note,
    open_matters,
    take_step,
    take_steps,
    take_steps_across,
)
from apps.matters.asked import NumberRequest
from apps.matters.work import Step, Work

__all__ = [
    "NumberRequest",
    "Step",
    "Work",
    "add_comment",
    "check_sealing",
    "edit",
    "name_persons",
    "note",
    "open_matters",
    "take_step",
    "take_steps",
    "take_steps_across",
]
