"""A session, as an immutable value and one pure transition function.

```
            Asked            Reveal, Tick at zero           Grade, Accept
  LOADING ─────────► THINKING ──────────────► REVIEWING ──────────────────► LOADING │ ENDED
                      │    ▲                   │     ▲                          ▲
                Pause ▼    │ Pause        Note ▼     │ Submit, Cancel           │
                      PAUSED                  NOTING               Skip: the next one

  A leech starts in STUDYING, with its study page: Reveal goes on to THINKING, SuspendQuestion to the next one.
  WriteAnswer: WRITING from THINKING, and back with Submit and Cancel.
  StartSearch: SEARCHING from THINKING and REVIEWING, and back with Submit and Cancel.
  Nothing to ask: OFFERING, Reveal asks for the weakest instead.      Quit: ENDED from everywhere

  An interview never reveals: in THINKING, Reveal asks the next follow-up, then records the answer and asks the next
  question; after the last one, or when the time is up, ENDED. Its debrief starts each question in REVIEWING.
```
An event without a meaning in a phase leaves the session unchanged.
"""

from __future__ import annotations

from dataclasses import replace

from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import LEECH_LAPSES, NOT_RUN, Grade, Note, Outcome, RecordedAttempt, Review
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import (
    Accept,
    Answered,
    Ask,
    Asked,
    AskWeakest,
    Away,
    Cancel,
    CheckCode,
    Checked,
    DrawAgain,
    EditCode,
    Edited,
    Effect,
    Event,
    GradeAs,
    Help,
    Hint,
    Insert,
    Listen,
    Listened,
    Measured,
    NextFollowUp,
    Offered,
    OpenCode,
    OpenPager,
    Panel,
    Part,
    Pause,
    Press,
    Quit,
    ReadAll,
    Record,
    RecordAnswer,
    RecordAttempt,
    RecordNote,
    Redraw,
    Retract,
    Reveal,
    Ring,
    RunCode,
    Scroll,
    Show,
    ShowAnswer,
    ShowEarlier,
    ShowRubric,
    Skip,
    Stamp,
    StartSearch,
    Study,
    Submit,
    Sure,
    Suspend,
    SuspendQuestion,
    TakeNote,
    TellTime,
    Tick,
    TickPoint,
    Undo,
    WriteAnswer,
)
from mlprep_cli.core.session.modes import mode_of
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import EMPTY_FIELD, UNREAD, Retry, Session
from mlprep_cli.core.text import one_line
from mlprep_cli.core.text_field import TextField

UNGRADED_SECONDS = 1.0
"""The seconds after a reveal by the clock in which no key grades."""

Step = tuple[Session, tuple[Effect, ...]]


def begin(session: Session) -> Step:
    """Start a session: ask its first question, or offer to practise if nothing is due."""
    if not session.queue:
        return replace(session, phase=Phase.OFFERING), (Show(Part.OFFER),)
    return _next(session, 0.0)


def step(session: Session, event: Event) -> Step:
    """Return the session after an event, and the effects in order. Total and pure."""
    following, effects = _step(session, event)
    return (replace(following, reading=UNREAD) if session.linear else following), effects


