"""Imported cards: a sample, the number that came, and those that were left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.cards import ConvertedCards, LeftOut
from mlprep_cli.core.questions import ROUNDS, Question
from mlprep_cli.core.shell import quoted
from mlprep_cli.core.text import plain
from mlprep_cli.views.tables import Column, Table
from mlprep_cli.views.theme import QUIET, plural

SAMPLE = 3
MOST_LISTED = 20
MOST_TOPICS = 4
_LONGEST = 300
_LEFT_OUT = (Column("line"), Column("left out", holds="prose"))


def preview(source: Path, name: str, converted: ConvertedCards) -> RenderableType:
    """Return what a file of cards would add: the number, a sample, and the cards that are left out."""
    questions = converted.bank.questions
    parts: list[RenderableType] = [Text(plain(f"{source}: the bank {name} would have {_counted(converted)}"))]
    for question in questions[:SAMPLE]:
        head = f"{question.id} · {question.round} · {question.topic}"
        answer = Text(_shortened(question.answer), style=QUIET)
        parts += [Text(""), Text(head, style=QUIET), Text(_shortened(question.prompt)), answer]
    return Group(*parts, *_left_out(converted.left_out))


def imported(source: Path, name: str, converted: ConvertedCards, changes: str) -> RenderableType:
    """Return what came from a file of cards, and the cards that were left out."""
    rounds = Counter(question.round for question in converted.bank.questions)
    by_round = ", ".join(f"{known} {rounds[known]}" for known in ROUNDS if rounds[known])
    lines = [
        Text(plain(f"{source}: the bank {name} has {_counted(converted)}")),
        Text(f"changes: {changes or 'none'}"),
        *([Text(f"rounds: {by_round}")] if by_round else []),
    ]
    return Group(*lines, *_left_out(converted.left_out))


def drill_command(questions: Sequence[Question]) -> str:
    """Return the command that drills these questions: their topics, and their rounds if some are quickfire."""
    topics = [name for name, _ in Counter(question.topic for question in questions).most_common(MOST_TOPICS)]
    used = {question.round for question in questions}
    rounds = [name for name in ROUNDS if name in used] if "quickfire" in used else []
    words = [f"--topic {quoted(topic)}" for topic in topics] + [f"--round {quoted(name)}" for name in rounds]
    return f"mlprep drill {' '.join(words)}"


def _counted(converted: ConvertedCards) -> str:
    counts = plural(len(converted.bank.questions), "question")
    if converted.left_out:
        counts += f"; {plural(len(converted.left_out), 'card')} left out"
    return counts + (f"; {plural(converted.media, 'media file')} lost" if converted.media else "")


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[RenderableType]:
    if left_out:
        yield Text("")
        yield Table(_LEFT_OUT, [(str(item.line), item.reason) for item in left_out[:MOST_LISTED]])
    if len(left_out) > MOST_LISTED:
        yield Text(f"and {len(left_out) - MOST_LISTED} more")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
