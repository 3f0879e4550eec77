"""Migrations of the idempotency keys."""
