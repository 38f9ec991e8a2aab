"""The records of a log: what is valid, and what a newer version may write."""

from __future__ import annotations

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from log_lines import record
from mlprep_cli.core.log_records import (
    FRAME,
    KINDS,
    LONGEST_LINE,
    UPGRADE,
    LogRecord,
    Value,
    day_fault_of,
    fault_of,
    hint_of,
    id_fits,
    is_unknown_kind,
    unknown_record,
)
from mlprep_cli.core.text import STEERING
from mlprep_cli.errors import MlprepError


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seconds", -1.0),
        ("review_seconds", 1e9),
        ("checkpoint", 0.0),
        ("checkpoint", 3.0),
        ("study_day", "9999-12-31"),
        ("reviewed_at", "0001-01-01T00:00:00.000000Z"),
        ("study_day", "1989-12-31"),
        ("study_day", "2201-01-01"),
        ("reviewed_at", "1989-12-31T23:59:59.999999Z"),
        ("voided_at", "2201-01-01T00:00:00.000000Z"),
        ("reviewed_at", "2026-03-02T14:00:00.000000+02:00"),
        ("seconds", math.nan),
        ("seconds", math.inf),
        ("seconds", True),
        ("budget", -1),
        ("budget", 0),
        ("budget", 10**9 + 1),
        ("budget", 12.0),
        ("key_points", [-1]),
        ("key_points", [True]),
        ("key_points", [1] * 10_001),
        ("id", ""),
        ("id", "x" * 201),
        ("id", "é"),
        ("id", "a b"),
        ("id", "-a"),
    ],
)
def test_values_that_could_not_be_read_back_are_invalid(key: str, value: Value) -> None:
    assert key in (fault_of("review", {**record("review", 0, 0), key: value}) or "")


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\u200d", "a\u200bb", "\ufe0f", "\u3164", "a\nb", "\ud800", "x" * 10_001]
)
def test_a_text_is_one_line_that_can_be_seen(text: str) -> None:
    assert fault_of("note", {**record("note", 0, 0), "text": text}) == (
        "'text' of this note is not one line of visible text, 10000 characters at most"
    )


@pytest.mark.parametrize("text", ["a\u200bb", "\x00", "a\rb", "\u202e", "\ud800", "x" * 100_001])
def test_the_text_of_an_attempt_has_no_hidden_characters(text: str) -> None:
    assert fault_of("attempt", {**record("attempt", 0, 0), "text": text}) == (
        "'text' of this attempt is not text without hidden characters, 100000 characters at most"
    )


@pytest.mark.parametrize("text", ["", "\n", "def f():\n\treturn 1\n", "x" * 100_000])
def test_the_text_of_an_attempt_may_be_code_or_nothing(text: str) -> None:
    assert fault_of("attempt", {**record("attempt", 0, 0), "text": text}) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("form", "sung"),
        ("groups", -1),
        ("passed", True),
        ("failed", [""]),
        ("failed", "x"),
        ("hidden", 1),
        ("hidden", None),
    ],
)
def test_an_attempt_has_counts_and_names_of_groups(key: str, value: Value) -> None:
    assert key in (fault_of("attempt", {**record("attempt", 0, 0), key: value}) or "")


def test_a_study_day_that_its_moment_cannot_have_is_a_fault() -> None:
    for kind in ("review", "note", "attempt"):
        good = record(kind, 0, 0)
        assert day_fault_of(kind, good) is None
        for day in ("2026-03-01", "2026-03-03"):
            assert day_fault_of(kind, {**good, "study_day": day}) is None
        for day in ("2026-02-28", "2026-03-04", "2025-03-02"):
            fault = day_fault_of(kind, {**good, "study_day": day})
            assert fault is not None
            assert f"the study day {day} of this {kind} is impossible at 2026-03-02T12:00:00" in fault
    assert day_fault_of("plan", record("plan", 0, 0)) is None


