"""The learner's own answers: listed, edited, and removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.app.drafts import draft_of, edited
from mlprep_cli.core.reviews import ANSWERS, FORMS, OWN, RecordedAttempt

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def answers(context: Context, question_id: str) -> list[RecordedAttempt]:
    """Return the kept answers to a question, newest first."""
    return current(context).attempts.kept(ANSWERS, question_id)


def answers_by_question(context: Context) -> list[list[RecordedAttempt]]:
    """Return the kept answers to each question, newest first; the question with the newest one comes first."""
    questions: dict[str, list[RecordedAttempt]] = {}
    for attempt in current(context).attempts.kept(ANSWERS):
        questions.setdefault(attempt.question_id, []).append(attempt)
    return list(questions.values())


def edit(context: Context, question_id: str) -> str:
    """Open the own model answer of a question in the editor, or else the last answer, and return what was done.

    Raises:
        MlprepError: The editor fails, or its file cannot be kept.
    """
    store = current(context)
    own = store.attempts.own(question_id)
    last = store.attempts.kept(ANSWERS, question_id)
    before = own or (last[0].text.strip() if last else "")
    path = draft_of(context, "mine", question_id)
    after = edited(context, path, before)
    if after == before:
        outcome = ""
    elif after:
        at = context.clock.now()
        store.attempts.add(RecordedAttempt(at.id, question_id, None, OWN, at.moment, at.day, after, None))
        outcome = "The model answer was kept."
    else:
        removed = store.attempts.kept((OWN,), question_id)
        store.attempts.forget([attempt.id for attempt in removed], context.clock.moment())
        outcome = "The model answer was removed." if removed else ""
    path.unlink(missing_ok=True)
    return outcome


def texts_to_forget(context: Context, question_id: str | None, *, code: bool) -> list[RecordedAttempt]:
    """Return the answers to one question, or to all, whose texts are kept; with `code`, those of code too."""
    return current(context).attempts.kept(FORMS if code else ANSWERS, question_id)


def forget(context: Context, texts: Sequence[RecordedAttempt]) -> int:
    """Remove texts, and return how many there were."""
    return context.store.attempts.forget([text.id for text in texts], context.clock.moment())
