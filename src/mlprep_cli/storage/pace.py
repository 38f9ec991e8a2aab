"""What the pace and the activities of a plan are worked out from, read out of the database."""

from __future__ import annotations

import json
from datetime import date
from sqlite3 import Connection

from mlprep_cli.core.activities import Deed, Facts, Mocked
from mlprep_cli.core.mock import Mock
from mlprep_cli.core.pace import Candidate, Pace, paced
from mlprep_cli.core.plan import Plan, Share, is_of_level, schedule_of
from mlprep_cli.storage import mocks, plans
from mlprep_cli.storage.fields import day_of, grade_of, seconds_of, texts_of
from mlprep_cli.storage.rows import card_of, moment_text

MOST = 3000
"""Cards looked at, soonest first: far more than there is time for before any interview."""
ENOUGH = 5
"""Reviews of a round from which on the learner's own times are trusted."""
REVIEWING = 1.25
"""An attempt takes the thinking and about a quarter more."""


def pace(connection: Connection, plan: Plan, today: date, chosen: tuple[str, ...] | None = None) -> Pace:
    """Return the days from today to the interview under a plan, with the new questions chosen for today, if they are."""
    spent = connection.execute(
        """
        SELECT coalesce(sum(thinking_seconds + reviewing_seconds), 0) FROM review
        WHERE study_day = ? AND mode <> 'quickfire' AND voided_at IS NULL
        """,
        (today.isoformat(),),
    ).fetchone()[0]
    seen = _candidates(connection, plan, "card.due IS NOT NULL", "card.due, card.introduction")
    new = _candidates(connection, plan, "card.checkpoint IS NULL", "card.introduction")
    return paced(seen, new, schedule_of(plan), today, plan.minutes, spent, chosen)


def chosen_today(connection: Connection, plan: Plan, today: date) -> Share:
    """Return the share of today: chosen when the day is first asked for, and kept for the day."""
    if (known := plans.share(connection, today)) is not None:
        return known
    found = pace(connection, plan, today)
    share = Share(found.today, found.days[0].due if found.days else 0)
    connection.execute(
        "INSERT OR IGNORE INTO pace VALUES (?, ?, ?)", (today.isoformat(), json.dumps(share.new), share.due)
    )
    return share


def facts(connection: Connection, plan: Plan, today: date) -> Facts:
    """Return what happened since a plan began."""
    values = {
        "started": plan.started.isoformat(),
        "since": "" if plan.since is None else moment_text(plan.since),
        "companies": json.dumps(plan.companies),
    }
    tagged = """
        EXISTS (SELECT 1 FROM question, json_each(question.companies) AS company WHERE question.id = {0}
        AND (:companies = '[]' OR company.value IN (SELECT value FROM json_each(:companies))))
    """
    rows = connection.execute(
        f"""
        SELECT review.question_id, round, topic, session_id, mode, study_day, grade, thinking_seconds, EXISTS (
            SELECT 1 FROM review AS earlier WHERE earlier.question_id = review.question_id
            AND earlier.id < review.id AND earlier.study_day < review.study_day AND earlier.voided_at IS NULL) AS again,
        {tagged.format("review.question_id")} AS tagged
        FROM review WHERE study_day >= :started AND reviewed_at >= :since AND voided_at IS NULL ORDER BY review.id
        """,  # noqa: S608  no value in it
        values,
    )
    deeds = tuple(
        Deed(
            question_id=row["question_id"],
            round=row["round"],
            topic=row["topic"],
            session_id=row["session_id"],
            mode=row["mode"],
            day=day_of(row["study_day"]),
            grade=grade_of(row["grade"]),
            seconds=seconds_of(row["thinking_seconds"]),
            again=bool(row["again"]),
            tagged=bool(row["tagged"]),
        )
        for row in rows
    )
    count = connection.execute(
        f"SELECT count(*) FROM card WHERE {tagged.format('card.question_id')}",  # noqa: S608  as above
        values,
    ).fetchone()[0]
    begun = {each.question_id for each in deeds if each.day == today and each.mode == "drill" and not each.again}
    held = tuple(_mocked(each) for each in reversed(mocks.mocks(connection)) if each.day >= plan.started)
    return Facts(deeds, held, plan.companies, count, len(begun))


def _mocked(mock: Mock) -> Mocked:
    graded = {question for question, _ in mock.grades}
    levels = tuple(each.probes for each in mock.spoken)
    return Mocked(mock.name, mock.day, len(mock.questions), len(mock.spoken), len(graded), levels)


def _candidates(connection: Connection, plan: Plan, condition: str, order: str) -> list[Candidate]:
    usual = usual_seconds(connection)
    rows = connection.execute(
        f"""
        SELECT card.*, budget_seconds, companies, levels FROM card JOIN question ON question.id = card.question_id
        WHERE {condition} AND card.round <> 'quickfire' ORDER BY {order} LIMIT {MOST}
        """  # noqa: S608  no value in it
    )
    return [
        Candidate(
            card_of(row),
            row["round"],
            usual.get(row["round"], float(row["budget_seconds"])),
            _wanted(plan, texts_of(row["companies"]), texts_of(row["levels"])),
        )
        for row in rows
    ]


def usual_seconds(connection: Connection) -> dict[str, float]:
    """Return the seconds that an attempt usually takes the learner, of each round that was practised enough to tell."""
    rows = connection.execute(
        "SELECT round, sum(reviews) AS reviews, sum(thinking_seconds) AS seconds FROM tally GROUP BY round"
    )
    return {
        row["round"]: max(1.0, row["seconds"] / row["reviews"] * REVIEWING) for row in rows if row["reviews"] >= ENOUGH
    }


def _wanted(plan: Plan, companies: tuple[str, ...], levels: tuple[str, ...]) -> int:
    """Return how soon a question is wanted: what a target company asks first, what is of another level last."""
    tagged = not plan.companies or not set(plan.companies).isdisjoint(companies)
    fits = not plan.levels or not levels or any(is_of_level(asked, mine) for asked in levels for mine in plan.levels)
    return (0 if tagged else 1) + (0 if fits else 2)