def _step(session: Session, event: Event) -> Step:  # noqa: PLR0911, PLR0912  one arm per transition
    attempt = session.attempt
    quiet = replace(session, message="")
    match session.phase, event:
        case (Phase.ENDED, _):
            return session, ()
        case (Phase.LOADING, Asked()):
            return _ask(quiet, event)
        case (_, Away()):
            return replace(session, attempt=attempt and _away(attempt, event.at.seconds - event.since)), ()
        case (_, Measured() | Scroll() | ReadAll() | Redraw()):
            return _read(session, event)
        case (_, Edited() | Checked() | Listened()):
            return _coded(session, event)
        case (Phase.NOTING | Phase.WRITING | Phase.SEARCHING, _) if attempt is not None and not isinstance(event, Quit):
            return _type(session, attempt, event)
        case (_, Quit()):
            return _quit(session, attempt, event.at)
        case (Phase.THINKING | Phase.PAUSED | Phase.REVIEWING, Cancel()):
            return replace(quiet, reading=session.reading.opened(None)), ()
        case (Phase.THINKING | Phase.PAUSED | Phase.REVIEWING, Help()):
            return replace(quiet, reading=session.reading.toggled(Panel.KEYS)), (Show(Part.HELP),)
        case (Phase.THINKING | Phase.REVIEWING, StartSearch()) if not session.linear:
            return _open_field(quiet, Phase.SEARCHING), ()
        case (Phase.THINKING, OpenCode() | RunCode()) if attempt is not None:
            return _code(quiet, attempt, event)
        case (Phase.THINKING, _) if session.rules.interview and attempt is not None:
            return _in_interview(quiet, attempt, event)
        case (Phase.THINKING | Phase.PAUSED | Phase.REVIEWING, Undo()):
            return _undo(quiet, event.at)
        case (Phase.STUDYING, Reveal()) if attempt is not None:
            if not session.reading.at_end:
                return replace(quiet, reading=session.reading.turned()), ()
            return _thinking(quiet, replace(attempt, since=event.at.seconds))
        case (Phase.STUDYING, SuspendQuestion()) if attempt is not None:
            after, more = _next(replace(quiet, attempt=None), event.at.seconds)
            return after, (Suspend(attempt.question.id, event.at), Show(Part.SUSPENDED), *more)
        case (Phase.OFFERING, Reveal()):
            return session, (AskWeakest(),)
        case (Phase.OFFERING, Offered(queue=queue)):
            return begin(replace(session, phase=Phase.LOADING, queue=queue)) if queue else (_end(session), ())
        case (Phase.THINKING, Tick()) if attempt is not None:
            return _tick(session, attempt, event.at)
        case (Phase.THINKING, WriteAnswer()) if attempt is not None and not session.rules.interview:
            return _open_field(quiet, Phase.WRITING, attempt.text), (Show(Part.WRITING),)
        case (Phase.THINKING, Sure(confidence=confidence)) if attempt is not None and session.rules.asks_confidence:
            return replace(quiet, attempt=replace(attempt, confidence=confidence)), (Show(Part.SURE),)
        case (Phase.THINKING, TellTime()):
            return session, (Show(Part.TIME),)
        case (Phase.THINKING, Reveal()) if session.reading.panel is not None:
            return replace(quiet, reading=session.reading.turned()), ()
        case (Phase.THINKING, Reveal()):
            revealed = _reveal(quiet, event.at)
            return revealed, _shown_answer(revealed, event.at)
        case (Phase.THINKING, Pause()) if attempt is not None:
            paused = replace(attempt, thinking=session.thinking(event.at.seconds))
            return replace(quiet, phase=Phase.PAUSED, attempt=paused), (Show(Part.PAUSED),)
        case (Phase.PAUSED, Pause() | Reveal()) if attempt is not None:
            running = replace(attempt, since=event.at.seconds)
            return replace(quiet, phase=Phase.THINKING, attempt=running), (Show(Part.RESUMED),)
        case (Phase.THINKING, Hint()) if attempt is not None:
            return _hint(quiet, attempt)
        case (Phase.THINKING | Phase.PAUSED, Skip()) if attempt is not None and not session.rules.interview:
            skipped = replace(quiet, attempt=None, queue=(*session.queue, attempt.item))
            after, effects = _next(skipped, event.at.seconds)
            return after, (*_written(session, event.at), Show(Part.SKIPPED), *effects)
        case (Phase.REVIEWING, _) if attempt is not None:
            return _review(quiet, attempt, event)
    return session, ()


def _next(session: Session, seconds: float) -> Step:
    """Ask the next question: a missed one that has waited long enough, else one of the queue, else a missed one."""
    if not session.queue and not session.retries:
        return _end(replace(session, attempt=None)), () if session.rules.interview else (Show(Part.SUMMARY),)
    waiting = None if session.queue else session.retries[0]
    ripe = next((retry for retry in session.retries if retry.is_ripe(len(session.answered), seconds)), waiting)
    asking = replace(session, phase=Phase.LOADING, attempt=None, reading=session.reading.opened(None))
    if ripe is None:
        item, *rest = session.queue
        return replace(asking, queue=tuple(rest)), (Ask(item),)
    return replace(asking, retries=tuple(one for one in session.retries if one is not ripe)), (Ask(ripe.item),)


