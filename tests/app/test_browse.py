"""The browser on a screen of 80 × 24, over a real database, with real keys."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from adapters.test_browse import text_of
from in_process import InProcess
from mlprep_cli.adapters.browse import TextualScreen
from mlprep_cli.app.browse import REQUIREMENT, Browser, find, installation
from mlprep_cli.core.browse import Pane
from mlprep_cli.core.questions import Query
from mlprep_cli.core.text import STEERING
from mlprep_cli.errors import UsageError
from mlprep_cli.storage.database import FILE_NAME
from program import bank_text, ok

MINE = Query(topics=("mine",))
PERSONAL = "\x1b]0;owned\x07\x9b2J[red]markup[/red]"


class Played:
    """What was on the screen after the keys, and how the browser ended."""

    def __init__(self, browser: Browser, screen: TextualScreen, lines: list[str]) -> None:
        self.state = browser.state
        self.ids = browser.ending.ids
        self.failure = screen.return_value
        self.lines = lines
        self.text = "\n".join(lines)


def play(
    mlprep: InProcess, *keys: str, query: Query = MINE, due: bool = False, size: tuple[int, int] = (80, 24)
) -> Played:
    """Press keys in the browser, each after everything on the screen has been read."""
    lines: list[str] = []
    with mlprep.context() as context:
        browser = Browser(context, query, due=due)
        screen = TextualScreen(browser)

        async def settle() -> None:
            while screen.is_running and not browser.is_over and browser.state.request is not None:
                await asyncio.sleep(0)

        async def press() -> None:
            async with screen.run_test(size=size) as pilot:
                await settle()
                for key in keys:
                    await pilot.press(key)
                    await settle()
                await pilot.pause()
                if not browser.is_over:
                    lines.extend(text_of(screen))

        asyncio.run(press())
    return Played(browser, screen, lines)


def test_it_opens_with_the_search_the_questions_and_the_first_of_them_in_full(mlprep: InProcess) -> None:
    played = play(mlprep)
    assert played.state.pane is Pane.SEARCH
    for text in ("type to search", "3 questions", "alpha", "beta", "gamma", "1 of 3", "What is alpha?", "It is alpha."):
        assert text in played.text


def test_typing_filters_and_enter_practises_the_question_under_the_cursor(mlprep: InProcess) -> None:
    played = play(mlprep, *"gam")
    assert [hit.id for hit in played.state.hits] == ["gamma"]
    assert "1 question" in played.text
    assert play(mlprep, *"gam", "enter", "enter").ids == ("gamma",)


def test_answers_and_notes_are_searched_and_shown(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "beta", typed="\ne\nforgot the Hessian\nn\nq\n"))
    played = play(mlprep, *"hessian")
    assert [hit.id for hit in played.state.hits] == ["beta"]
    assert "you missed  forgot the Hessian" in played.text
    assert "two of beta" in play(mlprep, *"two of beta").text
    assert "No Hire" in play(mlprep, *"hessian", "enter", "tab", "G").text


def test_space_selects_several_and_enter_practises_them_in_that_order(mlprep: InProcess) -> None:
    played = play(mlprep, "enter", "j", "space", "k", "k", "space")
    assert "2 selected" in played.text
    assert [line[2] for line in played.lines[3:6]] == ["✓", "✓", " "]
    assert play(mlprep, "enter", "j", "space", "k", "k", "space", "enter").ids == ("beta", "alpha")
    assert play(mlprep, "enter", "a", "enter").ids == ("alpha", "beta", "gamma")


@pytest.mark.parametrize("keys", [("escape",), ("enter", "q"), ("enter", "escape"), ("ctrl+c",)])
def test_leaving_practises_nothing(mlprep: InProcess, keys: tuple[str, ...]) -> None:
    played = play(mlprep, *keys)
    assert played.state.ending is not None
    assert played.ids == ()


def test_filters_are_chosen_from_counted_names(mlprep: InProcess) -> None:
    played = play(mlprep, "enter", "r", query=Query())
    assert re.search(r"screening +126", played.text)
    chosen = play(mlprep, "enter", "r", *"cod", "enter", query=Query())
    assert chosen.state.filters.rounds == ("coding",)
    assert "rounds coding" in chosen.text
    assert "73 questions" in chosen.text


def test_only_due_questions_are_listed_on_request_and_an_empty_list_says_what_to_do(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "beta", typed="\nn\nq\n"))
    assert [hit.id for hit in play(mlprep, "enter", "d").state.hits] == ["beta"]
    assert [hit.id for hit in play(mlprep, due=True).state.hits] == ["beta"]
    nothing = play(mlprep, "enter", "d", query=Query(rounds=("behavioral",)))
    assert "No question matches." in nothing.text
    assert "x clears the search and the filters." in nothing.text


def test_the_map_shows_figures_and_enter_lists_the_questions_of_a_cell(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "beta", typed="\nn\n\ns\nq\n"))
    played = play(mlprep, "enter", "m", "G", "l")
    assert "1 of 3 questions seen (33%), 0 recalled last time (0%), 0 due" in played.text
    assert "mine · screening" in played.text
    listed = play(mlprep, "enter", "x", "m", "G", "l", "enter")
    assert listed.state.filters == Query(rounds=("screening",), topics=("mine",))
    assert [hit.id for hit in listed.state.hits] == ["alpha", "beta", "gamma"]


def test_the_help_lists_the_keys(mlprep: InProcess) -> None:
    played = play(mlprep, "enter", "?")
    assert "select or unselect this question" in played.text
    assert "1–19 of" in played.text


@pytest.mark.parametrize("size", [(60, 18), (120, 40)])
@pytest.mark.parametrize("keys", [(), ("enter", "m"), ("enter", "t"), ("enter", "?"), ("enter", "tab")])
def test_every_screen_fits(mlprep: InProcess, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    played = play(mlprep, *keys, query=Query(), size=size)
    assert played.failure is None
    assert len(played.lines) == size[1]
    assert played.lines[-1].strip()
    assert sum(line.count("╭") for line in played.lines) == sum(line.count("╯") for line in played.lines) > 0


def test_a_resize_keeps_everything_in_place(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        browser = Browser(context, MINE, due=False)
        screen = TextualScreen(browser)

        async def press() -> None:
            async with screen.run_test(size=(80, 24)) as pilot:
                for columns, rows in ((120, 40), (60, 18), (20, 5), (80, 24)):
                    await pilot.resize_terminal(columns, rows)
                    await pilot.pause()
                    assert browser.state.size == (columns, rows)
                await pilot.press("down")
            assert screen.return_value is None

        asyncio.run(press())


def test_texts_of_a_bank_are_neither_markup_nor_controls(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("drill", "beta", typed="\ne\nmissed\nn\nq\n"))
    with closing(sqlite3.connect(mlprep.home / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE question SET prompt = prompt || ? WHERE id IN ('alpha', 'beta')", (PERSONAL,))
        connection.execute("UPDATE note SET text = text || ?", (PERSONAL,))
        connection.execute("UPDATE question SET id = id || ? WHERE id = 'gamma'", (PERSONAL,))
        connection.execute("UPDATE card SET question_id = question_id || ? WHERE question_id = 'gamma'", (PERSONAL,))
        for table in ("question", "card"):
            connection.execute(f"UPDATE {table} SET topic = topic || ? WHERE topic = 'mine'", (PERSONAL,))  # noqa: S608  written above
    for keys in (("enter", "j"), ("enter", "G"), ("enter", "t"), ("enter", "m", "G")):
        played = play(mlprep, *keys, query=Query(topics=(f"mine{PERSONAL}",)))
        assert played.failure is None
        assert "owned2J[red]markup[/red]" in played.text
        assert re.findall(STEERING, played.text.replace("\n", "")) == []


def test_a_database_that_fails_ends_the_browser_with_its_error(mlprep: InProcess) -> None:
    with closing(sqlite3.connect(mlprep.home / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE question SET body = '{' WHERE id = 'alpha'")
    played = play(mlprep)
    assert played.failure is not None
    assert "question alpha" in str(played.failure)


def test_the_document_has_every_match_and_its_cells(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        findings = find(context, MINE._replace(words=("two", "beta")), due=False)
        assert [hit.id for hit in findings.results.hits] == ["beta"]
        assert [(cell.topic, cell.questions) for cell in findings.cells] == [("mine", 1)]
        with pytest.raises(UsageError, match="more than 200 characters"):
            find(context, Query(words=("x" * 201,)), due=False)


def test_the_browser_can_start_with_words(mlprep: InProcess) -> None:
    played = play(mlprep, query=MINE._replace(words=("gamma",)))
    assert played.state.pane is Pane.LIST
    assert [hit.id for hit in played.state.hits] == ["gamma"]


@contextmanager
def marked(folder: Path, *names: str) -> Iterator[Path]:
    """Return an environment with these files, as installers leave them."""
    for name in names:
        (folder / name).write_text("{}")
    yield folder


def test_the_command_that_installs_textual_is_that_of_the_installer(tmp_path: Path) -> None:
    environment = tmp_path / "my tools" / "mlprep"
    environment.mkdir(parents=True)
    python = str(environment / "bin" / "python")
    assert installation(environment, python) == f"'{python}' -m pip install 'mlprep[browse]'"
    with marked(environment, "uv-receipt.toml"):
        assert installation(environment, python) == f"uv pip install --python '{python}' '{REQUIREMENT}'"
    with marked(environment, "pipx_metadata.json"):
        assert installation(environment, python) == f"pipx inject mlprep '{REQUIREMENT}'"


def test_the_requirement_is_that_of_the_extra() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert f'browse = ["{REQUIREMENT}"]' in project


def test_a_thousand_questions_are_listed_and_the_rest_is_counted(mlprep: InProcess, tmp_path: Path) -> None:
    names = [f"q-{number:04}" for number in range(1200)]
    (tmp_path / "many.yaml").write_text(bank_text(*names, topic="many"))
    ok(mlprep.run("bank", "add", str(tmp_path / "many.yaml")))
    played = play(mlprep, "enter", "G", "a", query=Query(topics=("many",)))
    assert "1000 of 1200 questions" in played.text
    assert "q-0999" in played.text
    assert len(played.state.selected) == 1000
