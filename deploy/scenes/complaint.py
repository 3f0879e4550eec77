"""A complaint: taken in by 12369, handled at home, answered; the reporter stays sealed."""

from __future__ import annotations

INTAKE, LEAD = "intake.620100-ecology", "lead.620100-ecology"
LIAISON, HANDLER = "liaison.620100-ecology", "handler.620100-ecology"
OUTSIDER, SUPERIOR, SUPERUSER = "liaison.620400-ecology", "lead.620000-ecology", "admin"
PEOPLE = (INTAKE, LEAD, LIAISON, HANDLER, OUTSIDER, SUPERIOR, SUPERUSER)
