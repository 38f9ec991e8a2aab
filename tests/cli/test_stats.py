"""`stats`: its document, its screens, and filters that act on every figure."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from in_process import InProcess
from program import Document, bank_text, ok


def drill(program: InProcess, *grades: str) -> None:
    """Answer a question of the small bank for each grade."""
    ok(program.run("drill", "--topic", "mine", typed="".join(f"\n{grade}\n" for grade in grades) + "q\n"))


def test_the_document_is_the_documented_one(mlprep: InProcess) -> None:
    drill(mlprep, "s", "l", "n")
    document = mlprep.document("stats", "--topic", "mine")
    assert document["questions"] == {"total": 3, "new": 0, "learning": 3, "mastered": 0}
    assert (document["due"]["now"], document["due"]["overdue"], len(document["due"]["forecast"])) == (1, 0, 21)
    assert {"day": "2026-03-05", "count": 2} in document["due"]["forecast"]
    assert document["reviews"] == {"total": 3, "today": 3, "strong": 1, "lean": 1, "no_hire": 1}
    assert document["streak"] == {"current": 1, "longest": 1}
    assert document["checkpoints"][0] == {"checkpoint": 0, "first_attempts": 3, "strong": 1, "lean": 1, "no_hire": 1}
    assert [checkpoint["checkpoint"] for checkpoint in document["checkpoints"]] == [0, 3, 7, 14, 21, "mastered"]
    (topic,) = document["topics"]
    assert {"topic", "questions", "seen", "strong", "lean", "no_hire", "median_seconds", "budget"} <= set(topic)
    assert (topic["topic"], topic["questions"], topic["seen"]) == ("mine", 3, 3)
    assert document["rounds"][0]["round"] == "screening"
    assert set(document["time"]) == {"seconds_total", "over_budget_share"}


def test_undefined_figures_are_null_and_a_dash(mlprep: InProcess) -> None:
    document = mlprep.document("stats", "--topic", "mine")
    assert document["time"] == {"seconds_total": 0.0, "over_budget_share": None}
    assert document["topics"][0]["median_seconds"] is None
    assert "–" in ok(mlprep.run("stats"))


def test_the_overview_has_rounds_topics_checkpoints_and_coming_reviews(mlprep: InProcess) -> None:
    drill(mlprep, "s", "l", "n")
    shown = ok(mlprep.run("stats"))
    for expected in (
        "reviews   3  3 today",
        "screening",
        "weakest   mine",
        "Day 0",
        "21 days",
        "too early: 3 of 20 first answers",
    ):
        assert expected in shown
    assert len(shown.splitlines()) <= 23
    assert "Thu 5 Mar" in ok(mlprep.run("stats", "forecast"))
    assert "mine" in ok(mlprep.run("stats", "topics"))
    assert "nothing due in the next 21 days" in ok(mlprep.run("stats", "--topic", "bias-variance"))
    assert "reviews   0" in ok(mlprep.run("stats", "--since", "2026-03-03"))


@pytest.mark.parametrize("part", ["topics", "companies"])
def test_a_part_can_be_printed_as_csv(mlprep: InProcess, part: str) -> None:
    drill(mlprep, "s")
    assert ok(mlprep.run("stats", part, "--csv")).splitlines()[0].split(",")[1] == "questions"


def test_the_page_is_written_to_a_file(mlprep: InProcess, tmp_path: Path) -> None:
    drill(mlprep, "s")
    assert ok(mlprep.run("stats", "--html", str(tmp_path / "page.html"))) == f"written: {tmp_path / 'page.html'}\n"
    assert "<svg" in (tmp_path / "page.html").read_text("utf-8")


# --- filters ---

OTHERS = bank_text(
    "delta", "epsilon", topic="others", round_name="deep-dive", companies="[{name: Acme}]", level="[X7+]"
)
OTHERS = OTHERS.replace("difficulty: easy", "difficulty: hard")
FILTERS = (
    ("--topic", "others"),
    ("--company", "Acme"),
    ("--level", "X8"),
    ("--round", "deep-dive", "--difficulty", "hard", "--topic", "others"),
    ("--difficulty", "hard", "--topic", "others"),
)
"""Filters that match the two questions of the other bank only."""


@pytest.fixture
def mixed(mlprep: InProcess, tmp_path: Path) -> InProcess:
    """The program four days into practice of two banks, with a mock interview of the shipped one."""
    (tmp_path / "others.yaml").write_text(OTHERS)
    ok(mlprep.run("bank", "add", str(tmp_path / "others.yaml")))
    for days, grades in ((0, "snl"), (3, "ssl")):
        drill(mlprep.later(days=days), *grades)
    later = mlprep.later(days=3)
    ok(later.run("quickfire", "--count", "2", typed="\ns\n\nl\n\n"))
    ok(later.run("mock", "quick-fire", "--questions", "1", "--seed", "1", typed="\n\n\n\ns\n\n"))
    return later


def numbers(value: object) -> Iterator[float]:
    """Yield every number in a document except those of `questions`, of the budget and of false."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("questions", "schema", "checkpoint", "new", "total", "budget"):
                yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float) and value:
        yield value


