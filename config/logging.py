"""What the service writes about itself: one line an event, never a body and never a token."""

import logging
import logging.config
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.dev import plain_traceback

SECRET_WORDS = ("authorization", "cookie", "password", "token", "secret", "body", "reporter")


def without_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank every field whose name says that it may hold a secret."""
    for name in event:
        if any(word in name.lower() for word in SECRET_WORDS):
            event[name] = "…"
    return event


def configure(*, level: int, readable: bool) -> None:
    """Send structlog and the standard library's loggers through the same processors to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        without_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        # rich would print the local variables, and with them tokens and bodies
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain_traceback)]
        if readable
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        *last,
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # their own handlers would print each line twice
                "django": {"handlers": [], "level": level, "propagate": True},
                "django.server": {"handlers": [], "level": level, "propagate": True},
                # says nothing that the request's own line does not
                "django.request": {"handlers": [], "level": logging.ERROR, "propagate": True},
                "axes": {"handlers": [], "level": logging.WARNING, "propagate": True},
                # a line for each task that is sent, taken and done, each second
                "celery.beat": {"level": logging.WARNING},
                "celery.worker.strategy": {"level": logging.WARNING},
                "celery.app.trace": {"level": logging.WARNING},
            },
        }
    )
