"""The same pages as JSON that the database builds: the least that each can cost here.

Each text answers one value, the page's rows, with the names of the service's own answer. It takes
the department and the person of who asks, the moment, and the labels that the service would say.
Secrecy and access are applied as the service applies them.
"""

from __future__ import annotations

_SEEN = """(m.secrecy = 'internal' OR EXISTS (
    SELECT FROM matters_namedperson n WHERE n.matter_id = m.id AND n.person_id = %(person)s))"""


def _department(column: str) -> str:
    return f"""(SELECT json_build_object('code', d.code, 'name', d.name)
        FROM organizations_department d WHERE d.id = {column})"""


def _standing(clock: str) -> str:
    """Say how a running clock stands; the last second of a local day is a day clock's."""
    local = f"({clock}.due_at AT TIME ZONE 'Asia/Shanghai')"
    now = "(%(now)s AT TIME ZONE 'Asia/Shanghai')"
    return f"""CASE WHEN {clock}.state = 'suspended' THEN 'suspended'
        WHEN {clock}.due_at < %(now)s THEN 'overdue'
        WHEN {local}::time >= '23:59:59' AND {local}::date = {now}::date THEN 'due_today'
        WHEN %(now)s >= {clock}.started_at + ({clock}.due_at - {clock}.started_at) * 0.8
        THEN 'due_soon' ELSE 'on_time' END"""


_SPINE = f"""'id', m.id, 'kind', m.kind, 'number', m.number, 'title', m.title, 'status', m.status,
    'status_label', %(statuses)s::jsonb -> m.status, 'status_changed_at', m.status_changed_at,
    'version', m.version, 'holder', {_department("m.holder_id")}, 'handler', m.handler_id,
    'division', m.division_id, 'secrecy', m.secrecy, 'urgency', m.urgency,
    'escalation_level', m.escalation_level, 'opened_at', m.opened_at,
    'concluded_at', m.concluded_at,
    'last_act', (SELECT json_build_object('verb', act.key, 'at', act.value -> 'at',
            'department', {_department("(act.value ->> 'department')::bigint")})
        FROM jsonb_each(m.acts) act ORDER BY act.value ->> 'at' DESC LIMIT 1)"""
_CLOCK = f"""(SELECT json_build_object('id', k.id, 'kind', k.kind,
            'label', %(clocks)s::jsonb -> k.kind, 'due_at', k.due_at,
            'provisional', k.provisional, 'standing', {_standing("k")})
        FROM deadlines_deadline k WHERE k.matter_id = m.id AND k.state = 'running'
        ORDER BY k.due_at, k.id LIMIT 1)"""
_CLOCK_OF_DOSSIER = f"""(SELECT json_build_object('id', k.id, 'kind', k.kind,
            'label', %(clocks)s::jsonb -> k.kind, 'due_at', k.due_at,
            'provisional', k.provisional, 'standing', {_standing("k")})
        FROM matters_matter o JOIN deadlines_deadline k ON k.matter_id = o.id
        WHERE o.root_id = m.id AND k.state = 'running' AND EXISTS (
            SELECT FROM matters_access b
            WHERE b.matter_id = o.id AND b.department_id = %(department)s)
        AND {_SEEN.replace("m.", "o.")}
        ORDER BY k.due_at, k.id LIMIT 1)"""


def _subjects(clue: str) -> str:
    flags = ", ".join(
        f"""'{flag}', EXISTS (SELECT FROM clues_cluesubject s
            JOIN clues_subject u ON u.id = s.subject_id
            WHERE s.clue_id = {clue} AND u.{flag})"""
        for flag in ("positive_list", "key_unit")
    )
    return f"""'subjects', (SELECT coalesce(json_agg(s.name ORDER BY s.place), '[]')
        FROM clues_cluesubject s WHERE s.clue_id = {clue}), {flags}"""


_CLUE = f"""json_build_object({_SPINE}, 'violation_type', c.violation_type_id,
    'source', c.source, 'leg_kind', c.leg_kind, 'sender', {_department("c.sender_id")},
    'address', c.address, 'list', c.handed_list_id, {_subjects("m.id")},
    'legs', (SELECT coalesce(json_agg(json_build_object('id', l.id, 'number', l.number,
            'role', t.role, 'kind', t.leg_kind, 'receiver', {_department("t.receiver_id")},
            'status', l.status) ORDER BY t.sequence), '[]')
        FROM matters_matter l JOIN clues_transfer t ON t.matter_ptr_id = l.id
        WHERE l.parent_id = m.id),
    'nearest_deadline', {_CLOCK_OF_DOSSIER})"""
