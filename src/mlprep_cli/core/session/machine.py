"""A session, as an immutable value and one pure transition function.

```
            Asked            Reveal, Tick at zero           Grade, Accept
  LOADING ─────────► THINKING ──────────────► REVIEWING ──────────────────► LOADING │ CLOSING
                      │    ▲                   │     ▲                          ▲       │ Undo: back to
                Pause ▼    │ Pause        Note ▼     │ Submit, Cancel           │       │ REVIEWING
                      PAUSED                  NOTING               Skip: the next one   ▼ anything else
                                                                                      ENDED
  Nothing to ask: OFFERING, Reveal asks for the weakest instead.      Quit: ENDED from everywhere

  An interview never reveals: in THINKING, Reveal asks the next follow-up, then records the answer and asks the next
  question; after the last one, or when the time is up, ENDED. Its debrief starts each question in REVIEWING.
```
An event without a meaning in a phase leaves the session unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Grade, MockAnswer, Note, Review
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import (
    Accept,
    Answered,
    Ask,
    Asked,
    AskWeakest,
    Away,
    Cancel,
    Effect,
    Event,
    GradeAs,
    Help,
    Hint,
    NextFollowUp,
    Offered,
    Part,
    Pause,
    Quit,
    Record,
    RecordAnswer,
    RecordNote,
    Retract,
    Reveal,
    Show,
    Skip,
    Stamp,
    Study,
    Submit,
    TakeNote,
    Tick,
    TickPoint,
    Type,
    Undo,
)
from mlprep_cli.core.session.modes import Rules, mode_of


class Phase(Enum):
    """The phase of a session; the diagram of the module shows the transitions."""

    OFFERING = auto()
    LOADING = auto()
    THINKING = auto()
    PAUSED = auto()
    REVIEWING = auto()
    NOTING = auto()
    CLOSING = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its rules, its queue, the current attempt, and the answers so far."""

    id: str
    rules: Rules
    plan: CheckpointPlan
    queue: tuple[Item, ...]
    phase: Phase = Phase.LOADING
    attempt: Attempt | None = None
    answered: tuple[Answered, ...] = ()
    draft: str = ""
    message: str = ""
    mock_answers: tuple[MockAnswer, ...] = ()

    @property
    def total(self) -> int:
        """The number of attempts in the session, as known now."""
        done = self.mock_answers if self.rules.interview else self.answered
        return len(done) + (self.attempt is not None) + len(self.queue)

    @property
    def asked(self) -> Phase:
        """The phase after a note: in an interview, the learner is still thinking."""
        return Phase.THINKING if self.rules.interview else Phase.REVIEWING

    def thinking(self, seconds: float) -> float:
        """Return the seconds of thinking about the current question up to the moment `seconds`."""
        if self.attempt is None:
            return 0.0
        runs = self.phase is Phase.THINKING or (self.phase is Phase.NOTING and self.rules.interview)
        return self.attempt.thinking + (seconds - self.attempt.since if runs else 0.0)

    def spent(self, seconds: float) -> float:
        """Return the seconds of an interview up to the moment `seconds`."""
        return sum(answer.thinking + answer.probing for answer in self.mock_answers) + self.thinking(seconds)


Step = tuple[Session, tuple[Effect, ...]]


def begin(session: Session) -> Step:
    """Start a session: ask its first question, or offer to practise if nothing is due."""
    if not session.queue:
        return replace(session, phase=Phase.OFFERING), (Show(Part.OFFER),)
    return _next(session)


