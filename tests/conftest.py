"""A database on disk with a bank in it, for every test that wants one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import HealthCheck, settings

from fakes import NOON, PLAN, question
from mlprep_cli.core.banks import BankChanges, Fingerprint
from mlprep_cli.core.questions import Bank, Page, Question
from mlprep_cli.storage.banks import SHIPPED, BankStore
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store

# The tests start the program some thousand times: without compiled modules, each start takes twice as long.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("mlprep", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("mlprep")

QUESTIONS = (
    question("one"),
    question("two", topic="optimization"),
    question("three", round="deep-dive", difficulty="hard", level=("L5+",)),
    question("rapid", round="quickfire", topic="optimization", budget=15, companies=()),
)


Figure = Callable[[str], None]
FIGURES: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the soak's long form."""
    parser.addoption("--long", action="store_true", help="run the soak (tests/soak) in its long form")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect the figures that a test of the soak counted, in whichever process it ran."""
    if report.when == "call":
        FIGURES.extend(str(value) for name, value in report.user_properties if name == "figure")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the soak has counted."""
    if FIGURES:
        terminalreporter.section("soak")
        for each in FIGURES:
            terminalreporter.write_line(each)


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Return whether the soak is to run in its long form."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Return a function that keeps a figure of the soak for the end of the run."""
    return lambda text: request.node.user_properties.append(("figure", text))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def database(home: Path) -> Iterator[Connection]:
    connection = open_database(home)
    fill(connection, *QUESTIONS)
    yield connection
    connection.close()


@pytest.fixture
def store(home: Path, database: Connection) -> Iterator[Store]:
    """The store over the database, for what the program does; `database` is for what is really in the file."""
    opened = Store(home)
    yield opened
    opened.close()


@pytest.fixture
def journal(database: Connection, home: Path) -> Iterator[Journal]:
    opened = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    yield opened
    opened.close()


@pytest.fixture
def refill(database: Connection) -> Callable[..., BankChanges]:
    return lambda *questions: fill(database, *questions)


def fill(connection: Connection, *questions: Question, name: str = SHIPPED) -> BankChanges:
    """Make these the questions of a bank."""
    topics = tuple(Page(each, each.title(), f"All about {each}.") for each in ("regularization", "optimization"))
    return BankStore(connection).load(
        name,
        Path(f"/{name}.yaml"),
        Bank(topics if name == SHIPPED else (), (Page("star", "STAR", "Situation"),), questions),
        Fingerprint(1, 1, "digest"),
        PLAN,
        datetime(2026, 3, 1, tzinfo=UTC),
    )
