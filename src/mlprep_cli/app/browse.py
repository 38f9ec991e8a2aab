"""Browsing: a full-screen search of the questions, whose end may be a drill."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shlex import join, quote
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.app import practice
from mlprep_cli.app.banks import current
from mlprep_cli.core.browse import (
    MOST_LISTED,
    MOST_TYPED,
    Browsing,
    Ending,
    MapRequest,
    NamesRequest,
    Pane,
    Preview,
    PreviewRequest,
    Request,
    Results,
    Search,
    Size,
)
from mlprep_cli.core.browse_keys import press
from mlprep_cli.core.heat_map import HeatCell, HeatMap
from mlprep_cli.core.questions import Query
from mlprep_cli.core.text_field import TextField
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from mlprep_cli.app.context import Context

REQUIREMENT = "textual>=8.2,<9"
HISTORY_LISTED = 20
"""The most reviews below a question."""


class Findings(NamedTuple):
    """What `browse --json` prints: the questions that match, and the cells of their heat map."""

    results: Results
    cells: tuple[HeatCell, ...]


def find(context: Context, query: Query, *, due: bool) -> Findings:
    """Return all questions that match, and their heat map."""
    _refuse_long(query.words)
    store, search, today = current(context), Search(query, due), context.clock.today
    cells = store.browse.heat_cells(search, today)
    return Findings(store.browse.search(search, today, -1), tuple(cells))


def browse(context: Context, query: Query, *, due: bool) -> int:
    """Search on the full screen, practise what was chosen there, and return the exit code.

    Raises:
        MlprepError: There is no terminal, or Textual is not installed.
    """
    _refuse_long(query.words)
    if not (context.screen.is_interactive and sys.stderr.isatty()):  # Textual draws on standard error
        raise MlprepError(
            "mlprep browse needs a terminal.", f"{_listing(query, due=due)} prints the questions instead."
        )
    try:
        from mlprep_cli.adapters.browse import run_full_screen
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "textual":
            raise
        raise MlprepError("mlprep browse needs Textual, which is not installed.", installation()) from error
    browser = Browser(context, query, due=due)
    gc.enable()
    if ended_by := run_full_screen(browser):
        return 128 + ended_by
    if not browser.ending.ids:
        return browser.ending.code
    return practice.drill(context, Query(), practice.DrillOptions(ids=browser.ending.ids))


def installation(
    prefix: Path | None = None, executable: str = "", *, extra: str = "browse", requirement: str = REQUIREMENT
) -> str:
    """Return the command that installs a library beside mlprep: by pipx, uv or pip, whichever installed mlprep.

    Args:
        prefix: The environment, by default that of this program.
        executable: Its Python.
        extra: The extra of mlprep that has the library.
        requirement: The library and its versions.
    """
    folder, python = prefix or Path(sys.prefix), quote(executable or sys.executable)
    if (folder / "pipx_metadata.json").exists():
        return f"pipx inject {quote(folder.name)} {quote(requirement)}"
    if (folder / "uv-receipt.toml").exists():
        return f"uv pip install --python {python} {quote(requirement)}"
    return f"{python} -m pip install 'mlprep[{extra}]'"


class Browser:
    """The program on the full screen: the state, and the database behind it."""

    def __init__(self, context: Context, query: Query, *, due: bool) -> None:
        self._store = current(context)
        self._today = context.clock.today
        self._page: Sequence[Text] = ()
        text = " ".join(query.words)
        self.state = Browsing(
            Size(80, 24),
            field=TextField(text, len(text)),
            filters=query._replace(words=()),
            due=due,
            pane=Pane.LIST if text else Pane.SEARCH,
        )

    @property
    def ending(self) -> Ending:
        """The end."""
        return self.state.ending or Ending()

    @property
    def is_over(self) -> bool:
        """Whether the browser has ended."""
        return self.state.ending is not None

    def press(self, key: str) -> None:
        """Take a key."""
        self.state = press(self.state, key)

    def paste(self, text: str) -> None:
        """Take a text that was pasted."""
        self.state = self.state.pasted(text)

    def resize(self, columns: int, rows: int) -> None:
        """Take the size of the terminal."""
        self.state = self.state.resized(Size(columns, rows))

    def lines(self) -> Sequence[Text]:
        """Return the lines of the screen."""
        from mlprep_cli.views import browse as views

        return views.screen(self.state, self._page, self._today)

    def task(self) -> Callable[[], Callable[[], None]] | None:
        """Return the work that answers the next request of the state; None if it has none."""
        request = self.state.request
        return None if request is None else partial(self._answer, request)

    def _answer(self, request: Request) -> Callable[[], None]:
        """Return what puts the answer to a request into the state. It runs in the thread of the keys."""
        store, today = self._store.browse, self._today
        match request:
            case Search():
                results = store.search(request, today, MOST_LISTED)
                return lambda: self._update(self.state.with_results(results))
            case MapRequest(search):
                heat = HeatMap(store.heat_cells(search, today))
                return lambda: self._update(self.state.with_map(search, heat))
            case NamesRequest(what, search):
                names = store.names(what, search, today)
                return lambda: self._update(self.state.with_names(request, names))
            case PreviewRequest():
                page, lines = self._read(request)
                return lambda: self._show(page, lines)

    def _update(self, state: Browsing) -> None:
        self.state = state

    def _show(self, page: Preview, lines: Sequence[Text]) -> None:
        self._page = lines
        self.state = self.state.with_page(page)

    def _read(self, request: PreviewRequest) -> tuple[Preview, Sequence[Text]]:
        from mlprep_cli.views import browse as views

        question, card, _ = self._store.questions.fetch(request.question_id)
        reviews = self._store.reviews
        entries = list(reviews.entries(question_id=question.id, newest_first=True, voided=False, limit=HISTORY_LISTED))
        whole = views.page(question, card, entries, reviews.notes(question.id), self._today)
        lines, matches = views.lines_of(whole, request.width, request.words)
        return Preview(request, len(lines), matches), lines


def _listing(query: Query, *, due: bool) -> str:
    """Return the command that lists the same questions."""
    given = [("--round", query.rounds), ("--topic", query.topics), ("--company", query.companies)]
    options = [part for option, names in given for name in names or () for part in (option, name)]
    return join(["mlprep", "list", *query.words, *options, *(["--due"] if due else [])])


def _refuse_long(words: Sequence[str]) -> None:
    if len(" ".join(words)) > MOST_TYPED:
        raise UsageError(f"The search has more than {MOST_TYPED} characters.", "Give fewer words.")
