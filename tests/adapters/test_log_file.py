"""Log files: each refusal names the number of the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logs_in_memory import Log, log_of
from mlprep_cli.adapters.log_file import IMPOSSIBLE_DAY, read
from mlprep_cli.core.log_records import KINDS, LONGEST_LINE, LogRecord, Value
from mlprep_cli.errors import InvalidLog

WHOLE = log_of(
    [(kind, 0, 0) for kind in ("review", "note", "plan", "said", "day_off", "suspension", "attempt", "story", "asked")]
)


def lines_of(log: Log) -> list[str]:
    """Return the kinds of a log that a reader yields."""
    return [line.kind for line in read(Path("log"), (f"{text}\n".encode("utf-8", "surrogatepass") for text in log))]


def with_values(kind: str, values: LogRecord) -> tuple[Log, int]:
    """Return the log with other values in the first line of a kind, and the number of that line."""
    place = next(number for number, text in enumerate(WHOLE) if json.loads(text)["kind"] == kind)
    line = json.dumps({**json.loads(WHOLE[place]), **values}, ensure_ascii=False)
    return (*WHOLE[:place], line, *WHOLE[place + 1 :]), place + 1


def refused(log: Log) -> InvalidLog:
    """Return the error of a log that is refused."""
    with pytest.raises(InvalidLog) as error:
        lines_of(log)
    return error.value


def test_the_log_of_these_tests_is_accepted() -> None:
    assert set(lines_of(WHOLE)) == {"settings", *KINDS}


@pytest.mark.parametrize(
    ("kind", "values", "what"),
    [
        (
            "review",
            {"study_day": "2026-03-04"},
            "the study day 2026-03-04 of this review is impossible at 2026-03-02T12:00",
        ),
        (
            "note",
            {"study_day": "2026-02-28"},
            "the study day 2026-02-28 of this note is impossible at 2026-03-02T12:00",
        ),
    ],
)
def test_a_study_day_that_its_moment_cannot_have_is_refused(kind: str, values: LogRecord, what: str) -> None:
    log, number = with_values(kind, values)
    error = refused(log)
    assert error.message.startswith(f"log:{number}: {what}")
    assert error.hint == IMPOSSIBLE_DAY


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("review", {"study_day": "2201-01-01"}),
        ("review", {"voided_at": "1989-12-31T23:59:59.999999Z"}),
        ("plan", {"interview": "2201-01-01"}),
        ("plan", {"since": "9999-12-31T23:59:59.999999Z"}),
        ("session", {"started_at": "0001-01-01T00:00:00.000000Z"}),
        ("mock", {"study_day": "1900-01-01"}),
        ("review", {"seconds": 1e308}),
        ("review", {"seconds": -1e-9}),
        ("review", {"budget": 0}),
        ("review", {"budget": 10**30}),
        ("review", {"key_points": [10**30]}),
        ("review", {"checkpoint": 22}),
        ("said", {"position": 10**6}),
        ("review", {"id": "x" * 900_000}),
        ("review", {"question": ""}),
        ("note", {"text": "\u200b"}),
        ("note", {"text": "a\u2066b"}),
        ("note", {"text": "\ud800"}),
        ("question", {"prompt": "\U000e0041"}),
        ("plan", {"companies": ["\u3164"]}),
        ("mock", {"name": ""}),
    ],
)
def test_a_value_beyond_the_edges_of_the_format_is_refused_with_its_line(kind: str, values: LogRecord) -> None:
    log, number = with_values(kind, values)
    assert refused(log).message.startswith(f"log:{number}: ")


@pytest.mark.parametrize(
    "line",
    [
        "[" * 200_000,
        '{"kind":' * 100_000,
        '{"kind":"review","seconds":NaN}',
        '{"kind":"note","text":"' + "x" * LONGEST_LINE + '"}',
    ],
)
def test_a_line_that_json_cannot_hold_is_refused_with_its_line(line: str) -> None:
    assert refused((*WHOLE[:3], line, *WHOLE[3:])).message.startswith("log:4: ")


def test_a_question_whose_id_is_an_old_id_of_another_is_refused_with_its_line() -> None:
    log, number = with_values("question", {"formerly": ["unheard-of"]})
    assert lines_of(log)
    log, number = with_values("question", {"formerly": ["one"]})
    assert refused(log).message == (
        f"log:{number + 1}: the question one is also an old id, in `formerly` of another question."
    )


def test_a_mock_interview_that_asked_an_old_id_is_refused_with_its_line() -> None:
    sections: list[Value] = [{"name": "mixed", "seconds": 60, "levels": 0, "questions": ["unheard-of"]}]
    log, number = with_values("mock", {"sections": sections})
    assert lines_of(log)
    asked = log[number - 1]
    log, _ = with_values("question", {"formerly": ["unheard-of"]})
    message = refused((*log[: number - 1], asked, *log[number:])).message
    assert message.startswith(f"log:{number}: the question unheard-of is also an old id")
