"""Plans in the database: the cards follow the interview date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, review
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store
from review_logs import answered


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["one", "two", "three"]), st.sampled_from(list(Grade)), st.integers(0, 5)),
        max_size=15,
    ),
    dates=st.lists(st.none() | st.integers(0, 40), min_size=1, max_size=4),
)
def test_moving_the_interview_date_derives_every_card_and_stopping_the_plan_restores_them(
    steps: list[tuple[str, Grade, int]], dates: list[int | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("store")
    connection, store = open_database(home), Store(home)
    fill(connection, *QUESTIONS)
    journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    day = DAY
    for number, (name, grade, wait) in enumerate(steps):
        day += timedelta(days=wait)
        moment = NOON + (day - DAY) + timedelta(seconds=number)
        journal.record(answered(review(grade, day, question_id=name, moment=moment)))
    before = {name: store.reviews.card(name) for name in ("one", "two", "three")}
    store.plans.start(Plan(DAY, DAY), "p1", NOON)
    for number, away in enumerate(dates):
        interview = None if away is None else DAY + timedelta(days=away)
        store.plans.start(Plan(DAY, DAY, interview), f"p2-{number}", NOON)
        assert disagreements(connection, store.plans.schedule()) == ([], 0)
    store.plans.stop(NOON)
    assert {name: store.reviews.card(name) for name in before} == before
    assert disagreements(connection, PLAN) == ([], 0)
    journal.close()
    store.close()
    connection.close()


def test_a_plan_that_cannot_be_computed_is_not_stored(store: Store) -> None:
    before = Plan(DAY, DAY, DAY + timedelta(days=20))
    store.plans.start(before, "p1", NOON)
    after = before._replace(interview=DAY + timedelta(days=30))

    def start(plan_id: str, *, fails: bool) -> None:
        with store.plans.starting(after, plan_id, NOON):
            assert store.plans.running() == after
            if fails:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        start("p2", fails=True)
    assert store.plans.running() == before
    start("p3", fails=False)
    assert store.plans.running() == after
