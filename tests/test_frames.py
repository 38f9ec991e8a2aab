"""What the screens look like at 80 and 40 columns, as text in `frames/`: `python tests/test_frames.py` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console, Group, RenderableType

from fakes import DAY, NOON, PLAN, item, question, review, sitting
from mlprep_cli.core.activities import Facts, next_activity, stages
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.outlook import Outlook, Ready, Route
from mlprep_cli.core.pace import Candidate, Forecast, Pace
from mlprep_cli.core.plan import Plan, schedule_of
from mlprep_cli.core.questions import Code, Page, Process, Visit
from mlprep_cli.core.readiness import Readiness
from mlprep_cli.core.reviews import Card, Entry, Grade, Note, Spoken
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.session.modes import MOCK
from mlprep_cli.core.stats import Attempts, Day, Heading, Kept, Listed, Progress, Tally
from mlprep_cli.core.stats_details import Details, Leech, Rapid, Slow, Times, Week, calendar_days
from mlprep_cli.views import answer, reports, session, stats, stats_details, summary
from mlprep_cli.views import mock as mock_views
from mlprep_cli.views import plan as plan_views
from mlprep_cli.views import readiness as ready_views

FRAMES = Path(__file__).parent / "frames"
WIDTHS = (80, 40)

ANSWER = """\
**L1 zeroes weights; L2 only shrinks them.** The penalty is λ∑|wᵢ| or λ∑wᵢ².

- a list
- of two

| loss | gradient |
| --- | --- |
| log | p − y |

```python
def step(w: float) -> float:
    return w - 0.1
```
"""
STUB = """\
def reverse(head: Node | None) -> Node | None:
    \"\"\"Return the new head; nodes are relinked, none is made.\"\"\"
    raise NotImplementedError
