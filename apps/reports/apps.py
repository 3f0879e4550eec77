"""Boards and registers."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """No tables: every number is read where it is kept."""

    name = "apps.reports"
    label = "reports"
    verbose_name = "看板与台账"
