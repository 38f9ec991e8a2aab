"""Reading the review log: the last grade, and reviews in the future."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from sqlite3 import Connection

from hypothesis import given

from fakes import DAY, NOON, review
from logs_in_memory import LOGS, Log, export, log_of, memory, take
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.reviews import ReviewStore
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_of_reviews_from_logs_alone_the_last_one_is_the_latest() -> None:
    with closing(memory()) as connection:
        take(connection, log_of([("review", 5, 0), ("review", 2, 0)]))
        take(connection, log_of([("review", 3, 0)]))
        last = ReviewStore(connection).last()
        assert last is not None
        assert last.reviewed_at == NOON + timedelta(hours=5)


def test_a_merge_does_not_come_between_a_grade_and_its_undo(
    database: Connection, store: Store, journal: Journal
) -> None:
    given = review(Grade.STRONG)
    journal.record(answered(given))
    take(database, log_of([("review", 7, 0)]))
    assert store.reviews.last() == given
    assert journal.undo_last(NOON) == given
    merged = store.reviews.last()
    assert merged is not None
    assert merged.reviewed_at == NOON + timedelta(hours=7)


@given(LOGS, LOGS)
def test_every_machine_derives_the_same_cards_whatever_it_recorded_first(one: Log, other: Log) -> None:
    with closing(memory()) as left, closing(memory()) as right:
        take(left, one, other)
        take(right, other, one)
        assert export(left) == export(right)
        assert [*map(tuple, left.execute("SELECT * FROM card ORDER BY question_id"))] == [
            *map(tuple, right.execute("SELECT * FROM card ORDER BY question_id"))
        ]
        assert ReviewStore(left).last() == ReviewStore(right).last()
        assert disagreements(left, PlanStore(left).schedule()) == ([], 0)


def test_reviews_after_today_are_counted_with_the_last_of_their_days(store: Store, journal: Journal) -> None:
    assert store.reviews.after(DAY) is None
    for days in (-1, 0, 1, 400):
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days))))
    assert store.reviews.after(DAY) == (2, DAY + timedelta(days=400))
    journal.undo_last(NOON)
    assert store.reviews.after(DAY) == (1, DAY + timedelta(days=1))
    journal.undo_last(NOON)
    assert store.reviews.after(DAY) is None
