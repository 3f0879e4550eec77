"""Writes of opinions and what goes with them: opened here; their steps are effects."""

from apps.opinions.actions.opening import (
    open_inquiry,
    open_linkage,
    open_opinion,
    open_public_interest,
)

__all__ = ["open_inquiry", "open_linkage", "open_opinion", "open_public_interest"]