def _quit(session: Session, attempt: Attempt | None, at: Stamp) -> Step:
    """End a session, and keep what was written; in an interview also an answer whose follow-ups were not finished."""
    if session.phase in (Phase.OFFERING, Phase.LOADING):
        return _end(session), ()
    if attempt is not None and attempt.main is not None:
        recorded, effects = _record_answer(session, attempt, at, passed=False)
        return _end(replace(recorded, attempt=attempt)), effects
    kept = _written(session, at)
    return _end(session), kept if session.rules.interview else (*kept, Show(Part.SUMMARY))


def _end(session: Session) -> Session:
    return replace(session, phase=Phase.ENDED)


def _away(attempt: Attempt, seconds: float) -> Attempt:
    return replace(attempt, since=attempt.since + seconds)


def _read(session: Session, event: Event) -> Step:
    """Return a session after an event that moves in the text on the screen."""
    match event:
        case Measured(extent=extent):
            return replace(session, reading=session.reading.measured(extent)), ()
        case Scroll(by=by):
            return replace(session, reading=session.reading.scrolled(by), message=""), ()
        case ReadAll():
            return session, (OpenPager(),)
    return session, (DrawAgain(),)


def _open_field(session: Session, phase: Phase, text: str = "") -> Session:
    return replace(session, phase=phase, before_field=session.phase, field=TextField(text, len(text)))


def _type(session: Session, attempt: Attempt, event: Event) -> Step:  # noqa: PLR0911  one arm per event
    """Return a session after an event while a note, an answer or a search is typed."""
    closed = replace(session, phase=session.before_field, field=EMPTY_FIELD, message="")
    match event:
        case Press(key=key):
            return replace(session, field=session.field.press(key)), ()
        case Insert(text=text):
            return replace(session, field=session.field.paste(text)), ()
        case Cancel() | Submit() if session.phase is Phase.WRITING:
            return replace(closed, attempt=replace(attempt, text=session.field.text.strip())), (Show(Part.WRITTEN),)
        case Tick() if session.phase is Phase.WRITING:
            return _rung(session, attempt, event.at)
        case Cancel():
            return closed, (Show(Part.NOT_NOTED),) if session.phase is Phase.NOTING else ()
        case Submit() if session.phase is Phase.NOTING:
            return _save_note(closed, attempt, session.field.text, event.at)
        case Submit():
            return _search(closed, session.field.text), ()
    return session, ()


def _search(session: Session, typed: str) -> Session:
    """Return a session at the next match of a text; an empty one repeats the last search."""
    if not (term := typed or session.reading.term):
        return session
    reading = session.reading._replace(term=term).at_match(after=not typed)
    return (
        replace(session, message=f"“{term}” is not in this text")
        if reading is None
        else replace(session, reading=reading)
    )


def _hint(session: Session, attempt: Attempt) -> Step:
    if attempt.hints == len(attempt.question.key_points):
        return replace(session, message="no more hints: every key point is shown"), ()
    return replace(session, attempt=replace(attempt, hints=attempt.hints + 1)), (Show(Part.HINT),)


def _tick(session: Session, attempt: Attempt, at: Stamp) -> Step:
    """Return a session after time has passed while the user thinks."""
    if session.thinking(at.seconds) < attempt.budget:
        return session, ()
    if session.rules.reveals_at_zero:
        revealed = _reveal(replace(session, message=""), at)
        return revealed, (Ring(), *_shown_answer(revealed, at))
    return _rung(session, attempt, at)


def _rung(session: Session, attempt: Attempt, at: Stamp) -> Step:
    """Return a session whose bell rings once for the end of the budget. An answer that is being written is not ended."""
    if attempt.rung or session.thinking(at.seconds) < attempt.budget:
        return session, ()
    return replace(session, attempt=replace(attempt, rung=True)), (Ring(),)


