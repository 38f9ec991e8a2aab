"""The practice screen from the reveal on: answers, rubrics and pages in Markdown."""

from __future__ import annotations

from datetime import date
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from mlprep_cli.core.questions import Page, Question, Rubric
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.views.session import checklist
from mlprep_cli.views.summary import summary
from mlprep_cli.views.theme import ACCENT, ALARM, GRADE_KEYS, GRADE_STYLES, QUIET, STRONG, clock, day_name

__all__ = ["answer", "card_of", "follow_up", "markdown", "page", "rubric", "summary", "warm_up", "wishes"]


def markdown(text: str) -> Markdown:
    """Return Markdown as the terminal shows it: code in the terminal's own colours, on its own background."""
    return Markdown(text, code_theme="ansi_dark", hyperlinks=False)


def warm_up() -> None:
    """Render something once: the first reveal need not make the parser and fill the caches."""
    console = Console(file=StringIO(), width=80)
    console.print(markdown("**warm** `up`\n\n- a list\n\n| a | b |\n| --- | --- |\n| c | d |"))


def answer(attempt: Attempt, today: date, *, list_points: bool) -> RenderableType:
    """Return what the reveal shows: the answer, what was missed last time, the rubric, and the key points."""
    over = attempt.thinking > attempt.budget
    took = f"{clock(attempt.thinking)} of {clock(attempt.budget)}"
    if attempt.timed_out:
        took = f"time is up: {clock(attempt.budget)}"
    rows: list[RenderableType] = [
        Rule(Text(took, style=ALARM if over else QUIET), style=QUIET, align="left"),
        markdown(attempt.question.answer),
        *_solution(attempt.question),
    ]
    if attempt.note is not None:
        when = day_name(attempt.note.study_day, today)
        rows += [Text(), Text.assemble((f"missed on {when}: ", STRONG), attempt.note.text)]
    rows += [Text(), rubric(attempt.question.rubric), Text()]
    if list_points:
        rows.append(checklist(attempt))
    return Group(*rows)


def wishes(question: Question, company: str | None) -> RenderableType:
    """Return what companies listen for in the answer: the one that interviews, or all that are known."""
    found = [(name, wish) for name, wish in question.expects if company is None or name == company]
    return Group(*(Text.assemble((f"{name} listens for ", ACCENT), wish) for name, wish in found))


def python(code: str) -> RenderableType:
    """Return Python code in the terminal's own colours."""
    return Padding(
        Syntax(code.rstrip(), "python", theme="ansi_dark", word_wrap=True, background_color="default"), (0, 1)
    )


def _solution(question: Question) -> list[RenderableType]:
    if question.code is None:
        return []
    checks = f"checks for yours: mlprep show {question.id} --part checks"
    return [Text(), python(question.code.solution), Text(), Text(checks, style=QUIET)]


def rubric(levels: Rubric) -> RenderableType:
    """Return what separates the grades, each behind its key."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    for grade, text in ((Grade.STRONG, levels.strong), (Grade.LEAN, levels.lean), (Grade.NO_HIRE, levels.no_hire)):
        table.add_row(Text(f"{GRADE_KEYS[grade]} {grade.label}", style=GRADE_STYLES[grade]), Text(text))
    return table


def follow_up(attempt: Attempt) -> RenderableType:
    """Return the follow-up that was asked for, or its answer."""
    number, answered = divmod(attempt.probes - 1, 2)
    each = attempt.question.follow_ups[number]
    if answered:
        return Padding(markdown(each.answer), (0, 0, 1, 2))
    return Group(Text(), Text.assemble((f"follow-up {number + 1} ", ACCENT), (each.prompt, STRONG)))


def page(shown: Page) -> RenderableType:
    """Return a page of Markdown under its title."""
    return Group(Rule(Text(shown.title, style=STRONG), style=ACCENT, align="left"), markdown(shown.text), Text())


def card_of(question: Question) -> RenderableType:
    """Return a question whole: prompt, answer, key points, rubric, follow-ups, and what it is filed under."""
    filed = [question.id, question.round, question.topic, question.difficulty, clock(question.budget), *question.level]
    rows: list[RenderableType] = [
        Text(" · ".join(filed), style=QUIET),
        Text(question.prompt, style=STRONG),
        Text(),
        *([] if question.code is None else [python(question.code.stub), Text()]),
        markdown(question.answer),
        *_solution(question),
        Text(),
        Text("Key points", style=STRONG),
        *(
            Text.assemble((f" {number} ", ACCENT), each.point, (" (must)" if each.must else "", QUIET))
            for number, each in enumerate(question.key_points, start=1)
        ),
        Text(),
        rubric(question.rubric),
    ]
    for number, each in enumerate(question.follow_ups, start=1):
        rows += [
            Text(),
            Text.assemble((f"follow-up {number} ", ACCENT), (each.prompt, STRONG)),
            Padding(markdown(each.answer), (0, 0, 0, 2)),
        ]
    rows += [Text(), *_facts(question)]
    return Group(*rows)


def _facts(question: Question) -> list[Text]:
    asked_by = ", ".join(f"{each.name} {each.year}" if each.year else each.name for each in question.companies)
    facts = [
        ("asked by", asked_by),
        *((f"{company} wants", wish) for company, wish in question.expects),
        ("see", ", ".join(question.see)),
        ("read", ", ".join(question.references)),
    ]
    return [Text.assemble((f"{name}: ", QUIET), text) for name, text in facts if text]