"""
ASKED = question(
    "lasso", answer=ANSWER, prompt="How do L1 and L2 regularization differ, and how would you choose between them?"
)
CODING = question(
    "reverse-linked-list",
    answer="**Turn one pointer a step.** O(n) time, O(1) space.",
    prompt="Reverse a singly linked list.",
    code=Code(STUB, STUB.replace("raise NotImplementedError", "return head"), "assert reverse(None) is None\n"),
)
NOTE = Note("note", "lasso", "session", NOON, DAY - timedelta(days=3), "forgot the corners")


def reviewing(**changes: object) -> Session:
    """Return a session with the answer on the table."""
    attempt = Attempt(
        item("lasso", checkpoint=7, due=DAY), ASKED, NOTE, 120, since=0.0, thinking=92.4, ticked=frozenset({1, 3})
    )
    session = sitting("two", "three")
    return replace(session, phase=Phase.REVIEWING, attempt=replace(attempt, **changes))  # type: ignore[arg-type]


def thinking(seconds: float, **changes: object) -> Session:
    session = reviewing(thinking=seconds, ticked=frozenset())
    return replace(session, phase=Phase.THINKING, **changes)  # type: ignore[arg-type]


def answered(grade: Grade, question_id: str = "lasso") -> Answered:
    card = Card(question_id, 7, DAY, 4, reviews=3)
    kept = review(grade, question_id=question_id, checkpoint=7, seconds=92.4)
    attempt = replace(
        reviewing().attempt or Attempt(item(), ASKED, None, 120, 0.0), question=ASKED._replace(id=question_id)
    )
    return Answered(kept, card, PLAN.schedule(card, kept), attempt)


def listed(question_id: str, card: Card) -> Listed:
    return Listed("screening", "regularization", "medium", ("Google",), replace(card, question_id=question_id))


HEADING = Heading("regularization", 8, 5, 2, Tally(6, 3, 1), 95.0, 120.0)
PROGRESS = Progress(
    today=DAY, total=35, new=20, learning=14, mastered=1, due_now=4, overdue=1,
    forecast=tuple((DAY + timedelta(days=number), (number * 7) % 5) for number in range(1, 22)),
    grades=Tally(30, 12, 5), reviewed_today=9, streak=6, longest_streak=11,
    checkpoints=(*(Attempts(each, Tally(9, 3, 2)) for each in (0, 3, 7)), Attempts(14, Tally())),
    rounds=(replace(HEADING, name="quickfire", budget=15.0, median_seconds=17.0), replace(HEADING, name="screening")),
    topics=(
        HEADING,
        replace(HEADING, name="optimization", grades=Tally(0, 0, 2)),
        replace(HEADING, name="nlp", seen=0, grades=Tally()),
    ),
    seconds_total=5025.0, over_budget=1,
)  # fmt: skip
NOTHING = Progress(
    today=DAY, total=0, new=0, learning=0, mastered=0, due_now=0, overdue=0,
    forecast=tuple((DAY + timedelta(days=number), 0) for number in range(1, 22)),
    grades=Tally(), reviewed_today=0, streak=0, longest_streak=0, checkpoints=(), rounds=(), topics=(),
    seconds_total=0.0, over_budget=0,
)  # fmt: skip
TODAY = Day(DAY, (("quickfire", 4), ("screening", 3)), 20, 12, 9, Tally(6, 2, 1), 6, (DAY + timedelta(days=1), 2))


WAY = Plan(DAY, DAY, DAY + timedelta(days=25), ("Google",), (), 45)
STAGES = stages(schedule_of(WAY).timeline(DAY), Facts(companies=("Google",)))
PACE = Pace(
    tuple(Forecast(DAY + timedelta(days=day), day % 7, 60.0 * (20 + 5 * (day % 6)), ("a",)) for day in range(25)),
    (Candidate(Card("left-out"), "coding", 1800.0), Candidate(Card("also-left"), "coding", 1800.0)),
    2700.0,
    4,
)
OUTLOOK = Outlook(DAY, WAY, True, STAGES, PACE, ("a", "b"), next_activity(STAGES, DAY))
HELD = Mock(
    "m", DAY, "full", "Google",
    (Section("phone screen", 1800, 1, ("pdf-vs-cdf", "l1-vs-l2-regularization")), Section("coding", 1800, 2, ("kmeans",))),
    (Spoken("m", 0, "pdf-vs-cdf", 92.0, 30.0, 1, False), Spoken("m", 1, "l1-vs-l2-regularization", 0.0, 0.0, 0, True)),
    (("pdf-vs-cdf", Grade.STRONG), ("l1-vs-l2-regularization", Grade.NO_HIRE)),
)  # fmt: skip
READY = Ready(
    WAY.interview or DAY,
    Readiness("all", 337, 40, 0.613, 0.91, Tally(10, 3, 2)),
    (Readiness("regularization", 14, 9, 0.74, 0.92, Tally(5, 1, 1)), Readiness("statistics", 11, 2, 0.5, 0.8, Tally())),
    (Readiness("Google", 24, 5, 0.7, 0.9, Tally(2, 1, 0)),),
)
PROCESS = Process(
    "Google",
    ("A screen of the résumé", "A technical phone screen of 45 to 60 minutes on coding and the basics"),
    (Visit("ML theory", ("screening", "deep-dive"), 4, 45),),
    ("fundamentals with their mathematics", "coding"),
    ("depth", "clarity"),
)


DETAILS = Details(
    calendar=tuple((day, (place * place) % 7 if place % 3 else 0) for place, day in enumerate(calendar_days(DAY))),
    times=(Times("quickfire", 60, 9.0, 14.5, 3), Times("screening", 42, 71.0, 133.0, 9)),
    weeks=(Week(DAY - timedelta(days=7), 61, 0.82, 9), Week(DAY, 40, 0.61, 3)),
    rapid=(Rapid("a", DAY - timedelta(days=3), 20, 13, 341.0), Rapid("b", DAY, 20, 17, 262.0)),
    slow=(Slow("l1-vs-l2-regularization", Grade.STRONG, 188.0, 120),),
    leeches=(Leech("pdf-vs-cdf", "statistics", 5),),
    measured=Tally(40, 9, 6),
    predicted=0.91,
    ready=READY.whole,
    companies=READY.companies,
    mocks=(HELD,),
)
NO_DETAILS = Details(
    calendar=tuple((day, 0) for day in calendar_days(DAY)), times=(), weeks=(), rapid=(), slow=(), leeches=(),
    measured=Tally(), predicted=None, ready=None, companies=(), mocks=(),
)  # fmt: skip


def replace_grades(mock: Mock) -> Mock:
    """Return a mock interview that was stopped before its debrief."""
    return mock._replace(grades=())


def interviewing(thinking_seconds: float, **attempt: object) -> Session:
    """Return an interview in which a question is thought about."""
    base = thinking(thinking_seconds)
    assert base.attempt is not None
    rules = replace(MOCK, limit_seconds=2700, levels=2)
    return replace(base, rules=rules, attempt=replace(base.attempt, **attempt))  # type: ignore[arg-type]  # as named there


def frames(width: int) -> dict[str, RenderableType]:
    """Return every screen by name."""
    attempt = reviewing().attempt
    assert attempt is not None
    coding = replace(attempt, question=CODING, note=None, budget=1800)
    ended = replace(
        sitting(),
        phase=Phase.ENDED,
        answered=(answered(Grade.STRONG, "a"), answered(Grade.LEAN, "b"), answered(Grade.NO_HIRE, "c")),
    )
    entries = [Entry(review(Grade.STRONG), None), Entry(review(Grade.NO_HIRE, DAY - timedelta(days=4)), NOON)]
    cards = [
        listed("new-one", Card("")),
        listed("late-one", Card("", 7, DAY - timedelta(days=2), 4, lapses=4, reviews=9)),
        listed("a-rather-long-id-that-may-have-to-wrap", Card("", "mastered", DAY + timedelta(days=30), 28)),
    ]
    return {
        "question": session.question(reviewing(), DAY),
        "hint": session.hint(replace(attempt, hints=2)),
        "thinking": session.prompt(thinking(30.2), 0.0, width),
        "overtime": session.prompt(thinking(155.0), 0.0, width),
        "message": session.prompt(thinking(30.2, message="no more hints: every key point is shown"), 0.0, width),
        "paused": session.prompt(replace(thinking(30.2), phase=Phase.PAUSED), 0.0, width),
        "answer": answer.answer(attempt, DAY, list_points=True),
        "timed-out": answer.answer(replace(attempt, timed_out=True, thinking=120.0, note=None), DAY, list_points=False),
        "reviewing": session.prompt(reviewing(), 0.0, width),
        "reviewing-low": session.prompt(reviewing(), 0.0, width, list_points=False),
        "noting": session.prompt(replace(reviewing(), phase=Phase.NOTING, draft="forgot why"), 0.0, width),
        "follow-up": answer.follow_up(replace(attempt, probes=1)),
        "follow-up-answer": answer.follow_up(replace(attempt, probes=2)),
        "study": answer.page(Page("regularization", "Regularization", "## Map\n\nSome *words*.")),
        "graded": session.graded(answered(Grade.STRONG), DAY),
        "graded-no-hire": session.graded(answered(Grade.NO_HIRE), DAY),
        "keys": session.keys_table(),
        "offer": session.offer((DAY + timedelta(days=2), 3), DAY),
        "closing": session.prompt(replace(sitting(), phase=Phase.CLOSING), 0.0, width),
        "summary": summary.summary(ended, (DAY + timedelta(days=1), 4), Kept(1510.0, 6), DAY),
        "today": reports.today(TODAY),
        "list": reports.questions(cards, DAY, width),
        "history": reports.history(entries, width),
        "notes": reports.notes([NOTE]),
        "stats": stats.overview(PROGRESS, (0.734, DAY + timedelta(days=25)), width),
        "stats-empty": stats.overview(NOTHING, None, width),
        **{f"stats-{name}": stats_details.part(name, PROGRESS, DETAILS, width) for name in stats.PARTS},
        "stats-nothing": Group(*(stats_details.part(name, NOTHING, NO_DETAILS, width) for name in stats.PARTS)),
        "show": answer.card_of(ASKED),
        "plan": plan_views.outlook(OUTLOOK, width),
        "plan-all": plan_views.outlook(OUTLOOK, width, everything=True),
        "today-plan": reports.today(replace(TODAY, share=2), Route(WAY, STAGES[0], STAGES[1], STAGES[0].activities[0])),
        "ready": ready_views.topics(READY, DAY, width),
        "companies": ready_views.companies(READY, DAY, width),
        "company": ready_views.company(PROCESS, READY, DAY),
        "mock": mock_views.opening(HELD),
        "mock-section": mock_views.section(HELD.sections[0], 1, 2),
        "mock-question": session.question(interviewing(30.2), DAY),
        "mock-thinking": session.prompt(interviewing(30.2), 0.0, width),
        "mock-probing": session.prompt(interviewing(130.2, main=92.0, probes=1), 0.0, width),
        "mock-verdict": mock_views.verdict(HELD, {"l1-vs-l2-regularization": "regularization"}, width),
        "mock-stopped": mock_views.stopped(replace_grades(HELD)),
        "mock-history": mock_views.history([HELD], DAY, width),
        "coding-question": session.question(replace(reviewing(), attempt=coding), DAY),
        "coding-answer": answer.answer(coding, DAY, list_points=False),
        "coding-show": answer.card_of(coding.question),
    }


def drawn(renderable: RenderableType, width: int) -> str:
    """Return what is shown, as plain text without trailing blanks."""
    console = Console(width=width, color_system=None, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(renderable, soft_wrap=False)
    return "\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")) + "\n"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", frames(80))
def test_a_screen_looks_as_it_did(name: str, width: int) -> None:
    assert drawn(frames(width)[name], width) == (FRAMES / f"{name}.{width}.txt").read_text("utf-8")


@pytest.mark.parametrize("width", [30, 40, 80, 200])
@pytest.mark.parametrize("name", frames(80))
def test_a_screen_stays_inside_its_width(name: str, width: int) -> None:
    assert all(len(line) <= width for line in drawn(frames(width)[name], width).splitlines())


def test_no_frame_is_left_over() -> None:
    assert {each.name for each in FRAMES.iterdir()} == {
        f"{name}.{width}.txt" for name in frames(80) for width in WIDTHS
    }


if __name__ == "__main__":
    FRAMES.mkdir(exist_ok=True)
    for each in FRAMES.iterdir():
        each.unlink()
    for columns in WIDTHS:
        for title, shown in frames(columns).items():
            (FRAMES / f"{title}.{columns}.txt").write_text(drawn(shown, columns), "utf-8")
