"""Hot lists and steps read by the index that is there for them, and never a whole table.

The planner of a small table would rather read and sort it whole: that is switched off, so that a
query for which no index serves shows as one that must read the table nevertheless.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.client import Caller, ok
from tests.stories import LANZHOU, PROVINCE, WATER, Desk, Story

GROWING = {
    "matters_matter",
    "matters_access",
    "matters_clockaccess",
    "matters_wait",
    "matters_partyrow",
    "clues_clue",
    "clues_transfer",
    "clues_cluesubject",
    "deadlines_deadline",
    "audit_entry",
    "notifications_notification",
    "evidence_evidence",
    "documents_document",
}
LISTS = {
    "queue/": "wait_queue_by_due",
    "clues/?box=outgoing": "access_box_newest",
    "clues/?box=incoming": "access_box_newest",
    "clues/?box=supervised": "access_box_newest",
    "clues/": "access_list_newest",
    "clues/?standing=overdue&ordering=next_due_at": "access_list_due",
    "transfers/": "access_list_newest",
    "deadlines/": "clock_access_nearest",
    "notifications/": "notification_newest",
}


@contextmanager
def read() -> Iterator[list[tuple[str, Any]]]:
    """Gather what is read, with its parameters, without reading tables whole."""
    found: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith("SELECT"):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def plans(queries: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Ask how each would be carried out; every node of every plan."""
    nodes: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        nodes.append(node)
        for below in node.get("Plans", ()):
            walk(below)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for sql, params in queries:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return nodes


def whole(nodes: list[dict[str, Any]]) -> set[str]:
    """Name the growing tables that would be read from end to end."""
    return {
        node["Relation Name"]
        for node in nodes
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING
    }


@pytest.fixture
def readers() -> tuple[Story, dict[str, Caller]]:
    """Bring one clue to its receiver; answer those who read it."""
    story = Story().accepted()
    people = {"receiver": story.receiver.lead, "province": Desk(PROVINCE).lead}
    return story, {**people, "sender": story.sender.lead}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_reads_by_its_index(path: str, readers: tuple[Story, dict[str, Caller]]) -> None:
    _, people = readers
    for caller in people.values():
        with read() as queries:
            ok(caller.get(path))

        nodes = plans(queries)
        assert whole(nodes) == set(), path
        assert LISTS[path] in {node.get("Index Name") for node in nodes}, path


def test_details_and_their_satellites_read_no_table_whole(
    readers: tuple[Story, dict[str, Caller]],
) -> None:
    story, people = readers
    paths = ["clues/?search=黄河左岸", f"clues/{story.clue_id}/", f"transfers/{story.leg_id}/"]
    satellites = ("timeline", "deadlines", "documents", "evidence", "parties", "links", "comments")
    paths += [f"matters/{story.leg_id}/{name}/" for name in satellites]
    for caller in people.values():
        for path in paths:
            with read() as queries:
                ok(caller.get(path))

            assert whole(plans(queries)) == set(), path


def test_a_step_reads_no_table_whole() -> None:
    story = Story().sent()
    with read() as queries:
        story.on_leg(story.receiver.liaison, "sign", {"manifest": []})

    assert len(queries) > 5
    assert whole(plans(queries)) == set()


def test_a_list_without_an_index_would_be_found_out() -> None:
    Story(sender=WATER, receiver=LANZHOU).sent()
    query = "SELECT id FROM matters_matter WHERE concluded_at IS NULL ORDER BY title LIMIT 3"

    assert whole(plans([(query, None)])) == {"matters_matter"}


def test_the_planner_counts_every_department_and_every_gram_by_itself() -> None:
    asked = """SELECT attrelid::regclass::text, attname FROM pg_attribute
        WHERE attstattarget = 2000 ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(asked)
        known = cursor.fetchall()

    assert known == [("matters_access", "department_id"), ("matters_matter", "grams")]
