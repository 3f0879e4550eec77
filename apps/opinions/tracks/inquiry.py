"""What the spine must know of an inquiry."""

from __future__ import annotations

from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.notifications.actions import TOLD_BY_DEFAULT
from apps.opinions.actions.case_effects import OF_AN_INQUIRY
from apps.opinions.actions.following import follow
from apps.opinions.models import Inquiry
from apps.opinions.tracks.opinion import load_clue
from apps.opinions.tracks.reverse_linkage import no_facts
from clue_transfer.offices import with_same_offices
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows import MACHINES

SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.INQUIRY],
    model=Inquiry,
    collection="inquiries",
    facts=no_facts,
    along=merged_along,
    companions=load_clue,
    effects=OF_AN_INQUIRY,
    after=follow,
    told=with_same_offices(TOLD_BY_DEFAULT),
)
