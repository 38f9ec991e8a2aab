"""The last computed readiness: known until something that it depends on changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from conftest import QUESTIONS
from fakes import DAY, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_a_readiness_is_known_for_its_day_until_the_log_or_the_bank_changes(
    store: Store, journal: Journal, refill: Callable[..., BankChanges]
) -> None:
    cache = store.readiness_cache
    assert cache.known(DAY) is None
    cache.keep(DAY, 0.75)
    assert cache.known(DAY) == 0.75
    assert cache.known(DAY + timedelta(days=1)) is None
    journal.record(answered(review(Grade.STRONG)))
    assert cache.known(DAY) is None
    cache.keep(DAY, 0.5)
    assert cache.known(DAY) == 0.5
    refill(*QUESTIONS[1:])
    assert cache.known(DAY) is None
