"""The join of two versions of one record: in either order the same, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from log_lines import at, record
from mlprep_cli.core.log_merge import both_notes, ended_plans, joined
from mlprep_cli.core.log_records import LogRecord, fault_of
from mlprep_cli.errors import MlprepError


def test_a_review_that_was_edited_by_hand_is_refused_and_named() -> None:
    ours = record("review", 1, 0)
    with pytest.raises(MlprepError, match=r"has grade \"lean\" here and \"strong\" there"):
        joined("review", ours, {**ours, "grade": "strong"})


def test_each_kind_joins_two_versions_by_its_own_rule() -> None:
    early, late = record("review", 1, 1), record("review", 1, 2)
    assert joined("review", early, late)["voided_at"] == at(1001)
    early, late = record("session", 1, 1), record("session", 1, 2)
    assert joined("session", early, late)["ended_at"] == at(1002)
    lost = {**early, "started_at": at(3), "ended_at": None}
    assert joined("session", early, lost) == joined("session", lost, early) == early
    passed, answered = record("said", 1, 1), record("said", 1, 2)
    assert joined("said", passed, answered) == joined("said", answered, passed) == answered
    one, other = record("note", 1, 1), record("note", 1, 2)
    assert both_notes(one, other) == both_notes(other, one)
    assert {note["text"] for note in both_notes(one, other)} == {"missed 1", "missed 2"}
    assert len({str(note["id"])[:18] for note in both_notes(one, other)}) == 1
    assert all(fault_of("note", note) is None for note in both_notes(one, other))


def test_a_plan_has_ended_when_the_one_after_it_began() -> None:
    first, second = record("plan", 1, 0), record("plan", 3, 0)
    assert [plan["ended_at"] for plan in ended_plans([first, second])] == [at(3), None]
    assert ended_plans(ended_plans([first, second])) == ended_plans([first, second])


def test_a_study_day_that_was_repaired_on_one_machine_is_taken_from_there() -> None:
    sound: LogRecord = {
        "id": "one",
        "reviewed_at": "2026-03-02T12:00:00.000000Z",
        "study_day": "2026-03-02",
        "voided_at": None,
    }
    strange: LogRecord = {**sound, "study_day": "2026-04-01"}
    early, late = (
        {**each, "attempted_at": each["reviewed_at"], "removed_at": None, "text": ""} for each in (sound, strange)
    )
    assert joined("attempt", early, late) == joined("attempt", late, early) == early
    assert joined("review", dict(sound), dict(strange)) == joined("review", dict(strange), dict(sound)) == sound


DAYS = ("2026-03-01", "2026-03-02", "2026-03-03", "2026-04-01", "1999-01-01")
"""Study days of a review at noon on 2 March: the first three fit, the others do not."""


@given(st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_days_that_repairs_derived_differently_join_in_any_order(one: str, two: str, three: str) -> None:
    for kind in ("review", "attempt", "note"):
        a, b, c = ({**record(kind, 0, 0), "study_day": day} for day in (one, two, three))
        assert _joined(kind, a, b) == _joined(kind, b, a)
        assert _joined(kind, _joined(kind, a, b), c) == _joined(kind, a, _joined(kind, b, c))
        assert _joined(kind, a, a) == a


def _joined(kind: str, ours: LogRecord, theirs: LogRecord) -> LogRecord:
    if kind != "note":
        return joined(kind, ours, theirs)
    (note,) = both_notes(ours, theirs)
    return note


def test_a_session_and_an_interview_that_a_repair_made_up_give_way_to_the_true_ones() -> None:
    lost, true = {**record("session", 1, 0), "mode": "drill"}, {**record("session", 1, 0), "mode": "quickfire"}
    assert joined("session", lost, true) == joined("session", true, lost) == true
    with pytest.raises(MlprepError, match="has mode"):
        joined("session", true, {**true, "mode": "mock"})
    lost, true = record("mock", 1, 0), {**record("mock", 1, 1), "name": "onsite", "company": "Google"}
    assert joined("mock", lost, true) == joined("mock", true, lost) == true
    other = {**lost, "sections": []}
    assert joined("mock", lost, other) == joined("mock", other, lost)
    with pytest.raises(MlprepError, match="has name"):
        joined("mock", true, {**true, "name": "phone"})
