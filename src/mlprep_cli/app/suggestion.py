"""Running a suggestion, as if its command had been typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app import eve, mock, practice
from mlprep_cli.app.agenda import frame_of
from mlprep_cli.app.banks import current
from mlprep_cli.app.names import one_of
from mlprep_cli.app.plan import running
from mlprep_cli.core.activities import activity_named
from mlprep_cli.core.questions import Query
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.errors import MlprepError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def run(context: Context, suggestion: Suggestion) -> int:
    """Run a suggestion, and return the exit code.

    Raises:
        MlprepError: It cannot be run now.
        ValueError: The command is not one that can be suggested.
    """
    match suggestion.command:
        case "drill":
            return practice.drill(context, Query(), practice.DrillOptions())
        case "quickfire":
            return practice.quickfire(context, Query(), timer=suggestion.timer, count=suggestion.limit, seed=None)
        case "mock" if suggestion.debrief:
            return mock.debrief(context)
        case "mock":
            mock.warn_of_unfinished(context)
            return mock.hold(context, suggestion.preset, questions=suggestion.questions, minutes=suggestion.minutes)
        case "eve":
            return eve.last_look(context, drill=suggestion.drill)
        case "plan":
            return do(context, suggestion.activity)
    raise ValueError(suggestion.command)


def do(context: Context, name: str) -> int:
    """Work on an activity of the running plan, and return the exit code.

    Raises:
        UsageError: The plan has no such activity.
        MlprepError: No plan is running, or the activity is complete.
    """
    running(context)
    days = frame_of(context, current(context)).milestones
    names = [activity.name for day in days for activity in day.activities]
    activity = activity_named(days, one_of("activity", name, names, "mlprep plan --all lists them."))
    assert activity is not None
    if not activity.open or activity.suggestion is None:
        raise MlprepError(f"The activity {activity.name} is complete.", "mlprep plan do runs what comes next.")
    if activity.lack is not None:
        return practice.work_on(context, activity)
    return run(context, activity.suggestion)
