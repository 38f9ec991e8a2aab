"""A suggestion as the command to type."""

from __future__ import annotations

from mlprep_cli.core.shell import quoted
from mlprep_cli.core.suggestion import Suggestion


def command_line(suggestion: Suggestion) -> str:
    """Return the command of a suggestion, with its arguments quoted for a shell."""
    arguments = [
        *(["do", suggestion.activity] if suggestion.activity else []),
        *([suggestion.preset] if suggestion.preset else []),
        *_option("--count", suggestion.limit),
        *_option("--timer", suggestion.timer),
        *_option("--questions", suggestion.questions),
        *_option("--minutes", suggestion.minutes),
        *(["--debrief"] if suggestion.debrief else []),
        *(["--drill"] if suggestion.drill else []),
    ]
    return " ".join(["mlprep", suggestion.command, *map(quoted, arguments)])


def _option(option: str, value: int | None) -> list[str]:
    return [] if value is None else [option, str(value)]
