"""Render papers: woken after a commit, and swept for what no wake reached."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.documents import actions


@shared_task(name="documents.render_documents", ignore_result=True)
def render_documents() -> int:
    """Render what is due now."""
    return actions.render_pending(now=timezone.now())


@shared_task(name="documents.sweep_documents", ignore_result=True)
def sweep_documents() -> int:
    """Render what is due although nobody was woken for it, and what was put off."""
    return actions.render_pending(now=timezone.now())
