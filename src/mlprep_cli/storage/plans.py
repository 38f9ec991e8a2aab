"""The plan in the database: one runs at a time, and changing it derives every card again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from sqlite3 import Connection
from types import NoneType

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.plan import Plan, Share, schedule_of
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import AnyRow, day_of, moment_of, row_of, texts_of, value_of
from mlprep_cli.storage.reviews import derive_cards
from mlprep_cli.storage.rows import moment_text


def running(connection: Connection) -> Plan | None:
    """Return the plan that runs, if one does."""
    row = connection.execute('SELECT * FROM "plan" WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1').fetchone()
    return None if row is None else _plan_of(row)


@row_of("plan")
def _plan_of(row: AnyRow) -> Plan:
    return Plan(
        started=day_of(row["started_day"]),
        dated=day_of(row["dated_day"]),
        interview=None if row["interview_day"] is None else day_of(row["interview_day"]),
        companies=texts_of(row["companies"]),
        levels=texts_of(row["levels"]),
        minutes=value_of(row["minutes"], int, NoneType),
        since=None if row["since"] is None else moment_of(row["since"]),
    )


def schedule(connection: Connection) -> CheckpointPlan:
    """Return the checkpoint plan that cards climb under the plan that runs."""
    return schedule_of(running(connection))


def share(connection: Connection, today: date) -> Share | None:
    """Return what was chosen for a study day, if it was yet."""
    row = connection.execute("SELECT questions, due FROM pace WHERE study_day = ?", (today.isoformat(),)).fetchone()
    return None if row is None else Share(texts_of(row[0]), value_of(row[1], int))


def start(connection: Connection, plan: Plan, plan_id: str, now: str) -> None:
    """Begin a plan, in place of the one that runs, and derive every card under it, in one transaction.

    A plan that changes is another plan: what was said of the one before it stays as it was.
    """
    with transaction(connection):
        _end(connection, now)
        plan_id, now = _after_all(connection, plan_id, now)
        connection.execute(
            """
            INSERT INTO "plan" (id, started_at, started_day, interview_day, dated_day, companies, levels, minutes, since)
            VALUES (:id, :now, :started, :interview, :dated, :companies, :levels, :minutes, :since)
            """,
            {**_columns(plan), "id": plan_id, "now": now},
        )
        derive_all(connection)


def _after_all(connection: Connection, plan_id: str, now: str) -> tuple[str, str]:
    """Return an id and a moment after those of every plan, though the clock was set back meanwhile: the last one runs."""
    last_id, last = connection.execute('SELECT max(id), max(started_at) FROM "plan"').fetchone()
    if last_id is None or (last_id < plan_id and last <= now):
        return plan_id, now
    after = moment_of(last) + timedelta(milliseconds=1)
    return time_ordered_id(after), moment_text(after)


def stop(connection: Connection, now: str) -> None:
    """End the plan that runs, and derive every card from the whole log as it stands without one."""
    with transaction(connection):
        _end(connection, now)
        derive_all(connection)


def _end(connection: Connection, now: str) -> None:
    connection.execute('UPDATE "plan" SET ended_at = ? WHERE ended_at IS NULL', (now,))


def derive_all(connection: Connection) -> None:
    """Derive every card from its reviews under the plan that runs, and forget its pace, inside the caller's transaction."""
    ids = connection.execute("SELECT question_id FROM card WHERE question_id IN (SELECT question_id FROM review)")
    derive_cards(connection, schedule(connection), [row[0] for row in ids])
    connection.execute("DELETE FROM pace")


def _columns(plan: Plan) -> dict[str, str | int | None]:
    return {
        "started": plan.started.isoformat(),
        "dated": plan.dated.isoformat(),
        "interview": None if plan.interview is None else plan.interview.isoformat(),
        "companies": json.dumps(plan.companies),
        "levels": json.dumps(plan.levels),
        "minutes": plan.minutes,
        "since": None if plan.since is None else moment_text(plan.since),
    }
