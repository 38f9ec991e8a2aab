"""Tables never shorten a name, a number or a path, whatever the terminal; a pipe gets one record a line."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path, PurePosixPath

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from fakes import DAY, NOON, review
from mlprep_cli.adapters.display import Display
from mlprep_cli.core.readiness import Readiness
from mlprep_cli.core.reviews import Card, Entry, Grade, Note
from mlprep_cli.core.stats import ListedQuestion, Tally
from mlprep_cli.views import banks, questions, readiness, reviews, settings
from mlprep_cli.views.tables import Column, Row, Table

WIDTHS = st.integers(1, 220)
NAMES = st.lists(
    st.sampled_from(["l1", "vs", "regularization", "early", "stopping", "a", "implementation"]), min_size=1
).map("-".join)
WORDS = st.text(st.sampled_from("abcXYZ019.,;-_(){}%é漢字–’"), min_size=1, max_size=40)
NUMBERS = st.integers(0, 10**12).map(str)
PROSE = st.lists(WORDS, max_size=12).map(" ".join)
PATHS = st.lists(WORDS.filter(lambda word: word != "."), min_size=1, max_size=8).map(
    lambda parts: str(PurePosixPath("/", *parts))
)
CARDS = st.builds(
    Card,
    NAMES,
    st.sampled_from([None, 0, 3, 21, "mastered"]),
    st.one_of(st.none(), st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days))),
    lapses=st.integers(0, 9),
)
QUESTIONS = st.builds(ListedQuestion, NAMES, NAMES, st.just("easy"), st.just(()), CARDS)


def shown(renderable: RenderableType, width: int, *, terminal: bool) -> list[str]:
    """Return the lines that a display of this width prints."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=terminal, color_system=None, markup=False, emoji=False)
    Display(console).print(renderable)
    return stream.getvalue().splitlines()


def words(lines: Sequence[str]) -> list[str]:
    return " ".join(lines).split()


def table_of(rows: Sequence[Row]) -> Table:
    return Table(
        ("name", "count", Column("first", rank=2), Column("second", rank=1), Column("path", holds="paths")), rows
    )


@given(st.lists(st.tuples(NAMES, NUMBERS, NAMES, NUMBERS, PATHS), min_size=1, max_size=4), WIDTHS)
def test_a_terminal_shows_every_name_number_and_path_whole(
    rows: list[tuple[str, str, str, str, str]], width: int
) -> None:
    lines = shown(table_of(rows), width, terminal=True)
    for name, count, _, _, path in rows:
        assert name in words(lines)
        assert count in words(lines)
        assert any(line.endswith(path) for line in lines)


@given(st.lists(st.tuples(NAMES, NUMBERS, NAMES, NUMBERS, PATHS), min_size=1, max_size=4), WIDTHS)
def test_columns_give_way_in_the_order_of_their_rank(rows: list[tuple[str, str, str, str, str]], width: int) -> None:
    text = words(shown(table_of(rows), width, terminal=True))
    assert "name" in text
    assert "count" in text
    assert "first" in text or "second" not in text


@given(st.lists(st.tuples(NAMES, NUMBERS, NAMES, NUMBERS, PATHS), max_size=4), WIDTHS)
def test_a_pipe_gets_one_record_a_line_whatever_the_width(
    rows: list[tuple[str, str, str, str, str]], width: int
) -> None:
    title, *lines = shown(table_of(rows), width, terminal=False)
    assert title.split() == ["name", "count", "first", "second", "path"]
    assert [line.split(maxsplit=4) for line in lines] == [list(row) for row in rows]


@given(st.lists(st.tuples(NAMES, PROSE), min_size=1, max_size=6), WIDTHS)
@example([("a", "wide 漢字 and e\u0301")], 9)
def test_prose_wraps_between_words_and_loses_none(rows: list[tuple[str, str]], width: int) -> None:
    table = Table(("name", Column("prose", holds="prose")), rows, titles=False)
    expected = " ".join(f"{name} {prose}" for name, prose in rows).split()
    lines = shown(table, width, terminal=True)
    assert words(lines) == expected
    assert all(cell_len(line) <= width or len(line.split()) == 1 for line in lines)
    assert words(shown(table, width, terminal=False)) == expected
    assert len(shown(table, width, terminal=False)) == len(rows)


