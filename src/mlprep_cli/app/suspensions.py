"""Suspended questions: asked nowhere, with nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.app.names import one_of, question_named
from mlprep_cli.errors import UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def suspended(context: Context) -> list[str]:
    """Return the suspended questions, the last one first."""
    return current(context).suspensions.all()


def suspend(context: Context, names: Sequence[str]) -> int:
    """Suspend questions, and return how many were not suspended before.

    Raises:
        UsageError: There is no such question.
    """
    ids = dict.fromkeys(question_named(context, name) for name in names)
    at = context.clock.moment()
    return current(context).suspensions.suspend([(context.clock.now().id, name) for name in ids], at)


def unsuspend(context: Context, names: Sequence[str]) -> int:
    """Ask suspended questions again, and return how many there were.

    Raises:
        UsageError: One of them is not suspended.
    """
    store = current(context)
    known = store.suspensions.all()
    if not known:
        raise UsageError("No question is suspended.", "mlprep suspend ID suspends one.")
    ids = [one_of("suspended question", name, known, "mlprep suspend lists them.") for name in names]
    return store.suspensions.lift(ids, context.clock.moment(), store.plans.schedule())
