"""The full screen: keys, pastes, sizes, work in the background, and text that cannot control the terminal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from mlprep_cli.adapters.browse import Task, TextualScreen, changed_lines

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b2J\r\b\u202e[red]bold[/red] [@click=app.bell]x[/]\tz"


class Echo:
    """A program that shows what it was given."""

    def __init__(self, *tasks: Task) -> None:
        self.given: list[str] = []
        self.size = (0, 0)
        self.tasks = list(tasks)
        self.is_over = False

    def press(self, key: str) -> None:
        self.given.append(key)
        self.is_over = key == "q"

    def paste(self, text: str) -> None:
        self.given.append(f"<{text}>")

    def resize(self, columns: int, rows: int) -> None:
        self.size = (columns, rows)

    def task(self) -> Task | None:
        return self.tasks.pop(0) if self.tasks else None

    def lines(self) -> Sequence[Text]:
        return [Text(line) for line in ("first", *self.given[-3:])]


def run(program: Echo, *keys: str, then: Callable[[Pilot[BaseException]], None] | None = None) -> TextualScreen:
    """Run a program on a screen of 80 × 24 with these keys."""
    screen = TextualScreen(program)

    async def play() -> None:
        async with screen.run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            if then is not None:
                then(pilot)

    asyncio.run(play())
    return screen


def text_of(screen: TextualScreen) -> list[str]:
    canvas = screen.screen.children[0]
    return [canvas.render_line(y).text for y in range(canvas.size.height)]


def test_keys_have_the_names_of_the_core() -> None:
    keys = ("a", "A", "space", "enter", "escape", "tab", "shift+tab", "up", "pagedown", "ctrl+w", "alt+b", "?", "é")
    program = Echo()
    run(program, *keys)
    assert program.given == ["a", "A", " ", "\n", *keys[4:]]


def test_the_program_knows_the_size() -> None:
    program = Echo()
    run(program)
    assert program.size == (80, 24)


def test_the_end_of_the_program_is_the_end_of_the_screen() -> None:
    screen = run(Echo(), "q")
    assert (screen.return_value, screen.return_code) == (None, 0)


def test_lines_have_the_width_of_the_screen_and_cannot_control_it() -> None:
    program = Echo()
    lines: list[str] = []
    program.given = [HOSTILE, "a\nb"]
    run(program, then=lambda pilot: lines.extend(text_of(screen_of(pilot))))
    assert [line.rstrip() for line in lines[:3]] == [
        "first",
        "]0;owned[2J2J[red]bold[/red] [@click=app.bell]x[/] z",
        "a b",
    ]
    assert {len(line) for line in lines} == {80}


def screen_of(pilot: Pilot[BaseException]) -> TextualScreen:
    assert isinstance(pilot.app, TextualScreen)
    return pilot.app


def test_only_lines_that_have_changed_are_drawn_again() -> None:
    before = [Strip([Segment("one")]), Strip([Segment("two")])]
    assert changed_lines(before, [Strip([Segment("one")]), Strip([Segment("two", Style(bold=True))])]) == [1]
    assert changed_lines(before, [*before, Strip.blank(3)]) == [2]
    assert changed_lines(before, list(before)) == []


def test_a_paste_arrives_whole() -> None:
    program = Echo()
    run(program, then=lambda pilot: pilot.app.screen.children[0].on_paste(events.Paste("two\nlines q")))  # type: ignore[attr-defined]
    assert program.given == ["<two\nlines q>"]


def test_work_runs_in_another_thread_and_its_result_in_the_first() -> None:
    threads: list[threading.Thread] = []

    def task() -> Callable[[], None]:
        threads.append(threading.current_thread())
        return lambda: threads.append(threading.current_thread())

    run(Echo(task, task))
    assert [thread is threading.main_thread() for thread in threads] == [False, True, False, True]


def test_an_error_in_the_work_ends_the_screen_and_is_returned() -> None:
    def task() -> Callable[[], None]:
        raise OSError("the disk is gone")

    assert str(run(Echo(task)).return_value) == "the disk is gone"


def test_an_error_of_a_key_ends_the_screen_and_is_returned(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(Echo):
        def press(self, key: str) -> None:
            raise ValueError(key)

    assert str(run(Broken(), "a").return_value) == "a"
    assert capsys.readouterr() == ("", "")
