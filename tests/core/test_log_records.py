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
    fault_of,
    hint_of,
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
    ],
)
def test_values_that_could_not_be_read_back_are_invalid(key: str, value: Value) -> None:
    assert key in (fault_of("review", {**record("review", 0, 0), key: value}) or "")


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
