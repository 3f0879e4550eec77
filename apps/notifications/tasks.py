"""Deliver the outbox: woken after a commit, and swept for what no wake reached."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.notifications import actions


@shared_task(name="notifications.deliver_outbox", ignore_result=True)
def deliver_outbox() -> int:
    """Deliver what is due now."""
    return actions.deliver(now=timezone.now())


@shared_task(name="notifications.sweep_outbox", ignore_result=True)
def sweep_outbox() -> int:
    """Deliver what is due although nobody was woken for it, and what was put off."""
    return actions.deliver(now=timezone.now())
