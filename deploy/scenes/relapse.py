"""A relapse: what was put right goes wrong again, and the concluded clue is opened anew."""

from __future__ import annotations

PEOPLE = ()
