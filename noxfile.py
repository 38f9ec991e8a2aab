"""All checks: `nox` runs lint, types and tests; `nox --list` shows the other sessions."""

from __future__ import annotations

import sys

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]

nox.needs_version = ">=2024.10"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = False


def _run(session: nox.Session, *arguments: str) -> None:
    """Run a tool in the environment that nox itself is installed in: `pip install -e '.[dev]'`."""
    session.run(sys.executable, "-m", *arguments, external=True)


@nox.session(python=False)
def lint(session: nox.Session) -> None:
    """Check format and lint."""
    _run(session, "ruff", "format", "--check", ".")
    _run(session, "ruff", "check", ".")


@nox.session(python=False)
def types(session: nox.Session) -> None:
    """Check types, also as Windows and macOS see them."""
    _run(session, "mypy")
    _run(session, "mypy", "--platform", "darwin")
    # The keyboard of a terminal and the limits of a run are for POSIX; what else is tested there runs on Windows too.
    windows = (
        "--platform",
        "win32",
        "--follow-imports",
        "silent",
        "--exclude",
        r"adapters/(terminal|runner|check_harness)\.py$",
    )
    _run(session, "mypy", *windows, "src")


@nox.session(python=False)
def tests(session: nox.Session) -> None:
    """Run the tests, except the soak. Arguments go to pytest: nox -s tests -- tests/core -n 0."""
    _run(session, "pytest", *session.posargs)


@nox.session(python=False)
def soak(session: nox.Session) -> None:
    """Run the soak in its short form; with -- --long in its long form."""
    _run(session, "pytest", "tests/soak", *session.posargs)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """Run the tests on each supported Python version that is installed."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest allowed version of each direct dependency."""
    session.install("uv")
    session.run("uv", "pip", "install", "--resolution", "lowest-direct", "-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0])
def newest(session: nox.Session) -> None:
    """Run the tests with the newest allowed version of every dependency."""
    session.install("--upgrade", "--upgrade-strategy", "eager", "-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)