_LEG = f"""json_build_object({_SPINE}, 'clue', m.parent_id, 'leg_kind', c.leg_kind,
    'role', c.role, 'sender', {_department("c.sender_id")},
    'receiver', {_department("c.receiver_id")}, 'signed_at', c.signed_at,
    {_subjects("coalesce(c.came_with_id, m.parent_id)")}, 'nearest_deadline', {_CLOCK})"""


def _matters(kind: str, table: str, shown: str, where: str, order: str) -> str:
    return f"""SELECT coalesce(json_agg(r.row), '[]') FROM (
        SELECT {shown} AS row
        FROM (SELECT a.matter_id, a.opened_at, a.next_due_at FROM matters_access a
            JOIN matters_matter m ON m.id = a.matter_id
            WHERE a.department_id = %(department)s AND a.kind = '{kind}' AND {where}
            AND {_SEEN} ORDER BY {order} LIMIT 25) a
        JOIN matters_matter m ON m.id = a.matter_id
        JOIN {table} c ON c.matter_ptr_id = m.id
        ORDER BY {order}) r"""


def clues(where: str, *, order: str = "a.opened_at DESC, a.matter_id DESC") -> str:
    """Build the page of clues that a condition on access `a` and matter `m` narrows."""
    return _matters("clue", "clues_clue", _CLUE, where, order)


def transfers(where: str, *, order: str = "a.opened_at DESC, a.matter_id DESC") -> str:
    """Build the page of legs that a condition narrows."""
    return _matters("transfer", "clues_transfer", _LEG, where, order)


QUEUE = f"""SELECT coalesce(json_agg(r.row), '[]') FROM (
    SELECT json_build_object('id', w.id, 'matter', m.id, 'root', m.root_id, 'kind', m.kind,
        'number', m.number, 'title', m.title, 'status', m.status,
        'status_label', %(statuses)s::jsonb -> m.status,
        'counterparts', (SELECT coalesce(json_agg({_department("p.department_id")}
                ORDER BY p.id), '[]')
            FROM matters_partyrow p WHERE p.matter_id = m.id AND p.until IS NULL
            AND p.part IN ('sender', 'receiver') AND p.department_id <> %(department)s),
        'verb', w.verb, 'verb_label', %(verbs)s::jsonb -> w.verb, 'urgency', m.urgency,
        'secrecy', m.secrecy, 'escalation_level', m.escalation_level, 'handler', m.handler_id,
        'due_at', w.due_at, 'deadline', k.kind, 'standing', {_standing("k")}) AS row
    FROM matters_wait w JOIN matters_matter m ON m.id = w.matter_id
    LEFT JOIN deadlines_deadline k ON k.id = w.deadline_id
    WHERE w.department_id = %(department)s AND {_SEEN}
    ORDER BY w.due_at, w.id LIMIT 25) r"""
NOTIFICATIONS = """SELECT coalesce(json_agg(r), '[]') FROM (
    SELECT t.id, t.event, t.title, t.matter_id AS matter, t.created_at, t.read_at
    FROM notifications_notification t LEFT JOIN matters_matter m ON m.id = t.matter_id
    WHERE t.user_id = %(person)s AND (t.matter_id IS NULL OR m.secrecy = 'internal' OR EXISTS (
        SELECT FROM matters_namedperson n
        WHERE n.matter_id = m.id AND n.person_id = %(person)s))
    ORDER BY t.created_at DESC, t.id DESC LIMIT 25) r"""
