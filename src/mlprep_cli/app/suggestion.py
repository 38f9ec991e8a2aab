"""Running a suggestion, as if its command had been typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app import mock, practice
from mlprep_cli.app.names import query_of, resolve
from mlprep_cli.core.questions import Query
from mlprep_cli.core.suggestion import Suggestion

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def run(context: Context, suggestion: Suggestion) -> int:
    """Run a suggestion, and return the exit code.

    Raises:
        UsageError: It names a question, topic or company that is no longer in a bank.
        ValueError: The command is not one that can be suggested.
    """
    match suggestion.command:
        case "drill":
            options = practice.DrillOptions(
                count=suggestion.limit,
                new=suggestion.new,
                early=suggestion.early,
                ids=resolve(context, "id", suggestion.ids),
                timer=suggestion.timer,
            )
            return practice.drill(context, _resolved(context, suggestion.query), options)
        case "quickfire":
            query = _resolved(context, suggestion.query)
            return practice.quickfire(context, query, timer=suggestion.timer, count=suggestion.limit, seed=None)
        case "mock" if suggestion.debrief:
            return mock.debrief(context)
        case "mock":
            mock.warn_of_unfinished(context)
            return mock.hold(context, suggestion.preset, questions=suggestion.questions, minutes=suggestion.minutes)
        case "study":
            (topic,) = resolve(context, "topic", [suggestion.topic])
            return practice.study(context, topic)
    raise ValueError(suggestion.command)


def _resolved(context: Context, query: Query) -> Query:
    """Return a query with its names as the banks spell them."""
    return query_of(
        context,
        rounds=query.rounds,
        topics=query.topics,
        companies=query.companies,
        difficulties=query.difficulties,
        levels=query.levels,
    )
