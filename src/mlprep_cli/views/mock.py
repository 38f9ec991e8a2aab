"""Mock interviews: the opening, the sections, the decision, and the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from mlprep_cli.core.mock import RULE, Mock, Section
from mlprep_cli.core.reviews import Grade, MockAnswer
from mlprep_cli.core.stats import tally
from mlprep_cli.core.stories import Gap
from mlprep_cli.views.charts import grades_bar
from mlprep_cli.views.stories import uncovered
from mlprep_cli.views.tables import Cell, Column, Row, Table, fact
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, STRONG, UNDEFINED, clock, date_name, day_name, plural

ANSWERS = ("question", "answer", Column("follow-ups", rank=1), "grade")
HISTORY = ("no", "day", "mock", "answered", Column("grades", rank=2), Column("time", rank=1), "decision")
GRADES_CELLS = 8


def opening(mock: Mock) -> RenderableType:
    """Return the panel that opens a mock interview, or the rest of one that was stopped."""
    length = f"{plural(len(mock.questions), 'question')}, {clock(mock.seconds_given)}"
    if mock.answers:
        begun = date_name(mock.day, mock.day)
        length = f"{length}; begun {begun}, {mock.answered} answered in {clock(mock.seconds)}"
    rules = "Nothing is shown until the end. Answer aloud, then press space."
    return Panel(
        Group(Text(length, style=STRONG), Text(rules, style=QUIET)),
        title=Text(f"Mock interview: {mock.title}"),
        title_align="left",
        border_style=ACCENT,
    )


def section(current: Section, number: int, total: int) -> RenderableType:
    """Return the heading of a section."""
    title = f"{number}/{total} {current.name} · {plural(len(current.questions), 'question')} · {clock(current.seconds)}"
    return Group(Text(), Rule(Text(title, style=STRONG), style=ACCENT, align="left"))


def between() -> Text:
    """Return the keys between two sections."""
    return Text.assemble(("Enter", STRONG), (" starts it · ", QUIET), ("q", STRONG), (" stops", QUIET))


def stopped(mock: Mock | None) -> RenderableType:
    """Return how to continue a mock interview that was stopped."""
    if mock is None:
        return Text("Stopped before the first answer; nothing to save.", style=QUIET)
    progress = f"Stopped: {mock.answered} of {len(mock.questions)} answered. All answers are saved."
    rows = [Text(progress, style=STRONG)]
    if mock.open_sections:
        rows.append(Text.assemble((f"mlprep mock --resume {mock.number}", ACCENT), "   continues"))
    if mock.ungraded:
        rows.append(Text.assemble((f"mlprep mock --debrief {mock.number}", ACCENT), "  grades the answers"))
    rows.append(Text.assemble((f"mlprep mock --discard {mock.number}", ACCENT), "  gives it up"))
    return Group(*rows)


def discarded(mock: Mock, today: date) -> Text:
    """Return the confirmation that a mock interview was given up."""
    progress = f"{mock.answered} of {len(mock.questions)} answered"
    return Text(f"Discarded: {mock.title}, {day_name(mock.day, today)}, {progress}. Its answers stay in the log.")


def debriefing(mock: Mock) -> RenderableType:
    """Return the heading of a debrief."""
    title = f"Debrief · {mock.answered} of {len(mock.questions)} answered"
    return Group(Text(), Rule(Text(title, style=STRONG), style=ACCENT, align="left"))


def verdict(mock: Mock, topics: Mapping[str, str], last: Mock | None, gap: Gap | None, today: date) -> RenderableType:
    """Return each answer with its time and grade, the decision and its rule, the last interview beside it, what to study.

    Args:
        mock: The mock interview with its grades.
        topics: The topics of the questions of both interviews, by id.
        last: The last interview before it that has a decision.
        gap: The values of the company that no story shows, if its values are known.
        today: The study day.
    """
    grades = dict(mock.grades)
    rows: list[RenderableType] = [
        Text(),
        Table(ANSWERS, [_answer(answer, grades.get(answer.question_id)) for answer in mock.answers]),
    ]
    if missing := len(mock.questions) - len(mock.answers):
        rows.append(Text(f"{plural(missing, 'question')} not reached", style=QUIET))
    rows += [Text(), fact("time", Text(f"{clock(mock.seconds)} of {clock(mock.seconds_given)}{_longest(mock)}"))]
    if (decision := mock.verdict) is None:
        rows.append(
            fact(
                "decision",
                Text(f"{plural(len(mock.ungraded), 'answer')} to grade: mlprep mock --debrief {mock.number}"),
            )
        )
    else:
        rows.append(fact("decision", Text(decision.label, style=f"{STRONG} {GRADE_STYLES[decision]}")))
        rows.append(Text(RULE, style=QUIET))
        if last is not None:
            rows += _beside(mock, last, topics, today)
    weak = dict.fromkeys(topics[name] for name, grade in grades.items() if grade is Grade.NO_HIRE and name in topics)
    if weak:
        rows.append(fact("study", Text(", ".join(f"mlprep study {topic} --drill" for topic in weak))))
    if gap is not None:
        rows.append(fact("stories", uncovered(gap)))
    return Group(*rows)


def history(mocks: Sequence[Mock], today: date) -> RenderableType:
    """Return past mock interviews, in the order given."""
    if not mocks:
        return Text("No mock interview yet. Start one with: mlprep mock", style=QUIET)
    return Table(HISTORY, [_past(mock, today) for mock in mocks])


def _beside(mock: Mock, last: Mock, topics: Mapping[str, str], today: date) -> list[RenderableType]:
    """Return the interview and the last one in two columns, and the topics whose grade changed."""
    columns = ("", "this one", date_name(last.day, today))
    facts: list[tuple[str, Callable[[Mock], Cell]]] = [
        ("mock", lambda one: one.title),
        ("decision", _decision),
        ("grades", _grades),
        ("answered", lambda one: f"{one.answered} of {len(one.questions)}"),
        ("time", lambda one: clock(one.seconds)),
    ]
    rows: list[RenderableType] = [Text(), Table(columns, [(name, cell(mock), cell(last)) for name, cell in facts])]
    now, then = _by_topic(mock, topics), _by_topic(last, topics)
    order = [Grade.STRONG, Grade.LEAN, Grade.NO_HIRE]
    steps = {topic: order.index(now[topic]) - order.index(then[topic]) for topic in now if topic in then}
    for name, names in (
        ("better", [topic for topic, step in steps.items() if step < 0]),
        ("worse", [topic for topic, step in steps.items() if step > 0]),
        ("again", [topic for topic, step in steps.items() if not step and now[topic] is Grade.NO_HIRE]),
    ):
        if names:
            rows.append(fact(name, Text(", ".join(names) + (" No Hire" if name == "again" else ""))))
    return rows


def _by_topic(mock: Mock, topics: Mapping[str, str]) -> dict[str, Grade]:
    """Return the lowest grade in each topic."""
    order = [Grade.STRONG, Grade.LEAN, Grade.NO_HIRE]
    lowest: dict[str, Grade] = {}
    for name, grade in dict(mock.grades).items():
        if (topic := topics.get(name)) is not None:
            lowest[topic] = max(lowest.get(topic, grade), grade, key=order.index)
    return lowest


def _grades(mock: Mock) -> Text:
    grades = tally(dict(mock.grades).values())
    if not grades.total:
        return Text(UNDEFINED, style=QUIET)
    return Text.assemble(grades_bar(grades, GRADES_CELLS), f" {grades.strong}/{grades.lean}/{grades.no_hire}")


def _decision(mock: Mock) -> Text:
    if (decision := mock.verdict) is not None:
        return Text(decision.label, style=GRADE_STYLES[decision])
    return Text("discarded" if mock.discarded else "debrief open" if mock.ungraded else UNDEFINED, style=QUIET)


def _answer(answer: MockAnswer, grade: Grade | None) -> Row:
    time = "passed" if answer.passed else clock(answer.thinking)
    probes = f"{answer.probes} · {clock(answer.probing)}" if answer.probes else UNDEFINED
    graded = Text(UNDEFINED, style=QUIET) if grade is None else Text(grade.label, style=GRADE_STYLES[grade])
    return answer.question_id, time, probes, graded


def _past(mock: Mock, today: date) -> Row:
    answered = f"{mock.answered}/{len(mock.questions)}"
    day = day_name(mock.day, today)
    return str(mock.number), day, mock.title, answered, _grades(mock), clock(mock.seconds), _decision(mock)


def _longest(mock: Mock) -> str:
    if len(mock.answers) < 2:
        return ""
    longest = max(mock.answers, key=lambda answer: answer.thinking + answer.probing)
    return f", most on {longest.question_id} ({clock(longest.thinking + longest.probing)})"
