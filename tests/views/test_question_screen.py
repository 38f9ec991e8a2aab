"""Every question as one view of a terminal that has no room to spare."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from rich.segment import Segment

from fakes import DAY, NOON, question, session_of
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.adapters.settings import shipped_bank
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import KeyPoint, Question, Rubric
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, Note
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Cells, Extent, Panel
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.reading import Reading
from mlprep_cli.core.session.state import Session
from mlprep_cli.core.text_field import TextField
from mlprep_cli.views import answer
from mlprep_cli.views.question_screen import Frame, Render, Surroundings, frame

TERMINALS = [Cells(80, 24), Cells(60, 18)]
CONSOLE = Console(width=200, force_terminal=True, color_system=None)


@cache
def shipped() -> tuple[Question, ...]:
    """Return the questions of the shipped bank."""
    return BankFile.read(shipped_bank()).bank(KnownNames(frozenset(), frozenset())).questions


def render(renderable: RenderableType, columns: int) -> list[list[Segment]]:
    return CONSOLE.render_lines(renderable, CONSOLE.options.update(width=columns, height=None), pad=False)


def asked(of: Question, phase: Phase, *, note: str = "", **changes: object) -> Session:
    """Return a session in which a question is on the screen, asked before and with a note if there is one."""
    card = Card(of.id, 7, DAY, 4, lapses=1, reviews=2, last_grade=Grade.LEAN)
    kept = Note("note", of.id, "session", NOON, DAY, note) if note else None
    attempt = Attempt(Item(of.round, of.topic, card), of, kept, of.budget, since=0.0, thinking=12.0)
    return replace(
        session_of("next"),
        phase=phase,
        attempt=replace(attempt, **changes),  # type: ignore[arg-type]  # checked there
    )


def drawn(session: Session, size: Cells, panel: RenderableType | None = None, by: Render = render) -> Frame:
    return frame(session, Surroundings(size, by, 0.0, DAY, panel))


def once(panel: RenderableType) -> Render:
    """Return a renderer that renders a panel only once a width, as a terminal's screen does while one reads on."""
    lines: dict[int, list[list[Segment]]] = {}

    def by(renderable: RenderableType, columns: int) -> list[list[Segment]]:
        if renderable is not panel:
            return render(renderable, columns)
        if columns not in lines:
            lines[columns] = render(panel, columns)
        return lines[columns]

    return by


def rows(shown: Frame) -> list[str]:
    return ["".join(segment.text for segment in line) for line in shown.lines]


