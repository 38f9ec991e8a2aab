"""The schema of a database file, compared with the schema of the migrations: any other object is foreign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from mlprep_cli.errors import DatabaseUnavailable
from mlprep_cli.storage.backup import snapshot
from mlprep_cli.storage.migrations import MIGRATIONS, Migration

Part = tuple[str, str, str]
"""An object of a schema: its type, its name and its SQL text."""
_STATISTICS = frozenset(
    {
        ("table", "sqlite_sequence", "CREATE TABLE sqlite_sequence(name,seq)"),
        ("table", "sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
        ("table", "sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
    }
)
"""The tables of SQLite itself, which `ANALYZE` creates."""
_CONSTRAINTS = (",\n    PRIMARY KEY", ",\n    UNIQUE", ",\n    FOREIGN KEY")
"""The beginnings of the constraints of a table, as the migrations write them."""


class Schema(NamedTuple):
    """The objects of a database file, and the names of the migrations that it records.

    Nothing in the file has acted when it is read: only the table of SQLite itself, and `migration` if it is unchanged.
    """

    parts: frozenset[Part]
    steps: tuple[str, ...]

    def fits(self, migrations: Sequence[Migration] = MIGRATIONS) -> bool:
        """Return whether the file has exactly the objects of the migrations that it records, and at least one."""
        recorded = migrations[: len(self.steps)]
        return (
            bool(self.steps)
            and self.steps == _names(recorded)
            and self.parts - _STATISTICS == frozenset(parts(recorded))
        )

    def unknown_step(self, migrations: Sequence[Migration] = MIGRATIONS) -> str | None:
        """Return the first recorded migration that this version does not know."""
        known = _names(migrations)
        return next((step for step in self.steps if isinstance(step, str) and step not in known), None)

    def count(self, migrations: Sequence[Migration] = MIGRATIONS) -> int:
        """Return the number of the last migration that the file records, or that left an object in it."""
        made: frozenset[Part] = frozenset()
        count = len(self.steps) if self.steps == _names(migrations[: len(self.steps)]) else 0
        for number in range(1, len(migrations) + 1):
            with_step = frozenset(parts(migrations[:number]))
            if (with_step - made) & self.parts:
                count = max(count, number)
            made = with_step
        return count

    @property
    def is_of_mlprep(self) -> bool:
        """Whether the file was a database of mlprep, however damaged."""
        names = {(kind, name) for kind, name, _ in self.parts}
        return bool(
            self.steps or self.parts & frozenset(parts(MIGRATIONS)) or {("table", "review"), ("table", "card")} <= names
        )

    def table(self, name: str) -> bool:
        """Return whether there is an ordinary table of this name: not a view, and not a virtual table."""
        return any(
            kind == "table" and other.lower() == name and text.startswith("CREATE TABLE ")
            for kind, other, text in self.parts
        )


class Difference(NamedTuple):
    """An object of a file that is not as the migrations made it: its type, its name, and how it differs."""

    kind: str
    name: str
    verdict: str

    def __str__(self) -> str:
        return f"the {self.kind} {self.name} {self.verdict}"


FOREIGN, CHANGED, MISSING, UNRECORDED = "is not one of mlprep's", "was changed", "is missing", "is not recorded"
"""The verdicts."""


def read_schema(connection: Connection) -> Schema:
    """Return the schema of an open database file. No object of the file acts, whatever it contains."""
    with snapshot(connection):  # another program may migrate the file between the two queries
        cursor = connection.cursor()
        cursor.row_factory = None
        found = frozenset(cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        steps: tuple[str, ...] = ()
        if _MIGRATION in found:
            steps = tuple(name for (name,) in cursor.execute("SELECT name FROM migration ORDER BY number"))
        return Schema(found, steps)


def parts(migrations: Iterable[Migration]) -> Iterator[Part]:
    """Yield the objects that migrations create, with the text that SQLite keeps of each.

    This runs at every start, so it uses no regular expressions: compiling them would take longer than everything else.
    """
    made: dict[str, Part] = {}
    for migration in migrations:
        for statement in migration.statements:
            verb, *words = statement.split(None, 4)[:4]
            kind, name = [word for word in words if word != "UNIQUE"][:2]
            name = name.strip('"')
            if verb == "CREATE":
                made[name] = (kind.lower(), name, statement)
            elif verb == "DROP":
                made.pop(name, None)
            elif verb == "ALTER":
                _, _, column = statement.partition(" ADD COLUMN ")
                made[name] = ("table", name, _with_column(made[name][2], column))
    yield from made.values()


def _with_column(table: str, column: str) -> str:
    """Return the text of a table after `ADD COLUMN`: SQLite inserts the column before the constraints."""
    places = [place for start in _CONSTRAINTS if (place := table.find(start)) >= 0]
    end = min(places, default=len(table) - 1)
    return f"{table[:end]}, {column}{table[end:]}"


_MIGRATION = next(part for part in parts(MIGRATIONS) if part[1] == "migration")


def differences(schema: Schema, migrations: Sequence[Migration] = MIGRATIONS) -> list[Difference]:
    """Return how a file differs from the schema of its migrations: first foreign objects, then changed and missing ones."""
    applied = migrations[: max(1, schema.count(migrations))]
    ours = {_place(part): part for part in parts(applied)}
    theirs = {_place(part): part for part in sorted(schema.parts - _STATISTICS)}
    foreign, changed = [], []
    for place, (kind, name, text) in theirs.items():
        if place not in ours or ours[place][0] != kind:
            foreign.append(Difference(kind, name, FOREIGN))
        elif ours[place][2] != text:
            changed.append(Difference(kind, ours[place][1], CHANGED))
    missing = [
        Difference(kind, name, MISSING)
        for place, (kind, name, _) in ours.items()
        if place not in theirs or theirs[place][0] != kind
    ]
    missing.sort(key=lambda difference: difference.kind != "table")
    unrecorded = [
        Difference("migration", migration.name, UNRECORDED)
        for migration in applied
        if migration.name not in schema.steps
    ]
    return [*foreign, *changed, *missing, *unrecorded]


def newer(path: Path, step: str, otherwise: str) -> DatabaseUnavailable:
    """Return the error for a file with a migration that this version does not know; `otherwise` extends the hint."""
    return DatabaseUnavailable(
        f"{path} was written by a newer mlprep: this version does not know the migration “{step}”.",
        f"Upgrade mlprep (pip install --upgrade mlprep){otherwise}.",
    )


def _place(part: Part) -> tuple[bool, str]:
    """Return where SQLite looks for an object: a trigger may have the name of a table, in small or capital letters."""
    kind, name, _ = part
    return kind == "trigger", name.lower()


def _names(migrations: Iterable[Migration]) -> tuple[str, ...]:
    return tuple(migration.name for migration in migrations)
