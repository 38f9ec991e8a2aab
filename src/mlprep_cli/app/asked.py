"""Questions of real interviews: entered, matched with the bank, listed and removed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.app.names import names, one_of
from mlprep_cli.core.asked import AskedQuestion, best_match
from mlprep_cli.core.days import FIRST_DAY
from mlprep_cli.core.log_records import LONGEST, LONGEST_ATTEMPT
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.core.reviews import WENT
from mlprep_cli.core.text import is_blank, without_hidden
from mlprep_cli.errors import UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.reviews import Card


def company_of(context: Context, text: str) -> str | None:
    """Return a company as the banks spell it, or else as it was typed; None for nothing.

    Raises:
        UsageError: It is too long.
    """
    name = _line(text, LONGEST)
    known = {company.lower(): company for company in names(context, "company")}
    return known.get(name.lower(), name) or None


def round_of(text: str) -> str | None:
    """Return a round; None for nothing.

    Raises:
        UsageError: There is no such round.
    """
    return one_of("round", text, ROUNDS) if text else None


def went_of(text: str) -> str | None:
    """Return how an answer went; None for nothing.

    Raises:
        UsageError: It is not one of the words for it.
    """
    return one_of("word for how it went:", text, WENT) if text else None


def day_of_interview(day: date, today: date) -> date:
    """Return the day of an interview that was held.

    Raises:
        UsageError: It is after today, or before 1990.
    """
    if not FIRST_DAY <= day <= today:
        raise UsageError(f"{day} is not the day of an interview that was held.", f"Write a day up to {today}.")
    return day


def enter(
    context: Context, text: str, day: date, *, company: str | None, round_name: str | None, went: str | None
) -> AskedQuestion:
    """Record a question of a real interview with the question of the bank that it is like, and return it.

    Raises:
        UsageError: The text is blank or too long.
    """
    question = _line(text, LONGEST_ATTEMPT)
    if is_blank(question):
        raise UsageError("The question is blank.", 'mlprep asked "How does dropout work?" --company Meta')
    store, at = current(context), context.clock.now()
    match = best_match(question, store.questions.prompts())
    asked = AskedQuestion(at.id, at.moment, day, company, round_name, question, went, match)
    store.asked.add(asked)
    return asked


def card_of(context: Context, asked: AskedQuestion) -> Card | None:
    """Return the card of the question of the bank that a question is like; None if there is none."""
    return None if asked.question_id is None else context.store.questions.fetch(asked.question_id)[1]


def is_suspended(context: Context, asked: AskedQuestion) -> bool:
    """Return whether the question of the bank that a question is like is suspended."""
    return asked.question_id in context.store.suspensions.all()


def entries(context: Context) -> list[tuple[int, AskedQuestion]]:
    """Return the questions that were entered, each with its number, the newest first."""
    return current(context).asked.all()


def remove(context: Context, asked: AskedQuestion) -> None:
    """Remove a question of a real interview."""
    context.store.asked.remove(asked.id, context.clock.moment())


def entry_numbered(context: Context, number: int) -> AskedQuestion:
    """Return the question with a number.

    Raises:
        UsageError: There is none.
    """
    found = dict(entries(context)).get(number)
    if found is None:
        raise UsageError(f"There is no question {number}.", "mlprep asked list shows the numbers.")
    return found


def _line(text: str, longest: int) -> str:
    line = " ".join(without_hidden(text).split())
    if len(line) > longest:
        raise UsageError(f"The text has {len(line):,} characters; at most {longest:,} are kept.", "Shorten it.")
    return line
