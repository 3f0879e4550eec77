"""What a department's successor means for the own columns of these tracks."""

from __future__ import annotations

from collections.abc import Mapping

from apps.matters.actions import Step
from apps.matters.actions.succeeding import pass_on, successor_of
from clue_transfer.vocabulary import Party


def succeed_by_columns(step: Step, columns: Mapping[Party, str]) -> None:
    """Pass a matter on, and name the successor in the columns of the parts that passed."""
    for part in sorted(pass_on(step) & columns.keys()):
        setattr(step.matter, f"{columns[part]}_id", successor_of(step))
        step.work.touch(step.matter, columns[part])