def step(session: Session, event: Event) -> Step:  # noqa: PLR0911, PLR0912  one arm per transition
    """Return the session after an event, and the effects in order. Total and pure."""
    attempt = session.attempt
    quiet = replace(session, message="")
    match session.phase, event:
        case (Phase.ENDED, _):
            return session, ()
        case (Phase.LOADING, Asked()):
            return _ask(quiet, event)
        case (_, Away()):
            return replace(session, attempt=attempt and _away(attempt, event.at.seconds - event.since)), ()
        case (Phase.NOTING, Type()):
            return replace(session, draft=_typed(session.draft, event.text)), ()
        case (Phase.NOTING, Cancel()):
            return replace(session, phase=session.asked, draft=""), ()
        case (Phase.NOTING, Submit()) if attempt is not None:
            return _save_note(session, attempt, event.at)
        case (Phase.CLOSING | Phase.OFFERING | Phase.LOADING, Quit()):
            return _end(session), ()
        case (_, Quit()):
            return _end(session), () if session.rules.interview else (Show(Part.SUMMARY),)
        case (Phase.THINKING, _) if session.rules.interview and attempt is not None:
            return _in_interview(quiet, attempt, event)
        case (Phase.THINKING | Phase.PAUSED | Phase.REVIEWING | Phase.CLOSING, Undo()):
            return _undo(quiet, event.at)
        case (Phase.CLOSING, Tick()) | (Phase.OFFERING, Tick()):
            return session, ()
        case (Phase.CLOSING, _):
            return _end(session), ()
        case (Phase.OFFERING, Reveal()):
            return session, (AskWeakest(),)
        case (Phase.OFFERING, Offered(queue=queue)):
            return begin(replace(session, phase=Phase.LOADING, queue=queue)) if queue else (_end(session), ())
        case (Phase.THINKING, Tick()):
            late = session.rules.reveals_at_zero and attempt and session.thinking(event.at.seconds) >= attempt.budget
            return (_reveal(quiet, event.at), (Show(Part.ANSWER),)) if late else (session, ())
        case (Phase.THINKING, Reveal()):
            return _reveal(quiet, event.at), (Show(Part.ANSWER),)
        case (Phase.THINKING, Pause()) if attempt is not None:
            paused = replace(attempt, thinking=session.thinking(event.at.seconds))
            return replace(quiet, phase=Phase.PAUSED, attempt=paused), ()
        case (Phase.PAUSED, Pause() | Reveal()) if attempt is not None:
            return replace(quiet, phase=Phase.THINKING, attempt=replace(attempt, since=event.at.seconds)), ()
        case (Phase.THINKING, Hint()) if attempt is not None:
            if attempt.hints == len(attempt.question.key_points):
                return replace(session, message="no more hints: every key point is shown"), ()
            return replace(quiet, attempt=replace(attempt, hints=attempt.hints + 1)), (Show(Part.HINT),)
        case (Phase.THINKING | Phase.PAUSED, Skip()) if attempt is not None and not session.rules.interview:
            skipped = replace(quiet, attempt=None, queue=(*session.queue, attempt.item))
            after, effects = _next(skipped)
            return after, (Show(Part.SKIPPED), *effects)
        case (Phase.REVIEWING, TickPoint()) if attempt and event.number <= len(attempt.question.key_points):
            return replace(quiet, attempt=replace(attempt, ticked=attempt.ticked ^ {event.number})), ()
        case (Phase.REVIEWING, GradeAs()) if attempt is not None:
            return _grade(quiet, attempt, event.grade, event.at)
        case (Phase.REVIEWING, Accept()) if attempt is not None:
            if (grade := attempt.suggestion) is None:
                return replace(session, message="nothing ticked: s strong, l lean, n no hire"), ()
            return _grade(quiet, attempt, grade, event.at)
        case (Phase.REVIEWING, NextFollowUp()) if attempt is not None:
            if attempt.probes == 2 * len(attempt.question.follow_ups):
                return replace(session, message="no more follow-ups"), ()
            return replace(quiet, attempt=replace(attempt, probes=attempt.probes + 1)), (Show(Part.FOLLOW_UP),)
        case (Phase.REVIEWING, Study()):
            return quiet, (Show(Part.STUDY),)
        case (Phase.REVIEWING, TakeNote()):
            return replace(quiet, phase=Phase.NOTING), ()
        case (Phase.THINKING | Phase.PAUSED | Phase.REVIEWING, Help()):
            return quiet, (Show(Part.HELP),)
    return session, ()


def _next(session: Session) -> Step:
    if not session.queue and session.rules.interview:
        return _end(replace(session, attempt=None)), ()
    if not session.queue:
        return replace(session, phase=Phase.CLOSING, attempt=None), (Show(Part.SUMMARY),)
    item, *rest = session.queue
    return replace(session, phase=Phase.LOADING, attempt=None, queue=tuple(rest)), (Ask(item),)


def _end(session: Session) -> Session:
    return replace(session, phase=Phase.ENDED)


def _away(attempt: Attempt, seconds: float) -> Attempt:
    return replace(attempt, since=attempt.since + seconds)


def _in_interview(session: Session, attempt: Attempt, event: Event) -> Step:  # noqa: PLR0911  one arm per event
    """Return an interview after an event in the phase THINKING."""
    match event:
        case Tick() if session.rules.limit_seconds and session.spent(event.at.seconds) >= session.rules.limit_seconds:
            recorded, effects = _record_answer(session, attempt, event.at, passed=False)
            return _end(recorded), (*effects, Show(Part.TIME_UP))
        case Reveal():
            return _finish_answer(session, attempt, event.at)
        case Skip():
            recorded, effects = _record_answer(session, attempt, event.at, passed=attempt.main is None)
            following, more = _next(recorded)
            return following, (*effects, *more)
        case Pause():
            return replace(session, phase=Phase.PAUSED, attempt=_stopped(session, attempt, event.at)), ()
        case TakeNote():
            return replace(session, phase=Phase.NOTING), ()
        case Help():
            return session, (Show(Part.HELP),)
        case Hint() | Undo():
            return replace(session, message="nothing is revealed or graded before the debrief"), ()
    return session, ()