def _code(session: Session, attempt: Attempt, event: Event) -> Step:
    """Return a session after a key of the coding room, while the user thinks."""
    if attempt.question.code is None:
        return replace(session, message="this question has no code"), ()
    if isinstance(event, OpenCode):
        return session, (EditCode(attempt.question, attempt.file),)
    if not attempt.file:
        return replace(session, message="c opens your editor first"), ()
    return session, (CheckCode(attempt.question, attempt.file, hidden=False),)


def _coded(session: Session, event: Edited | Checked | Listened) -> Step:
    """Return a session whose attempt was edited, checked or compared, and record code as it is now."""
    if (attempt := session.attempt) is None:
        return session, ()
    if isinstance(event, Listened):
        ticked = attempt.ticked | {heard.number for heard in event.heard}
        return replace(session, attempt=replace(attempt, heard=event.heard, ticked=ticked)), ()
    session = replace(session, message=event.message)
    if isinstance(event, Edited):
        edited = replace(session, attempt=replace(attempt, file=event.file))
        return edited, (_kept(session, attempt, event.at, event.text),) if event.text else ()
    if event.run is None:
        return session, (Show(Part.CHECKED),)
    shown = session.reading.opened(Panel.CODE) if session.phase is Phase.THINKING else session.reading
    kept = _kept(session, attempt, event.at, event.run.solution, event.run.outcome)
    return replace(session, attempt=replace(attempt, run=event.run), reading=shown), (Show(Part.CHECKED), kept)


def _kept(
    session: Session, attempt: Attempt, at: Stamp, text: str, outcome: Outcome = NOT_RUN, form: str = "code"
) -> RecordAttempt:
    seconds = round(session.thinking(at.seconds), 3)
    name = attempt.question.id
    return RecordAttempt(RecordedAttempt(at.id, name, session.id, form, at.moment, at.day, text, seconds, *outcome))


def _written(session: Session, at: Stamp) -> tuple[Effect, ...]:
    """Return the effect that records a written answer which was not revealed yet, if there is one."""
    attempt = session.attempt
    if attempt is None or session.phase_of_question is Phase.REVIEWING:
        return ()
    text = session.field.text.strip() if session.phase is Phase.WRITING else attempt.text
    return (_kept(session, attempt, at, text, form="typed"),) if text else ()


def _shown_answer(session: Session, at: Stamp) -> tuple[Effect, ...]:
    """Return the effects of a reveal: keep and compare a written answer, run the checks, and show the model answer."""
    attempt = session.attempt
    written: tuple[Effect, ...] = ()
    if attempt is not None and attempt.text:
        kept = _kept(session, attempt, at, attempt.text, form="typed")
        written = (kept, Listen(attempt.question, attempt.text))
    return (*written, *_final_check(session), Show(Part.ANSWER), *_follow_up(session))


def _final_check(session: Session) -> tuple[Effect, ...]:
    """Return the effect that runs every check on the attempt at a coding question, once it is revealed."""
    attempt = session.attempt
    return (CheckCode(attempt.question, attempt.file, hidden=True),) if attempt is not None and attempt.file else ()


