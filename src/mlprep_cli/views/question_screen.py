"""A question as one view of the whole terminal: while thinking, in the review, and with a panel open over it.

Every view has the same build: rows at the top, a body that scrolls in the space left, and rows at the bottom, never more
in all than the terminal has. The first question needs this module and nothing heavier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Cells, Extent, Panel
from mlprep_cli.core.session.keys import GRADE_KEYS
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
from mlprep_cli.views import session as words
from mlprep_cli.views.theme import ACCENT, GOOD, GRADE_STYLES, QUIET, STRONG, day_name

Line = list[Segment]
Render = Callable[[RenderableType, int], list[Line]]
"""Returns a renderable as lines of at most this many columns."""

WIDE = Cells(120, 40)
"""The smallest terminal on which the model answer is beside the checklist."""
MEASURE = 88
"""The most columns of a text: longer lines are hard to read."""
_MARGIN = 1
_LEAST_BODY = 3


class Frame(NamedTuple):
    """A drawn view: its rows from the top, the text in its body, and the place of the cursor in a text field."""

    lines: list[Line]
    extent: Extent
    cursor: Cells | None = None


class Surroundings(NamedTuple):
    """What a view shows beside its session.

    Attributes:
        size: The columns and rows of the terminal.
        render: Renders to lines.
        seconds: The current time on the monotonic clock.
        today: The study day.
        panel: The text of the open panel, or of the model answer on a wide terminal; None if there is none.
        receipt: The receipt of the last graded question.
    """

    size: Cells
    render: Render
    seconds: float
    today: date
    panel: RenderableType | None = None
    receipt: Text | None = None


class _View(NamedTuple):
    """The parts of a view, before they are fitted into the terminal."""

    top: list[Text]
    body: list[Line]
    bottom: list[Text]
    field: Text | None = None


def is_wide(size: Cells) -> bool:
    """Return whether a terminal has room for the model answer beside the checklist."""
    return size.columns >= WIDE.columns and size.rows >= WIDE.rows


def frame(session: Session, here: Surroundings) -> Frame:
    """Return the view of a session that waits for a key."""
    attempt = session.attempt
    if attempt is None:
        return _fitted(session, _offer(session, here), here)
    if session.phase is Phase.STUDYING:
        return _fitted(session, _studying(session, attempt, here), here)
    if session.phase_of_question in (Phase.THINKING, Phase.PAUSED):
        return _fitted(session, _thinking(session, attempt, here), here)
    if is_wide(here.size):
        return _two_columns(session, attempt, here)
    if session.reading.panel is not None:
        return _fitted(session, _open_panel(session, attempt, here), here)
    return _fitted(session, _review(session, attempt, here, here.size.columns), here)


# --- the views ---


def _offer(session: Session, here: Surroundings) -> _View:
    body = [] if here.panel is None else here.render(here.panel, _text_width(here))
    return _View([], body, [_legend(session, here)])


def _thinking(session: Session, attempt: Attempt, here: Surroundings) -> _View:
    top = [words.header(session, here.today)]
    if here.receipt is not None:
        top.insert(0, here.receipt)
    if session.reading.panel in (Panel.KEYS, Panel.CODE):
        body = [] if here.panel is None else here.render(here.panel, _text_width(here))
    elif session.phase is Phase.PAUSED:
        body = here.render(
            Text("Paused. The clock has stopped, and the question is hidden.", style=STRONG), _text_width(here)
        )
    else:
        body = here.render(_asked(session, attempt), _text_width(here))
    bottom = _code_line(attempt, _text_width(here))
    bottom += [words.thinking_clock(session, attempt, here.seconds, here.size.columns - 2 * _MARGIN)]
    if session.rules.asks_confidence:
        bottom.insert(0, words.sure(attempt))
    if session.phase is Phase.WRITING:
        body = _with_writing(session, body, here, rows=here.size.rows - len(top) - len(bottom) - 2)
    return _View([*top, Text()], body, [*bottom, _legend(session, here)], _field(session))


def _with_writing(session: Session, asked: list[Line], here: Surroundings, rows: int) -> list[Line]:
    """Return the question with the answer that is being written under it, which takes half of the rows at most."""
    text, cursor = session.field
    shown = Text.assemble(("› ", f"{STRONG} {ACCENT}"), f"{text} ")
    shown.stylize("reverse", 2 + cursor, 3 + cursor)
    lines = here.render(shown, _text_width(here))
    at = next(
        (number for number, line in enumerate(lines) if any(part.style and part.style.reverse for part in line)), 0
    )
    most = max(1, rows // 2)
    start = max(0, min(at - most // 2, len(lines) - most))
    lines = lines[start : start + most]
    return [*asked[: max(0, rows - len(lines) - 1)], [], *lines]


def _studying(session: Session, attempt: Attempt, here: Surroundings) -> _View:
    """Return the study page of a question that lapsed often, before it is asked."""
    top = [words.header(session, here.today), words.leech_line(attempt), Text()]
    if here.receipt is not None:
        top.insert(0, here.receipt)
    body = [] if here.panel is None else here.render(here.panel, _text_width(here))
    return _View(top, body, [_legend(session, here)])


def _asked(session: Session, attempt: Attempt) -> RenderableType:
    """Return the prompt, the stub of a coding question, the hints, and the follow-up of an interviewer."""
    question = attempt.question
    probed = session.rules.interview and attempt.probes
    parts: list[RenderableType] = [Text(question.prompt, style=QUIET if probed else STRONG)]
    if question.code is not None:
        parts += [Text(), Padding(Text(question.code.stub.rstrip()), (0, 0, 0, 2))]
        parts += [part for line in words.level_lines(question.code, attempt.run) for part in (Text(), line)]
    if probed:
        parts.append(words.probe(attempt))
    if attempt.text and session.phase is not Phase.WRITING:
        parts += [Text(), Text.assemble(("your answer ", ACCENT), attempt.text)]
    if attempt.hints and not probed:
        parts.append(Text())
        parts += [Text.assemble(("hint ", ACCENT), point.point) for point in question.key_points[: attempt.hints]]
    return Group(*parts)


def _review(session: Session, attempt: Attempt, here: Surroundings, columns: int) -> _View:
    """Return the checklist with the rubric, in this many columns, shortened until it fits."""
    width = _text_width(here) if columns == here.size.columns else here.size.columns - 2 * _MARGIN
    top = [_review_header(session, attempt, here), _one_line(attempt.question.prompt, width, QUIET)]
    if session.rules.debrief and here.receipt is not None:
        top.insert(0, here.receipt)
    bottom = [
        *_follow_up(attempt, width),
        *_last_time(attempt, here, width),
        *_code_line(attempt, width),
        *_coach_mark(session, attempt),
        _suggestion(session, attempt),
        _legend(session, here),
    ]
    space = here.size.rows - len(top) - len(bottom) - (columns != here.size.columns)
    body = _checklist(attempt, here.render, min(columns - 2 * _MARGIN, MEASURE), space)
    return _View(top, body, bottom, _field(session))


class _Entry(NamedTuple):
    """A key point or a grade: its lead, its lines, the words that stay if it is cut, and what may be left out."""

    lead: Line
    lines: list[Line]
    tail: str = ""
    extra: tuple[Line, ...] = ()

    @property
    def indent(self) -> int:
        """The columns of the lead."""
        return Segment.get_line_length(self.lead)


def _checklist(attempt: Attempt, render: Render, width: int, space: int) -> list[Line]:
    """Return the key points and the grades in at most `space` rows of `width` columns, if each can have one.

    What is left out, in this order: blank lines, the words that were heard, the grades but the suggested one, and the ends
    of the points. `g` shows it all.
    """
    points = [_point_entry(attempt, number, render, width) for number in range(1, len(attempt.question.key_points) + 1)]
    grades = {grade: _grade_entry(attempt, grade, render, width) for grade in Grade}
    shown = [*grades.values()]
    if _rows_of([*points, *shown]) > space:
        shown = [grades[attempt.suggestion or Grade.STRONG]]
    left = space - len(points) - len(shown)
    lines: list[list[Line]] = []
    for item in (*points, *shown):
        rows = 1 + max(0, min(len(item.lines) - 1, left))
        left -= rows - 1
        lines.append(_beside_lead(item, rows, width))
    for item, drawn in zip(points, lines, strict=False):
        extra = item.extra[: max(0, left)]
        drawn += [[Segment(" " * item.indent), *line] for line in extra]
        left -= len(extra)
    above: list[Line] = [[]] if left > 1 else []
    between: list[Line] = [[]] if left > 0 else []
    flat = [[line for part in parts for line in part] for parts in (lines[: len(points)], lines[len(points) :])]
    return [*above, *flat[0], *between, *flat[1]]


def _rows_of(items: Sequence[_Entry]) -> int:
    return sum(len(item.lines) for item in items)


def _point_entry(attempt: Attempt, number: int, render: Render, width: int) -> _Entry:
    point, ticked = attempt.question.key_points[number - 1], number in attempt.ticked
    lead = Text.assemble((f"{number} ", ACCENT), ("✓ " if ticked else "· ", GOOD if ticked else QUIET))
    column = max(1, width - lead.cell_len)
    text = Text.assemble(point.point, (" (must)" if point.must else "", QUIET))
    heard = words.heard_words(attempt, number)
    extra = tuple(render(heard, column)) if heard.plain else ()
    return _Entry(render(lead, lead.cell_len)[0], render(text, column), " (must)" if point.must else "", extra)


def _grade_entry(attempt: Attempt, grade: Grade, render: Render, width: int) -> _Entry:
    levels = attempt.question.rubric
    texts = {Grade.STRONG: levels.strong, Grade.LEAN: levels.lean, Grade.NO_HIRE: levels.no_hire}
    lead = Text.assemble(
        (GRADE_KEYS[grade], f"{STRONG} {GRADE_STYLES[grade]}"), (f" {grade.label:<12}", GRADE_STYLES[grade])
    )
    column = max(1, width - lead.cell_len)
    return _Entry(render(lead, lead.cell_len)[0], render(Text(texts[grade], style=QUIET), column))


def _beside_lead(item: _Entry, rows: int, width: int) -> list[Line]:
    """Return the lines of an item beside its lead, the further ones indented, cut after a number of rows."""
    lines = item.lines[:rows]
    if len(item.lines) > rows:
        room = max(0, width - item.indent - 1 - cell_len(item.tail))
        cut = Segment.adjust_line_length(lines[-1], room, pad=False)
        lines = [*lines[:-1], [*_without_end_blanks(cut), Segment("…"), Segment(item.tail, Style(dim=True))]]
    blank = [Segment(" " * item.indent)]
    return [[*(blank if number else item.lead), *line] for number, line in enumerate(lines)]


def _without_end_blanks(line: Line) -> Line:
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], line[-1]._replace(text=line[-1].text.rstrip())] if line else []


def _open_panel(session: Session, attempt: Attempt, here: Surroundings) -> _View:
    width = _text_width(here)
    top = [_review_header(session, attempt, here), _one_line(attempt.question.prompt, width, QUIET), Text()]
    body = [] if here.panel is None else here.render(here.panel, width)
    bottom = [*_coach_mark(session, attempt), _ticks(attempt), _suggestion(session, attempt), _legend(session, here)]
    return _View(top, body, bottom, _field(session))


def _two_columns(session: Session, attempt: Attempt, here: Surroundings) -> Frame:
    """Return the checklist on the left, and the model answer or the open panel on the right."""
    left = here.size.columns * 9 // 20
    right = min(here.size.columns - left - 2, MEASURE)
    view = _review(session, attempt, here, left)
    panel = [] if here.panel is None else here.render(here.panel, right - 2)
    rows = here.size.rows
    head = _margin([_row(text, here) for text in view.top])
    foot = _foot(session, view, here)
    space = max(1, rows - len(head) - len(foot.lines) - 1)
    longer = len(panel) > space
    extent = Extent(tuple(_plain(line) for line in panel), max(1, space - longer))
    start = min(session.reading.top, extent.last_top)
    shown = _marked(panel[start : start + extent.rows], session.reading.term)
    if longer:
        shown.append(_position(start, extent, right - 2))
    bar = Segment("│ ", Style(dim=True))
    body = []
    for number in range(space):
        one = view.body[number] if number < len(view.body) else []
        other = shown[number] if number < len(shown) else []
        body.append([*Segment.adjust_line_length([Segment(" "), *one], left), bar, *other])
    lines = [*head, [], *body, *foot.lines]
    return Frame(lines[:rows], extent, foot.cursor)


# --- fitting a view into the terminal ---


class _Foot(NamedTuple):
    lines: list[Line]
    cursor: Cells | None


def _foot(session: Session, view: _View, here: Surroundings) -> _Foot:
    """Return the rows at the bottom. A text field takes the place of the keys."""
    bottom = [*view.bottom]
    cursor = None
    if view.field is not None:
        bottom[-1] = view.field
        typed = session.field.text[: session.field.cursor]
        label = cell_len(view.field.plain) - cell_len(session.field.text)
        columns = here.size.columns - 2 * _MARGIN - 1
        behind = label + cell_len(typed)
        # A text longer than the row shows its part before the cursor.
        hidden = max(0, behind - columns)
        bottom[-1] = _from_cell(view.field, hidden)
        cursor = Cells(_MARGIN + behind - hidden, here.size.rows - 1)
    lines = _margin([_row(text, here) for text in bottom])
    return _Foot(lines, cursor)


def _fitted(session: Session, view: _View, here: Surroundings) -> Frame:
    """Return a view with as much of its body as the terminal has room for."""
    columns, rows = here.size
    foot = _foot(session, view, here)
    head = _margin([_row(text, here) for text in view.top])
    while head and rows - len(head) - len(foot.lines) < min(_LEAST_BODY, len(view.body)):
        head.pop(0 if here.receipt is not None and len(head) > 1 else -1)
    space = max(1, rows - len(head) - len(foot.lines))
    longer = len(view.body) > space
    if longer:
        space = max(1, space - 1)
    extent = Extent(tuple(_plain(line) for line in view.body), space) if longer else Extent()
    start = min(session.reading.top, extent.last_top)
    body = _margin(_marked(view.body[start : start + space], session.reading.term))
    filler: list[Line] = [[] for _ in range(space - len(body))]
    position = _margin([_position(start, extent, columns - 2 * _MARGIN)]) if longer else []
    lines = [*head, *body, *filler, *position, *foot.lines]
    return Frame([_cut(line, columns) for line in lines[:rows]], extent, foot.cursor)


def _position(start: int, extent: Extent, width: int) -> Line:
    """Return the page and the keys that turn it: `─ 2/3 · space next · b back · / search ─`."""
    page = max(1, extent.rows - 1)
    pages = -(-extent.last_top // page) + 1
    current = pages if start >= extent.last_top else start // page + 1
    label = f" {current}/{pages} · ↓↑ PgDn b · / search · v pager "
    if cell_len(label) > width - 4:
        label = f" {current}/{pages} "
    rule = max(0, width - cell_len(label) - 2)
    return [Segment("──", Style(dim=True)), Segment(label, Style(dim=True)), Segment("─" * rule, Style(dim=True))]


def _cut(line: Line, columns: int) -> Line:
    return line if Segment.get_line_length(line) <= columns else Segment.adjust_line_length(line, columns, pad=False)


def _margin(lines: Sequence[Line]) -> list[Line]:
    return [[Segment(" " * _MARGIN), *line] for line in lines]


def _row(text: Text, here: Surroundings) -> Line:
    """Return a text on one row, with an ellipsis if it is longer."""
    width = max(1, here.size.columns - 2 * _MARGIN)
    if text.cell_len > width:
        text = text.copy()
        text.truncate(width, overflow="ellipsis")
    return (here.render(text, width) or [[]])[0]


def _plain(line: Line) -> str:
    return "".join(segment.text for segment in line)


def _marked(lines: Sequence[Line], term: str) -> list[Line]:
    """Return lines with the searched text in reverse, wherever it is within one piece of text."""
    if not term:
        return list(lines)
    wanted = term.casefold()
    return [[piece for segment in line for piece in _split(segment, wanted)] for line in lines]


def _split(segment: Segment, wanted: str) -> list[Segment]:
    text = segment.text
    folded = text.casefold()
    if wanted not in folded or len(folded) != len(text):
        return [segment]
    reverse = (segment.style or Style()) + Style(reverse=True)
    pieces, start = [], 0
    while (place := folded.find(wanted, start)) >= 0:
        pieces += [Segment(text[start:place], segment.style), Segment(text[place : place + len(wanted)], reverse)]
        start = place + len(wanted)
    return [piece for piece in (*pieces, Segment(text[start:], segment.style)) if piece.text]


# --- the rows ---


def _text_width(here: Surroundings) -> int:
    return max(1, min(here.size.columns - 2 * _MARGIN, MEASURE))


def _review_header(session: Session, attempt: Attempt, here: Surroundings) -> Text:
    """Return the header with the time taken."""
    header = words.header(session, here.today, with_budget=False)
    return Text.assemble(header, (" · ", QUIET), words.time_taken(attempt, STRONG))


def _one_line(text: str, width: int, style: str) -> Text:
    """Return a text on one row, with an ellipsis if it is longer."""
    joined = " ".join(text.split())
    if cell_len(joined) > width:
        joined = set_cell_size(joined, max(0, width - 1)).rstrip() + "…"
    return Text(joined, style=style)


def _follow_up(attempt: Attempt, width: int) -> list[Text]:
    """Return the follow-up to answer before the grade."""
    if attempt.follow_up is None:
        return []
    prompt = attempt.question.follow_ups[attempt.follow_up].prompt
    return [_one_line(f"follow-up, answer it too: {prompt}", width, f"{STRONG} {ACCENT}")]


def _last_time(attempt: Attempt, here: Surroundings, width: int) -> list[Text]:
    """Return the last grade and the last note."""
    parts = [] if attempt.item.card.last_grade is None else [attempt.item.card.last_grade.label]
    if attempt.note is not None:
        parts.append(f"note of {day_name(attempt.note.study_day, here.today)}: {attempt.note.text}")
    return [_one_line(f"last time: {' · '.join(parts)}", width, QUIET)] if parts else []


def _code_line(attempt: Attempt, width: int) -> list[Text]:
    """Return the file of an attempt at a coding question, and its last run."""
    if not attempt.file and attempt.run is None:
        return []
    place = "/".join(attempt.file.replace("\\", "/").split("/")[-3:])
    run = "" if attempt.run is None else attempt.run.summary
    style = GOOD if attempt.run is not None and attempt.run.passed else ACCENT
    return [_one_line(" · ".join(part for part in (run, place) if part), width, style)]


def _ticks(attempt: Attempt) -> Text:
    count = len(attempt.question.key_points)
    row = Text.assemble((f"{len(attempt.ticked)} of {count} ticked ", QUIET))
    for number in range(1, count + 1):
        row.append(f" {number}", style=f"{STRONG} {GOOD}" if number in attempt.ticked else QUIET)
    return row


def _coach_mark(session: Session, attempt: Attempt) -> list[Text]:
    """Return the next step, in the first review ever."""
    is_first = session.coached and not session.answered
    return [Text(words.coach_mark(session, attempt), style=ACCENT)] if is_first else []


def _suggestion(session: Session, attempt: Attempt) -> Text:
    """Return the message of the last key, or the grade that the ticks suggest."""
    if session.message:
        return Text(session.message, style=ACCENT)
    return words.suggestion(attempt)


def _field(session: Session) -> Text | None:
    if session.phase is Phase.NOTING:
        return Text.assemble(("note: ", f"{STRONG} {ACCENT}"), session.field.text)
    if session.phase is Phase.SEARCHING:
        return Text.assemble(("/", f"{STRONG} {ACCENT}"), session.field.text)
    return None


def _from_cell(text: Text, hidden: int) -> Text:
    """Return a text without its first cells."""
    place = cells = 0
    plain = text.plain
    while place < len(plain) and cells < hidden:
        cells += cell_len(plain[place])
        place += 1
    return text[place:]


def _legend(session: Session, here: Surroundings) -> Text:
    return words.legend_line(session, here.size.columns - 2 * _MARGIN, is_wide=is_wide(here.size))
