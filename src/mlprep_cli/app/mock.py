"""Mock interviews: section after section with nothing revealed, then the debrief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.adapters.terminal import open_keyboard
from mlprep_cli.app.banks import current
from mlprep_cli.app.loop import Keyboard
from mlprep_cli.app.session import SessionRunner
from mlprep_cli.core.mock import PRESETS, Mock, Section, SectionPlan, draw, onsite, resized
from mlprep_cli.core.questions import Query
from mlprep_cli.core.session.events import Stamp
from mlprep_cli.core.session.keys import EndOfInput, Interrupted, Key, TypedLine
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import DEBRIEF, MOCK
from mlprep_cli.errors import MlprepError, UsageError, unknown_name
from mlprep_cli.views import mock as views

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mlprep_cli.app.context import Context


class MockTarget(NamedTuple):
    """The companies and levels of an interview. If one is empty, that of the plan is used."""

    companies: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


ANY_TARGET = MockTarget()


def hold(
    context: Context,
    preset: str = "",
    target: MockTarget = ANY_TARGET,
    *,
    questions: int | None = None,
    minutes: int | None = None,
    seed: int | None = None,
) -> int:
    """Hold a mock interview of a preset (`mixed` if empty) and its debrief, and return the exit code.

    Raises:
        UsageError: There is no such preset, or there are fewer questions than it asks.
    """
    name = preset or "mixed"
    if name not in PRESETS:
        raise unknown_name(f"There is no preset {name}.", name, list(PRESETS))
    sections = resized(PRESETS[name], questions, minutes)
    return _begin(context, name, sections, _target(context, target), seed)


def hold_loop(context: Context, target: MockTarget, seed: int | None = None) -> int:
    """Hold the whole onsite of one company, round by round, and return the exit code.

    Raises:
        UsageError: There is not exactly one company, or no bank describes how it interviews.
    """
    target = _target(context, target)
    if len(target.companies) != 1:
        raise UsageError("--loop needs exactly one company.", "mlprep mock --loop --company Google")
    (company,) = target.companies
    pages = current(context).pages
    if (process := pages.process(company)) is None:
        known = ", ".join(known.name for known in pages.processes())
        raise UsageError(f"No bank describes how {company} interviews.", f"Described companies: {known}.")
    return _begin(context, f"{company} onsite", onsite(process), target, seed)


def resume(context: Context) -> int:
    """Resume the last mock interview that was stopped, and return the exit code.

    Raises:
        MlprepError: There is none.
    """
    mock = next((mock for mock in current(context).mocks.all() if mock.open_sections), None)
    if mock is None:
        raise MlprepError(
            "No mock interview can be resumed.",
            "mlprep mock starts one, and mlprep mock --history lists the past ones.",
        )
    return _hold(context, mock, context.clock.now()._replace(id=mock.session_id))


def debrief(context: Context) -> int:
    """Grade the answers of the last mock interview that has no decision yet, and return the exit code.

    Raises:
        MlprepError: There is none.
    """
    mock = next((mock for mock in current(context).mocks.all() if mock.ungraded), None)
    if mock is None:
        raise MlprepError("No mock interview is waiting for a debrief.", "mlprep mock starts one.")
    return _debrief(context, mock, context.clock.now()._replace(id=mock.session_id))


def warn_of_unfinished(context: Context) -> None:
    """Warn if the last mock interview can still be resumed or debriefed."""
    if (last := _unfinished(context)) is not None:
        option = "--resume" if last.open_sections else "--debrief"
        context.screen.warn(f"The mock interview of {last.day} is unfinished: mlprep mock {option} continues it.")


def _unfinished(context: Context) -> Mock | None:
    last = next(iter(current(context).mocks.all(1)), None)
    return last if last is not None and (last.open_sections or last.ungraded) else None


def _target(context: Context, target: MockTarget) -> MockTarget:
    plan = current(context).plans.running()
    if plan is None:
        return target
    return MockTarget(target.companies or plan.companies, target.levels or plan.levels)


def _begin(context: Context, name: str, plans: Sequence[SectionPlan], target: MockTarget, seed: int | None) -> int:
    pool = current(context).mocks.candidates(target.companies, target.levels)
    sections = draw(plans, pool, Random(seed))
    if sections is None:
        wanted = sum(len(plan.rounds) for plan in plans)
        rounds = {name for plan in plans for choice in plan.rounds for name in choice}
        available = sum(candidate.round in rounds for candidate in pool)
        raise UsageError(
            f"This interview needs {wanted} questions, but there are only {available} in {', '.join(sorted(rounds))}.",
            "Ask for fewer with --questions, or add a bank with mlprep bank add FILE.",
        )
    start = context.clock.now()
    company = target.companies[0] if len(target.companies) == 1 else None
    return _hold(context, Mock(start.id, start.day, name, company, sections), start)


def _hold(context: Context, mock: Mock, start: Stamp) -> int:
    show = context.screen.show
    with _runner(context, mock, start, debriefs=False) as runner, open_keyboard(monotonic) as keyboard:
        show(views.opening(mock))
        for place, (number, section, left) in enumerate(mock.open_sections):
            if len(mock.sections) > 1:
                show(views.section(section, number, len(mock.sections)))
                if place and not _agrees(context, keyboard):
                    return _stopped(context)
            session, signal = _ask(context, runner, keyboard, (mock, section, left), start)
            if signal is not None:
                _stopped(context)
                return 128 + signal
            if session.attempt is not None:  # the user left; a section whose time is up has no attempt
                return _stopped(context)
        held = runner.mock
    assert held is not None
    return _debrief(context, held, start)


def _ask(
    context: Context,
    runner: SessionRunner,
    keyboard: Keyboard,
    part: tuple[Mock, Section, tuple[str, ...]],
    start: Stamp,
) -> tuple[Session, int | None]:
    mock, section, left = part
    rules = MOCK._replace(limit_seconds=section.seconds, levels=section.levels)
    queue = tuple(context.store.cards.named(left))
    schedule = context.store.plans.schedule()
    if not queue:
        return Session(start.id, rules, schedule, ()), None
    session = Session(start.id, rules, schedule, queue, mock_answers=mock.answers_in(section))
    return runner.play(session, keyboard)


def _debrief(context: Context, mock: Mock, start: Stamp) -> int:
    if not mock.ungraded:
        return _stopped(context)
    queue = tuple(current(context).cards.named(mock.ungraded))
    if not queue:
        raise MlprepError(
            "The questions left to grade are no longer in a bank.", "mlprep mock starts another interview."
        )
    with _runner(context, mock, start, debriefs=True) as runner, open_keyboard(monotonic) as keyboard:
        runner.load()
        context.screen.show(views.debriefing(mock))

        def ending(session: Session, _at: Stamp) -> RenderableType:
            new = tuple((answered.review.question_id, answered.review.grade) for answered in session.answered)
            topics = {answered.review.question_id: answered.attempt.question.topic for answered in session.answered}
            return views.verdict(mock._replace(grades=(*mock.grades, *new)), topics)

        schedule = context.store.plans.schedule()
        session = Session(start.id, DEBRIEF, schedule, queue, mock_answers=mock.answers)
        _, signal = runner.play(session, keyboard, ending=ending, company=mock.company)
    return 0 if signal is None else 128 + signal


@contextmanager
def _runner(context: Context, mock: Mock, start: Stamp, *, debriefs: bool) -> Iterator[SessionRunner]:
    runner = SessionRunner(context, DEBRIEF if debriefs else MOCK, Query(), start, mock)
    try:
        yield runner
    finally:
        runner.close()


def _agrees(context: Context, keyboard: Keyboard) -> bool:
    """Wait for a key, and return whether to go on to the next section."""
    context.screen.show(views.between())
    keyboard.drop()
    while True:
        match keyboard.read(None):
            case Key(" " | "\n") | TypedLine(""):
                return True
            case Key("q") | TypedLine("q") | EndOfInput() | Interrupted():
                return False


def _stopped(context: Context) -> int:
    context.screen.show(views.stopped(_unfinished(context)))
    return 0