def _review(session: Session, attempt: Attempt, event: Event) -> Step:  # noqa: PLR0911, PLR0912  one arm per event
    """Return a session after an event in the phase REVIEWING."""
    reading = session.reading
    match event:
        case GradeAs() | Accept() if attempt.timed_out and event.at.seconds - attempt.since < UNGRADED_SECONDS:
            # The clock revealed the answer: the key was meant for the question.
            return replace(session, message="the time is up: look first, then press it again"), ()
        case TickPoint(number=number) if number <= len(attempt.question.key_points):
            return replace(session, attempt=replace(attempt, ticked=attempt.ticked ^ {number})), (Show(Part.TICKED),)
        case GradeAs(grade=Grade.NO_HIRE) if reading.panel is not None and reading.term:
            return _search(session, ""), ()  # as in a pager, n goes on to the next match
        case GradeAs() | Accept() if session.was_passed:
            if isinstance(event, GradeAs) and event.grade is not Grade.NO_HIRE:
                return replace(session, message="you passed this question: Enter or n grades it No Hire"), ()
            return _grade(session, attempt, Grade.NO_HIRE, event.at)
        case GradeAs(grade=grade):
            return _grade(session, attempt, grade, event.at)
        case Accept():
            if (suggested := attempt.suggestion) is None:
                return replace(session, message="nothing ticked: s strong, l lean, n no hire"), ()
            return _grade(session, attempt, suggested, event.at)
        case ShowAnswer() if reading.panel is not None or reading.extent.last_top > 0:
            return replace(session, reading=reading.turned()), ()
        case ShowAnswer():
            return replace(session, reading=reading.opened(Panel.ANSWER)), (Show(Part.ANSWER),)
        case OpenCode() | RunCode() if attempt.run is None:
            return replace(session, message="there is no run of your code"), ()
        case OpenCode() | RunCode():
            return replace(session, reading=reading.toggled(Panel.CODE)), (Show(Part.CHECKED),)
        case ShowRubric():
            return replace(session, reading=reading.toggled(Panel.RUBRIC)), (Show(Part.RUBRIC),)
        case ShowEarlier() if attempt.own.earlier is None:
            return replace(session, message="no earlier answer to this question is kept: w writes one next time"), ()
        case ShowEarlier():
            return replace(session, reading=reading.toggled(Panel.EARLIER)), (Show(Part.EARLIER),)
        case NextFollowUp():
            if attempt.probes == 2 * len(attempt.question.follow_ups):
                return replace(session, message="no more follow-ups", reading=reading.opened(None)), ()
            probed = replace(attempt, probes=attempt.probes + 1)
            return replace(session, attempt=probed, reading=reading.opened(Panel.FOLLOW_UP)), (Show(Part.FOLLOW_UP),)
        case Study():
            return replace(session, reading=reading.toggled(Panel.STUDY)), (Show(Part.STUDY),)
        case TakeNote():
            return _open_field(session, Phase.NOTING), (Show(Part.NOTING),)
    return session, ()


def _in_interview(session: Session, attempt: Attempt, event: Event) -> Step:  # noqa: PLR0911  one arm per event
    """Return an interview after an event in the phase THINKING."""
    match event:
        case Tick() if (
            not attempt.rung and attempt.main is None and session.thinking(event.at.seconds) >= attempt.budget
        ):
            return replace(session, attempt=replace(attempt, rung=True)), (Ring(),)
        case Tick() if session.rules.limit_seconds and session.spent(event.at.seconds) >= session.rules.limit_seconds:
            recorded, effects = _record_answer(session, attempt, event.at, passed=False)
            return _end(recorded), (*effects, Show(Part.TIME_UP))
        case Reveal():
            return _finish_answer(session, attempt, event.at)
        case Skip():
            recorded, effects = _record_answer(session, attempt, event.at, passed=attempt.main is None)
            following, more = _next(recorded, event.at.seconds)
            return following, (*effects, *more)
        case Pause():
            stopped = _stopped(session, attempt, event.at)
            return replace(session, phase=Phase.PAUSED, attempt=stopped), (Show(Part.PAUSED),)
        case TakeNote():
            return _open_field(session, Phase.NOTING), (Show(Part.NOTING),)
        case TellTime():
            return session, (Show(Part.TIME),)
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
    following, more = _next(recorded, at.seconds)
    return following, (*effects, *more)


def _stopped(session: Session, attempt: Attempt, at: Stamp) -> Attempt:
    return replace(attempt, thinking=session.thinking(at.seconds), since=at.seconds)


def _record_answer(session: Session, attempt: Attempt, at: Stamp, *, passed: bool) -> Step:
    answer = session.mock_answer(attempt, at.seconds, passed=passed)
    return replace(session, mock_answers=(*session.mock_answers, answer), attempt=None), (RecordAnswer(answer),)


