"""The practice screen after the reveal: answers, rubrics and pages in Markdown."""

from __future__ import annotations

from datetime import date
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.text import Text

from mlprep_cli.core.hearing import compared
from mlprep_cli.core.questions import Code, Page, Question, Rubric
from mlprep_cli.core.reviews import NO_TEXTS, Grade, OwnTexts
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.keys import GRADE_KEYS
from mlprep_cli.views.coding import difference, run_report
from mlprep_cli.views.session import checklist, level_lines, time_taken
from mlprep_cli.views.summary import summary
from mlprep_cli.views.tables import Column, Table
from mlprep_cli.views.theme import ACCENT, ALARM, GOOD, GRADE_STYLES, QUIET, STRONG, clock, date_name, day_name, plural

__all__ = [
    "answer",
    "code_report",
    "earlier",
    "expectations",
    "follow_up",
    "follow_up_panel",
    "full_question",
    "in_full",
    "markdown",
    "model_answer",
    "page",
    "rubric",
    "summary",
    "warm_up",
]


def markdown(text: str) -> Markdown:
    """Return rendered Markdown, with code in the terminal's own colours."""
    return Markdown(text, code_theme="ansi_dark", hyperlinks=False)


def warm_up() -> None:
    """Render once in advance, so that the first reveal finds a built parser and warm caches."""
    console = Console(file=StringIO(), width=80)
    console.print(markdown("**warm** `up`\n\n- a list\n\n| a | b |\n| --- | --- |\n| c | d |"))


def answer(attempt: Attempt, today: date, *, list_points: bool) -> RenderableType:
    """Return the answer, the last note on it, the rubric, and the key points unless they are listed below."""
    rows: list[RenderableType] = [
        time_taken(attempt, QUIET),
        Text(),
        *_own(attempt.own),
        markdown(attempt.question.answer),
        *_if_there_is_time(attempt.question),
        *_solution(attempt.question),
    ]
    if attempt.note is not None:
        when = day_name(attempt.note.study_day, today)
        rows += [Text(), Text.assemble((f"missed on {when}: ", STRONG), attempt.note.text)]
    rows += [Text(), rubric(attempt.question.rubric), Text()]
    if list_points:
        rows.append(checklist(attempt))
    return Group(*rows)


def model_answer(attempt: Attempt, company: str | None = None, *, debrief: bool = False) -> RenderableType:
    """Return the own model answer, then the bank's, with what follows, the solution, and in a debrief what companies wish."""
    question = attempt.question
    wishes = [Text(), expectations(question, company)] if debrief else []
    own = _own(attempt.own)
    return Group(*own, markdown(question.answer), *_if_there_is_time(question), *_solution(question), *wishes)


def in_full(attempt: Attempt) -> RenderableType:
    """Return the key points and the description of each grade, unshortened."""
    return Group(checklist(attempt), Text(), rubric(attempt.question.rubric))


def code_report(attempt: Attempt, *, revealed: bool) -> RenderableType:
    """Return what the checks found in an attempt; after the reveal, also how the solution differs from it."""
    if attempt.run is None or attempt.question.code is None:
        return Text("The checks have not run.", style=QUIET)
    code = attempt.question.code
    if not revealed:
        report = run_report(attempt.run, left=sum(check.hidden for check in code.checks))
        return Group(report, *level_lines(code, attempt.run))
    return Group(run_report(attempt.run), Text(), *difference(attempt.run.solution, code.solution))


def expectations(question: Question, company: str | None) -> RenderableType:
    """Return what the interviewing company listens for in the answer; without a company, what all known ones do."""
    expected = [(name, wish) for name, wish in question.expects if company is None or name == company]
    return Group(*(Text.assemble((f"{name} listens for ", ACCENT), wish) for name, wish in expected))


def python(code: str) -> RenderableType:
    """Return Python code in the terminal's own colours."""
    return Padding(
        Syntax(code.rstrip(), "python", theme="ansi_dark", word_wrap=True, background_color="default"), (0, 1)
    )


def _own(own: OwnTexts) -> list[RenderableType]:
    """Return the own model answer and stories, each under its heading, and the heading of the bank's; nothing without."""
    answers = [("Your model answer", own.answer)] if own.answer else []
    texts = [*answers, *((f"Your story: {story.title}", story.text) for story in own.stories)]
    parts = [part for title, text in texts for part in (_heading(title), markdown(text), Text())]
    return [*parts, _heading("The bank's model answer")] if parts else []


def _heading(title: str) -> Rule:
    return Rule(Text(title, style=QUIET), style=QUIET, align="left")


def _if_there_is_time(question: Question) -> list[RenderableType]:
    return [Text(), _heading("If there is time"), markdown(question.more)] if question.more else []


def _solution(question: Question) -> list[RenderableType]:
    if question.code is None:
        return []
    checks = f"solve it in your editor: mlprep code {question.id}"
    return [Text(), python(question.code.solution), Text(), Text(checks, style=QUIET)]


