"""The wiring: settings, routes, the task queue. No logic."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
