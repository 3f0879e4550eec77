"""The record (留痕): entries, readings and the seals over them."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Register the record."""

    name = "apps.audit"
    label = "audit"
    verbose_name = "留痕"
    default_auto_field = "django.db.models.BigAutoField"
