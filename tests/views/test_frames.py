"""The screens at 80 and 40 columns, as text in `frames/`.

After an intended change, `PYTHONPATH=tests python tests/views/test_frames.py` writes the files again: read their diff.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console, Group, RenderableType

from fakes import DAY, NOON, PLAN, item, question, review, session_of
from mlprep_cli.core.activities import Facts, milestones
from mlprep_cli.core.health import Fault, HealthReport, RepairReport
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.pace import Candidate, Forecast, Pace
from mlprep_cli.core.plan import Plan, PlanOverview, PlanPosition, schedule_of
from mlprep_cli.core.questions import Code, InterviewProcess, OnsiteRound, Page
from mlprep_cli.core.readiness import Readiness, ReadinessReport
from mlprep_cli.core.reviews import Card, Entry, Grade, MockAnswer, Note
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.session.modes import DEBRIEF, DRILL, MOCK
from mlprep_cli.core.stats import CheckpointFigures, Day, DayProgress, GroupFigures, ListedQuestion, Progress, Tally
from mlprep_cli.core.stats_details import Details, Leech, QuickfireRound, RoundTimes, SlowQuestion, Week, calendar_days
from mlprep_cli.core.suggestion import Suggestion, next_suggestion
from mlprep_cli.views import (
    answer,
    backup,
    banks,
    companies,
    health,
    questions,
    readiness,
    reviews,
    session,
    settings,
    stats,
    stats_details,
    summary,
    transfer,
)
from mlprep_cli.views import mock as mock_views
from mlprep_cli.views import plan as plan_views
from mlprep_cli.views import today as today_views

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
    session = session_of("two", "three")
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


def listed(question_id: str, card: Card) -> ListedQuestion:
    return ListedQuestion("screening", "regularization", "medium", ("Google",), replace(card, question_id=question_id))


HEADING = GroupFigures("regularization", 8, 5, 2, Tally(6, 3, 1), 95.0, 120.0)
PROGRESS = Progress(
    today=DAY, total=35, new=20, learning=14, mastered=1, due_now=4, overdue=1,
    forecast=tuple((DAY + timedelta(days=number), (number * 7) % 5) for number in range(1, 22)),
    grades=Tally(30, 12, 5), reviewed_today=9, streak=6, longest_streak=11,
    checkpoints=(*(CheckpointFigures(each, Tally(9, 3, 2)) for each in (0, 3, 7)), CheckpointFigures(14, Tally())),
    rounds=(HEADING._replace(name="quickfire", budget=15.0, median_seconds=17.0), HEADING._replace(name="screening")),
    topics=(
        HEADING,
        HEADING._replace(name="optimization", grades=Tally(0, 0, 2)),
        HEADING._replace(name="nlp", seen=0, grades=Tally()),
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
MILESTONES = milestones(schedule_of(WAY).timeline(DAY), Facts(companies=("Google",)))
PACE = Pace(
    tuple(Forecast(DAY + timedelta(days=day), day % 7, 60.0 * (20 + 5 * (day % 6)), ("a",)) for day in range(25)),
    (Candidate(Card("left-out"), "coding", 1800.0), Candidate(Card("also-left"), "coding", 1800.0)),
    2700.0,
    4,
)
OVERVIEW = PlanOverview(
    DAY, WAY, True, MILESTONES, PACE, ("a", "b"), MILESTONES[0].activities[0], MILESTONES[0].activities[0].suggestion
)
POSITION = PlanPosition(WAY, MILESTONES[0], MILESTONES[1], MILESTONES[0].activities[0])
HELD = Mock(
    "m", DAY, "full", "Google",
    (Section("phone screen", 1800, 1, ("pdf-vs-cdf", "l1-vs-l2-regularization")), Section("coding", 1800, 2, ("kmeans",))),
    (MockAnswer("m", 0, "pdf-vs-cdf", 92.0, 30.0, 1, False), MockAnswer("m", 1, "l1-vs-l2-regularization", 0.0, 0.0, 0, True)),
    (("pdf-vs-cdf", Grade.STRONG), ("l1-vs-l2-regularization", Grade.NO_HIRE)),
)  # fmt: skip
READY = ReadinessReport(
    WAY.interview or DAY,
    Readiness("all", 337, 40, 0.613, 0.91, Tally(10, 3, 2)),
    (Readiness("regularization", 14, 9, 0.74, 0.92, Tally(5, 1, 1)), Readiness("statistics", 11, 2, 0.5, 0.8, Tally())),
    (Readiness("Google", 24, 5, 0.7, 0.9, Tally(2, 1, 0)),),
)
PROCESS = InterviewProcess(
    "Google",
    ("A screen of the résumé", "A technical phone screen of 45 to 60 minutes on coding and the basics"),
    (OnsiteRound("ML theory", ("screening", "deep-dive"), 4, 45),),
    ("fundamentals with their mathematics", "coding"),
    ("depth", "clarity"),
)


DETAILS = Details(
    calendar=tuple((day, (place * place) % 7 if place % 3 else 0) for place, day in enumerate(calendar_days(DAY))),
    times=(RoundTimes("quickfire", 60, 9.0, 14.5, 3), RoundTimes("screening", 42, 71.0, 133.0, 9)),
    weeks=(Week(DAY - timedelta(days=7), 61, 0.82, 9), Week(DAY, 40, 0.61, 3)),
    rapid=(QuickfireRound("a", DAY - timedelta(days=3), 20, 13, 341.0), QuickfireRound("b", DAY, 20, 17, 262.0)),
    slow=(SlowQuestion("l1-vs-l2-regularization", Grade.STRONG, 188.0, 120),),
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


LONG_PATH = Path("/home/somebody/Documents/interviews/machine-learning/questions-of-my-own.yaml")
FAULTY = HealthReport(337, 3, (Fault("card lasso: lapses 7, but its reviews say 0", "mlprep data check --repair"),
    Fault("review 3 cannot be read", "restore a backup: mlprep data restore FILE")))  # fmt: skip
MERGE = MergeReport({"review": 3, "note": 1}, {"review": 1}, ("my-own",), ("line 4: not JSON",), None)


def replace_grades(mock: Mock) -> Mock:
    """Return a mock interview that was stopped before its debrief."""
    return mock._replace(grades=())


def interviewing(thinking_seconds: float, **attempt: object) -> Session:
    """Return an interview in which a question is thought about."""
    base = thinking(thinking_seconds)
    assert base.attempt is not None
    rules = MOCK._replace(limit_seconds=2700, levels=2)
    return replace(base, rules=rules, attempt=replace(base.attempt, **attempt))  # type: ignore[arg-type]  # as named there


def frames(width: int) -> dict[str, RenderableType]:
    """Return every screen by name."""
    attempt = reviewing().attempt
    assert attempt is not None
    coding = replace(attempt, question=CODING, note=None, budget=1800)
    ended = replace(
        session_of(),
        phase=Phase.ENDED,
        answered=(answered(Grade.STRONG, "a"), answered(Grade.LEAN, "b"), answered(Grade.NO_HIRE, "c")),
    )
    entries = [Entry(review(Grade.STRONG), None), Entry(review(Grade.NO_HIRE, DAY - timedelta(days=4)), NOON)]
    cards = [
        listed("new-one", Card("")),
        listed("late-one", Card("", 7, DAY - timedelta(days=2), 4, lapses=4, reviews=9)),
        listed("a-rather-long-id-that-may-have-to-wrap", Card("", "mastered", DAY + timedelta(days=30), 28)),
    ]
    states = [
        *(replace(session_of(), phase=phase) for phase in (Phase.OFFERING, Phase.CLOSING)),
        *(thinking(30.2), reviewing(), interviewing(30.2)),
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
        "keys": session.keys_table(DRILL),
        "keys-mock": session.keys_table(MOCK),
        "keys-debrief": session.keys_table(DEBRIEF),
        "keys-lines": Group(*(session.keys_line(state) for state in states)),
        "offer": session.offer((DAY + timedelta(days=2), 3), DAY),
        "closing": session.prompt(replace(session_of(), phase=Phase.CLOSING), 0.0, width),
        "summary": summary.summary(
            ended, (DAY + timedelta(days=1), 4), Suggestion("drill"), DayProgress(1510.0, 6), DAY
        ),
        "today": today_views.today(TODAY, None, next_suggestion(TODAY)),
        "list": questions.question_list(cards, DAY),
        "card": Group(*(questions.card_line(listed.card, DAY) for listed in cards)),
        "guide": questions.guide_contents([Page("star", "How to tell a story: situation, task, action, result", "")]),
        "history": reviews.history(entries),
        "notes": reviews.notes(
            [NOTE, NOTE._replace(text="neither the corners of the ball nor the shrinkage of the weights")]
        ),
        "undone": reviews.undone(review(Grade.LEAN), cards[1].card, DAY),
        "banks": banks.bank_list([("mlprep", 337, Path("/opt/mlprep/questions.yaml")), ("mine", 3, LONG_PATH)]),
        "settings": settings.setting_list(
            [("new_per_day", "15", "New questions per day, if no plan says otherwise.")], [("database", LONG_PATH)]
        ),
        "health": health.health_report(HealthReport(337, 1, ())),
        "repaired": backup.repaired(RepairReport(FAULTY, FAULTY._replace(faults=FAULTY.faults[1:]), lost=1)),
        "restored": backup.restored(FAULTY),
        "merged": transfer.merged("laptop.jsonl", MERGE),
        "stats": stats.overview(PROGRESS, (0.734, DAY + timedelta(days=25)), width),
        "stats-empty": stats.overview(NOTHING, None, width),
        **{f"stats-{name}": stats_details.part(name, PROGRESS, DETAILS, width) for name in stats.PARTS},
        "stats-nothing": Group(*(stats_details.part(name, NOTHING, NO_DETAILS, width) for name in stats.PARTS)),
        "show": answer.full_question(ASKED),
        "plan": plan_views.plan(OVERVIEW, width),
        "plan-all": plan_views.plan(OVERVIEW, width, everything=True),
        "today-plan": today_views.today(TODAY._replace(share=2), POSITION, MILESTONES[0].activities[0].suggestion),
        "ready": readiness.topics(READY, DAY),
        "companies": companies.company_list(READY, DAY),
        "company": companies.company(PROCESS, READY, DAY),
        "mock": mock_views.opening(HELD),
        "mock-section": mock_views.section(HELD.sections[0], 1, 2),
        "mock-question": session.question(interviewing(30.2), DAY),
        "mock-thinking": session.prompt(interviewing(30.2), 0.0, width),
        "mock-probing": session.prompt(interviewing(130.2, main=92.0, probes=1), 0.0, width),
        "mock-verdict": mock_views.verdict(HELD, {"l1-vs-l2-regularization": "regularization"}),
        "mock-stopped": mock_views.stopped(replace_grades(HELD)),
        "mock-history": mock_views.history([HELD], DAY),
        "coding-question": session.question(replace(reviewing(), attempt=coding), DAY),
        "coding-answer": answer.answer(coding, DAY, list_points=False),
        "coding-show": answer.full_question(coding.question),
    }


def drawn(renderable: RenderableType, width: int) -> str:
    """Return what is shown, as plain text without trailing blanks."""
    console = Console(width=width, force_terminal=True, color_system=None, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(renderable, crop=False)
    return "\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")) + "\n"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", frames(80))
def test_a_screen_looks_like_its_frame(name: str, width: int) -> None:
    assert drawn(frames(width)[name], width) == (FRAMES / f"{name}.{width}.txt").read_text("utf-8")


@pytest.mark.parametrize("width", [30, 40, 80, 200])
@pytest.mark.parametrize("name", frames(80))
def test_a_screen_stays_inside_its_width(name: str, width: int) -> None:
    """Only a name or a path that is longer than the screen is wide exceeds it: on a line of its own, to be copied whole."""
    lines = drawn(frames(width)[name], width).splitlines()
    assert all(len(line) <= width or len(line.split()) == 1 for line in lines)


def test_every_frame_belongs_to_a_screen() -> None:
    assert {file.name for file in FRAMES.iterdir()} == {
        f"{name}.{width}.txt" for name in frames(80) for width in WIDTHS
    }


if __name__ == "__main__":
    FRAMES.mkdir(exist_ok=True)
    for file in FRAMES.iterdir():
        file.unlink()
    for columns in WIDTHS:
        for title, screen in frames(columns).items():
            (FRAMES / f"{title}.{columns}.txt").write_text(drawn(screen, columns), "utf-8")
