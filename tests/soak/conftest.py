"""The soak: a short form with every run of the tests, and with `--long` the whole of it, with its figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FIGURES: list[str] = []

Figure = Callable[[str], None]


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Return whether the long form is wanted."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def figure() -> Figure:
    """Return what notes a figure, for the end of the run."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was counted."""
    if FIGURES:
        terminalreporter.section("soak")
        for each in FIGURES:
            terminalreporter.write_line(each)
