"""A `Query` of the core as SQL."""

from __future__ import annotations

from datetime import date

from mlprep_cli.core.questions import Query

Values = dict[str, str | int]
"""The values that a statement binds, by name."""


def conditions(query: Query, table: str = "card") -> tuple[str, Values]:
    """Return a query as an SQL condition on a table, and the values that it binds.

    `table` has the columns `round`, `topic` and, for difficulty, company, level or words, `question_id`; `standing` and
    `review` have `study_day` too, which is what `query.since` restricts.
    """
    values: Values = {}
    clauses = [_among(f"{table}.round", query.rounds, values), _among(f"{table}.topic", query.topics, values)]
    inner = [
        _among("question.difficulty", query.difficulties, values),
        _among_json("companies", query.companies, values),
        _among_json("levels", query.levels, values),
        *(_containing(word, values) for word in query.words),
    ]
    if any(inner):
        parts = " AND ".join(clause for clause in inner if clause)
        clauses.append(f"EXISTS (SELECT 1 FROM question WHERE question.id = {table}.question_id AND {parts})")  # noqa: S608  names of columns
    if query.since is not None and table in ("standing", "review"):
        clauses.append(f"{table}.study_day >= :since")
        values["since"] = query.since.isoformat()
    return " AND ".join(clause for clause in clauses if clause) or "1", values


def day_values(values: Values, **days: date) -> Values:
    """Return bound values with these days added, in ISO format."""
    return {**values, **{name: day.isoformat() for name, day in days.items()}}


def _bind(value: str, values: Values) -> str:
    name = f"v{len(values)}"
    values[name] = value
    return f":{name}"


def _among(column: str, names: tuple[str, ...] | None, values: Values) -> str:
    if names is None:
        return ""
    # SQLite reads IN () as false and drops the other terms, among them the one that a partial index needs.
    bound = ", ".join(_bind(name, values) for name in names) or "SELECT NULL LIMIT 0"
    return f"{column} IN ({bound})"


def _among_json(column: str, names: tuple[str, ...] | None, values: Values) -> str:
    if names is None:
        return ""
    bound = ", ".join(_bind(name.lower(), values) for name in names)
    return f"EXISTS (SELECT 1 FROM json_each(question.{column}) WHERE lower(value) IN ({bound}))"  # noqa: S608  names of columns


def _containing(word: str, values: Values) -> str:
    bound = _bind(word.lower(), values)
    return f"(instr(lower(question.prompt), {bound}) OR instr(question.id, {bound}) OR instr(question.topic, {bound}))"
