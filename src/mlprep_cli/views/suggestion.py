"""A suggestion as the command to type."""

from __future__ import annotations

from shlex import quote

from mlprep_cli.core.suggestion import Suggestion


def command_line(suggestion: Suggestion) -> str:
    """Return the command of a suggestion, with its arguments quoted for a shell."""
    query = suggestion.query
    arguments = [
        *suggestion.ids,
        *_given(suggestion.preset),
        *_given(suggestion.topic),
        *(["--drill"] if suggestion.topic else []),
        *_repeated("--round", query.rounds),
        *_repeated("--topic", query.topics),
        *_repeated("--company", query.companies),
        *_repeated("--difficulty", query.difficulties),
        *_repeated("--level", query.levels),
        *_option("--new", suggestion.new),
        *(["--early"] if suggestion.early else []),
        *_option("--count", suggestion.limit),
        *_option("--timer", suggestion.timer),
        *_option("--questions", suggestion.questions),
        *_option("--minutes", suggestion.minutes),
        *(["--debrief"] if suggestion.debrief else []),
    ]
    return " ".join(["mlprep", suggestion.command, *map(quote, arguments)])


def _given(name: str) -> list[str]:
    return [name] if name else []


def _repeated(option: str, names: tuple[str, ...] | None) -> list[str]:
    return [word for name in names or () for word in (option, name)]


def _option(option: str, value: int | None) -> list[str]:
    return [] if value is None else [option, str(value)]