DEADLINES = f"""SELECT coalesce(json_agg(r.row), '[]') FROM (
    SELECT json_build_object('id', k.id, 'matter', m.id, 'matter_kind', m.kind,
        'number', m.number, 'title', m.title, 'kind', k.kind, 'label', %(clocks)s::jsonb -> k.kind,
        'department', {_department("k.department_id")}, 'rule', u.code, 'rule_version', u.version,
        'unit', u.unit, 'started_at', k.started_at, 'due_at', k.due_at,
        'provisional', k.provisional, 'state', k.state, 'standing', {_standing("k")},
        'extension', k.extension, 'extendable', 0, 'suspended_at', k.suspended_at,
        'suspended_for', nullif(k.suspended_for, ''), 'suspension_causes', u.suspension_causes,
        'proposal', CASE WHEN k.department_id = %(department)s THEN k.proposal END,
        'stopped_at', k.stopped_at, 'stopped_by', nullif(k.stopped_by, '')) AS row
    FROM deadlines_deadline k JOIN matters_matter m ON m.id = k.matter_id
    JOIN deadlines_rule u ON u.id = k.rule_id
    WHERE k.state IN ('running', 'suspended') AND {_SEEN} AND EXISTS (
        SELECT FROM matters_access a
        WHERE a.matter_id = m.id AND a.department_id = %(department)s AND a.why <> 'former')
    ORDER BY k.due_at, k.id LIMIT 25) r"""
_PARTIES = f"""(SELECT coalesce(json_agg(json_build_object('department',
        {_department("p.department_id")}, 'part', p.part, 'label', p.part, 'since', p.since,
        'until', p.until) ORDER BY p.id), '[]')
    FROM matters_partyrow p WHERE p.matter_id = m.id)"""
_CLOCKS = f"""(SELECT coalesce(json_agg(json_build_object('id', k.id, 'kind', k.kind,
        'label', %(clocks)s::jsonb -> k.kind, 'due_at', k.due_at, 'provisional', k.provisional,
        'state', k.state, 'standing', {_standing("k")}) ORDER BY k.due_at, k.id), '[]')
    FROM deadlines_deadline k WHERE k.matter_id = m.id AND k.state IN ('running', 'suspended'))"""
_SEEN_HERE = f"""EXISTS (SELECT FROM matters_access a
    WHERE a.matter_id = m.id AND a.department_id = %(department)s) AND {_SEEN}"""
DETAIL = f"""SELECT json_build_object({_SPINE}, 'parent', m.parent_id, 'root', m.root_id,
        'description', c.description, 'violation_type', c.violation_type_id, 'source', c.source,
        'leg_kind', c.leg_kind, 'sender', {_department("c.sender_id")},
        'location', json_build_object('address', c.address, 'longitude', c.longitude,
            'latitude', c.latitude),
        'occurred_on', c.occurred_on, 'discovered_on', c.discovered_on, 'facts', c.typed_facts,
        'receivers', c.receivers,
        'subjects', (SELECT coalesce(json_agg(json_build_object('id', s.subject_id,
                'name', s.name, 'credit_code', u.credit_code, 'role', s.role, 'minor', s.minor,
                'positive_list', u.positive_list, 'key_unit', u.key_unit,
                'facts', s.typed_facts) ORDER BY s.place), '[]')
            FROM clues_cluesubject s JOIN clues_subject u ON u.id = s.subject_id
            WHERE s.clue_id = m.id),
        'legs', (SELECT coalesce(json_agg(json_build_object('id', l.id, 'number', l.number,
                'kind', t.leg_kind, 'role', t.role, 'receiver', {_department("t.receiver_id")},
                'status', l.status, 'status_label', %(statuses)s::jsonb -> l.status)
                ORDER BY t.sequence), '[]')
            FROM matters_matter l JOIN clues_transfer t ON t.matter_ptr_id = l.id
            WHERE l.parent_id = m.id),
        'list', c.handed_list_id, 'source_id', c.source_id, 'parties', {_PARTIES},
        'deadlines', {_CLOCKS})
    FROM matters_matter m JOIN clues_clue c ON c.matter_ptr_id = m.id
    WHERE m.id = %(pk)s::uuid AND {_SEEN_HERE}"""
TIMELINE = f"""SELECT coalesce(json_agg(r.row ORDER BY r.id), '[]') FROM (
    SELECT e.id, json_build_object('id', e.id, 'matter', m.id, 'kind', m.kind,
        'number', m.number, 'at', e.at, 'actor', u.full_name,
        'department', {_department("e.department_id")}, 'event', e.event, 'verb', e.verb,
        'sentence', concat(u.full_name, '：', %(verbs)s::jsonb -> e.verb, ' ', m.number),
        'changed', e.text::jsonb -> 'content') AS row
    FROM audit_entry e JOIN matters_matter m ON m.id = e.matter_id
    LEFT JOIN accounts_user u ON u.id = e.person_id
    WHERE m.root_id = %(pk)s::uuid AND {_SEEN_HERE} ORDER BY e.id LIMIT 25) r"""
