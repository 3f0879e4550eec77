"""What is special to each verb of a crime referral."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from apps.accounts.queries import members
from apps.evidence.queries import manifest
from apps.matters.actions import NumberRequest, Step
from apps.matters.actions.moving import add_party, end_party
from apps.referrals.actions.joining import joining
from apps.referrals.actions.succeeding import succeed_referral
from clue_transfer.dates import date_errors
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.numbering import clue_number
from clue_transfer.vocabulary import NumberSeries, Party, System, Verb
from clue_transfer.workflows.crime_referral import (
    approval_errors,
    attachment_errors,
    investigator_errors,
    moment_errors,
    track_errors,
)


def report(step: Step) -> None:
    """Keep the written report and the team; the head's three days count from its receipt."""
    referral, work = step.matter, step.work
    known = {each.username: each for each in members([referral.sender_id], on=work.local_day)}
    team = [known[name] for name in step.payload["investigators"] if name in known]
    keys = [each.user for each in team]
    if len(team) < len(step.payload["investigators"]):
        keys.append(0)
    errors = investigator_errors(keys, members=[each.user for each in team])
    errors += moments_of(step, "reported_at", after=referral.opened_at)
    if errors:
        raise Invalid(errors=errors)
    referral.investigators = [
        {"id": each.user, "name": each.name, "phone": each.phone} for each in team
    ]
    for name in ("facts", "evidence_summary", "law", "proposal"):
        setattr(referral, name, step.payload[name])
    referral.reported_at = step.payload.get("reported_at") or step.now
    work.touch(
        referral,
        *("investigators", "facts", "evidence_summary", "law", "proposal", "reported_at"),
    )


def approve_transfer(step: Step) -> None:
    """Keep when the head decided: the 24 hours count from then."""
    referral = step.matter
    errors = approval_errors(step.payload)
    errors += moments_of(step, "decided_at", after=referral.reported_at)
    if errors:
        raise Invalid(errors=errors)
    referral.decided_at = step.payload.get("decided_at") or step.now
    step.work.touch(referral, "decided_at")


def reopen(step: Step) -> None:
    """Put the case before the head again: the decision is made anew."""
    step.matter.reported_at = step.now
    step.matter.decided_at = None
    step.work.touch(step.matter, "reported_at", "decided_at")


def transfer(step: Step) -> None:
    """Number the case, check its papers, and give the procuratorate its copy in the same step."""
    referral, work = step.matter, step.work
    goods = step.payload.get("goods")
    if goods is not None:
        referral.goods = list(goods)
    own = {str(item["id"]) for item in manifest([referral.pk])}
    given = step.payload["attachments"]
    errors = attachment_errors(given, evidence=own, goods=referral.goods)
    if errors:
        raise Invalid(errors=errors)
    if step.payload.get("police"):
        change_addressed_police(step)
    referral.attachments = {
        group: {
            "items": [str(item) for item in row.get("items") or ()],
            "none_because": row.get("none_because") or "",
        }
        for group, row in given.items()
    }
    referral.transferred_at = referral.copied_at = step.now
    copied_to = joining(work, referral, Party.PROCURATORATE)
    step.content["copied_to"] = copied_to and work.directory.by_id(copied_to).code
    if referral.number is None:
        series = NumberSeries.CRIME_TRANSFER
        work.numbers.append(
            NumberRequest(referral.sender_id, series, partial(number, step, series=series))
        )
    work.touch(
        referral,
        *("goods", "attachments", "transferred_at", "copied_at", "police", "police_reason"),
        *("number", "search_text"),
    )


def number(step: Step, n: int, *, series: NumberSeries) -> None:
    """Give the case its number; it keeps it whatever becomes of it."""
    referral, work = step.matter, step.work
    short_name = work.directory.by_id(referral.sender_id).short_name
    referral.number = clue_number(short_name, series=series, year=work.local_year, n=n)
    referral.search_text = f"{referral.number} {referral.search_text}"


def change_addressed_police(step: Step) -> None:
    """Let the case go to another police organ than the counterpart, with the reason."""
    referral = step.matter
    reason = step.payload.get("police_reason") or step.payload.get("reason")
    if not reason:
        raise Invalid(
            errors=[FieldError("/police_reason", "required", "改由其他公安机关办理的，请说明理由")]
        )
    referral.police_id = police_of(step)
    referral.police_reason = reason
    step.work.touch(referral, "police", "police_reason")


def police_of(step: Step) -> int:
    """Find the police organ that the payload names; another one than has the case."""
    found = step.work.directory.department(step.payload["police"])
    if found is None or found.system != System.POLICE or not found.active:
        raise Invalid(errors=[FieldError("/police", "unknown-police", "没有这个公安机关")])
    if found.id == step.work.department_of(step.matter, Party.POLICE):
        raise Invalid(errors=[FieldError("/police", "same-police", "已由该公安机关办理")])
    return found.id