@pytest.mark.parametrize("options", FILTERS, ids=" ".join)
def test_with_nothing_seen_in_the_filter_every_figure_of_practice_is_zero_or_null(
    mixed: InProcess, options: tuple[str, ...]
) -> None:
    document = mixed.document("stats", *options)
    assert document["questions"] == {"total": 2, "new": 2, "learning": 0, "mastered": 0}
    assert [group["questions"] for group in document["topics"]] == [2]
    assert list(numbers(document)) == []
    assert (document["ready"], document["companies"], document["mocks"]) == (None, [], [])
    shown = ok(mixed.run("stats", *options))
    for expected in ("questions 2  2 new", "due       0  0 overdue", "reviews   0  0 today", "streak    0 days"):
        assert expected in shown
    assert "too early" not in shown
    assert "retention" not in shown


@pytest.mark.parametrize("options", FILTERS, ids=" ".join)
def test_every_figure_is_about_the_matching_questions(mixed: InProcess, options: tuple[str, ...]) -> None:
    before = mixed.document("stats")
    ok(mixed.run("drill", "delta", typed="\nn\n\nl\nq\n"))
    later = mixed.later(days=3)
    ok(later.run("drill", "delta", "epsilon", typed="\ns\n\ns\nq\n"))
    document = later.document("stats", *options)
    assert document["questions"] == {"total": 2, "new": 0, "learning": 2, "mastered": 0}
    assert document["reviews"] == {"total": 4, "today": 2, "strong": 2, "lean": 1, "no_hire": 1}
    assert document["streak"] == {"current": 1, "longest": 1}
    assert sum(day["reviews"] for day in document["calendar"]) == 4
    assert sum(week["reviews"] for week in document["weeks"]) == 4
    assert [times["round"] for times in document["times"]] == ["deep-dive"]
    assert (document["quickfire"], document["mocks"], document["leeches"], document["slow"]) == ([], [], [], [])
    assert document["retention"]["first_attempts"] == 1
    assert (document["ready"]["questions"], document["ready"]["seen"]) == (2, 2)
    assert [(company["company"], company["questions"]) for company in document["companies"]] == [("Acme", 2)]
    assert len(before["mocks"]) == len(before["quickfire"]) == 1
    answers = document["headline"]["first_answers"]
    assert answers < document["headline"]["first_answers_needed"] == 20
    assert document["ready"]["predicted"] is document["headline"]["expected"] is None
    assert f"ready     too early: {answers} of 20 first answers" in ok(later.run("stats", *options))


def test_since_restricts_everything_that_is_computed_from_reviews(mixed: InProcess) -> None:
    since = mixed.document("stats", "--since", "2026-03-05")
    everything = mixed.document("stats")
    assert everything["reviews"]["total"] - since["reviews"]["total"] == 3
    assert since["streak"] == {"current": 1, "longest": 1}
    assert len(since["mocks"]) == len(since["quickfire"]) == 1
    assert since["retention"]["first_attempts"] == 2
    nothing = mixed.document("stats", "--since", "2026-03-06")
    assert (nothing["ready"], nothing["companies"], nothing["mocks"], nothing["quickfire"]) == (None, [], [], [])
    assert nothing["reviews"]["total"] == nothing["streak"]["longest"] == sum(day_counts(nothing)) == 0
    assert nothing["retention"] == {"first_attempts": 0, "strong": 0, "lean": 0, "no_hire": 0, "predicted": None}
    shown = ok(mixed.run("stats", "--since", "2026-03-06"))
    assert "too early" not in shown
    assert "reviews   0  0 today" in shown


