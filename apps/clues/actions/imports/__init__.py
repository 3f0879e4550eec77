"""What may be done with an import run: bring a file in, commit, submit, approve, cancel."""

from apps.clues.actions.imports.files import open_kept, sweep
from apps.clues.actions.imports.runs import bring_in, may_read_contents, take, visible_runs
from apps.clues.actions.imports.working import go_on, unfinished

__all__ = [
    "bring_in",
    "go_on",
    "may_read_contents",
    "open_kept",
    "sweep",
    "take",
    "unfinished",
    "visible_runs",
]
