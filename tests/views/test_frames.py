"""The screens at 80 and 40 columns, as text in `frames/`.

After an intended change, `PYTHONPATH=tests python tests/views/test_frames.py` writes the files again: read their diff.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, Group, RenderableType
from rich.segment import Segment, Segments
from rich.text import Text

from fakes import DAY, NOON, PLAN, item, question, review, session_of
from mlprep_cli.core.activities import Available, Facts, milestones
from mlprep_cli.core.agenda import Agenda, Coverage, Forecast, Outlook
from mlprep_cli.core.allocator import DayList
from mlprep_cli.core.asked import AskedQuestion
from mlprep_cli.core.candidates import Candidate, Choice, Goal
from mlprep_cli.core.days import DaysOff
from mlprep_cli.core.health import Fault, HealthReport, RepairReport
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.core.memory import Memory
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.plan import Plan, schedule_of
from mlprep_cli.core.questions import (
    ROUNDS,
    CheckGroup,
    Code,
    InterviewProcess,
    InterviewReport,
    InterviewStage,
    KeyPoint,
    OnsiteRound,
    Page,
    Source,
)
from mlprep_cli.core.queue import Item
from mlprep_cli.core.readiness import Headline, Interval, Readiness, ReadinessReport, RoundPace, RoundReadiness
from mlprep_cli.core.reviews import Card, Entry, Grade, MockAnswer, Note, OwnTexts, RecordedAttempt
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered, Cells, Panel
from mlprep_cli.core.session.modes import DEBRIEF, DRILL, MOCK, QUICKFIRE
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.reading import Reading
from mlprep_cli.core.session.state import Session
from mlprep_cli.core.stats import (
    CheckpointFigures,
    Day,
    DayProgress,
    GroupFigures,
    ListedQuestion,
    PastAnswers,
    Progress,
    ReadinessChange,
    SelfGrading,
    Tally,
)
from mlprep_cli.core.stats_details import (
    ConfidenceFigures,
    Details,
    Leech,
    PointFigures,
    QuickfireRound,
    RoundTimes,
    SlowQuestion,
    Week,
    calendar_days,
)
from mlprep_cli.core.stories import Board, Gap, Story
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.core.text_field import TextField
from mlprep_cli.core.times import DayTimes
from mlprep_cli.views import (
    answer,
    asked,
    backup,
    banks,
    companies,
    health,
    question_screen,
    questions,
    readiness,
    reviews,
    session,
    settings,
    stats,
    stats_details,
    stories,
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
MORE = "With the subgradient, or with a **proximal step** that stops at zero."
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
    code=Code(
        STUB,
        STUB.replace("raise NotImplementedError", "return head"),
        (CheckGroup("checks", "assert reverse(None) is None\n"),),
    ),
)
SAID = "The diamond has corners, and there weights are zero. The rest I forgot."
OWN = OwnTexts(
    "**Corners** of the diamond.\n\n- and a list",
    RecordedAttempt("a", "lasso", None, "typed", NOON, DAY - timedelta(days=3), SAID, 31.0),
)
BOARD = Board(
    {
        "the-slow-ranker": Story(
            "2", "b", NOON, "The slow ranker", "", ("beh-conflict", "beh-failure"), ("Leadership",)
        ),
        "a-first-week": Story("1", "a", NOON, "A first week", ""),
    },
    (
        Gap(
            "Google", ("Googleyness", "Leadership", "Role-related knowledge"), ("Googleyness", "Role-related knowledge")
        ),
    ),
    tuple(f"beh-question-{number}" for number in range(9)),
    11,
)
ASKED_ONE = AskedQuestion(
    "q", NOON, DAY, "Google", "screening", "Why does the lasso give zeros and the ridge does not?", "badly", "lasso"
)
HEARD = ASKED._replace(
    key_points=(
        KeyPoint("L1 gives exact zeros at the corners", must=True, say=("corners / diamond", "weights zero")),
        KeyPoint("L2 shrinks all weights"),
        KeyPoint("Both trade bias for variance"),
    )
)
NOTE = Note("note", "lasso", "session", NOON, DAY - timedelta(days=3), "forgot the corners")


def reviewing(**changes: object) -> Session:
    """Return a session with the answer on the table."""
    attempt = Attempt(
        item("lasso", checkpoint=7, due=DAY), ASKED, NOTE, 120, since=0.0, thinking=92.4, ticked=frozenset({1, 3})
    )
    session = session_of("two", "three")
    return replace(session, phase=Phase.REVIEWING, attempt=replace(attempt, **changes))  # type: ignore[arg-type]


ATTEMPT = Attempt(item("lasso", checkpoint=7, due=DAY), ASKED, NOTE, 120, since=0.0, thinking=30.2)


def thinking(seconds: float, **changes: object) -> Session:
    session = reviewing(thinking=seconds, ticked=frozenset())
    return replace(session, phase=Phase.THINKING, **changes)  # type: ignore[arg-type]


def answered(grade: Grade, question_id: str = "lasso", topic: str = "regularization", lapses: int = 0) -> Answered:
    card = Card(question_id, 7, DAY, 4, lapses=lapses, reviews=3)
    kept = review(grade, question_id=question_id, checkpoint=7, seconds=92.4)
    attempt = replace(
        reviewing().attempt or Attempt(item(), ASKED, None, 120, 0.0),
        question=ASKED._replace(id=question_id, topic=topic),
    )
    return Answered(kept, card, PLAN.schedule(card, kept), attempt)


FAILED = {
    "pca-vs-autoencoder": "unsupervised-learning",
    "backpropagation": "deep-learning",
    "precision-recall-tradeoff": "evaluation-metrics",
    "batch-normalization": "deep-learning",
}
KNOWN = ("l1-vs-l2-regularization", "gradient-clipping", "transformer-attention-scaling", "adam", "auc")
FULL = replace(
    session_of(rules=QUICKFIRE),
    phase=Phase.ENDED,
    answered=(
        *(answered(Grade.NO_HIRE, name, topic) for name, topic in FAILED.items()),
        *(answered(Grade.LEAN, name, lapses=place) for place, name in enumerate(KNOWN)),
        answered(Grade.LEAN, "pca-vs-autoencoder"),
    ),
)
"""A session in which every list is longer than its space."""
FULL_DAY = DayProgress(
    2710.0,
    16,
    ReadinessChange(0.612, 0.634, DAY + timedelta(days=25)),
    tuple(PastAnswers(name, 3, place > 2, place > 0, ((1, 3), (3,))) for place, name in enumerate(KNOWN)),
)


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
    seconds_total=5025.0, over_budget=1, self_grading=SelfGrading(20, 6, 1),
)  # fmt: skip
NOTHING = Progress(
    today=DAY, total=0, new=0, learning=0, mastered=0, due_now=0, overdue=0,
    forecast=tuple((DAY + timedelta(days=number), 0) for number in range(1, 22)),
    grades=Tally(), reviewed_today=0, streak=0, longest_streak=0, checkpoints=(), rounds=(), topics=(),
    seconds_total=0.0, over_budget=0,
)  # fmt: skip
TODAY = Day(DAY, (("quickfire", 4), ("screening", 3)), 20, 9, Tally(6, 2, 1), 6, (DAY + timedelta(days=1), 2))


WAY = Plan(DAY, DAY, DAY + timedelta(days=25), ("Google",), (), 45)
MILESTONES = milestones(
    schedule_of(WAY).timeline(DAY),
    Facts(companies=("Google",), available=dict.fromkeys(ROUNDS, Available(50, 50)), today=DAY),
)


def choice(name: str, round_name: str, seconds: float, *, is_due: bool) -> Choice:
    waiting = Item(round_name, "regularization", Card(name))
    memory = Memory(3.0, 5.0, DAY) if is_due else None
    return Choice(Candidate(waiting, Card(name), memory, seconds), seconds, 0.1, is_due)


HELD_DAY = DayList(
    (
        *(choice(f"due-{number}", "screening", 140.0, is_due=True) for number in range(9)),
        *(choice(f"new-{number}", "deep-dive", 120.0, is_due=False) for number in range(8)),
        choice("coding-one", "coding", 1380.0, is_due=False),
    ),
    spread=12,
)
GOAL = Goal(DAY, DAY + timedelta(days=25), DAY, 60, {"coding": 1.0}, has_interview=True)
AGENDA = Agenda(GOAL, HELD_DAY, WAY, True, MILESTONES, MILESTONES[0].activities[0], Suggestion("drill"))
DONE = AGENDA._replace(day=DayList((), done=18), suggestion=MILESTONES[0].activities[0].suggestion)
FREE = Agenda(GOAL._replace(has_interview=False), HELD_DAY, Plan(DAY, DAY), False, suggestion=Suggestion("drill"))
OUTLOOK = Outlook(
    tuple(Forecast(DAY + timedelta(days=day), day % 7, 2, 60.0 * (20 + 5 * (day % 6))) for day in range(25)),
    (
        Coverage("screening", 61, 77),
        Coverage("deep-dive", 30, 71),
        Coverage("coding", 9, 27),
        Coverage("system-design", 8, 40),
    ),
    ("left-out", "also-left"),
)
HELD = Mock(
    "m", DAY, "full", "Google",
    (Section("phone screen", 1800, 1, ("pdf-vs-cdf", "l1-vs-l2-regularization")), Section("coding", 1800, 2, ("kmeans",))),
    (MockAnswer("m", 0, "pdf-vs-cdf", 92.0, 30.0, 1, False), MockAnswer("m", 1, "l1-vs-l2-regularization", 0.0, 0.0, 0, True)),
    (("pdf-vs-cdf", Grade.STRONG), ("l1-vs-l2-regularization", Grade.NO_HIRE)), number=3,
)  # fmt: skip
LAST = HELD._replace(
    session_id="l", day=DAY - timedelta(days=6), name="mixed", company=None, number=2,
    grades=(("pdf-vs-cdf", Grade.LEAN), ("l1-vs-l2-regularization", Grade.NO_HIRE)),
)  # fmt: skip
MOCK_TOPICS = {"l1-vs-l2-regularization": "regularization", "pdf-vs-cdf": "statistics"}
READY = ReadinessReport(
    WAY.interview or DAY,
    Headline(0.573, Interval(0.49, 0.66), 40, 0.21, ("Google",)),
    Readiness("all", 337, 40, 0.613, 0.91, Tally(10, 3, 2), Interval(0.54, 0.68), Interval(0.86, 0.96)),
    (
        RoundReadiness(
            Readiness("screening", 77, 40, 0.72, 0.91, Tally(10, 3, 2), Interval(0.64, 0.8), Interval(0.86, 0.96)),
            0.51,
            RoundPace(96.0, 120.0),
        ),
        RoundReadiness(Readiness("coding", 27, 0, 0.4, None, Tally(), Interval(0.2, 0.6)), 0.4),
    ),
    (Readiness("regularization", 14, 9, 0.74, 0.92, Tally(5, 1, 1)), Readiness("statistics", 11, 2, 0.5, 0.8, Tally())),
    (Readiness("Google", 24, 5, 0.7, 0.9, Tally(2, 1, 0), Interval(0.58, 0.82)),),
)
TOO_EARLY = READY._replace(
    headline=Headline(None, None, 12, 0.04),
    whole=Readiness("all", 337, 12, None, None, Tally()),
    rounds=(RoundReadiness(Readiness("screening", 77, 12, None, None, Tally()), 0.4, RoundPace(130.0, 120.0)),),
    topics=(Readiness("regularization", 14, 9, None, None, Tally(1, 0, 0)),),
    companies=(),
)
PROCESS = InterviewProcess(
    "Google",
    (
        InterviewStage("A screen of the résumé"),
        InterviewStage("A technical phone screen of 45 to 60 minutes on coding and the basics"),
        InterviewStage("Team matching", "judgement"),
    ),
    (
        OnsiteRound("ML theory", ("screening", "deep-dive"), 4, 45),
        OnsiteRound(
            "Coding and principles", ("coding", "behavioral"), 3, 60, ("algorithms", "behavioral"),
            (("coding", 1), ("behavioral", 2)), ("beh-lp-*",), "report for the round, judgement for the number",
        ),
    ),
    ("fundamentals with their mathematics", "coding"),
    ("depth", "clarity"),
    "machine-learning engineer",
    "2026-11",
    (
        InterviewReport("candidate review", "2026-04", "two coding rounds and one of design"),
        InterviewReport("press", "2025", "in person"),
    ),
    ("Googleyness", "Leadership"),
    "named by the company",
    "Not allowed.",
)  # fmt: skip


DETAILS = Details(
    calendar=tuple(
        (day, (place * place) % 7 if place % 3 else 0)
        for place, day in enumerate(calendar_days(DAY, DAY - timedelta(days=58)))
    ),
    times=(RoundTimes("quickfire", 60, 9.0, 14.5, 3), RoundTimes("screening", 42, 71.0, 133.0, 9)),
    days=(DayTimes(DAY - timedelta(days=1), 14, 2100.0, 2468.0), DayTimes(DAY, 9, 1500.0, 1212.0)),
    weeks=(Week(DAY - timedelta(days=7), 61, 0.82, 9), Week(DAY, 40, 0.61, 3)),
    rapid=(QuickfireRound("a", DAY - timedelta(days=3), 20, 13, 341.0), QuickfireRound("b", DAY, 20, 17, 262.0)),
    slow=(SlowQuestion("l1-vs-l2-regularization", Grade.STRONG, 188.0, 120),),
    leeches=(Leech("pdf-vs-cdf", "statistics", 5),),
    points=(
        PointFigures("l1-vs-l2-regularization", "regularization", 1, "L1 drives weights to exactly zero", True, 4, 3),
        PointFigures("pdf-vs-cdf", "statistics", 2, "a density is no probability: it can exceed one", False, 3, 2),
    ),
    confidence=(
        ConfidenceFigures(1, Tally(3, 4, 9)),
        ConfidenceFigures(2, Tally(12, 9, 4)),
        ConfidenceFigures(3, Tally(30, 4, 3)),
    ),
    measured=Tally(40, 9, 6),
    predicted=0.91,
    ready=READY,
    mocks=(HELD,),
)
NO_DETAILS = Details(
    calendar=(), times=(), days=(), weeks=(), rapid=(), slow=(), leeches=(), points=(),
    confidence=(), measured=Tally(), predicted=None, ready=None, mocks=(),
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


def panel(opened: Panel, **attempt: object) -> Session:
    """Return a review with a panel open over it."""
    return replace(reviewing(**attempt), reading=Reading(opened))


def screens() -> dict[str, Session]:
    """Return the sessions whose view of the whole terminal is a frame, by name."""
    return {
        "thinking": thinking(30.2),
        "hints": replace(thinking(30.2), attempt=replace(ATTEMPT, hints=2)),
        "overtime": thinking(155.0),
        "message": thinking(30.2, message="no more hints: every key point is shown"),
        "paused": replace(thinking(30.2), phase=Phase.PAUSED),
        "review": reviewing(),
        "review-again": reviewing(own=OWN),
        "unticked": reviewing(ticked=frozenset()),
        "noting": replace(reviewing(), phase=Phase.NOTING, field=TextField("forgot why", 10)),
        "answer": panel(Panel.ANSWER),
        "searching": replace(panel(Panel.ANSWER), phase=Phase.SEARCHING, field=TextField("list", 4)),
        "keys": panel(Panel.KEYS),
        "mock-thinking": interviewing(30.2),
        "mock-probing": interviewing(130.2, main=92.0, probes=1),
    }


def screen_of(state: Session, width: int) -> RenderableType:
    """Return the view of the whole terminal, 24 or 18 rows high."""
    console = Console(width=width, force_terminal=True, color_system=None)
    shown = {Panel.ANSWER: answer.model_answer(ATTEMPT), Panel.KEYS: session.keys_table(state.rules)}

    def render(renderable: RenderableType, columns: int) -> list[list[Segment]]:
        return console.render_lines(renderable, console.options.update(width=columns, height=None), pad=False)

    size = Cells(width, 24 if width >= 80 else 18)
    opened = None if state.reading.panel is None else shown[state.reading.panel]
    drawn_frame = question_screen.frame(state, question_screen.Surroundings(size, render, 0.0, DAY, opened))
    assert len(drawn_frame.lines) == size.rows
    return Segments([segment for line in drawn_frame.lines for segment in (*line, Segment.line())])


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
    states = [replace(session_of(), phase=Phase.OFFERING), thinking(30.2), reviewing(), interviewing(30.2)]
    return {
        "question": session.question(reviewing(), DAY),
        **{f"{name}-screen": screen_of(state, width) for name, state in screens().items()},
        "time": Group(
            *(session.time_line(state, 0.0) for state in (thinking(30.2), thinking(155.0), interviewing(30.2)))
        ),
        "ticked": session.ticked(attempt, frozenset({1, 2})),
        "coach": Group(*(Text(session.coach_mark(state, attempt)) for state in (reviewing(), panel(Panel.ANSWER)))),
        "in-full": answer.in_full(attempt),
        "follow-up-panel": answer.follow_up_panel(replace(attempt, probes=2)),
        "stories": stories.board(BOARD),
        "stories-none": stories.board(Board({}, (), (), 0)),
        "stories-all": stories.board(BOARD._replace(gaps=(Gap("Google", ("Leadership",), ()),), open_questions=())),
        "story": stories.head(BOARD.stories["the-slow-ranker"]),
        "asked": Group(
            asked.receipt(None, DAY, is_suspended=False),
            asked.receipt(Card("lasso"), DAY, is_suspended=True),
            asked.receipt(Card("lasso", 3, DAY, last_grade=Grade.NO_HIRE), DAY, is_suspended=False),
            asked.entries([]),
            asked.entries([(2, ASKED_ONE), (1, ASKED_ONE._replace(company=None, went=None, question_id=None))]),
        ),
        "own-answer": answer.model_answer(replace(attempt, own=OWN)),
        "earlier": Group(
            *(
                answer.earlier(replace(attempt, own=OWN, question=HEARD, ticked=frozenset(ticked)), DAY)
                for ticked in ((), (1,), (2,), (1, 3))
            )
        ),
        "model-answer": answer.model_answer(coding, "Google", debrief=True),
        "hint": session.hint(replace(attempt, hints=2)),
        "answer": answer.answer(attempt, DAY, list_points=True),
        "timed-out": answer.answer(replace(attempt, timed_out=True, thinking=120.0, note=None), DAY, list_points=False),
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
        "summary": summary.summary(
            ended, (DAY + timedelta(days=1), 4), Suggestion("drill"), DayProgress(1510.0, 6), DAY
        ),
        "summary-full": summary.summary(FULL, None, Suggestion("drill"), FULL_DAY, DAY),
        "today": today_views.today(TODAY, FREE),
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
            [("minutes", "45", "Minutes of practice per day, if no plan says otherwise.")], [("database", LONG_PATH)]
        ),
        "health": health.health_report(HealthReport(337, 1, ())),
        "repaired": backup.repaired(RepairReport(FAULTY, FAULTY._replace(faults=FAULTY.faults[1:]), lost=1)),
        "restored": backup.restored(FAULTY),
        "merged": transfer.merged("laptop.jsonl", MERGE),
        "stats": stats.overview(PROGRESS, (READY.headline, DAY + timedelta(days=25)), width),
        "stats-empty": stats.overview(NOTHING, None, width),
        **{f"stats-{name}": stats_details.part(name, PROGRESS, DETAILS, width) for name in stats.PARTS},
        "stats-nothing": Group(*(stats_details.part(name, NOTHING, NO_DETAILS, width) for name in stats.PARTS)),
        "show": answer.full_question(
            ASKED._replace(
                more=MORE, sources=(Source("asked by Google", "candidate report", "2026-04"),), as_of="2026-11"
            )
        ),
        "if-there-is-time": answer.model_answer(replace(ATTEMPT, question=ASKED._replace(more=MORE))),
        "plan": plan_views.plan(AGENDA, OUTLOOK, width),
        "plan-all": plan_views.plan(AGENDA, OUTLOOK, width, everything=True),
        "plan-trade": plan_views.trade(AGENDA, OUTLOOK),
        "plan-off": plan_views.days_off([DaysOff(DAY, DAY), DaysOff(DAY, DAY + timedelta(days=2))], DAY),
        "today-mock": today_views.today(TODAY._replace(mocks=(replace_grades(HELD), replace_grades(LAST))), FREE),
        "today-plan": today_views.today(TODAY, AGENDA),
        "today-done": today_views.today(TODAY, DONE),
        "ready": readiness.topics(READY, DAY),
        "ready-too-early": readiness.topics(TOO_EARLY, DAY),
        "companies": companies.company_list(READY, DAY),
        "company": companies.company(PROCESS, READY, DAY),
        "mock": mock_views.opening(HELD),
        "mock-section": mock_views.section(HELD.sections[0], 1, 2),
        "mock-question": session.question(interviewing(30.2), DAY),
        "mock-verdict": mock_views.verdict(
            HELD, MOCK_TOPICS, LAST, Gap("Google", ("Googleyness", "Leadership"), ("Leadership",)), DAY
        ),
        "mock-first-verdict": mock_views.verdict(HELD, MOCK_TOPICS, None, None, DAY),
        "mock-resumed": mock_views.opening(replace_grades(HELD)),
        "mock-stopped": mock_views.stopped(replace_grades(HELD)),
        "mock-discarded": mock_views.discarded(replace_grades(HELD), DAY),
        "mock-history": mock_views.history([HELD, LAST, replace_grades(LAST)._replace(number=1, discarded=True)], DAY),
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
def test_the_longest_summary_fits_in_24_rows(width: int) -> None:
    ended = summary.summary(replace(FULL, phase=Phase.ENDED), None, Suggestion("drill"), FULL_DAY, DAY)
    assert len(drawn(ended, width).splitlines()) <= 24


def test_a_summary_in_a_pipe_shortens_nothing() -> None:
    console = Console(width=40, file=StringIO(), highlight=False, markup=False, emoji=False)
    console.print(summary.summary(FULL, None, None, FULL_DAY, DAY), crop=False)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the file is the one above
    assert "…" not in text
    assert "adam: recalled after three lapses\n" in text


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