def day_counts(document: Document) -> list[int]:
    """Return the number of reviews on each day of the calendar."""
    return [day["reviews"] for day in document["calendar"]]


def test_a_question_that_was_slow_before_the_day_is_not_slow_since(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "--timer", "1", typed="\ns\nq\n"))
    make_slow(mlprep.home / "mlprep.db")
    assert [row["question"] for row in mlprep.document("stats")["slow"]] == ["alpha"]
    assert mlprep.later(days=5).document("stats", "--since", "2026-03-04")["slow"] == []


def make_slow(database: Path) -> None:
    """Make every review take a minute."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE review SET thinking_seconds = 60")


# --- levels ---


def test_every_command_means_the_same_questions_by_a_level(mlprep: InProcess, tmp_path: Path) -> None:
    levels = ("[L4+]", "[L5+]", "[L6]", "[L6+]", "[L7+]", "[E6]", "[senior]")
    texts = [
        bank_text(f"level-{number}", topic="levels", level=level).split("questions:\n")[1]
        for number, level in enumerate(levels)
    ]
    head = bank_text(topic="levels")
    (tmp_path / "levels.yaml").write_text(
        head + "".join(texts) + bank_text("any", topic="levels").split("questions:\n")[1]
    )
    ok(mlprep.run("bank", "add", str(tmp_path / "levels.yaml")))
    expected = ["level-0", "level-1", "level-2", "level-3"]

    ok(mlprep.run("plan", "start", "--level", "l6"))
    assert mlprep.document("plan")["levels"] == ["L6"]
    options = ("--topic", "levels", "--level", "L6")
    assert [question["id"] for question in mlprep.document("list", *options)["questions"]] == expected
    assert mlprep.document("stats", *options)["questions"]["total"] == len(expected)
    assert f"1/{len(expected)} " in ok(mlprep.run("drill", *options, typed="q\n"))
    with mlprep.context() as context:
        fits = {candidate.question_id: candidate.fit for candidate in context.store.mocks.candidates((), ("L6",))}
    assert [name for name in fits if name.startswith("level-") and fits[name]] == expected
    for command in ("list", "drill", "stats", "mock"):
        assert "There is no level Z9." in mlprep.run(command, "--level", "Z9").stderr


def test_the_confidence_is_asked_kept_shown_and_merged(mlprep: InProcess, tmp_path: Path) -> None:
    assert "No confidence given yet" in ok(mlprep.run("stats", "confidence"))
    ok(mlprep.run("drill", "alpha", typed="3\n\ns\n"))
    assert mlprep.document("stats")["confidence"] == []
    ok(mlprep.run("config", "set", "confidence", "on"))
    shown = ok(mlprep.run("drill", "beta", "gamma", typed="3\n\nn\n1\n\nl\nq\n"))
    assert "How sure are you?" not in shown or "You say: 3, sure." in shown
    document = mlprep.document("stats")
    assert document["confidence"] == [
        {"confidence": 1, "first_attempts": 1, "strong": 0, "lean": 1, "no_hire": 0},
        {"confidence": 3, "first_attempts": 1, "strong": 0, "lean": 0, "no_hire": 1},
    ]
    picture = ok(mlprep.run("stats", "confidence"))
    for expected in ("3 sure", "1 a guess", "sure and wrong 1 ×"):
        assert expected in picture
    ok(mlprep.run("data", "export", str(tmp_path / "log.jsonl")))
    lines = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert sum('"confidence"' in line for line in lines if '"kind":"review"' in line) == 2
    ok(mlprep.run("data", "merge", str(tmp_path / "log.jsonl")))
    assert mlprep.document("stats")["confidence"] == document["confidence"]


def test_the_forecast_of_a_day_is_beside_its_time(mlprep: InProcess) -> None:
    drill(mlprep, "s", "l", "n")
    (day,) = mlprep.document("stats")["days"]
    assert day["attempts"] >= 3
    assert day["forecast_seconds"] > day["seconds"] >= 0
    assert "forecast" in ok(mlprep.run("stats", "time"))