@given(st.lists(st.tuples(NAMES, NUMBERS, NAMES), min_size=1, max_size=4), WIDTHS)
def test_a_line_is_longer_than_the_terminal_only_if_it_is_a_single_word(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    table = Table(("name", "count", Column("topic", rank=1)), rows)
    assert all(len(line) <= width or len(line.split()) == 1 for line in shown(table, width, terminal=True))


@given(st.lists(QUESTIONS, min_size=1, max_size=4), WIDTHS, st.booleans())
def test_the_list_has_every_id(rows: list[ListedQuestion], width: int, terminal: bool) -> None:
    lines = shown(questions.question_list(rows, DAY), width, terminal=terminal)
    assert {question.card.question_id for question in rows} <= set(words(lines))
    if not terminal:
        assert [line.split()[:3] for line in lines[1 : len(rows) + 1]] == [
            [question.card.question_id, question.round, question.topic] for question in rows
        ]


@given(st.lists(st.tuples(NAMES, st.sampled_from(Grade), st.booleans()), min_size=1, max_size=4), WIDTHS, st.booleans())
def test_the_history_has_every_id_and_day(log: list[tuple[str, Grade, bool]], width: int, terminal: bool) -> None:
    entries = [Entry(review(grade, question_id=name), NOON if undone else None) for name, grade, undone in log]
    lines = shown(reviews.history(iter(entries)), width, terminal=terminal)
    text = words(lines)
    for name, _, _ in log:
        assert name in text
    assert text.count(DAY.isoformat()) == len(log)
    if not terminal:
        assert len(lines) == len(log) + 1


@given(st.lists(st.tuples(NAMES, PROSE), min_size=1, max_size=6), WIDTHS)
def test_the_notes_have_every_id_and_word(notes: list[tuple[str, str]], width: int) -> None:
    rows = [Note("note", name, "session", NOON, DAY, text) for name, text in notes]
    text = words(shown(reviews.notes(rows), width, terminal=True))
    for name, prose in notes:
        assert {name, *prose.split()} <= set(text)


@given(st.lists(st.tuples(NAMES, st.integers(0, 10**6), PATHS), min_size=1, max_size=5), WIDTHS, st.booleans())
@example([("mlprep", 337, f"/tmp/{'a-very-long-folder/' * 9}questions.yaml")], 80, False)
def test_the_banks_have_every_name_number_and_path(
    rows: list[tuple[str, int, str]], width: int, terminal: bool
) -> None:
    lines = shown(banks.bank_list([(name, count, Path(path)) for name, count, path in rows]), width, terminal=terminal)
    for name, count, path in rows:
        assert {name, str(count)} <= set(words(lines))
        assert any(line.endswith(path) for line in lines)


@given(NAMES, WORDS, PROSE, PATHS, WIDTHS, st.booleans())
def test_the_settings_have_every_value_and_path(
    key: str, value: str, meaning: str, path: str, width: int, terminal: bool
) -> None:
    lines = shown(settings.setting_list([(key, value, meaning)], [("database", Path(path))]), width, terminal=terminal)
    assert {key, value, *meaning.split()} <= set(words(lines))
    assert any(line.endswith(path) for line in lines)


@given(st.lists(st.tuples(NAMES, st.integers(1, 10**6)), min_size=1, max_size=6), WIDTHS)
def test_the_readiness_has_every_name(rows: list[tuple[str, int]], width: int) -> None:
    groups = [Readiness(name, count, 0, 0.5, None, Tally()) for name, count in rows]
    text = words(shown(readiness.readiness_table("topic", groups), width, terminal=True))
    assert {name for name, _ in rows} <= set(text)
    assert text.count("50%") == len(rows)


def test_a_record_with_line_breaks_stays_on_its_line() -> None:
    table = Table(("name", Column("prose", holds="prose")), [("one", "a\nb\tc\r\n\x1b[2Jd"), ("two", Text("e\nf"))])
    assert shown(table, 80, terminal=False)[1:] == ["one   a b c [2Jd", "two   e f"]


def test_a_long_log_is_shown_while_it_is_read() -> None:
    reached = 0

    def rows() -> Iterator[Row]:
        nonlocal reached
        for number in range(5000):
            reached = number
            yield (f"question-{number}", "1")

    class Stream(io.StringIO):
        first = -1

        def write(self, text: str) -> int:
            if self.first < 0:
                self.first = reached
            return super().write(text)

    stream = Stream()
    Display(Console(file=stream, width=80)).print(Table(("name", "count"), rows()))
    assert stream.first < 2000
    assert len(stream.getvalue().splitlines()) == 5001
