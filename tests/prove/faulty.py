"""What the proofs of clocks break, change and look up, in SQL and in lines for the shell."""

from __future__ import annotations

BEGAN = """
    SELECT DISTINCT floor(extract(epoch FROM now() - started_at) / 3600)::int
    FROM deadlines_deadline WHERE matter_id = ANY(%s) AND kind = 'signing'
"""
DUTY_OFFICERS = """
from apps.accounts.models import Membership, User
from apps.organizations.models import Department
for name in NAMES:
    user = User.objects.create(username=name, full_name="值班员")
    Membership.objects.create(
        user=user,
        department=Department.objects.get(code="620100-ecology"),
        role="duty_officer",
        since="2026-01-01",
    )
"""
DELETED = """
    WITH gone AS (SELECT id FROM accounts_user WHERE username = %s),
        posts AS (DELETE FROM accounts_membership WHERE user_id IN (TABLE gone))
    DELETE FROM accounts_user WHERE id IN (TABLE gone)
"""
TOLD = """
    SELECT u.username, count(*)
    FROM notifications_notification n JOIN accounts_user u ON u.id = n.user_id
    WHERE n.event LIKE 'deadline.%%' AND n.matter_id = ANY(%s) GROUP BY 1 ORDER BY 1
"""
# The rule of signing once more, under a code by which no step chooses it.
OTHER_RULE = """
    INSERT INTO deadlines_rule
    SELECT (jsonb_populate_record(r, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('deadlines_rule', 'id')),
        'code', 'T02x', 'version', 1, 'named_only', true
    ))).*
    FROM deadlines_rule r WHERE r.code = 'T02' ORDER BY r.version DESC LIMIT 1
"""
UNDER_OTHER_RULE = """
    UPDATE deadlines_deadline SET rule_id = (SELECT id FROM deadlines_rule WHERE code = 'T02x')
    WHERE matter_id = ANY(%s) AND kind = 'signing'
"""
PUT_OFF = """
    SELECT next_action_at BETWEEN now() + interval '50 minutes' AND now() + interval '1 hour'
    FROM deadlines_deadline WHERE matter_id = ANY(%s) AND kind = 'signing'
"""
# From today on urgent legs are to be signed for within one hour.
NEW_VERSION = """
from django.utils import timezone
from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.deadlines.actions import keep_version
from apps.deadlines.models import Rule
now, rule = timezone.now(), Rule.objects.filter(code="T02").latest("version")
rule.pk, rule._state.adding = None, True
rule.version, rule.urgent_limit = rule.version + 1, 1
rule.effective_from, rule.effective_until = timezone.localdate(now), None
who = actor_of(User.objects.get(username="lead.620000-water"), on=timezone.localdate(now))
keep_version(rule, actor=who, now=now)
"""
LIMITS = """
    SELECT DISTINCT r.version, (extract(epoch FROM d.due_at - d.started_at) / 3600)::int
    FROM deadlines_deadline d JOIN deadlines_rule r ON r.id = d.rule_id
    WHERE d.matter_id = ANY(%s) AND d.kind = 'signing'
"""
