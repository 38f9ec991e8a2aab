"""Names on the command line, matched without regard to case: rounds, topics, companies, levels, ids, pages, banks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.core.plan import is_of_level
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS, Query
from mlprep_cli.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

_FIXED = {"round": ROUNDS, "difficulty": DIFFICULTIES}


def names(context: Context, what: str) -> list[str]:
    """Return every `round`, `difficulty`, `topic`, `company`, `level`, `id`, `guide` or `bank`."""
    return list(_FIXED[what]) if what in _FIXED else current(context).questions.names(what)


def resolve(context: Context, what: str, given: Sequence[str]) -> tuple[str, ...]:
    """Return the given names as the banks spell them. The company `any` means every company.

    Raises:
        UsageError: A name is unknown; the hint has the nearest one.
    """
    if not given:
        return ()
    if what == "level":
        return _levels(context, given)
    known = names(context, what)
    if what == "company" and any(name.lower() == "any" for name in given):
        return tuple(known)
    if what == "id":
        return tuple(one_of("question", name, known, "mlprep list shows all ids.") for name in given)
    return tuple(one_of(what, name, known) for name in given)


def question_named(context: Context, name: str) -> str:
    """Return the id of a question, which may be retired, as its bank spells it.

    Raises:
        UsageError: There is no such question.
    """
    try:
        current(context).questions.fetch(name)
    except UsageError:
        (name,) = resolve(context, "id", [name])
    return name


def one_of(what: str, name: str, known: Collection[str], otherwise: str = "") -> str:
    """Return a name as `known` spells it. `otherwise` is the hint if none is close to it.

    Raises:
        UsageError: It is unknown; the hint has the nearest ones.
    """
    exact = {other.lower(): other for other in known}
    if name.lower() not in exact:
        raise unknown_name(f"There is no {what} {name}.", name, known, otherwise)
    return exact[name.lower()]


def query_of(
    context: Context,
    *,
    words: Sequence[str] | None = None,
    since: date | None = None,
    **given: Sequence[str] | None,
) -> Query:
    """Return the query that the command-line options describe.

    Args:
        context: The context.
        words: Words that the question must contain.
        since: Only reviews since this day.
        given: `rounds`, `topics`, `companies`, `difficulties` and `levels`, each None or empty if not restricted.

    Raises:
        UsageError: A name is unknown.
    """
    resolved = {field: resolve(context, _WHAT[field], values) for field, values in given.items() if values}
    if "levels" in resolved:
        resolved["levels"] = asked_at(context, resolved["levels"])
    return Query(**resolved, words=tuple(words or ()), since=since)


def asked_at(context: Context, levels: Sequence[str]) -> tuple[str, ...]:
    """Return the levels in the banks that include one of these levels: `L5+` includes L6."""
    return tuple(level for level in names(context, "level") if any(is_of_level(level, mine) for mine in levels))


_WHAT = {
    "rounds": "round",
    "topics": "topic",
    "companies": "company",
    "difficulties": "difficulty",
    "levels": "level",
}


def _levels(context: Context, given: Sequence[str]) -> tuple[str, ...]:
    """Return the levels as the banks spell them. One that only a range includes, such as L6 in L5+, is valid too."""
    known = names(context, "level")
    exact = {name.upper(): name for name in known}
    resolved = []
    for name in given:
        upper = name.upper()
        if upper not in exact and not any(is_of_level(asked, upper) for asked in known):
            raise unknown_name(f"There is no level {name}.", name, known)
        resolved.append(exact.get(upper, upper))
    return tuple(resolved)