def receipt(step: Step) -> None:
    """Keep when the police got the papers, and when they took the case: these are two moments."""
    referral = step.matter
    errors = moments_of(step, "received_at", "accepted_at", after=referral.transferred_at)
    if errors:
        raise Invalid(errors=errors)
    referral.received_at = step.payload.get("received_at") or step.now
    referral.accepted_at = step.payload.get("accepted_at") or referral.received_at
    step.work.touch(referral, "received_at", "accepted_at")


def choose_track(step: Step) -> None:
    """Let the police look longer: seven days, or thirty with approval, from their acceptance."""
    referral, track = step.matter, str(step.payload["track"])
    errors = track_errors(track, chosen=referral.track, approval=step.payload.get("approval"))
    if errors:
        raise Invalid(errors=errors)
    referral.track = track
    step.work.touch(referral, "track")


def reroute(step: Step) -> None:
    """Pass the case on to the competent police organ, which begins anew."""
    referral = step.matter
    replace_police(step)
    referral.received_at = referral.accepted_at = None
    referral.track = ""
    step.work.touch(referral, "received_at", "accepted_at", "track")


def change_police(step: Step) -> None:
    """Let another police organ go on with a case that has been filed."""
    replace_police(step)
    step.matter.holder_id = step.matter.police_id
    step.work.touch(step.matter, "holder")


def replace_police(step: Step) -> None:
    """End the part of the police organ that had the case, and give it to the other one."""
    referral, work = step.matter, step.work
    before, after = work.department_of(referral, Party.POLICE), police_of(step)
    if before is not None:
        for row in work.parties[referral.pk]:
            row.acted |= row.department_id == before and row.until is None
        end_party(work, referral, department=before, part=Party.POLICE)
    referral.police_id = after
    referral.police_reason = step.payload["reason"]
    add_party(work, referral, department=after, part=Party.POLICE)
    work.touch(referral, "police", "police_reason")
    step.content["police"] = work.directory.by_id(after).code


def hand_over_goods(step: Step) -> None:
    """Keep the list as it was signed by both sides."""
    errors = date_errors({"handed_on": step.payload["handed_on"]}, today=step.work.local_day)
    if errors:
        raise Invalid(errors=errors)
    if step.payload.get("goods"):
        step.matter.goods = list(step.payload["goods"])
        step.work.touch(step.matter, "goods")


def decided(step: Step) -> None:
    """Check when a decision of the police, the procuratorate or the court was made."""
    errors = date_errors({"decided_on": step.payload["decided_on"]}, today=step.work.local_day)
    if errors:
        raise Invalid(errors=errors)


def prosecute(step: Step) -> None:
    """Name the court that has the case: by default that of the procuratorate's division."""
    decided(step)
    work, referral = step.work, step.matter
    division = work.directory.by_id(referral.procuratorate_id).division
    code = step.payload.get("court") or f"{division}-{System.COURT}"
    found = work.directory.department(code)
    if found is None or found.system != System.COURT or not found.active:
        raise Invalid(errors=[FieldError("/court", "unknown-court", "没有这个人民法院")])
    referral.court_id = found.id
    work.touch(referral, "court")


def own_evidence(step: Step) -> None:
    """Check that the evidence given lies with this referral."""
    given = [str(each) for each in step.payload.get("evidence") or ()]
    known = {str(item["id"]) for item in manifest([step.matter.pk])} if given else set()
    errors = [
        FieldError(f"/evidence/{place}", "unknown-item", "证据清单中没有此项")
        for place, each in enumerate(given)
        if each not in known
    ]
    if errors:
        raise Invalid(errors=errors)


def moments_of(step: Step, *names: str, after: datetime | None) -> list[FieldError]:
    """Name what is wrong with the moments that the papers say; they stand in order."""
    moments: dict[str, Any] = {name: step.payload.get(name) for name in names}
    return moment_errors(moments, not_before=after, now=step.now)


EFFECTS = {
    Verb.REPORT: report,
    Verb.APPROVE_TRANSFER: approve_transfer,
    Verb.REOPEN: reopen,
    Verb.TRANSFER: transfer,
    Verb.RECEIPT: receipt,
    Verb.SUPPLY_PAPERS: own_evidence,
    Verb.CHOOSE_TRACK: choose_track,
    Verb.REROUTE: reroute,
    Verb.CHANGE_POLICE: change_police,
    Verb.FILE: decided,
    Verb.DECLINE: decided,
    Verb.UPHOLD: decided,
    Verb.REVERSE: decided,
    Verb.HAND_OVER_GOODS: hand_over_goods,
    Verb.REQUEST_PROSECUTION: decided,
    Verb.WITHDRAW_CASE: decided,
    Verb.PROSECUTE: prosecute,
    Verb.NOT_PROSECUTE: decided,
    Verb.WITHDRAW_PROSECUTION: decided,
    Verb.CONVICT: decided,
    Verb.ACQUIT: decided,
    Verb.EXEMPT: decided,
    Verb.SUCCEED: succeed_referral,
}
