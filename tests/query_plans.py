"""How SQLite runs the statements of a call."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection
from typing import NamedTuple


class QueryPlan(NamedTuple):
    """A statement as SQLite ran it, and the steps of its query plan."""

    statement: str
    steps: tuple[str, ...]


def query_plans(connection: Connection, call: Callable[[], object]) -> list[QueryPlan]:
    """Return the query plan of each statement that a call runs."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    call()
    connection.set_trace_callback(None)
    return [
        QueryPlan(statement, tuple(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")))
        for statement in statements
    ]


def check_first_screen(connection: Connection, call: Callable[[], object]) -> None:
    """Check that each statement of a call reads an index, in the order of that index."""
    plans = query_plans(connection, call)
    assert plans
    for plan in plans:
        assert plan.steps
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan.steps), plan
        assert not any(step.startswith("SCAN") and "INDEX" not in step for step in plan.steps), plan
