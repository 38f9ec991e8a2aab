"""What can be wrong with a database, looked for: its pages, its links, and every card against the log."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection, DatabaseError

from mlprep_cli.adapters.database import meaning
from mlprep_cli.adapters.log import disagreements
from mlprep_cli.adapters.rows import checkpoint_text
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.scheduling import CheckpointPlan
from mlprep_cli.core.stats import Checked


def check_database(connection: Connection, path: Path, plan: CheckpointPlan) -> Checked:
    """Return what is wrong with an open database; nothing is changed."""
    problems: list[tuple[str, str]] = []
    restore = f"copy a backup from {path.parent / 'backups'} over it"
    try:
        for (verdict,) in connection.execute("PRAGMA integrity_check(20)"):
            if verdict != "ok":
                problems.append((f"the file is damaged: {verdict}", restore))
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append((f"row {row} of {table} belongs to a {parent} that is not there", restore))
        for kept, derived in disagreements(connection, plan):
            problems.append(
                (
                    f"the card of {kept.question_id} says {_standing(kept)}, its reviews say {_standing(derived)}",
                    f"grade {kept.question_id} once more: its card is derived again from all its reviews",
                )
            )
        wrong_marks = connection.execute(
            """
            SELECT count(*) FROM review WHERE voided_at IS NULL AND first_of_day <> NOT EXISTS (
                SELECT 1 FROM review AS earlier WHERE earlier.question_id = review.question_id
                AND earlier.study_day = review.study_day AND earlier.id < review.id AND earlier.voided_at IS NULL)
            """
        ).fetchone()[0]
        if wrong_marks:
            problems.append((f"{wrong_marks} reviews are wrongly marked as first of their day", restore))
        if not _tally_holds(connection):
            problems.append(("the statistics kept beside the reviews differ from them", restore))
        cards, reviews = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  a fixed name
            for table in ("card", "review")
        )
    except DatabaseError as error:
        problem = meaning(error, path)
        return Checked(0, 0, (*problems, (problem.message, problem.hint)))
    return Checked(cards, reviews, tuple(problems))


def _tally_holds(connection: Connection) -> bool:
    """Return whether the kept counts are those of the reviews."""
    counted = """
        SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(thinking_seconds >= budget_seconds),
        sum(budget_seconds) FROM review WHERE voided_at IS NULL GROUP BY 1, 2, 3, 4, 5
    """
    kept = """
        SELECT round, topic, checkpoint, first_of_day, grade, reviews, over_budget, budget_seconds FROM tally
        WHERE reviews > 0
    """
    return {tuple(row) for row in connection.execute(counted)} == {tuple(row) for row in connection.execute(kept)}


def _standing(card: Card) -> str:
    return f"{checkpoint_text(card.checkpoint) or 'new'}, due {card.due}, {card.lapses} lapses, {card.reviews} reviews"
