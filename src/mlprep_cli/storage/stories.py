"""The learner's stories, as records of the log: each version is a row, and the newest one counts."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection

from mlprep_cli.core.stories import REMOVED, Story
from mlprep_cli.storage.database import overwriting, transaction
from mlprep_cli.storage.fields import MOMENT, REMOVAL, TEXT, TEXTS, Field, RecordTable, moment_text

STORY = RecordTable(
    "story",
    Story,
    "id",
    Field(TEXT, "id", "id", "id"),
    Field(TEXT, "story_id", "story", "story"),
    Field(MOMENT, "written_at", "written_at", "written_at"),
    Field(TEXT, "title", "title", "title"),
    Field(TEXT, "text", "text", "text"),
    Field(TEXTS, "questions", "questions", "questions"),
    Field(TEXTS, "value_names", "values", "values"),
    Field(REMOVAL, "removed_at", "removed_at", "removed_at"),
)


class StoryStore:
    """The stories."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Story]:
        """Return the newest version of each story that was not removed, the newest story first."""
        rows = self._connection.execute(
            """
            SELECT * FROM story WHERE removed_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM story AS newer WHERE newer.story_id = story.story_id
                AND (newer.written_at, newer.id) > (story.written_at, story.id)
            ) ORDER BY written_at DESC, id DESC
            """
        )
        return [STORY.value(row) for row in rows]

    def of(self, question_id: str) -> tuple[Story, ...]:
        """Return the stories that answer a question, the newest first."""
        return tuple(story for story in self.all() if question_id in story.questions)

    def add(self, story: Story) -> None:
        """Record a version of a story."""
        columns = STORY.columns(story)
        names, places = ", ".join(columns), ", ".join(f":{column}" for column in columns)
        with transaction(self._connection):
            self._connection.execute(f"INSERT INTO story ({names}) VALUES ({places})", columns)  # noqa: S608  names

    def remove(self, story_id: str, at: datetime) -> None:
        """Remove a story: the texts and titles of all its versions."""
        with overwriting(self._connection), transaction(self._connection):
            self._connection.execute(
                "UPDATE story SET text = '', title = ?, removed_at = ? WHERE story_id = ? AND removed_at IS NULL",
                (REMOVED, moment_text(at), story_id),
            )
