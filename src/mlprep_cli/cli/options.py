"""Options that several commands share, and the completion of their values."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.errors import database_errors
from mlprep_cli.app.names import names
from mlprep_cli.core.days import DaysOff
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS
from mlprep_cli.errors import MlprepError, UsageError

_HARMLESS = r"\w[\w .,+/-]*"


def day_of(text: str, today: date) -> date:
    """Return the day that a text such as 2026-12-14 names.

    Raises:
        UsageError: It is not a day.
    """
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:  # newer versions of Python read other spellings too
            return day
    raise UsageError(f"{text} is not a day.", f"Write it as {today.isoformat()}.")


def days_of(text: str, today: date) -> DaysOff:
    """Return the days that a text names: `2026-12-24`, `2026-12-24..26` or `2026-12-24..2027-01-02`.

    Raises:
        UsageError: They are not days, or the last one is before the first.
    """
    first_text, _, last_text = text.partition("..")
    first = day_of(first_text, today)
    missing = len(first_text) - len(last_text)
    last = day_of(first_text[:missing] + last_text, today) if last_text else first
    if last < first:
        raise UsageError(
            f"The end of {text} is before its beginning.",
            f"Write the first and the last day, such as {today.isoformat()}..{today + timedelta(days=2)}.",
        )
    return DaysOff(first, last)


def _complete_names(what: str, ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the names in the loaded banks that start with the typed text; none if the database cannot be used.

    Names that a shell would interpret are left out: bash inserts names unquoted, and zsh evaluates the list.
    """
    home = ctx.find_root().params.get("home")
    context = Context(Path(home) if home else None)
    try:
        with database_errors(context):
            harmless = [name for name in names(context, what) if re.fullmatch(_HARMLESS, name)]
            return [name for name in harmless if name.lower().startswith(incomplete.lower())]
    except MlprepError:
        return []  # completion must not print a message into the command line


def complete_topic(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a topic."""
    return _complete_names("topic", ctx, incomplete)


def complete_company(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a company."""
    return _complete_names("company", ctx, incomplete)


def complete_level(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a level."""
    return _complete_names("level", ctx, incomplete)


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the id of a question."""
    return _complete_names("id", ctx, incomplete)


def complete_coding_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the id of a coding question."""
    return _complete_names("coding id", ctx, incomplete)


def complete_guide(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a page of the guide."""
    return _complete_names("guide", ctx, incomplete)


def complete_bank(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a bank."""
    return _complete_names("bank", ctx, incomplete)


def complete_round(incomplete: str) -> list[str]:
    """Complete a round."""
    return [name for name in ROUNDS if name.startswith(incomplete)]


def complete_difficulty(incomplete: str) -> list[str]:
    """Complete a difficulty."""
    return [name for name in DIFFICULTIES if name.startswith(incomplete)]


Home = Annotated[
    Path | None,
    typer.Option("--home", envvar="MLPREP_HOME", help="The folder of the database.", file_okay=False, metavar="DIR"),
]
Rounds = Annotated[
    list[str] | None,
    typer.Option("--round", "-r", help="Only this round (repeatable).", autocompletion=complete_round, metavar="NAME"),
]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", "-t", help="Only this topic (repeatable).", autocompletion=complete_topic, metavar="NAME"),
]
Companies = Annotated[
    list[str] | None,
    typer.Option(
        "--company",
        "-c",
        help="Only questions that this company asks; any matches every company (repeatable).",
        autocompletion=complete_company,
        metavar="NAME",
    ),
]
Difficulties = Annotated[
    list[str] | None,
    typer.Option(
        "--difficulty",
        "-d",
        help="Only easy, medium or hard questions (repeatable).",
        autocompletion=complete_difficulty,
        metavar="NAME",
    ),
]
Levels = Annotated[
    list[str] | None,
    typer.Option("--level", "-l", help="Only this level (repeatable).", autocompletion=complete_level, metavar="NAME"),
]
Words = Annotated[list[str] | None, typer.Argument(help="Words in the question, its id or its topic.", metavar="WORDS")]
Due = Annotated[bool, typer.Option("--due", help="Only due questions.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed for shuffling; the same seed gives the same order.")]


def refuse_force_alone(given: object, option: str, command: str, *, force: bool) -> None:
    """Refuse --force without the option whose file it replaces.

    Raises:
        UsageError: Only --force was given.
    """
    if force and given is None:
        raise UsageError(f"--force is only for {option}.", f"{command} {option} FILE --force")


def confirmed(context: Context, question: str, refusal: str, *, yes: bool) -> None:
    """Ask whether to do what cannot be undone, unless the user said `--yes`.

    Raises:
        MlprepError: The answer is not yes.
    """
    if not yes and (context.screen.ask(f"{question} y/N ") or "").lower() not in ("y", "yes"):
        raise MlprepError(refusal, "Answer y, or use --yes.")
