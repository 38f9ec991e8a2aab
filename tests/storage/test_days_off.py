"""Days off: records of the log that are exported, merged and taken back."""

from __future__ import annotations

from datetime import timedelta

from fakes import DAY, NOON
from mlprep_cli.core.days import DaysOff
from mlprep_cli.storage.store import Store

WEEK = DaysOff(DAY, DAY + timedelta(days=6))


def test_days_are_marked_and_the_rest_of_a_range_stays_off_when_some_are_given_back(store: Store) -> None:
    store.days_off.mark(WEEK, "off", NOON)
    assert len(store.days_off.days()) == 7
    middle = DaysOff(DAY + timedelta(days=2), DAY + timedelta(days=3))
    assert store.days_off.remove(middle, ("before", "after"), NOON) == 2
    assert store.days_off.ranges() == [
        DaysOff(DAY, DAY + timedelta(days=1)),
        DaysOff(DAY + timedelta(days=4), DAY + timedelta(days=6)),
    ]
    assert store.days_off.remove(middle, ("more", "others"), NOON) == 0


def test_days_off_are_in_the_log_with_the_moment_they_were_given_back(store: Store) -> None:
    store.days_off.mark(WEEK, "off", NOON)
    (line,) = (line for line in store.log.lines({}) if '"day_off"' in line)
    assert '"first":"2026-03-02","last":"2026-03-08"' in line
    assert '"removed_at":null' in line
    store.days_off.remove(WEEK, ("before", "after"), NOON)
    (line,) = (line for line in store.log.lines({}) if '"day_off"' in line)
    assert '"removed_at":"2026-03-02T12:00:00.000000Z"' in line
    assert store.days_off.days() == frozenset()
