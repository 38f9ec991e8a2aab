"""The session on the screen: which view shows which part, and what is drawn again while a key is awaited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.questions import Page, Question
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Part, Stamp
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.views import session as views

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock, Section
    from mlprep_cli.core.stats import Kept


class Display(Protocol):
    """A screen with a live region at its end."""

    live: bool

    @property
    def width(self) -> int:
        """Return the columns to use."""

    def print(self, renderable: RenderableType) -> None:
        """Print something that stays."""

    def redraw(self, renderable: RenderableType) -> None:
        """Draw the region over its last drawing."""

    def fits(self, renderable: RenderableType) -> bool:
        """Return whether the region could show this."""

    def close(self) -> None:
        """Take the region away."""

    def abandon(self) -> None:
        """Forget the region."""


class Answers(Protocol):
    """The views from the reveal on, which take longer to load than the first question may."""

    def warm_up(self) -> None:
        """Do once what the first reveal need not wait for."""

    def answer(self, attempt: Attempt, today: date, *, list_points: bool) -> RenderableType:
        """Return what the reveal shows."""

    def wishes(self, question: Question, company: str | None) -> RenderableType:
        """Return what companies listen for in the answer."""

    def follow_up(self, attempt: Attempt) -> RenderableType:
        """Return a follow-up, or its answer."""

    def page(self, shown: Page) -> RenderableType:
        """Return a page of Markdown."""

    def summary(self, session: Session, coming: tuple[date, int] | None, kept: Kept, today: date) -> RenderableType:
        """Return the end of a session."""

    def card_of(self, question: Question) -> RenderableType:
        """Return a question whole."""


class MockViews(Protocol):
    """The views of a mock interview."""

    def opening(self, mock: Mock) -> RenderableType:
        """Return what it begins with."""

    def section(self, each: Section, number: int, total: int) -> RenderableType:
        """Return the heading of a section."""

    def between(self) -> RenderableType:
        """Return the keys between two sections."""

    def stopped(self, mock: Mock | None) -> RenderableType:
        """Return how to go on."""

    def debriefing(self, mock: Mock) -> RenderableType:
        """Return the heading of the debrief."""

    def verdict(self, mock: Mock, topics: Mapping[str, str], width: int) -> RenderableType:
        """Return how it went."""


class Stage:
    """Shows a session on a display.

    Args:
        answers: Returns the heavier views, loaded by then.
        study: Returns a topic's study page, or None where it has none.
        kept: Returns the day so far.
        coming: Returns the next day after today on which something is due, and how many are.
        idle: Called whenever a key is awaited: the time to load what is needed next.
        ending: Returns the end of a session, where it is not the usual summary.
        company: Who interviews, in a debrief.
    """

    def __init__(
        self,
        display: Display,
        *,
        answers: Callable[[], Answers],
        study: Callable[[str], Page | None],
        coming: Callable[[], tuple[date, int] | None],
        kept: Callable[[], Kept],
        idle: Callable[[], None],
        ending: Callable[[Session, Stamp], RenderableType] | None = None,
        company: str | None = None,
    ) -> None:
        self._display = display
        self._answers = answers
        self._study = study
        self._coming = coming
        self._kept = kept
        self._idle = idle
        self._ending = ending
        self._company = company
        self._points_below = display.live
        self._keys_untold = False

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Print a part of the screen that stays."""
        for each in self._parts(part, session, at):
            self._display.print(each)
        self._keys_untold = not self._display.live

    def prompt(self, session: Session, at: Stamp) -> None:
        """Draw the countdown, or the checklist, and the keys."""
        if self._keys_untold:
            # Where no region can be drawn, the keys are told once, in a line that stays.
            self._display.print(views.still(session))
            self._keys_untold = False
        self._display.redraw(self._below(session, at))
        self._idle()

    def resize(self, session: Session, at: Stamp) -> None:
        """Draw again what is on the table: the terminal has another size."""
        self._display.close()
        self._again(session, at)

    def resume(self, session: Session, at: Stamp) -> None:
        """Draw again what is on the table: the terminal was somebody else's."""
        self._display.abandon()
        self._again(session, at)

    def _again(self, session: Session, at: Stamp) -> None:
        if session.phase in (Phase.THINKING, Phase.PAUSED):
            self.show(Part.QUESTION, session, at)
        elif session.attempt is not None:
            self.show(Part.UNDONE, session, at)

    def _below(self, session: Session, at: Stamp) -> RenderableType:
        return views.prompt(session, at.seconds, self._display.width, list_points=self._points_below)

    def _parts(self, part: Part, session: Session, at: Stamp) -> list[RenderableType]:  # noqa: PLR0911, PLR0912  an arm a part
        attempt = session.attempt
        match part:
            case Part.OFFER:
                return [views.offer(self._coming(), at.day)]
            case Part.QUESTION:
                return [views.question(session, at.day)]
            case Part.HINT if attempt is not None:
                return [views.hint(attempt)]
            case Part.ANSWER if attempt is not None:
                return self._answer(session, attempt, at)
            case Part.UNDONE if attempt is not None:
                return [views.question(session, at.day), *self._answer(session, attempt, at)]
            case Part.FOLLOW_UP if attempt is not None:
                return [self._answers().follow_up(attempt)]
            case Part.PROBE if attempt is not None:
                return [views.probe(attempt)]
            case Part.TIME_UP:
                return [Text("The time is up.", style="bold red")]
            case Part.STUDY if attempt is not None:
                found = self._study(attempt.question.topic)
                return [self._answers().page(found)] if found else [Text("this topic has no study page")]
            case Part.NOTED:
                return [Text("noted: shown after the next reveal of this question, and in `mlprep notes`", style="dim")]
            case Part.GRADED:
                last = session.answered[-1]
                checked = [views.checklist(last.attempt)] if self._display.live and self._points_below else []
                return [Group(*checked, views.graded(last, at.day))]
            case Part.SKIPPED:
                return [Text("skipped: asked again at the end", style="dim")]
            case Part.HELP:
                return [views.keys_table()]
            case Part.SUMMARY if self._ending is not None:
                return [self._ending(session, at)]
            case Part.SUMMARY:
                return [self._answers().summary(session, self._coming(), self._kept(), at.day)]
        return []

    def _answer(self, session: Session, attempt: Attempt, at: Stamp) -> list[RenderableType]:
        # A region taller than the screen could not be drawn over: then the points are printed, and only their ticks change.
        self._points_below = self._display.live and self._display.fits(
            views.prompt(session, at.seconds, self._display.width)
        )
        parts = [self._answers().answer(attempt, at.day, list_points=not self._points_below)]
        if session.rules.debrief:
            parts.append(self._answers().wishes(attempt.question, self._company))
        return parts
