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
from mlprep_cli.app.stories import gap
from mlprep_cli.core.inputs import EndOfInput, Interrupted, Key, TypedLine
from mlprep_cli.core.mock import PRESETS, Mock, Section, SectionPlan, draw, onsite, resized, tuned
from mlprep_cli.core.questions import Query
from mlprep_cli.core.session.events import Stamp
from mlprep_cli.core.session.modes import DEBRIEF, MOCK
from mlprep_cli.core.session.state import Session
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
LISTED = "mlprep mock --history lists the mock interviews with their numbers."


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
    target = _target(context, target)
    processes = [process for process in current(context).pages.processes() if process.name in target.companies]
    sections = tuned(resized(PRESETS[name], questions, minutes), processes)
    return _begin(context, name, sections, target, seed)


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


def resume(context: Context, chosen: str | None = None) -> int:
    """Resume a mock interview that was stopped, by its number or id, and return the exit code; the last one if not named.

    Raises:
        MlprepError: There is none, or that one cannot be resumed.
    """
    mocks = current(context).mocks.all()
    mock = _named(mocks, chosen) if chosen else next((mock for mock in mocks if mock.open_sections), None)
    if mock is None:
        raise MlprepError(
            "No mock interview can be resumed.",
            "mlprep mock starts one, and mlprep mock --history lists the past ones.",
        )
    if not mock.open_sections:
        raise MlprepError(f"Mock interview {mock.number} cannot be resumed: {_reason(mock)}.", LISTED)
    return _hold(context, mock, context.clock.now()._replace(id=mock.session_id))


def debrief(context: Context, chosen: str | None = None) -> int:
    """Grade the answers of a mock interview without a decision, and return the exit code; of the last one if not named.

    Raises:
        MlprepError: There is none, or that one has nothing to grade.
    """
    mocks = current(context).mocks.all()
    mock = _named(mocks, chosen) if chosen else next((mock for mock in mocks if mock.ungraded), None)
    if mock is None:
        raise MlprepError("No mock interview is waiting for a debrief.", "mlprep mock starts one.")
    if not mock.ungraded:
        raise MlprepError(f"Mock interview {mock.number} has nothing to grade: {_reason(mock)}.", LISTED)
    return _debrief(context, mock, context.clock.now()._replace(id=mock.session_id))


def discard(context: Context, chosen: str | None = None) -> None:
    """Give up an unfinished mock interview, by its number or id; if not named, the only one.

    Raises:
        MlprepError: There is none, there are several and none is named, or that one is finished.
    """
    mocks = current(context).mocks.all()
    unfinished = [mock for mock in mocks if mock.is_unfinished]
    if chosen is None and len(unfinished) > 1:
        raise UsageError(
            f"There are {len(unfinished)} unfinished mock interviews.", f"{LISTED} Name one: --discard NO."
        )
    mock = _named(mocks, chosen) if chosen else next(iter(unfinished), None)
    if mock is None:
        raise MlprepError("No mock interview is unfinished.", LISTED)
    if not mock.is_unfinished:
        raise MlprepError(f"Mock interview {mock.number} cannot be discarded: {_reason(mock)}.", LISTED)
    current(context).mocks.discard(mock.session_id, context.clock.moment())
    context.screen.show(views.discarded(mock, context.clock.today))


def warn_of_unfinished(context: Context) -> None:
    """Warn of mock interviews that can still be resumed or debriefed."""
    unfinished = current(context).mocks.unfinished()
    if len(unfinished) > 1:
        context.screen.warn(f"{len(unfinished)} mock interviews are unfinished. {LISTED}")
    elif unfinished:
        (mock,) = unfinished
        option = "--resume" if mock.open_sections else "--debrief"
        context.screen.warn(
            f"The mock interview of {mock.day} is unfinished: mlprep mock {option} continues it, "
            "and mlprep mock --discard gives it up."
        )


def _named(mocks: Sequence[Mock], chosen: str) -> Mock:
    mock = next((mock for mock in mocks if chosen in (str(mock.number), mock.session_id)), None)
    if mock is None:
        raise UsageError(f"There is no mock interview {chosen}.", LISTED)
    return mock


def _reason(mock: Mock) -> str:
    """Return why a mock interview cannot go on."""
    if mock.discarded:
        return "it was discarded"
    if mock.verdict is not None:
        return "it has a decision"
    return "its debrief has begun" if mock.grades else "no question or no time is left"


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
                if place and (code := _left_between(context, keyboard)) is not None:
                    _stopped(context, mock.session_id)
                    return code
            session, signal = _ask(context, runner, keyboard, (mock, section, left), start)
            if signal is not None:
                _stopped(context, mock.session_id)
                return 128 + signal
            if session.attempt is not None:  # the user left; a section whose time is up has no attempt
                return _stopped(context, mock.session_id)
    held = _stored(context, mock.session_id)
    return _stopped(context, mock.session_id) if held is None else _debrief(context, held, start)


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
        return _stopped(context, mock.session_id)
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
            asked = (*mock.questions, *(() if last is None else last.questions))
            topics = {item.question_id: item.topic for item in context.store.cards.named(asked)}
            graded = mock._replace(grades=(*mock.grades, *new))
            return views.verdict(graded, topics, last, gap(context, mock.company), context.clock.today)

        mocks = context.store.mocks.all()
        last = next((held for held in mocks if held.number < mock.number and held.verdict is not None), None)
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


def _left_between(context: Context, keyboard: Keyboard) -> int | None:
    """Wait for a key between two sections, and return the exit code; None to go on."""
    context.screen.show(views.between())
    keyboard.drop()
    while True:
        match keyboard.read(None):
            case Key(" " | "\n") | TypedLine(""):
                return None
            case Key("q") | TypedLine("q") | EndOfInput():
                return 0
            case Interrupted(number):
                return 128 + number


def _stored(context: Context, session_id: str) -> Mock | None:
    """Return a mock interview as it is in the database; None before its first answer."""
    return next((mock for mock in context.store.mocks.all() if mock.session_id == session_id), None)


def _stopped(context: Context, session_id: str) -> int:
    context.screen.show(views.stopped(_stored(context, session_id)))
    return 0
