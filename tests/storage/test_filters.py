"""Queries as SQL: what each field restricts, and that every value is bound."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN, review
from in_process import InProcess
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.filters import conditions
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from program import bank_text
from review_logs import answered

FIELDS = ("rounds", "topics", "companies", "difficulties", "levels")


@pytest.mark.parametrize(
    ("query", "total"),
    [
        (Query(rounds=("screening",)), 2),
        (Query(topics=("optimization",)), 2),
        (Query(companies=("google",)), 3),
        (Query(difficulties=("hard",)), 1),
        (Query(levels=("l5+",)), 1),
        (Query(words=("what", "TWO")), 1),
        (Query(rounds=("screening", "quickfire"), topics=("optimization",)), 2),
        (Query(companies=("meta",)), 0),
    ],
)
def test_a_query_matches_the_questions_that_it_names(store: Store, query: Query, total: int) -> None:
    assert store.stats.progress(query, DAY, PLAN).total == total
    assert len(store.questions.listed(query)) == total


def test_none_matches_everything_and_an_empty_tuple_nothing(store: Store) -> None:
    assert len(store.questions.listed(Query())) == 4
    empty = (Query(rounds=()), Query(topics=()), Query(companies=()), Query(difficulties=()), Query(levels=()))
    for nothing in empty:
        assert store.questions.listed(nothing) == []
        assert store.cards.due(nothing, DAY) == []
        assert store.cards.next_due(nothing, DAY) is None
        assert store.cards.new(nothing, 9) == []
        assert store.stats.progress(nothing, DAY, PLAN).total == 0


def test_any_company_matches_nothing_in_a_bank_without_companies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bank.yaml").write_text(bank_text("one", "two"))
    monkeypatch.setattr("mlprep_cli.app.banks.shipped_bank", lambda: tmp_path / "bank.yaml")
    program = InProcess(tmp_path / "home")
    assert len(program.document("list")["questions"]) == 2
    assert program.document("list", "--company", "any")["questions"] == []
    assert program.document("stats", "--company", "any")["questions"]["total"] == 0


def test_since_restricts_reviews_and_no_cards(store: Store, journal: Journal) -> None:
    for days in (0, 3):
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days))))
    later = Query(since=DAY + timedelta(days=1))
    assert store.questions.listed(later) == store.questions.listed(Query())
    assert store.cards.new(later, 9) == store.cards.new(Query(), 9)
    assert store.stats.progress(later, DAY, PLAN).grades.total == 1
    assert store.stats.progress(later, DAY, PLAN).total == 4
    assert store.stats.progress(Query(), DAY, PLAN).grades.total == 2


VALUES = st.lists(st.text(min_size=3).map(lambda text: f"'{text}\""), max_size=3).map(tuple)


@given(
    query=st.builds(
        Query,
        *[st.none() | VALUES for _ in FIELDS],
        words=VALUES,
        since=st.none() | st.dates().filter(lambda day: day.year > 1),
    ),
    table=st.sampled_from(["card", "standing", "review"]),
)
def test_every_value_is_bound_and_none_is_in_the_text(query: Query, table: str) -> None:
    where, values = conditions(query, table)
    given_values = [value for field in FIELDS for value in getattr(query, field) or ()] + list(query.words)
    for value in given_values:
        assert value not in where
        assert value.lower() in {str(bound).lower() for bound in values.values()}
    assert "'" not in where
    assert '"' not in where
    if query.since is not None:
        assert query.since.isoformat() not in where
        assert ("since" in values) == (table != "card")
    assert all(f":{name}" in where for name in values)