def test_a_time_ordered_id_has_the_milliseconds_of_its_review_and_another_id_is_free() -> None:
    good = record("review", 0, 0)
    assert id_fits("review", good)
    assert id_fits("review", {**good, "reviewed_at": "2026-03-02T12:00:00.000999Z"})
    for moment in ("2026-03-02T12:00:00.001000Z", "2026-03-02T11:59:59.999999Z"):
        assert not id_fits("review", {**good, "reviewed_at": moment})
        for free in ("r1", "anki-1", str(good["id"]).replace("-7", "-4", 1), str(good["id"]).upper()):
            assert id_fits("review", {**good, "id": free, "reviewed_at": moment})


@pytest.mark.parametrize(
    ("identity", "moment"),
    [
        ("00000000-0000-7000-8000-000000000000", "1990-01-01T00:00:00.000000Z"),
        ("ffffffff-ffff-7000-8000-000000000000", "2200-12-31T23:59:59.999999Z"),
    ],
)
def test_the_id_of_a_review_that_was_moved_into_the_calendar_is_that_of_its_old_moment(
    identity: str, moment: str
) -> None:
    assert id_fits("review", {**record("review", 0, 0), "id": identity, "reviewed_at": moment})
    assert not id_fits("review", {**record("review", 0, 0), "id": identity})


@pytest.mark.parametrize("mode", ["drill", "quickfire", "mock", "speed-round", "Coding_2", "x" * 40])
def test_a_mode_of_a_newer_version_is_valid(mode: str) -> None:
    assert fault_of("review", {**record("review", 0, 0), "mode": mode}) is None
    assert fault_of("session", {**record("session", 0, 0), "mode": mode}) is None


@pytest.mark.parametrize("mode", ["", "two words", "x" * 41, "drill\n", "\x1b[2J", "drüll", None, 1])
def test_a_mode_is_a_short_name(mode: Value) -> None:
    assert "'mode'" in (fault_of("review", {**record("review", 0, 0), "mode": mode}) or "")


def test_a_key_of_a_newer_version_is_refused_with_the_advice_to_upgrade() -> None:
    newer = {**record("note", 0, 0), "mood": "good"}
    assert fault_of("note", newer) == "a note has no field 'mood'"
    assert hint_of("note", newer) == UPGRADE
    assert hint_of("note", {**record("note", 0, 0), "text": 1}) == ""


@pytest.mark.parametrize("kind", ["badge", "a", "code run", "audio_answer", "mock-2", "x" * 40])
def test_a_kind_of_a_newer_version_is_a_short_name_in_lower_case(kind: str) -> None:
    assert is_unknown_kind(kind)


@pytest.mark.parametrize("kind", [*KINDS, *FRAME, "", "Badge", "1st", " a", "x" * 41, "a\n", "bädge"])
def test_other_kinds_are_known_or_refused(kind: str) -> None:
    assert not is_unknown_kind(kind)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
RECORDS = st.dictionaries(st.text().filter(lambda key: key != "kind"), VALUES)


@given(RECORDS)
def test_an_unknown_record_is_one_line_that_reads_back_as_itself(newer: LogRecord) -> None:
    unknown = unknown_record("badge", newer)
    assert not re.search(STEERING, unknown.line)
    assert "\n" not in unknown.line
    read = json.loads(unknown.line)
    assert read.pop("kind") == "badge"
    assert unknown_record("badge", read) == unknown
    assert json.loads(unknown.text) == read == newer


def test_the_order_of_keys_does_not_make_another_record() -> None:
    assert unknown_record("badge", {"id": "x", "at": [1, 2]}) == unknown_record("badge", {"at": [1, 2], "id": "x"})
    assert unknown_record("badge", {"id": "x", "at": None}).line == '{"kind":"badge","at":null,"id":"x"}'


def test_an_unknown_record_that_could_not_be_read_back_is_refused() -> None:
    deep: Value = []
    for _ in range(100_000):
        deep = [deep]
    records: list[LogRecord] = [
        {"size": math.inf},
        {"text": "x" * LONGEST_LINE},
        {"text": "\x7f" * (LONGEST_LINE // 6)},
        {"deep": deep},
    ]
    for newer in records:
        with pytest.raises(MlprepError) as refused:
            unknown_record("badge", newer)
        assert refused.value.hint == UPGRADE