def joined(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("size", TERMINALS)
def test_every_question_fits_while_it_is_thought_about_or_is_turned_by_pages(size: Cells) -> None:
    for asks in shipped():
        shown = drawn(asked(asks, Phase.THINKING), size)
        screen = rows(shown)
        assert len(screen) == size.rows
        assert all(len(row) <= size.columns for row in screen)
        assert joined(asks.prompt)[:40] in joined(" ".join(screen))
        assert "━" in screen[-2]
        assert "space reveal" in screen[-1]
        if asks.code is None:
            assert shown.extent == Extent(), asks.id
            assert joined(asks.prompt) in joined(" ".join(screen))


def test_every_review_at_80_by_24_has_time_prompt_checklist_rubric_and_keys() -> None:
    for asks in shipped():
        shown = drawn(asked(asks, Phase.REVIEWING, note="forgot the noise term"), TERMINALS[0])
        screen = rows(shown)
        text = joined(" ".join(screen))
        assert len(screen) == 24
        assert shown.extent == Extent(), asks.id
        assert "0:12 of" in screen[0]
        assert joined(asks.prompt)[:60] in screen[1]
        for point in asks.key_points:
            assert joined(point.point) in text, asks.id
        for level in asks.rubric:
            assert joined(level) in text, asks.id
        assert "last time: Lean Hire" in text
        assert "1-9 tick" in screen[-1]


def test_every_review_at_60_by_18_has_each_point_a_grade_and_the_keys() -> None:
    for asks in shipped():
        shown = drawn(asked(asks, Phase.REVIEWING, ticked=frozenset({1})), TERMINALS[1])
        screen = rows(shown)
        assert len(screen) == 18
        assert shown.extent == Extent(), asks.id
        numbers = [row[1] for row in screen[2:] if row[1:2].isdigit() and row[3] in "✓·"]
        assert numbers == [str(number) for number in range(1, len(asks.key_points) + 1)]
        assert any(row[1:3] in ("s ", "l ", "n ") for row in screen)
        assert "1-9 tick" in screen[-1]


@pytest.mark.parametrize("size", [*TERMINALS, Cells(40, 12), Cells(30, 8)])
def test_a_model_answer_starts_at_its_beginning_and_every_line_can_be_reached(size: Cells) -> None:
    for asks in shipped()[::9]:
        session = replace(asked(asks, Phase.REVIEWING), reading=Reading(Panel.ANSWER))
        assert session.attempt is not None
        panel = answer.model_answer(session.attempt)
        whole = [
            "".join(segment.text for segment in line).rstrip() for line in render(panel, min(size.columns - 2, 88))
        ]
        seen: set[str] = set()
        by = once(panel)
        shown = drawn(session, size, panel, by)
        page_rows = max(1, shown.extent.rows - 1)
        for top in (*range(0, shown.extent.last_top, page_rows), shown.extent.last_top):
            reading = session.reading._replace(top=top)
            page = [row[1:].rstrip() for row in rows(drawn(replace(session, reading=reading), size, panel, by))]
            seen.update(page)
        assert all(line in seen for line in whole if line)


def test_on_a_wide_terminal_the_answer_is_beside_the_checklist() -> None:
    asks = shipped()[0]
    session = asked(asks, Phase.REVIEWING)
    assert session.attempt is not None
    screen = rows(drawn(session, Cells(120, 40), answer.model_answer(session.attempt)))
    assert len(screen) == 40
    assert all(len(row) <= 120 for row in screen)
    left = joined(" ".join(row.partition("│")[0] for row in screen))
    right = joined(" ".join(row.partition("│")[2] for row in screen))
    assert all(joined(point.point) in left for point in asks.key_points)
    assert joined(asks.answer.replace("*", "").replace("`", ""))[:60] in right


def test_the_cursor_is_where_the_text_goes_on_even_if_it_is_longer_than_the_row() -> None:
    text = "word " * 40
    for place in (0, 3, 70, 100, len(text)):
        session = replace(asked(shipped()[0], Phase.REVIEWING), phase=Phase.NOTING, field=TextField(text, place))
        shown = drawn(session, Cells(80, 24))
        assert shown.cursor is not None
        assert shown.cursor.rows == 23
        assert 0 < shown.cursor.columns < 80
        row = rows(shown)[-1]
        assert row[: shown.cursor.columns].endswith(text[max(0, place - 3) : place])


def test_a_searched_text_is_marked() -> None:
    session = replace(asked(shipped()[0], Phase.REVIEWING), reading=Reading(Panel.ANSWER, term="BIAS"))
    assert session.attempt is not None
    shown = drawn(session, Cells(80, 24), answer.model_answer(session.attempt))
    marked = [part.text for line in shown.lines for part in line if part.style is not None and part.style.reverse]
    assert marked
    assert {text.lower() for text in marked} == {"bias"}


def test_a_pause_hides_the_question() -> None:
    asks = question(prompt="Why is the sky blue?")
    screen = " ".join(rows(drawn(asked(asks, Phase.PAUSED), Cells(80, 24))))
    assert "sky" not in screen
    assert "Paused" in screen


TEXTS = st.text(alphabet="ab cd漢字é🙂-", min_size=1, max_size=300)


@given(
    st.builds(Cells, st.integers(20, 130), st.integers(6, 45)),
    st.lists(st.builds(KeyPoint, TEXTS, st.booleans()), min_size=1, max_size=9),
    st.builds(Rubric, TEXTS, TEXTS, TEXTS),
    TEXTS,
    st.sampled_from([Phase.THINKING, Phase.PAUSED, Phase.REVIEWING, Phase.NOTING, Phase.SEARCHING]),
    st.sampled_from([None, *Panel]),
)
def test_a_view_is_never_taller_or_wider_than_its_terminal(
    size: Cells, points: list[KeyPoint], rubric: Rubric, prompt: str, phase: Phase, panel: Panel | None
) -> None:
    asks = question(prompt=prompt)._replace(key_points=tuple(points), rubric=rubric)
    session = replace(asked(asks, phase, note=prompt), reading=Reading(panel), field=TextField(prompt, len(prompt)))
    assert session.attempt is not None
    shown = drawn(session, size, answer.model_answer(session.attempt))
    assert len(shown.lines) <= size.rows
    assert all(Segment.get_line_length(line) <= size.columns for line in shown.lines)
    assert shown.cursor is None or (shown.cursor.columns < size.columns and shown.cursor.rows < size.rows)
