"""The learner's stories: the board of what they cover, and their texts, written in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.app.drafts import draft_of, edited
from mlprep_cli.app.names import one_of
from mlprep_cli.core import stories as core
from mlprep_cli.core.questions import Query
from mlprep_cli.core.shell import quoted
from mlprep_cli.core.stories import Board, Gap, Story, WrittenStory, read_story, story_file
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

NEW = "new"
"""The name of the draft of a new story."""


def board(context: Context) -> Board:
    """Return the stories, and what they leave open for the companies of the plan."""
    store = current(context)
    plan = store.plans.running()
    companies = () if plan is None else plan.companies
    processes = [process for process in store.pages.processes() if process.name in companies]
    return core.board(store.stories.all(), processes, _questions(context))


def gap(context: Context, company: str | None) -> Gap | None:
    """Return the values of a company that no story shows; None without a company, or if its values are not known."""
    store = current(context)
    process = None if company is None else store.pages.process(company)
    return core.gap(process, store.stories.all()) if process is not None and process.values else None


def story_named(context: Context, name: str) -> Story:
    """Return a story by its name.

    Raises:
        UsageError: There is no such story.
    """
    known = core.named(current(context).stories.all())
    return known[one_of("story", name, known, "mlprep stories lists them.")]


def write(context: Context, name: str | None, *, new: bool) -> str:
    """Write a new story in the editor, or change one, and return what was done; empty if nothing was.

    Without a name, the draft of a new story that could not be kept is continued.

    Raises:
        UsageError: There is no such story, or no draft.
        MlprepError: The editor fails, or the text cannot be kept; its file stays.
    """
    store = current(context)
    before = None if name is None else story_named(context, name)
    path = draft_of(context, "stories", NEW if before is None else before.story)
    if before is None and not new and not path.exists():
        raise UsageError("Which story?", "mlprep stories lists them; mlprep stories new writes another one.")
    kept = None if before is None else WrittenStory(before.title, before.text, before.questions, before.values)
    processes = store.pages.processes()
    text = story_file(kept, board(context).gaps).strip()
    saved = edited(context, path, text)
    if saved in ("", text):
        path.unlink(missing_ok=True)
        return ""
    values = [value for process in processes for value in process.values]
    written, problems = read_story(saved, _questions(context), values)
    if problems:
        command = "mlprep stories edit" if name is None else f"mlprep stories edit {quoted(name)}"
        raise MlprepError(f"The story was not kept. {' '.join(problems)}", f"{command} goes on with it: {path}")
    if written != kept:
        at = context.clock.now()
        story = at.id if before is None else before.story
        store.stories.add(
            Story(at.id, story, at.moment, written.title, written.text, written.questions, written.values)
        )
    path.unlink(missing_ok=True)
    return "" if written == kept else "The story was kept."


def remove(context: Context, story: Story) -> None:
    """Remove a story, with the texts of all its versions."""
    context.store.stories.remove(story.story, context.clock.moment())


def _questions(context: Context) -> list[str]:
    """Return the ids of the behavioral questions, in the order of the banks."""
    listed = current(context).questions.listed(Query(rounds=("behavioral",)))
    return [question.card.question_id for question in listed]
