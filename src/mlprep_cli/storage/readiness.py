"""Predicted recall, by FSRS from the review log: No Hire, Lean and Strong are again, hard and good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from sqlite3 import Connection, Row

from fsrs import Card as Memory
from fsrs import Rating, Scheduler

from mlprep_cli.core.questions import Filter
from mlprep_cli.core.queue import Item
from mlprep_cli.core.readiness import Choice, Predicted, Readiness, chance_of_new, grouped, readiness
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally
from mlprep_cli.storage.cards import conditions
from mlprep_cli.storage.fields import grade_of, moment_of, texts_of
from mlprep_cli.storage.pace import usual_seconds
from mlprep_cli.storage.stats import GRADES, tally_of

RATINGS = {Grade.NO_HIRE: Rating.Again, Grade.LEAN: Rating.Hard, Grade.STRONG: Rating.Good}
SCHEDULER = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_RETRY = timedelta(minutes=5)


def morning(day: date) -> datetime:
    """Return the moment of a day for which recall is predicted."""
    return datetime.combine(day, time(10), UTC)


def predictions(connection: Connection, day: date, now: datetime) -> list[Predicted]:
    """Return each question that can be asked with its predicted chance of recall on a day, but not before now."""
    at = max(morning(day), now)
    memories = dict(_memories(connection))
    new = _chance_of_new(connection)
    rows = connection.execute(
        "SELECT id, round, topic, companies FROM question WHERE retired_at IS NULL ORDER BY position"
    )
    return [
        Predicted(
            row["id"],
            row["round"],
            row["topic"],
            texts_of(row["companies"]),
            row["id"] in memories,
            SCHEDULER.get_card_retrievability(memories[row["id"]], at) if row["id"] in memories else new,
        )
        for row in rows
    ]


def by_topic(connection: Connection, predicted: list[Predicted]) -> tuple[Readiness, ...]:
    """Return how ready one is for each topic."""
    rows = connection.execute(
        f"SELECT topic AS name, {GRADES} FROM review WHERE {_MEASURED} GROUP BY topic"  # noqa: S608  fixed names
    )
    topics = list(dict.fromkeys(each.topic for each in predicted))
    return grouped(predicted, topics, lambda each, name: each.topic == name, _tallies(rows))


def by_company(connection: Connection, predicted: list[Predicted]) -> tuple[Readiness, ...]:
    """Return how ready one is for each company's questions."""
    rows = connection.execute(
        f"""
        SELECT company.value AS name, {GRADES} FROM review JOIN question ON question.id = review.question_id,
        json_each(question.companies) AS company WHERE {_MEASURED} GROUP BY company.value
        """  # noqa: S608  fixed names
    )
    names = sorted({name for each in predicted for name in each.companies})
    return grouped(predicted, names, lambda each, name: name in each.companies, _tallies(rows))


def overall(connection: Connection, predicted: list[Predicted]) -> Readiness:
    """Return how ready one is for all that can be asked."""
    rows = connection.execute(f"SELECT 'all' AS name, {GRADES} FROM review WHERE {_MEASURED}")  # noqa: S608  fixed names
    return readiness("all", predicted, _tallies(rows).get("all", Tally()))


def predicted_at_attempts(connection: Connection, wanted: Filter, since: date | None) -> float | None:
    """Return the mean chance that was predicted at each first attempt of a day at a card that was not new.

    Each prediction is from the whole log before it; a filter and a day only choose which attempts count.

    None where there was none.
    """
    where, values = conditions(wanted, "review", since)
    rows = connection.execute(
        f"""
        SELECT question_id, grade, reviewed_at, ({_MEASURED} AND {where}) AS measured FROM review WHERE voided_at IS NULL
        ORDER BY question_id, id
        """,  # noqa: S608  no value in it
        values,
    )
    total, count = 0.0, 0
    for _, log in groupby(rows, key=lambda row: str(row["question_id"])):
        memory = Memory(card_id=0)
        for row in log:
            if row["measured"]:
                count += 1
                total += SCHEDULER.get_card_retrievability(memory, moment_of(row["reviewed_at"]))
            memory = _reviewed(memory, row)
    return total / count if count else None


def choices(connection: Connection, items: Iterable[Item], day: date, now: datetime) -> Iterator[Choice]:
    """Yield what could be practised now with what it adds to the chance of recall on a day.

    A No Hire is retried in the same session, so it ends as a hard recall and takes its time twice.
    """
    at = max(morning(day), now + timedelta(days=1))
    memories = dict(_memories(connection))
    new, usual = _chance_of_new(connection), usual_seconds(connection)
    budgets = {row[0]: row[1] for row in connection.execute("SELECT id, budget_seconds FROM question")}
    for item in items:
        seconds = usual.get(item.round, float(budgets[item.question_id]))
        yield choice(item, memories.get(item.question_id), new, seconds, now, at)


def choice(item: Item, memory: Memory | None, new: float, seconds: float, now: datetime, at: datetime) -> Choice:
    """Return what practising a question now adds to its recall at a later moment; `new` is the chance of an unseen one."""
    known = new if memory is None else SCHEDULER.get_card_retrievability(memory, now)
    later = new if memory is None else SCHEDULER.get_card_retrievability(memory, at)
    return Choice(item, seconds * (2 - known), _expected(memory, known, now, at) - later)


def _expected(memory: Memory | None, known: float, now: datetime, at: datetime) -> float:
    """Return the expected chance of recall at a later moment of a question that is practised now."""
    fresh = Memory(card_id=0) if memory is None else memory
    recalled, _ = SCHEDULER.review_card(fresh, Rating.Good, now)
    failed, _ = SCHEDULER.review_card(fresh, Rating.Again, now)
    failed, _ = SCHEDULER.review_card(failed, Rating.Hard, now + _RETRY)
    chances = [SCHEDULER.get_card_retrievability(each, at) for each in (recalled, failed)]
    return known * chances[0] + (1 - known) * chances[1]


_MEASURED = "first_of_day = 1 AND checkpoint <> '0' AND voided_at IS NULL"


def _memories(connection: Connection) -> Iterator[tuple[str, Memory]]:
    rows = connection.execute(
        "SELECT question_id, grade, reviewed_at FROM review WHERE voided_at IS NULL ORDER BY question_id, id"
    )
    for question_id, log in groupby(rows, key=lambda row: str(row["question_id"])):
        memory = Memory(card_id=0)
        for row in log:
            memory = _reviewed(memory, row)
        yield question_id, memory


def _chance_of_new(connection: Connection) -> float:
    recalled, asked = connection.execute(
        """
        SELECT coalesce(sum(grade <> 'no_hire'), 0), count(*) FROM review AS one WHERE voided_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM review AS earlier WHERE earlier.question_id = one.question_id AND earlier.id < one.id
            AND earlier.voided_at IS NULL)
        """
    ).fetchone()
    return chance_of_new(recalled, asked)


def _tallies(rows: Iterable[Row]) -> dict[str, Tally]:
    return {row["name"]: tally_of(row) for row in rows}


def _reviewed(memory: Memory, row: Row) -> Memory:
    """Return a memory as a review leaves it."""
    at = moment_of(row["reviewed_at"])
    return SCHEDULER.review_card(memory, RATINGS[grade_of(row["grade"])], at)[0]
