"""What the scheduler asks of the conventions."""

from celery import shared_task
from django.utils import timezone

from apps.common import actions


@shared_task(name="common.wake_each")
def wake_each(*tasks: str) -> None:
    """Ask for each of the tasks that a step left to be done."""
    for task in tasks:
        actions.wake(task)


@shared_task(name="common.sweep_idempotency")
def sweep_idempotency() -> int:
    """Forget idempotency keys that are older than seven days."""
    return actions.sweep_idempotency(now=timezone.now())
