"""Showing a session on a display: the view of each part, and the live region while waiting for a key."""

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
    from mlprep_cli.core.stats import DayProgress
    from mlprep_cli.core.suggestion import Suggestion


class Display(Protocol):
    """A screen with a live region at its end."""

    live: bool

    @property
    def width(self) -> int:
        """The number of columns to use."""

    def print(self, renderable: RenderableType) -> None:
        """Print permanent output."""

    def redraw(self, renderable: RenderableType) -> None:
        """Draw the region, replacing its last drawing."""

    def fits(self, renderable: RenderableType) -> bool:
        """Return whether the region can show this without scrolling."""

    def close(self) -> None:
        """Erase the region."""

    def abandon(self) -> None:
        """Forget the region without erasing it."""


class Answers(Protocol):
    """The views after the reveal. They take too long to load before the first question."""

    def warm_up(self) -> None:
        """Render once in advance, so that the first reveal is fast."""

    def answer(self, attempt: Attempt, today: date, *, list_points: bool) -> RenderableType:
        """Return the answer, its rubric, and the key points if they are to be listed."""

    def expectations(self, question: Question, company: str | None) -> RenderableType:
        """Return what companies expect of the answer."""

    def follow_up(self, attempt: Attempt) -> RenderableType:
        """Return the current follow-up, or its answer."""

    def page(self, content: Page) -> RenderableType:
        """Return a page of Markdown."""

    def summary(
        self,
        session: Session,
        coming: tuple[date, int] | None,
        suggestion: Suggestion | None,
        day_progress: DayProgress,
        today: date,
    ) -> RenderableType:
        """Return the summary of a session."""

    def full_question(self, question: Question) -> RenderableType:
        """Return a question with all its parts."""


class MockViews(Protocol):
    """The views of a mock interview."""

    def opening(self, mock: Mock) -> RenderableType:
        """Return the panel that opens a mock interview."""

    def section(self, current: Section, number: int, total: int) -> RenderableType:
        """Return the heading of a section."""

    def between(self) -> RenderableType:
        """Return the keys between two sections."""

    def stopped(self, mock: Mock | None) -> RenderableType:
        """Return how to continue a mock interview that was stopped."""

    def debriefing(self, mock: Mock) -> RenderableType:
        """Return the heading of the debrief."""

    def verdict(self, mock: Mock, topics: Mapping[str, str]) -> RenderableType:
        """Return the answers with their grades, and the decision."""


class Source(Protocol):
    """The values that a stage shows in addition to the session itself."""

    def answers(self) -> Answers:
        """Return the views after the reveal, once they are loaded."""

    def study(self, topic: str) -> Page | None:
        """Return the study page of a topic, or None if it has none."""

    def next_due(self) -> tuple[date, int] | None:
        """Return the next day after today with questions due, and their number."""

    def suggestion(self) -> Suggestion | None:
        """Return what to do next, None if nothing is left for today."""

    def day_progress(self) -> DayProgress:
        """Return the progress of the day so far."""

    def load(self) -> None:
        """Load in the background. Called whenever the stage waits for a key."""


class Stage:
    """Shows a session on a display.

    Args:
        ending: Renders the end of a session instead of the usual summary.
        company: The interviewing company, in a debrief.
    """

    def __init__(
        self,
        display: Display,
        source: Source,
        *,
        ending: Callable[[Session, Stamp], RenderableType] | None = None,
        company: str | None = None,
    ) -> None:
        self._display = display
        self._source = source
        self._ending = ending
        self._company = company
        self._points_below = display.live
        self._legend_pending = False

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Print a part of the session as permanent output."""
        for renderable in self._parts(part, session, at):
            self._display.print(renderable)
        self._legend_pending = not self._display.live

    def prompt(self, session: Session, at: Stamp) -> None:
        """Draw the countdown or the checklist, and the keys."""
        if self._legend_pending:
            # A display without a region gets the keys once, as permanent output.
            self._display.print(views.keys_line(session))
            self._legend_pending = False
        self._display.redraw(self._region(session, at))
        self._source.load()

    def resize(self, session: Session, at: Stamp) -> None:
        """Show the current question again on a terminal of another size."""
        self._display.close()
        self._show_again(session, at)

    def resume(self, session: Session, at: Stamp) -> None:
        """Show the current question again after other programs used the terminal."""
        self._display.abandon()
        self._show_again(session, at)

    def _show_again(self, session: Session, at: Stamp) -> None:
        if session.phase in (Phase.THINKING, Phase.PAUSED):
            self.show(Part.QUESTION, session, at)
        elif session.attempt is not None:
            self.show(Part.UNDONE, session, at)

    def _region(self, session: Session, at: Stamp) -> RenderableType:
        return views.prompt(session, at.seconds, self._display.width, list_points=self._points_below)

    def _parts(self, part: Part, session: Session, at: Stamp) -> list[RenderableType]:  # noqa: PLR0911, PLR0912  one arm per part
        attempt = session.attempt
        match part:
            case Part.OFFER:
                return [views.offer(self._source.next_due(), at.day)]
            case Part.QUESTION:
                return [views.question(session, at.day)]
            case Part.HINT if attempt is not None:
                return [views.hint(attempt)]
            case Part.ANSWER if attempt is not None:
                return self._answer(session, attempt, at)
            case Part.UNDONE if attempt is not None:
                return [views.question(session, at.day), *self._answer(session, attempt, at)]
            case Part.FOLLOW_UP if attempt is not None:
                return [self._source.answers().follow_up(attempt)]
            case Part.PROBE if attempt is not None:
                return [views.probe(attempt)]
            case Part.TIME_UP:
                return [Text("Time is up.", style="bold red")]
            case Part.STUDY if attempt is not None:
                page = self._source.study(attempt.question.topic)
                return [self._source.answers().page(page)] if page else [Text("This topic has no study page.")]
            case Part.NOTED:
                return [Text("noted: shown at the next reveal of this question, and by mlprep notes", style="dim")]
            case Part.GRADED:
                last = session.answered[-1]
                checklist = [views.checklist(last.attempt)] if self._display.live and self._points_below else []
                return [Group(*checklist, views.graded(last, at.day))]
            case Part.SKIPPED:
                return [Text("skipped: asked again at the end", style="dim")]
            case Part.HELP:
                return [views.keys_table(session.rules)]
            case Part.SUMMARY if self._ending is not None:
                return [self._ending(session, at)]
            case Part.SUMMARY:
                return [
                    self._source.answers().summary(
                        session, self._source.next_due(), self._source.suggestion(), self._source.day_progress(), at.day
                    )
                ]
        return []

    def _answer(self, session: Session, attempt: Attempt, at: Stamp) -> list[RenderableType]:
        # A region taller than the screen cannot be redrawn. Then the points are printed once, and the region has only the ticks.
        self._points_below = self._display.live and self._display.fits(
            views.prompt(session, at.seconds, self._display.width)
        )
        parts = [self._source.answers().answer(attempt, at.day, list_points=not self._points_below)]
        if session.rules.debrief:
            parts.append(self._source.answers().expectations(attempt.question, self._company))
        return parts
