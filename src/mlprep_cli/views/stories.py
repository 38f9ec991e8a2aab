"""The learner's stories: the board of what they cover, and one story."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from mlprep_cli.core.stories import Board, Gap, Story
from mlprep_cli.views.tables import Column, Table, fact
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG, UNDEFINED, plural

SHOWN = 6
"""The most names of a list that are shown."""


def board(shown: Board) -> RenderableType:
    """Return the stories with their questions and values, then the values and questions without one."""
    if shown.stories:
        rows = [
            (Text(name, style=ACCENT), " · ".join((*story.values, *story.questions)) or UNDEFINED)
            for name, story in shown.stories.items()
        ]
        parts: list[RenderableType] = [Table(("story", Column("values and questions", holds="prose")), rows)]
    else:
        parts = [Text("No stories yet. mlprep stories new writes one in your editor.", style=QUIET)]
    gaps = [(Text(gap.company, style=QUIET), uncovered(gap)) for gap in shown.gaps]
    if shown.questions:
        gaps.append((Text("questions", style=QUIET), _open_questions(shown)))
    return Group(*parts, Text(), Table(("", Column("", holds="prose")), gaps, titles=False)) if gaps else Group(*parts)


def uncovered(gap: Gap) -> Text:
    """Return the values of a company that no story shows."""
    if not gap.uncovered:
        return Text("your stories show every value")
    return Text(f"no story shows {len(gap.uncovered)} of {plural(len(gap.values), 'value')}: {some(gap.uncovered)}")


def some(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def head(shown: Story) -> RenderableType:
    """Return the title of a story, its values and its questions."""
    facts = [
        fact(key, Text(", ".join(names))) for key, names in (("values", shown.values), ("questions", shown.questions))
    ]
    title = Rule(Text(shown.title, style=STRONG), style=ACCENT, align="left")
    return Group(title, *facts, Text())


def _open_questions(shown: Board) -> Text:
    if not shown.open_questions:
        return Text(f"each of the {plural(shown.questions, 'behavioral question')} has a story")
    count = f"{len(shown.open_questions)} of {plural(shown.questions, 'behavioral question')} have no story"
    return Text(f"{count}: {some(shown.open_questions)}")
