"""The tables of opinions, public interest cases, reverse linkages and inquiries."""

from apps.opinions.models.inquiry import Inquiry
from apps.opinions.models.opinion import Opinion, OpinionMatter
from apps.opinions.models.public_interest import PublicInterest
from apps.opinions.models.reverse_linkage import ReverseLinkage

__all__ = ["Inquiry", "Opinion", "OpinionMatter", "PublicInterest", "ReverseLinkage"]
