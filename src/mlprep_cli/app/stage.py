"""Showing a session: as one view of the whole terminal, or as linear output that is never redrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.questions import Page, Question
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Cells, Extent, Panel, Part, Stamp
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
from mlprep_cli.views import session as views
from mlprep_cli.views.question_screen import Line, Surroundings, frame, is_wide

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock, Section
    from mlprep_cli.core.stats import DayProgress
    from mlprep_cli.core.suggestion import Suggestion


class Display(Protocol):
    """Output that stays in the scrollback."""

    is_terminal: bool

    def print(self, renderable: RenderableType) -> None:
        """Print permanent output."""


class FullScreen(Protocol):
    """The whole terminal as one view."""

    @property
    def size(self) -> Cells:
        """The columns and rows of the terminal."""

    def enter(self) -> None:
        """Show the full screen, empty."""

    def leave(self) -> None:
        """Show the screen and the scrollback that were there before."""

    def forget(self) -> None:
        """Draw every row next time."""

    def lines(self, renderable: RenderableType, columns: int) -> list[Line]:
        """Return a renderable as lines of at most this many columns."""

    def draw(self, lines: Sequence[Line], cursor: Cells | None = None) -> None:
        """Draw the rows of the screen from the top, and show the cursor at a place if there is one."""

    def page(self, renderable: RenderableType) -> None:
        """Show a text in the user's pager, and return at its end."""


class Answers(Protocol):
    """The views after the reveal. They take too long to load before the first question."""

    def warm_up(self) -> None:
        """Render once in advance, so that the first reveal is fast."""

    def answer(self, attempt: Attempt, today: date, *, list_points: bool) -> RenderableType:
        """Return the answer, its rubric, and the key points if they are to be listed."""

    def expectations(self, question: Question, company: str | None) -> RenderableType:
        """Return what companies expect of the answer."""

    def model_answer(self, attempt: Attempt, company: str | None = None, *, debrief: bool = False) -> RenderableType:
        """Return the model answer; in a debrief with what companies expect of it."""

    def in_full(self, attempt: Attempt) -> RenderableType:
        """Return the key points and the grades, unshortened."""

    def follow_up(self, attempt: Attempt) -> RenderableType:
        """Return the current follow-up, or its answer."""

    def follow_up_panel(self, attempt: Attempt) -> RenderableType:
        """Return the current follow-up, and its answer once that is asked for."""

    def earlier(self, attempt: Attempt, today: date) -> RenderableType:
        """Return the earlier answer, compared with this one."""

    def code_report(self, attempt: Attempt, *, revealed: bool) -> RenderableType:
        """Return what the checks found; after the reveal with the solution beside the attempt."""

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


