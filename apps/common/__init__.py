"""What every app stands on and no domain word belongs to: problems, pages, idempotency, health."""
