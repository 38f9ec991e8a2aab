"""The plans: at most one is running, and changing it derives every card again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from sqlite3 import Connection

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.plan import Plan, schedule_of
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.storage.cards import derive_all_cards
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import PLAN, moment_of, moment_text


class PlanStore:
    """The running plan, and the plans before it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def running(self) -> Plan | None:
        """Return the running plan, None if there is none."""
        row = self._connection.execute(
            'SELECT * FROM "plan" WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1'
        ).fetchone()
        return None if row is None else PLAN.value(row)

    def schedule(self) -> CheckpointPlan:
        """Return the checkpoint plan of the running plan, or the usual one."""
        return schedule_of(self.running())

    def start(self, plan: Plan, plan_id: str, at: datetime) -> None:
        """Start a plan, end the running one, and derive every card under the new one, in one transaction.

        A changed plan is a new plan: the earlier one stays as it was.
        """
        with self.starting(plan, plan_id, at):
            pass

    @contextmanager
    def starting(self, plan: Plan, plan_id: str, at: datetime) -> Iterator[None]:
        """Start a plan, run the block inside the transaction, and store the plan only if the block succeeds."""
        with transaction(self._connection):
            self._end(moment_text(at))
            plan_id, now = self._after_all(plan_id, moment_text(at))
            columns = {**PLAN.columns(plan), "id": plan_id, "started_at": now}
            names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
            self._connection.execute(f'INSERT INTO "plan" ({names}) VALUES ({values})', columns)  # noqa: S608  names
            derive_all_cards(self._connection, self.schedule())
            yield

    def stop(self, at: datetime) -> None:
        """End the running plan, and derive every card from the whole log, in one transaction."""
        with transaction(self._connection):
            self._end(moment_text(at))
            derive_all_cards(self._connection, self.schedule())

    def _after_all(self, plan_id: str, now: str) -> tuple[str, str]:
        """Return an id and a moment later than those of every plan, even if the clock was set back."""
        last_id, last = self._connection.execute('SELECT max(id), max(started_at) FROM "plan"').fetchone()
        if last_id is None or (last_id < plan_id and last <= now):
            return plan_id, now
        after = moment_of(last) + timedelta(milliseconds=1)
        return time_ordered_id(after), moment_text(after)

    def _end(self, now: str) -> None:
        self._connection.execute('UPDATE "plan" SET ended_at = ? WHERE ended_at IS NULL', (now,))