def _ask(session: Session, event: Asked) -> Step:
    item = Item(event.question.round, event.question.topic, event.card)
    budget = session.rules.timer or event.question.budget
    attempt = Attempt(item, event.question, event.note, budget, since=event.at.seconds, own=event.own)
    if session.rules.debrief:
        answer = next((given for given in session.mock_answers if given.question_id == event.question.id), None)
        attempt = replace(attempt, thinking=answer.thinking if answer else 0.0)
        debriefed = replace(session, phase=Phase.REVIEWING, attempt=attempt)
        check = () if event.question.code is None else (CheckCode(event.question, "", hidden=True),)
        return debriefed, (Show(Part.QUESTION), *check, Show(Part.ANSWER))
    if _is_leech(session, event):
        return replace(session, phase=Phase.STUDYING, attempt=attempt, reading=session.reading.opened(Panel.STUDY)), (
            Show(Part.STUDY),
        )
    return _thinking(session, attempt)


def _is_leech(session: Session, event: Asked) -> bool:
    """Return whether a question lapsed often, and its study page was not shown in this session."""
    studies = mode_of(session.rules.mode).studies_leeches and event.card.lapses >= LEECH_LAPSES
    return studies and all(answer.review.question_id != event.question.id for answer in session.answered)


def _thinking(session: Session, attempt: Attempt) -> Step:
    asking = replace(session, phase=Phase.THINKING, attempt=attempt, reading=session.reading.opened(None))
    question = attempt.question
    is_first = session.opens_editor and not session.answered
    opened = (EditCode(question, ""),) if is_first and question.code is not None else ()
    return asking, (Show(Part.QUESTION), *opened)


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
    if not session.rules.reveals_at_zero and (number := attempt.next_follow_up) is not None:
        # Its prompt is on the screen: the next key of follow-ups shows its answer.
        revealed = replace(revealed, follow_up=number, probes=2 * number + 1)
    return replace(session, phase=Phase.REVIEWING, attempt=revealed, reading=session.reading.opened(None))


def _follow_up(session: Session) -> tuple[Effect, ...]:
    """Return the effect that asks a follow-up before the grade, if the question is far enough; a screen shows it anyway."""
    attempt = session.attempt
    return (Show(Part.FOLLOW_UP),) if session.linear and attempt is not None and attempt.follow_up is not None else ()


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
        confidence=attempt.confidence,
        follow_ups=attempt.follow_ups_asked,
    )
    before = attempt.item.card
    after = session.plan.schedule(before, review)
    answered = Answered(review, before, after, reviewed)
    retried = grade is Grade.NO_HIRE and mode_of(session.rules.mode).repeats_missed
    graded = replace(session, answered=(*session.answered, answered))
    if retried:
        retry = Retry(attempt.item._replace(card=after), len(graded.answered), at.seconds)
        graded = replace(graded, retries=(*session.retries, retry))
    following, effects = _next(graded, at.seconds)
    return following, (Record(answered), Show(Part.GRADED), *effects)


def _undo(session: Session, at: Stamp) -> Step:
    if not session.answered:
        return replace(session, message="nothing graded yet in this session; `mlprep undo` reaches further back"), ()
    last = session.answered[-1]
    name = last.review.question_id
    waiting = session.queue if session.attempt is None else (session.attempt.item, *session.queue)
    kept = _written(session, at)
    queue = tuple(item for item in waiting if item.question_id != name)
    retries = tuple(retry for retry in session.retries if retry.item.question_id != name)
    back = replace(
        session,
        phase=Phase.REVIEWING,
        attempt=replace(last.attempt, since=at.seconds),
        answered=session.answered[:-1],
        queue=queue,
        retries=retries,
        reading=session.reading.opened(None),
        message=f"taken back: {last.review.grade.label} on {last.review.question_id}",
    )
    return back, (*kept, Retract(last.review.id, last.review.question_id, at.moment), Show(Part.UNDONE))


def _save_note(session: Session, attempt: Attempt, typed: str, at: Stamp) -> Step:
    if not (text := one_line(typed)):
        return session, (Show(Part.NOT_NOTED),)
    note = Note(at.id, attempt.question.id, session.id, at.moment, at.day, text)
    return replace(session, attempt=replace(attempt, note=note), message="noted"), (RecordNote(note), Show(Part.NOTED))
