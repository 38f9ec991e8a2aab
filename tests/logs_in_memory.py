"""Machines in memory: databases that write and merge logs, and random logs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from log_lines import NAMES, record
from mlprep_cli.adapters import log_file
from mlprep_cli.core.log_records import KINDS, Line, LogRecord
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.log_records import LogStore
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.plans import PlanStore

Log = tuple[str, ...]
"""The lines of a log."""


def memory() -> Connection:
    """Return a database in memory with the bank in it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    for migration in MIGRATIONS:
        for statement in migration.statements:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migration VALUES ((SELECT count(*) + 1 FROM migration), ?, '')", (migration.name,)
        )
    fill(connection, *QUESTIONS)
    return connection


def read(log: Log) -> list[Line]:
    """Return the records of a log."""
    lines = log_file.read(Path("log"), (f"{line}\n".encode() for line in log))
    return [line for line in lines if line.kind != "settings"]


def export(connection: Connection) -> Log:
    """Return the log of a machine."""
    return tuple(LogStore(connection).lines({"new_per_day": "15"}))


def take(connection: Connection, *logs: Log) -> LogMerge:
    """Merge logs into a machine."""
    merge = LogMerge(connection, "2026-03-02T12:00:00.000000Z")
    with transaction(connection):
        for log in logs:
            merge.add(read(log))
        merge.derive()
    return merge


def merged(*logs: Log) -> Log:
    """Return the log of a machine that merged these one after the other."""
    with closing(memory()) as connection:
        for log in logs:
            take(connection, log)
        # Everything derived agrees with the merged log.
        assert check_database(connection, Path("memory"), PlanStore(connection).schedule()).faults == ()
        return export(connection)


def log_of(things: Sequence[tuple[str, int, int]]) -> Log:
    """Return a log of records, given as kind, number and version, with everything that they name."""
    sessions = {
        (kind, record(kind, number, 0)["id"]): (number, version)
        for kind, number, version in things
        if kind == "session"
    }
    records: dict[str, dict[str, LogRecord]] = {kind: {} for kind in KINDS}
    unknown: dict[str, LogRecord] = {}
    for kind, number, version in things:
        if kind == "badge":
            unknown[f"{number} {version}"] = {"kind": kind, "id": f"a{number}", "text": "L = ‖w‖²" * version}
            continue
        for needed in ("question", "session", "mock") if kind == "said" else ("question", "session"):
            named = record(needed, number, version if needed == "question" else 0)
            if needed == "session":
                named = record(needed, *sessions.get((needed, named["id"]), (number, 0)))
            records[needed].setdefault(str(named.get("id", named.get("session"))), named)
        own = record(kind, number, version)
        records[kind][" ".join(str(own[key]) for key in KINDS[kind].named_by)] = own
    records["question"] |= {name: record("question", place, 0) for place, name in enumerate(NAMES) if records["mock"]}
    lines = [{"kind": kind, **own} for kind, all_of in records.items() for own in all_of.values()] + [*unknown.values()]
    return merged(
        tuple(
            json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            for line in ({"kind": "mlprep log", "format": 1}, *lines, {"kind": "end", "lines": 2 + len(lines)})
        )
    )


LOGS = st.lists(
    st.tuples(
        st.sampled_from(
            ["review", "review", "review", "note", "session", "plan", "said", "attempt", "story", "asked", "badge"]
        ),
        st.integers(0, 11),
        st.integers(0, 3),
    ),
    max_size=12,
).map(log_of)