class LinearStage:
    """Shows a session as output that is never redrawn: each state once, in words.

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
        bell: Callable[[], None] | None = None,
    ) -> None:
        self._display = display
        self._source = source
        self._ending = ending
        self._company = company
        self._bell = bell
        self._legend_pending = False
        self._ticked: frozenset[int] = frozenset()
        self._message = ""
        self._times: list[float] = []

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Print a part of the session."""
        if part in (Part.NOTED, Part.UNDONE):  # these parts say what the message of the screen says
            self._message = session.message
        self._say_message(session)
        for renderable in self._parts(part, session, at):
            self._display.print(renderable)
        self._legend_pending = part not in _WITHOUT_KEYS

    def draw(self, session: Session, at: Stamp) -> Extent:
        """Print the keys and messages that are new, and the time at half of the budget and at its end."""
        self._say_message(session)
        if self._legend_pending:
            self._display.print(views.keys_line(session))
            self._legend_pending = False
        self._say_time(session, at)
        self._source.load()
        return Extent()

    def resize(self, session: Session, at: Stamp) -> None:
        """Do nothing: printed output has no size."""

    def leave(self) -> None:
        """End the line: other programs print below."""
        self._display.print(Text())

    def resume(self, session: Session, at: Stamp) -> None:
        """Print the current question again, after the output of other programs."""
        if session.phase_of_question in (Phase.THINKING, Phase.PAUSED):
            self.show(Part.QUESTION, session, at)
        elif session.attempt is not None:
            self.show(Part.UNDONE, session, at)

    def read_all(self, session: Session, at: Stamp) -> None:
        """Do nothing: everything has been printed."""

    def ring(self) -> None:
        """Ring the bell, if the user wants it."""
        if self._bell is not None:
            self._bell()

    def say(self, session: Session, at: Stamp, message: str) -> None:
        """Print what is being done."""
        self._display.print(Text(message, style="dim"))

    def ask_again(self, message: str) -> None:
        """Print that something cannot be written now, and that Enter tries again."""
        self._display.print(Text(f"{message} Enter tries again, q stops without this grade."))

    def close(self) -> None:
        """Do nothing: everything has been printed."""

    def _say_message(self, session: Session) -> None:
        if session.message and session.message != self._message:
            self._display.print(Text(session.message))
        self._message = session.message

    def _say_time(self, session: Session, at: Stamp) -> None:
        """Say the time at half of the budget and at its end, on a terminal: a script has no use for it."""
        attempt = session.attempt
        if session.phase is not Phase.THINKING or attempt is None or not self._display.is_terminal:
            return
        thinking, passed = session.thinking(at.seconds), []
        while self._times and thinking >= self._times[0]:
            passed.append(self._times.pop(0))
        if passed and passed[-1]:
            self._display.print(views.time_line(session, at.seconds))

    def _parts(self, part: Part, session: Session, at: Stamp) -> list[RenderableType]:  # noqa: PLR0911, PLR0912  one arm per part
        attempt = session.attempt
        match part:
            case Part.OFFER:
                return [views.offer(self._source.next_due(), at.day)]
            case Part.QUESTION if attempt is not None:
                self._ticked = attempt.ticked
                self._times = [attempt.budget / 2, float(attempt.budget)]
                return [views.question(session, at.day)]
            case Part.HINT if attempt is not None:
                return [views.hint(attempt)]
            case Part.TIME | Part.RESUMED:
                return [views.time_line(session, at.seconds)]
            case Part.PAUSED:
                return [Text("paused: the clock has stopped")]
            case Part.ANSWER if attempt is not None:
                return self._answer(session, attempt, at)
            case Part.UNDONE if attempt is not None:
                taken_back = [Text(session.message)] if session.message else []
                return [views.question(session, at.day), *taken_back, *self._answer(session, attempt, at)]
            case Part.RUBRIC if attempt is not None:
                return [self._source.answers().in_full(attempt)]
            case Part.TICKED if attempt is not None:
                before, self._ticked = self._ticked, attempt.ticked
                return [views.ticked(attempt, before)]
            case Part.CHECKED if attempt is not None and attempt.run is not None:
                is_revealed = session.phase is not Phase.THINKING
                report = self._source.answers().code_report(attempt, revealed=is_revealed)
                suggested = [views.suggestion(attempt)] if is_revealed else []
                place = [views.code_place(attempt)] if attempt.file else []
                return [*place, report, *suggested]
            case Part.SURE if attempt is not None:
                return [views.sure(attempt)]
            case Part.EARLIER if attempt is not None:
                return [self._source.answers().earlier(attempt, at.day)]
            case Part.FOLLOW_UP if attempt is not None:
                return [self._source.answers().follow_up(attempt)]
            case Part.PROBE if attempt is not None:
                return [views.probe(attempt)]
            case Part.TIME_UP:
                return [Text("Time is up.", style="bold red")]
            case Part.STUDY if attempt is not None:
                return [study_page(self._source, attempt)]
            case Part.NOTING:
                return [Text("note: type one line, then Enter")]
            case Part.WRITING:
                return [Text("your answer: type it on one line, then Enter")]
            case Part.WRITTEN if attempt is not None:
                return [views.written(attempt)]
            case Part.NOTED if attempt is not None and attempt.note is not None:
                shown = "shown at the next reveal of this question, and by mlprep notes"
                return [Text.assemble(f"noted: {attempt.note.text}", (f" ({shown})", "dim"))]
            case Part.NOT_NOTED:
                return [Text("no note")]
            case Part.GRADED:
                return [views.graded(session.answered[-1], at.day)]
            case Part.SKIPPED:
                return [Text("skipped: asked again at the end", style="dim")]
            case Part.SUSPENDED:
                return [Text(SUSPENDED, style="dim")]
            case Part.HELP:
                return [views.keys_table(session.rules)]
            case Part.SUMMARY:
                return [summary(self._source, session, at, self._ending)]
        return []

    def _answer(self, session: Session, attempt: Attempt, at: Stamp) -> list[RenderableType]:
        self._ticked = attempt.ticked
        parts = [self._source.answers().answer(attempt, at.day, list_points=True)]
        if session.rules.debrief:
            parts.append(self._source.answers().expectations(attempt.question, self._company))
        return parts


