"""Open what a step of another track brings about: within its dossier, and in the same step."""

from __future__ import annotations

from typing import Any

from apps.common.ids import new_id
from apps.matters.actions import Step
from apps.matters.actions.moving import open_in
from apps.opinions.actions.opening import add_parties, addressee, searched
from apps.opinions.models import Opinion, OpinionMatter, ReverseLinkage
from clue_transfer.errors import Invalid
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows.opinion import OpinionKind

_KIND_FROM = {
    Kind.PUBLIC_INTEREST: OpinionKind.PUBLIC_INTEREST,
    Kind.REVERSE_LINKAGE: OpinionKind.PENALISE,
}
_TITLE = 200


def opinion_below(step: Step) -> None:
    """Draft the opinion that a public interest case or a reverse linkage comes to."""
    above, given, work = step.matter, step.payload, step.work
    if above.kind == Kind.PUBLIC_INTEREST:
        to = above.addressee_id
    else:
        to, errors = addressee(work, given)
        if errors:
            raise Invalid(errors=errors)
    pk = new_id()
    opinion = Opinion(
        id=pk,
        matter_ptr_id=pk,
        kind=Kind.OPINION,
        title=above.title,
        procuratorate_id=above.procuratorate_id,
        addressee_id=to,
        opinion_kind=_KIND_FROM[above.kind],
        content=given["content"],
        law=given["law"],
        reply_by=given.get("reply_by"),
    )
    _place(step, opinion)
    work.satellites.append(OpinionMatter(opinion_id=pk, matter_id=above.pk))
    open_in(work, opinion, variant="", content={"from": str(above.pk)}, actor=step.actor)


def linkage_below(step: Step) -> None:
    """Hand who is not prosecuted over for a penalty, where the procuratorate says so."""
    if not step.payload.get("link_back"):
        return
    above, given = step.matter, step.payload
    pk = new_id()
    linkage = ReverseLinkage(
        id=pk,
        matter_ptr_id=pk,
        kind=Kind.REVERSE_LINKAGE,
        title=above.title[:_TITLE],
        procuratorate_id=above.procuratorate_id,
        decision_number=given["number"],
        decided_on=given["decided_on"],
        persons=[dict(row) for row in given["persons"]],
        facts=given.get("note") or "",
    )
    _place(step, linkage)
    open_in(step.work, linkage, variant="", content={"from": above.number}, actor=step.actor)


def _place(step: Step, matter: Any) -> None:
    above = step.matter
    matter.parent_id, matter.root_id = above.pk, above.root_id
    matter.division_id, matter.urgency = above.division_id, above.urgency
    matter.secrecy, matter.two_laws = above.secrecy, True
    matter.handler_id = step.actor.person
    matter.search_text = searched(matter)
    add_parties(step.work, matter)
