"""The task queue and its schedule."""

from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

app = Celery("clue_transfer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Leave logging as the settings made it: connecting here stops Celery from replacing it."""


app.conf.beat_scheduler = "config.scheduling:Scheduler"
# A run that is not taken before the next one is due is worthless: it expires.
app.conf.beat_schedule = {
    "seal the record": {
        "task": "audit.seal_entries",
        "schedule": 1.0,
        "options": {"expires": 5},
    },
    "look at the clocks whose time has come": {
        "task": "desk.sweep_deadlines",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "send the digests of the day, the week and the month": {
        "task": "desk.send_digests",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "check that clocks are due when their rules say": {
        "task": "desk.check_clocks",
        "schedule": crontab(hour=2, minute=17),
        "options": {"expires": 3600},
    },
    "deliver messages that were missed": {
        "task": "notifications.sweep_outbox",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "render documents that were missed": {
        "task": "documents.sweep_documents",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "go on with imports that were broken off": {
        "task": "clues.sweep_imports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "remove files of imports that ended long ago": {
        "task": "clues.sweep_import_files",
        "schedule": crontab(hour=3, minute=29),
        "options": {"expires": 3600},
    },
    "remove uploads that were broken off": {
        "task": "evidence.sweep_unfinished",
        "schedule": crontab(minute=41),
        "options": {"expires": 3600},
    },
    "return the work of who has left": {
        "task": "desk.return_work",
        "schedule": crontab(minute=5),
        "options": {"expires": 3600},
    },
    "pass on the work of departments that have ended": {
        "task": "desk.succeed",
        "schedule": crontab(minute=11),
        "options": {"expires": 3600},
    },
    "reckon clocks again after a change of the calendar": {
        "task": "desk.recompute_deadlines",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "try notices of holidays that were uploaded": {
        "task": "desk.try_notices",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget old idempotency keys": {
        "task": "common.sweep_idempotency",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 3600},
    },
}