SUSPENDED = "suspended: mlprep unsuspend asks it again"
_WITHOUT_KEYS = {
    Part.TICKED,
    Part.SURE,
    Part.TIME,
    Part.GRADED,
    Part.SKIPPED,
    Part.SUSPENDED,
    Part.HELP,
    Part.SUMMARY,
    Part.NOTING,
    Part.WRITING,
}
"""The parts after which the keys are known, or are printed with the next part."""


class ScreenStage:
    """Shows a session as one view of the whole terminal. The scrollback gets a receipt for each grade, and the summary.

    Args:
        ending: Renders the end of a session instead of the usual summary.
        company: The interviewing company, in a debrief.
        bell: Whether to ring.
    """

    def __init__(
        self,
        screen: FullScreen,
        display: Display,
        source: Source,
        *,
        ending: Callable[[Session, Stamp], RenderableType] | None = None,
        company: str | None = None,
        bell: Callable[[], None] | None = None,
    ) -> None:
        self._screen = screen
        self._display = display
        self._source = source
        self._ending = ending
        self._company = company
        self._bell = bell
        self._receipts: list[Text] = []
        self._receipt: Text | None = None
        self._offer: RenderableType | None = None
        self._panel_key: tuple[object, ...] = ()
        self._panel: RenderableType | None = None
        self._panel_lines: dict[int, list[Line]] = {}

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Keep the receipt of a grade, and print the end of the session; everything else is drawn from the session."""
        match part:
            case Part.OFFER:
                self._offer = views.offer(self._source.next_due(), at.day)
            case Part.GRADED:
                self._receipt = views.graded(session.answered[-1], at.day, self._screen.size.columns - 1)
                self._receipts.append(self._receipt)
            case Part.SKIPPED:
                self._receipt = Text("skipped: asked again at the end", style="dim")
            case Part.SUSPENDED:
                self._receipt = Text(SUSPENDED, style="dim")
            case Part.UNDONE:
                self._receipt = None
                if self._receipts:
                    self._receipts.pop()
                else:
                    self._receipts.append(Text(session.message))
            case Part.TIME_UP:
                self._receipts.append(Text("Time is up.", style="bold red"))
            case Part.SUMMARY:
                end = summary(self._source, session, at, self._ending)
                self.close()
                self._display.print(end)

    def draw(self, session: Session, at: Stamp) -> Extent:
        """Draw the view of the session, and return the text on it."""
        size = self._screen.size
        surroundings = Surroundings(
            size, self._lines, at.seconds, at.day, self._panel_of(session, size, at), self._receipt
        )
        drawn = frame(session, surroundings)
        self._screen.draw(drawn.lines, drawn.cursor)
        self._source.load()
        return drawn.extent

    def resize(self, session: Session, at: Stamp) -> None:
        """Draw everything again: the terminal has another size, or other output is on it."""
        self._panel_lines.clear()
        self._screen.forget()

    def leave(self) -> None:
        """Give the screen to another program, with the receipts so far."""
        self._screen.leave()
        for receipt in self._receipts:
            self._display.print(receipt)
        self._receipts.clear()

    def resume(self, session: Session, at: Stamp) -> None:
        """Show the session again after another program used the screen."""
        self._screen.enter()
        self.resize(session, at)

    def read_all(self, session: Session, at: Stamp) -> None:
        """Show the open panel, or else the model answer or the question, in the user's pager."""
        text = self._panel_of(session, self._screen.size, at)
        attempt = session.attempt
        if text is None and attempt is not None:
            is_open = session.phase is not Phase.THINKING
            text = self._source.answers().model_answer(attempt) if is_open else Text(attempt.question.prompt)
        if text is not None:
            self._screen.leave()
            self._screen.page(text)

    def ring(self) -> None:
        """Ring the bell, if the user wants it."""
        if self._bell is not None:
            self._bell()

    def say(self, session: Session, at: Stamp, message: str) -> None:
        """Show what is being done in place of the message."""
        self.draw(replace(session, message=message), at)

    def ask_again(self, message: str) -> None:
        """Show that something cannot be written now, and that Enter tries again."""
        lines = self._screen.lines(
            Group(Text(message, style="bold"), Text("Enter tries again, q stops without this grade.")),
            self._screen.size.columns - 1,
        )
        self._screen.draw(lines)

    def close(self) -> None:
        """Leave the full screen, and print the receipts."""
        self.leave()

    def _lines(self, renderable: RenderableType, columns: int) -> list[Line]:
        """Render, but the open panel only once for each width."""
        if renderable is not self._panel:
            return self._screen.lines(renderable, columns)
        if columns not in self._panel_lines:
            self._panel_lines[columns] = self._screen.lines(renderable, columns)
        return self._panel_lines[columns]

    def _panel_of(self, session: Session, size: Cells, at: Stamp) -> RenderableType | None:
        """Return the text of the open panel; on a wide terminal the model answer is open whenever nothing else is."""
        attempt = session.attempt
        if attempt is None:
            return self._offer
        panel = session.reading.panel
        reviewing = session.phase is Phase.REVIEWING or session.before_field is Phase.REVIEWING
        if panel is None and reviewing and is_wide(size):
            panel = Panel.ANSWER
        is_shown = reviewing or panel in (Panel.KEYS, Panel.CODE) or session.phase is Phase.STUDYING
        if panel is None or not is_shown:
            return None
        ticked = attempt.ticked if panel in (Panel.RUBRIC, Panel.EARLIER) else None
        key = (panel, attempt.question.id, attempt.probes, ticked, attempt.run, reviewing)
        if key != self._panel_key:
            self._panel_key = key
            self._panel_lines.clear()
            self._panel = self._open(panel, session, attempt, at)
        return self._panel

    def _open(self, panel: Panel, session: Session, attempt: Attempt, at: Stamp) -> RenderableType:  # noqa: PLR0911  one arm per panel
        if panel is Panel.KEYS:
            return views.keys_table(session.rules)
        answers = self._source.answers()
        match panel:
            case Panel.ANSWER:
                return answers.model_answer(attempt, self._company, debrief=session.rules.debrief)
            case Panel.RUBRIC:
                return answers.in_full(attempt)
            case Panel.EARLIER:
                return answers.earlier(attempt, at.day)
            case Panel.FOLLOW_UP:
                return answers.follow_up_panel(attempt)
            case Panel.CODE:
                return answers.code_report(attempt, revealed=session.phase is not Phase.THINKING)
        return study_page(self._source, attempt)


def study_page(source: Source, attempt: Attempt) -> RenderableType:
    """Return the study page of the topic of a question."""
    page = source.study(attempt.question.topic)
    return source.answers().page(page) if page else Text("This topic has no study page.")


def summary(
    source: Source, session: Session, at: Stamp, ending: Callable[[Session, Stamp], RenderableType] | None
) -> RenderableType:
    """Return the end of a session."""
    if ending is not None:
        return ending(session, at)
    views_of_answer = source.answers()
    return views_of_answer.summary(session, source.next_due(), source.suggestion(), source.day_progress(), at.day)
