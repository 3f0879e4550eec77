"""What must hold after any number of days: told as sentences, none if all is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q

from apps.audit.actions import seal_all
from apps.audit.queries import verify
from apps.deadlines.models import Deadline, Reminder
from apps.desk.actions import wrong_clocks
from apps.matters.models import Matter, PartyRow
from apps.notifications.models import Notification, Outbox
from clue_transfer.reminders import Reminded
from clue_transfer.vocabulary import DeadlineState, Kind


def faults(*, now: datetime) -> list[str]:
    """List what does not hold."""
    return [text for text, wrong in _checks(now) if wrong]


def _checks(now: datetime) -> Iterator[tuple[str, object]]:
    seal_all(now=now)
    report = verify()
    yield f"记录有误：{report.faults[:3]}", not report.sound
    open_clocks = Deadline.objects.filter(
        state__in=[DeadlineState.RUNNING, DeadlineState.SUSPENDED]
    )
    yield "已终结事项仍有期限", open_clocks.filter(matter__concluded_at__isnull=False).exists()
    yield (
        "同一单位同一种期限重复",
        open_clocks.values("matter", "kind", "department")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .exists(),
    )
    open_matters = Matter.objects.filter(concluded_at__isnull=True)
    yield "有事项无人承担", open_matters.filter(holder__isnull=True).exists()
    yield (
        "有事项缺少当事单位",
        open_matters.exclude(pk__in=PartyRow.objects.values("matter")).exists(),
    )
    yield "有期限与规则推算不一致", next(wrong_clocks(), None)
    due = Deadline.objects.filter(
        state=DeadlineState.RUNNING, next_action_at__lte=now, held_until__isnull=True
    )
    yield "有期限到时未处理", due.filter(next_action_at__lt=now).exists()
    late = Deadline.objects.filter(
        state=DeadlineState.RUNNING,
        due_at__lt=now,
        rule__nature="duty",
        rule__on_expiry="",
        held_until__isnull=True,
        matter__escalation_level=0,
    )
    yield "有逾期期限未升级", late.filter(next_action_at__lt=now).exists()
    events = [str(event) for event in Reminded]
    sent = Reminder.objects.filter(state=Reminder.State.SENT).count()
    written = Outbox.objects.filter(event__in=events).count()
    heard = Notification.objects.filter(event__in=events).count()
    yield f"台账{sent}条、发件{written}条、送达{heard}条不一致", not sent == written == heard
    yield "有消息未送达", Outbox.objects.filter(delivered_at__isnull=True).exists()
    raised = Matter.objects.filter(kind=Kind.TRANSFER, escalation_level__gt=0)
    yield (
        "升级未逐级留痕",
        raised.annotate(steps=Count("entries", filter=Q(entries__verb="raise_level")))
        .exclude(steps=F("escalation_level"))
        .exists(),
    )