def rubric(levels: Rubric) -> RenderableType:
    """Return the description of each grade, beside its key."""
    texts = {Grade.STRONG: levels.strong, Grade.LEAN: levels.lean, Grade.NO_HIRE: levels.no_hire}
    rows = [
        (Text(f"{GRADE_KEYS[grade]} {grade.label}", style=GRADE_STYLES[grade]), text) for grade, text in texts.items()
    ]
    return Table(("grade", Column("rubric", holds="prose")), rows, titles=False, gap=1)


def follow_up(attempt: Attempt) -> RenderableType:
    """Return the current follow-up, or its answer."""
    number, answered = divmod(attempt.probes - 1, 2)
    current = attempt.question.follow_ups[number]
    if answered:
        return Padding(markdown(current.answer), (0, 0, 1, 2))
    return Group(Text(), follow_up_prompt(attempt))


def follow_up_prompt(attempt: Attempt) -> Text:
    """Return the current follow-up without its answer."""
    number = (attempt.probes - 1) // 2
    return Text.assemble((f"follow-up {number + 1} ", ACCENT), (attempt.question.follow_ups[number].prompt, STRONG))


def follow_up_panel(attempt: Attempt) -> RenderableType:
    """Return the current follow-up, and its answer once that is asked for."""
    number, answered = divmod(attempt.probes - 1, 2)
    current = attempt.question.follow_ups[number]
    hint = Text("Answer aloud; f shows the answer.", style=QUIET)
    return Group(follow_up_prompt(attempt), Text(), markdown(current.answer) if answered else hint)


def earlier(attempt: Attempt, today: date) -> RenderableType:
    """Return the earlier answer with its day, and below it the key points that only one of the two answers says."""
    if (before := attempt.own.earlier) is None:
        return Text("No earlier answer is kept.", style=QUIET)
    points = attempt.question.key_points
    new, lost = compared(before.text, attempt.ticked, points)
    day = "today" if before.study_day == today else date_name(before.study_day, today)
    title = f"Your answer of {day}, {plural(before.words, 'word')}"
    rows: list[RenderableType] = [_heading(title), Text(before.text), Text()]
    if not attempt.ticked:
        rows.append(Text("Tick the points that you said now, and they are compared.", style=QUIET))
    elif not new and not lost:
        rows.append(Text("Both answers say the same key points."))
    if new:
        rows.append(Text("New in this answer", style=STRONG))
        rows += [Text.assemble((f" {number} ", ACCENT), ("+ ", GOOD), points[number - 1].point) for number in new]
    if lost:
        rows.append(Text("Said then, and not now", style=STRONG))
        rows += [
            Text.assemble((f" {number} ", ACCENT), ("- ", ALARM), points[number - 1].point, (f" “{words}”", QUIET))
            for number, words in lost
        ]
    return Group(*rows)


def page(content: Page) -> RenderableType:
    """Return a page of Markdown under its title."""
    return Group(Rule(Text(content.title, style=STRONG), style=ACCENT, align="left"), markdown(content.text), Text())


def full_question(question: Question, own: OwnTexts = NO_TEXTS) -> RenderableType:
    """Return a complete question: tags, prompt, own answer, answer, key points, rubric, follow-ups and references."""
    tags = [question.id, question.round, question.topic, question.difficulty, clock(question.budget), *question.level]
    rows: list[RenderableType] = [
        Text(" · ".join(tags), style=QUIET),
        Text(question.prompt, style=STRONG),
        Text(),
        *([] if question.code is None else [python(question.code.stub), Text(), *_levels(question.code)]),
        *_own(own),
        markdown(question.answer),
        *_if_there_is_time(question),
        *_solution(question),
        Text(),
        Text("Key points", style=STRONG),
        *(
            Text.assemble((f" {number} ", ACCENT), point.point, (" (must)" if point.must else "", QUIET))
            for number, point in enumerate(question.key_points, start=1)
        ),
        Text(),
        rubric(question.rubric),
    ]
    for number, probe in enumerate(question.follow_ups, start=1):
        rows += [
            Text(),
            Text.assemble((f"follow-up {number} ", ACCENT), (probe.prompt, STRONG)),
            Padding(markdown(probe.answer), (0, 0, 0, 2)),
        ]
    rows += [Text(), *_facts(question)]
    return Group(*rows)


def _levels(code: Code) -> list[Text]:
    """Return what each level asks for."""
    lines = [
        Text.assemble((f"level {number}: ", ACCENT), " ".join(text.split()))
        for number, text in enumerate(code.levels, start=1)
    ]
    return [*lines, Text()] if lines else []


def _facts(question: Question) -> list[Text]:
    asked_by = ", ".join(
        f"{company.name} {company.year}" if company.year else company.name for company in question.companies
    )
    facts = [
        ("asked by", asked_by),
        *(("source", f"{source.claim}, {source.kind} of {source.month}") for source in question.sources),
        *((f"{company} expects", wish) for company, wish in question.expects),
        ("see", ", ".join(question.see)),
        ("read", ", ".join(question.references)),
        ("as of", question.as_of),
    ]
    return [Text.assemble((f"{name}: ", QUIET), text) for name, text in facts if text]
