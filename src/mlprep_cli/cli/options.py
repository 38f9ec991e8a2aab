"""Options that several commands share, and the completion of their values."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.errors import database_errors
from mlprep_cli.app.names import names
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS
from mlprep_cli.errors import MlprepError

_HARMLESS = r"\w[\w .,+/-]*"


class CodePart(StrEnum):
    """The parts of a coding question that can be printed on their own."""

    STUB = "stub"
    SOLUTION = "solution"
    CHECKS = "checks"


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
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed for shuffling; the same seed gives the same order.")]