def _finish_answer(session: Session, attempt: Attempt, at: Stamp) -> Step:
    """Ask the next follow-up of an interview, or after the last one the next question."""
    levels = min(session.rules.levels, len(attempt.question.follow_ups))
    if attempt.probes < levels:
        stopped = _stopped(session, attempt, at)
        main = stopped.thinking if attempt.main is None else attempt.main
        probed = replace(stopped, main=main, probes=attempt.probes + 1)
        return replace(session, attempt=probed), (Show(Part.PROBE),)
    recorded, effects = _record_answer(session, attempt, at, passed=False)
    following, more = _next(recorded)
    return following, (*effects, *more)


def _stopped(session: Session, attempt: Attempt, at: Stamp) -> Attempt:
    return replace(attempt, thinking=session.thinking(at.seconds), since=at.seconds)


def _record_answer(session: Session, attempt: Attempt, at: Stamp, *, passed: bool) -> Step:
    spent = session.thinking(at.seconds)
    main = spent if attempt.main is None else attempt.main
    answer = MockAnswer(
        session_id=session.id,
        position=len(session.mock_answers),
        question_id=attempt.question.id,
        thinking=round(main, 3),
        probing=round(spent - main, 3),
        probes=attempt.probes,
        passed=passed,
    )
    return replace(session, mock_answers=(*session.mock_answers, answer), attempt=None), (RecordAnswer(answer),)


def _ask(session: Session, event: Asked) -> Step:
    item = Item(event.question.round, event.question.topic, event.card)
    budget = session.rules.timer or event.question.budget
    attempt = Attempt(item, event.question, event.note, budget, since=event.at.seconds)
    if session.rules.debrief:
        answer = next((given for given in session.mock_answers if given.question_id == event.question.id), None)
        attempt = replace(attempt, thinking=answer.thinking if answer else 0.0)
        return replace(session, phase=Phase.REVIEWING, attempt=attempt), (Show(Part.QUESTION), Show(Part.ANSWER))
    return replace(session, phase=Phase.THINKING, attempt=attempt), (Show(Part.QUESTION),)


def _reveal(session: Session, at: Stamp) -> Session:
    attempt = session.attempt
    assert attempt is not None
    thinking = session.thinking(at.seconds)
    timed_out = session.rules.reveals_at_zero and thinking >= attempt.budget
    revealed = replace(
        attempt,
        thinking=float(attempt.budget) if timed_out else thinking,
        timed_out=timed_out,
        since=at.seconds,
    )
    return replace(session, phase=Phase.REVIEWING, attempt=revealed)


def _grade(session: Session, attempt: Attempt, grade: Grade, at: Stamp) -> Step:
    reviewed = replace(attempt, reviewing=attempt.reviewing + at.seconds - attempt.since)
    review = Review(
        id=at.id,
        question_id=attempt.question.id,
        session_id=session.id,
        reviewed_at=at.moment,
        study_day=at.day,
        grade=grade,
        thinking_seconds=round(reviewed.thinking, 3),
        reviewing_seconds=round(reviewed.reviewing, 3),
        budget_seconds=attempt.budget,
        timed_out=attempt.timed_out,
        mode=session.rules.mode,
        key_points=tuple(sorted(attempt.ticked)),
        checkpoint=attempt.asked_at,
    )
    before = attempt.item.card
    after = session.plan.schedule(before, review)
    answered = Answered(review, before, after, reviewed)
    retried = grade is Grade.NO_HIRE and mode_of(session.rules.mode).repeats_missed
    again = (attempt.item._replace(card=after),) if retried else ()
    following, effects = _next(replace(session, answered=(*session.answered, answered), queue=(*session.queue, *again)))
    return following, (Record(answered), Show(Part.GRADED), *effects)


def _undo(session: Session, at: Stamp) -> Step:
    if not session.answered:
        return replace(session, message="nothing graded yet in this session; `mlprep undo` reaches further back"), ()
    last = session.answered[-1]
    waiting = session.queue if session.attempt is None else (session.attempt.item, *session.queue)
    retries = [place for place, item in enumerate(waiting) if item.question_id == last.review.question_id]
    queue = tuple(item for place, item in enumerate(waiting) if place not in retries)
    back = replace(
        session,
        phase=Phase.REVIEWING,
        attempt=replace(last.attempt, since=at.seconds),
        answered=session.answered[:-1],
        queue=queue,
    )
    return back, (Retract(last.review.id, last.review.question_id, at.moment), Show(Part.UNDONE))


def _save_note(session: Session, attempt: Attempt, at: Stamp) -> Step:
    text = " ".join(session.draft.split())
    back = replace(session, phase=session.asked, draft="")
    if not text:
        return back, ()
    return back, (RecordNote(Note(at.id, attempt.question.id, session.id, at.moment, at.day, text)), Show(Part.NOTED))


def _typed(draft: str, text: str) -> str:
    for character in text:
        if character in "\x7f\x08":
            draft = draft[:-1]
        elif character == "\x15":
            draft = ""
        elif character == "\x17":
            draft = draft.rstrip().rpartition(" ")[0]
        elif character.isprintable():
            draft += character
    return draft
