"""Recall predicted by FSRS from the review log. No Hire, Lean and Strong map to its ratings Again, Hard and Good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from sqlite3 import Connection, Row

from fsrs import Card as Memory
from fsrs import Rating, Scheduler

from mlprep_cli.core.questions import Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.readiness import Choice, Predicted, Readiness, chance_of_new, grouped, readiness
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally
from mlprep_cli.storage.fields import grade_of, moment_of, texts_of
from mlprep_cli.storage.filters import conditions
from mlprep_cli.storage.pace import PaceStore
from mlprep_cli.storage.stats import GRADES, tally_of

RATINGS = {Grade.NO_HIRE: Rating.Again, Grade.LEAN: Rating.Hard, Grade.STRONG: Rating.Good}
SCHEDULER = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_RETRY = timedelta(minutes=5)
_MEASURED = "first_of_day = 1 AND checkpoint <> '0'"
"""The reviews that measure retention: first attempts of a study day at cards that were not new."""


def morning(day: date) -> datetime:
    """Return the moment of a day for which recall is predicted: 10:00 UTC."""
    return datetime.combine(day, time(10), UTC)


class ReadinessStore:
    """Predicted and measured recall of the questions that can be asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def predictions(self, query: Query, day: date, now: datetime) -> list[Predicted]:
        """Return each matching question with its predicted chance of recall on a day, or now if that is later."""
        at = max(morning(day), now)
        memories = dict(self._memories())
        new = self._chance_of_new(query)
        where, values = conditions(query)
        rows = self._connection.execute(
            f"""
            SELECT question.id, card.round, card.topic, companies FROM question
            JOIN card ON card.question_id = question.id WHERE {where} ORDER BY position
            """,  # noqa: S608  values are bound
            values,
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

    def overall(self, query: Query, predicted: list[Predicted]) -> Readiness:
        """Return the readiness for all matching questions."""
        where, values = conditions(query, "standing")
        row = self._connection.execute(
            f"SELECT {GRADES} FROM standing WHERE {_MEASURED} AND {where}",  # noqa: S608  values are bound
            values,
        ).fetchone()
        return readiness("all", predicted, tally_of(row))

    def by_topic(self, query: Query, predicted: list[Predicted]) -> tuple[Readiness, ...]:
        """Return the readiness for each topic."""
        topics = list(dict.fromkeys(question.topic for question in predicted))
        measured = self._measured(query, "standing.topic")
        return grouped(predicted, topics, lambda question, topic: question.topic == topic, measured)

    def by_company(self, query: Query, predicted: list[Predicted]) -> tuple[Readiness, ...]:
        """Return the readiness for each company's questions."""
        companies = sorted({company for question in predicted for company in question.companies})
        measured = self._measured(query, "company.value")
        return grouped(predicted, companies, lambda question, company: company in question.companies, measured)

    def predicted_at_attempts(self, query: Query) -> float | None:
        """Return the mean chance predicted at each matching first attempt of a day at a card that was not new.

        Each prediction is from the whole log before it; the query only chooses which attempts count. None if none does.
        """
        where, values = conditions(query, "standing")
        rows = self._connection.execute(
            f"""
            SELECT question_id, grade, reviewed_at, ({_MEASURED} AND {where}) AS measured FROM standing
            ORDER BY question_id, id
            """,  # noqa: S608  values are bound
            values,
        )
        total, count = 0.0, 0
        for _, reviews in groupby(rows, key=lambda row: str(row["question_id"])):
            memory = Memory(card_id=0)
            for row in reviews:
                if row["measured"]:
                    count += 1
                    total += SCHEDULER.get_card_retrievability(memory, moment_of(row["reviewed_at"]))
                memory = _reviewed(memory, row)
        return total / count if count else None

    def choices(self, items: Iterable[Item], day: date, now: datetime) -> Iterator[Choice]:
        """Yield each question that could be practised now with what it adds to the chance of recall on a day.

        A No Hire is retried in the same session, so it ends with the rating Hard and takes twice the time.
        """
        at = max(morning(day), now + timedelta(days=1))
        memories = dict(self._memories())
        new, usual = self._chance_of_new(Query()), PaceStore(self._connection).usual_seconds()
        budgets = {row[0]: row[1] for row in self._connection.execute("SELECT id, budget_seconds FROM question")}
        for item in items:
            seconds = usual.get(item.round, float(budgets[item.question_id]))
            yield choice(item, memories.get(item.question_id), new, seconds, (now, at))

    def _measured(self, query: Query, name: str) -> dict[str, Tally]:
        """Return the measured grades by `name`, an SQL expression over `standing` and `company`."""
        where, values = conditions(query, "standing")
        rows = self._connection.execute(
            f"""
            SELECT {name} AS name, {GRADES} FROM standing {_COMPANY if "company" in name else ""}
            WHERE {_MEASURED} AND {where} GROUP BY 1
            """,  # noqa: S608  fixed names
            values,
        )
        return {row["name"]: tally_of(row) for row in rows}

    def _memories(self) -> Iterator[tuple[str, Memory]]:
        rows = self._connection.execute("SELECT question_id, grade, reviewed_at FROM standing ORDER BY question_id, id")
        for question_id, reviews in groupby(rows, key=lambda row: str(row["question_id"])):
            memory = Memory(card_id=0)
            for row in reviews:
                memory = _reviewed(memory, row)
            yield question_id, memory

    def _chance_of_new(self, query: Query) -> float:
        """Return the chance of recalling a new question, from the matching first attempts."""
        where, values = conditions(query, "standing")
        recalled, asked = self._connection.execute(
            f"""
            SELECT coalesce(sum(grade <> 'no_hire'), 0), count(*) FROM standing WHERE {where} AND NOT EXISTS (
                SELECT 1 FROM standing AS earlier
                WHERE earlier.question_id = standing.question_id AND earlier.id < standing.id)
            """,  # noqa: S608  values are bound
            values,
        ).fetchone()
        return chance_of_new(recalled, asked)


_COMPANY = """
    JOIN question AS asked ON asked.id = standing.question_id, json_each(asked.companies) AS company
"""


def choice(item: Item, memory: Memory | None, new: float, seconds: float, moments: tuple[datetime, datetime]) -> Choice:
    """Return what practising a question now adds to its recall later.

    `new` is the chance of recalling an unseen question, `seconds` the time of one attempt, and `moments` are now and later.
    """
    now, at = moments
    known = new if memory is None else SCHEDULER.get_card_retrievability(memory, now)
    later = new if memory is None else SCHEDULER.get_card_retrievability(memory, at)
    return Choice(item, seconds * (2 - known), _expected(memory, known, now, at) - later)


def _expected(memory: Memory | None, known: float, now: datetime, at: datetime) -> float:
    """Return the expected chance of recall at a later moment of a question that is practised now."""
    fresh = Memory(card_id=0) if memory is None else memory
    recalled, _ = SCHEDULER.review_card(fresh, Rating.Good, now)
    failed, _ = SCHEDULER.review_card(fresh, Rating.Again, now)
    failed, _ = SCHEDULER.review_card(failed, Rating.Hard, now + _RETRY)
    chances = [SCHEDULER.get_card_retrievability(outcome, at) for outcome in (recalled, failed)]
    return known * chances[0] + (1 - known) * chances[1]


def _reviewed(memory: Memory, row: Row) -> Memory:
    """Return the memory after a review."""
    at = moment_of(row["reviewed_at"])
    return SCHEDULER.review_card(memory, RATINGS[grade_of(row["grade"])], at)[0]
