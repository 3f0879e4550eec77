"""Divisions, departments and working days: who there is, and when they work."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Register the reference data of organizations."""

    name = "apps.organizations"
    label = "organizations"
    verbose_name = "机构"
    default_auto_field = "django.db.models.BigAutoField"
