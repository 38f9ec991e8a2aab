"""The learner's own stories: told once, for several questions and values; as files, and as a board of what they cover."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from textwrap import fill
from typing import NamedTuple

from mlprep_cli.core.questions import InterviewProcess
from mlprep_cli.core.slugs import slug
from mlprep_cli.errors import did_you_mean, nearest

SECTIONS = ("Situation", "Task", "Action", "Result")
REMOVED = "removed"
"""The title of a story whose text was removed."""
LONGEST_TITLE = 200
_HEAD = re.compile(r"(title|values|questions):[ \t]*(.*)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_RESULT = re.compile(r"^#+[ \t]*result\b[^\n]*\n(.*?)(?=^#|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL)


class Story(NamedTuple):
    """A version of a story. The newest one counts.

    Attributes:
        id: The id of the version.
        story: The id of the story, the same in all its versions.
        written_at: The moment in UTC.
        title: What it is about, in one line.
        text: The story in Markdown; empty once it was removed.
        questions: The ids of the questions that it answers.
        values: The values of companies that it shows.
        removed_at: The moment in UTC at which the text was removed on request; None if it was not.
    """

    id: str
    story: str
    written_at: datetime
    title: str
    text: str
    questions: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    removed_at: datetime | None = None


class WrittenStory(NamedTuple):
    """A story as its file has it."""

    title: str
    text: str
    questions: tuple[str, ...]
    values: tuple[str, ...]


class Gap(NamedTuple):
    """The values of a company, and those that no story shows."""

    company: str
    values: tuple[str, ...]
    uncovered: tuple[str, ...]


class Board(NamedTuple):
    """What the stories cover.

    Attributes:
        stories: The stories by their names, the newest first.
        gaps: The target companies with values.
        open_questions: The behavioral questions without a story, in the order of the banks.
        questions: The number of behavioral questions.
    """

    stories: Mapping[str, Story]
    gaps: tuple[Gap, ...]
    open_questions: tuple[str, ...]
    questions: int


def named(stories: Iterable[Story]) -> dict[str, Story]:
    """Return stories by the names that users type: made of their titles, and different."""
    names: dict[str, Story] = {}
    for story in sorted(stories, key=lambda story: story.story):
        name = wanted = slug(story.title)[:60].strip("-") or "story"
        number = 1
        while name in names:
            name = f"{wanted}-{(number := number + 1)}"
        names[name] = story
    return dict(sorted(names.items(), key=lambda one: (one[1].written_at, one[1].id), reverse=True))


def board(stories: Iterable[Story], processes: Iterable[InterviewProcess], questions: Sequence[str]) -> Board:
    """Return what stories cover of the values of companies, and of the behavioral questions."""
    names = named(stories)
    answered = {question for story in names.values() for question in story.questions}
    gaps = tuple(gap(process, names.values()) for process in processes if process.values)
    return Board(names, gaps, tuple(name for name in questions if name not in answered), len(questions))


def gap(process: InterviewProcess, stories: Iterable[Story]) -> Gap:
    """Return the values of a company that no story shows."""
    shown = {value.lower() for story in stories for value in story.values}
    return Gap(process.name, process.values, tuple(value for value in process.values if value.lower() not in shown))


# --- the file of a story ---


def story_file(written: WrittenStory | None, gaps: Iterable[Gap]) -> str:
    """Return the file of a story, or of a new one; a comment lists the values of the target companies."""
    if written is None:
        written = WrittenStory("", "\n".join(f"## {section}\n" for section in SECTIONS), (), ())
    lists = (f"Values of {one.company}: {', '.join(one.values)}" for one in gaps)
    hints = "".join(f"{fill(line, 78)}\n" for line in lists)
    return (
        f"title: {written.title}\nvalues: {', '.join(written.values)}\nquestions: {', '.join(written.questions)}\n\n"
        "<!--\nThe title is one line; values and questions are lists with commas, or empty.\n"
        "mlprep list --round behavioral lists the questions. A result needs a number.\n"
        f"{hints}-->\n\n{written.text}\n"
    )


def read_story(text: str, questions: Collection[str], values: Collection[str]) -> tuple[WrittenStory, tuple[str, ...]]:
    """Read the file of a story, and return it with its problems, each as a sentence with its fix.

    Args:
        text: The file.
        questions: The ids of the questions that a story can answer.
        values: The values of companies that it can show.
    """
    head: dict[str, str] = {}
    lines = _COMMENT.sub("", text).strip().splitlines()
    while lines and (not lines[0].strip() or (match := _HEAD.fullmatch(lines[0].strip()))):
        if lines.pop(0).strip() and match is not None:
            head[match[1].lower()] = match[2].strip()
    body = "\n".join(lines).strip()
    named_questions, unknown = _known(
        head.get("questions", ""), questions, "question", "mlprep list --round behavioral"
    )
    typed = head.get("values", "")
    known = values or [part.strip() for part in typed.split(",")]  # no bank describes a company
    shown, foreign = _known(typed, known, "value", "mlprep companies NAME lists the values.")
    title = " ".join(head.get("title", "").split())
    return WrittenStory(title, body, named_questions, shown), (*_faults(title, body), *unknown, *foreign)


def _faults(title: str, body: str) -> list[str]:
    result = _RESULT.search(f"{body}\n")
    faults = []
    if not title or len(title) > LONGEST_TITLE:
        faults.append(f"The story needs a title of at most {LONGEST_TITLE} characters, behind “title:”.")
    if result is None or not result[1].strip():
        faults.append("The story needs a result, below “## Result”.")
    if not re.search(r"\d", body):
        faults.append("The story needs a number, such as 30 % or 3 weeks.")
    return faults


def _known(text: str, known: Collection[str], what: str, otherwise: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the names in a list with commas as they are known, and the faults. A known name may have commas in it."""
    spelled = {name.lower(): name for name in known}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    names: list[str] = []
    faults: list[str] = []
    while parts:
        for count in range(len(parts), 0, -1):
            if (name := spelled.get(", ".join(parts[:count]).lower())) is not None:
                names.append(name)
                del parts[:count]
                break
        else:
            wrong = parts.pop(0)
            faults.append(f"There is no {what} {wrong}. {did_you_mean(nearest(wrong, known)) or otherwise}")
    return tuple(dict.fromkeys(names)), faults
