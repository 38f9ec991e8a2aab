"""Wiring of a mock interview: section after section with nothing revealed, then its debrief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from mlprep_cli.adapters.terminal import open_keyboard
from mlprep_cli.app.loop import Keyboard
from mlprep_cli.app.session import Sitting
from mlprep_cli.core.mock import Asking, Mock, Section, draw, onsite
from mlprep_cli.core.questions import Filter
from mlprep_cli.core.session.events import Stamp
from mlprep_cli.core.session.keys import EndOfInput, Interrupted, Key, Line
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import DEBRIEF, MOCK
from mlprep_cli.errors import MlprepError, WrongUsage
from mlprep_cli.storage import cards, mocks

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mlprep_cli.app.context import Mlprep


def begin(
    app: Mlprep,
    name: str,
    asked: Sequence[Asking],
    companies: tuple[str, ...],
    levels: tuple[str, ...],
    seed: int | None,
) -> int:
    """Draw a mock interview, hold it and its debrief, and return the exit code.

    Raises:
        WrongUsage: There are fewer questions than it asks.
    """
    pool = mocks.drawable(app.content, companies, levels)
    sections = draw(asked, pool, app.dice(seed))
    if sections is None:
        wanted = sum(len(each.rounds) for each in asked)
        rounds = {name for each in asked for choice in each.rounds for name in choice}
        there = sum(each.round in rounds for each in pool)
        raise WrongUsage(
            f"{wanted} questions are more than there are: {there} in {', '.join(sorted(rounds))}.",
            "ask for fewer with --questions",
        )
    begun = app.now()
    mock = Mock(begun.id, begun.day, name, companies[0] if len(companies) == 1 else None, sections)
    return _hold(app, mock, begun)


def begin_loop(app: Mlprep, company: str, levels: tuple[str, ...], seed: int | None) -> int:
    """Hold a company's whole onsite, round by round.

    Raises:
        WrongUsage: No bank says how it interviews.
    """
    if (process := mocks.process(app.content, company)) is None:
        known = ", ".join(each.name for each in mocks.processes(app.content))
        raise WrongUsage(f"no bank says how {company} interviews.", f"known: {known}")
    return begin(app, f"{company} onsite", onsite(process), (company,), levels, seed)


def resume(app: Mlprep) -> int:
    """Go on with the last mock interview that was stopped.

    Raises:
        MlprepError: None can go on.
    """
    found = next((each for each in mocks.mocks(app.content) if each.open_sections), None)
    if found is None:
        raise MlprepError(
            "no mock interview can go on.", "mlprep mock begins one; mlprep mock --history shows the past ones"
        )
    return _hold(app, found, app.now()._replace(id=found.session_id))


def debrief(app: Mlprep) -> int:
    """Grade what was answered in the last mock interview that has no decision yet.

    Raises:
        MlprepError: There is none.
    """
    found = next((each for each in mocks.mocks(app.content) if each.ungraded), None)
    if found is None:
        raise MlprepError("no mock interview waits for its debrief.", "mlprep mock begins one")
    return _debrief(app, found, app.now()._replace(id=found.session_id))


def unfinished(app: Mlprep) -> Mock | None:
    """Return the last mock interview, if it waits to go on or to be debriefed."""
    last = next(iter(mocks.mocks(app.content, 1)), None)
    return last if last is not None and (last.open_sections or last.ungraded) else None


def _hold(app: Mlprep, mock: Mock, begun: Stamp) -> int:
    views = app.mock_views
    with _sitting(app, mock, begun, debriefs=False) as sitting, open_keyboard(monotonic) as keyboard:
        todo = mock.open_sections
        app.show(views.opening(mock))
        for place, (number, section, left) in enumerate(todo):
            if len(mock.sections) > 1:
                app.show(views.section(section, number, len(mock.sections)))
                if place and not _agrees(app, keyboard):
                    return _stopped(app)
            session, signal = _ask(app, sitting, keyboard, mock, section, left, begun)
            if signal is not None:
                _stopped(app)
                return 128 + signal
            if session.attempt is not None:  # left by the learner; a section whose time is up has none
                return _stopped(app)
        held = sitting.mock
    assert held is not None
    return _debrief(app, held, begun)


def _ask(
    app: Mlprep, sitting: Sitting, keyboard: Keyboard, mock: Mock, section: Section, left: tuple[str, ...], begun: Stamp
) -> tuple[Session, int | None]:
    rules = replace(MOCK, limit_seconds=section.seconds, levels=section.levels)
    queue = tuple(cards.named_items(app.content, left))
    if not queue:
        return Session(begun.id, rules, app.schedule, ()), None
    return sitting.play(Session(begun.id, rules, app.schedule, queue, said=mock.said_in(section)), keyboard)


def _debrief(app: Mlprep, mock: Mock, begun: Stamp) -> int:
    views = app.mock_views
    if not mock.ungraded:
        return _stopped(app)
    queue = tuple(cards.named_items(app.content, mock.ungraded))
    if not queue:
        raise MlprepError("what is left to grade has left the bank.", "mlprep mock begins another one")
    with _sitting(app, mock, begun, debriefs=True) as sitting, open_keyboard(monotonic) as keyboard:
        sitting.load()
        app.show(views.debriefing(mock))

        def ending(session: Session, _at: Stamp) -> RenderableType:
            fresh = tuple((each.review.question_id, each.review.grade) for each in session.answered)
            topics = {each.review.question_id: each.attempt.question.topic for each in session.answered}
            return views.verdict(mock._replace(grades=(*mock.grades, *fresh)), topics, app.display.width)

        debriefed = Session(begun.id, DEBRIEF, app.schedule, queue, said=mock.spoken)
        _, signal = sitting.play(debriefed, keyboard, ending=ending, company=mock.company)
    return 0 if signal is None else 128 + signal


@contextmanager
def _sitting(app: Mlprep, mock: Mock, begun: Stamp, *, debriefs: bool) -> Iterator[Sitting]:
    sitting = Sitting(app, DEBRIEF if debriefs else MOCK, Filter(), begun, mock)
    try:
        yield sitting
    finally:
        sitting.close()


def _agrees(app: Mlprep, keyboard: Keyboard) -> bool:
    """Return whether the learner goes on to the next section."""
    app.show(app.mock_views.between())
    keyboard.drop()
    while True:
        match keyboard.read(None):
            case Key(" " | "\n") | Line(""):
                return True
            case Key("q") | Line("q") | EndOfInput() | Interrupted():
                return False


def _stopped(app: Mlprep) -> int:
    app.show(app.mock_views.stopped(unfinished(app)))
    return 0
