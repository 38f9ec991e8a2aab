"""The browser: the whole screen as lines, drawn from its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.segment import Segment
from rich.text import Text

from mlprep_cli.core.browse import Browsing, Filter, Hit, Pane, Picker, Size, names_in, one_line, spans
from mlprep_cli.core.browse_keys import BrowseKey, help_sections, keys_in
from mlprep_cli.core.heat_map import HeatCell
from mlprep_cli.core.questions import Question
from mlprep_cli.core.reviews import LEECH_LAPSES, Card, Entry, Note
from mlprep_cli.core.text import plain
from mlprep_cli.views import documents, reviews
from mlprep_cli.views.answer import full_question
from mlprep_cli.views.heat_map import CURSOR, heat_map
from mlprep_cli.views.questions import card_line
from mlprep_cli.views.theme import ACCENT, ALARM, QUIET, STRONG, plural

MATCH = "not dim bold underline black on yellow"
"""Highlighted words: legible on every background, and without colour."""
UNDER_CURSOR = "not dim bold underline"
"""Highlighted words in the line of the cursor."""
CHOICES: dict[Filter, str] = {"rounds": "r", "topics": "t", "companies": "c"}
"""The filters, each with its key."""
DUE_WIDTH = 11
SHORTEST_PROMPT, WITH_PROMPTS = 16, 60
"""The minimum width of a prompt in the list, and the width from which the list has prompts."""
MEASURE = 88
"""The maximum width of prose."""
KEY_WIDTH = 10


def screen(state: Browsing, page: Sequence[Text], today: date) -> list[Text]:
    """Return the lines of the screen. `page` is the question in full, at the width of the preview."""
    columns, rows = state.size
    lines = [_search_line(state), _filter_line(state), *_body(state, page, today)]
    lines = [*lines[: max(0, rows - 1)], _key_line(state)][-rows:]
    for line in lines:
        line.truncate(columns, overflow="crop", pad=True)
    return lines


def page(
    question: Question, card: Card, entries: Sequence[Entry], notes: Sequence[Note], today: date
) -> RenderableType:
    """Return a question in full, with your notes above it and its history below."""
    history = [Text(), Text("History", style=STRONG), reviews.history(entries)] if entries else []
    missed = [Text.assemble(("you missed  ", ACCENT), note.text) for note in notes]
    return Group(card_line(card, today), *missed, Text(), full_question(question), *history)


def lines_of(renderable: RenderableType, width: int, words: tuple[str, ...]) -> tuple[list[Text], tuple[int, ...]]:
    """Return a renderable as lines with these words highlighted, and the numbers of the lines that have one."""
    width = max(1, min(width, MEASURE))
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    lines = [_line(segments) for segments in console.render_lines(renderable, pad=False)]
    matches = [number for number, line in enumerate(lines) if _highlight(line, words)]
    return lines, tuple(matches)


def document(hits: Sequence[Hit], cells: Sequence[HeatCell], today: date) -> documents.Document:
    """Return `browse --json`: the questions of `list --json` with their prompts, and the cells of the heat map."""
    listed = documents.questions([hit.question for hit in hits], today)
    prompts = {hit.id: hit.prompt for hit in hits}
    questions = [{**question, "prompt": prompts[question["id"]]} for question in listed["questions"]]
    return {**listed, "questions": questions, "heat_map": [cell._asdict() for cell in cells]}


def _line(segments: Sequence[Segment]) -> Text:
    line = Text(end="")
    for segment in segments:
        if not segment.control:
            style = segment.style
            # A link in a bank must not be opened by a click.
            line.append(plain(segment.text), style if style is None or style.link is None else style.update_link(None))
    return line


def _highlight(line: Text, words: tuple[str, ...], style: str = MATCH) -> bool:
    """Highlight words in a line, and return whether it has one."""
    places = spans(line.plain, words)
    for start, end in places:
        line.stylize(style, start, end)
    return bool(places)


# --- the lines above ---


def _search_line(state: Browsing) -> Text:
    columns = state.size.columns
    counts = _counts(state)
    room = max(10, columns - cell_len(counts.plain) - 5)
    active = state.pane is Pane.SEARCH
    line = Text.assemble(" ", ("/ ", f"{STRONG} {ACCENT}" if active else QUIET))
    if state.field.text or active:
        line.append_text(_field(state.field.text, state.field.cursor if active else None, room))
    if not state.field.text:
        line.append(f"{'type to ' if active else ''}search questions, answers and notes", style=QUIET)
    line.truncate(max(1, columns - cell_len(counts.plain) - 1), overflow="ellipsis", pad=True)
    return line.append_text(counts)


def _counts(state: Browsing) -> Text:
    if state.results is None:
        return Text("reading … ", style=QUIET)
    shown, total = len(state.listed), state.results.total
    counted = plural(total, "question") if shown == total else f"{shown} of {plural(total, 'question')}"
    counts = Text.assemble((counted, QUIET))
    if state.selected:
        counts.append(" · ", style=QUIET).append(f"{len(state.selected)} selected", style=f"{STRONG} {ACCENT}")
    return counts.append(" ")


def _field(text: str, cursor: int | None, room: int) -> Text:
    """Return the part of a text field around its cursor; None if the field is not in use."""
    line = Text(text + ("" if cursor is None else " "))
    if cursor is None:
        return line
    line.stylize("reverse", cursor, cursor + 1)
    start = 0
    while start < cursor and cell_len(text[start : cursor + 1]) >= room:
        start += 1
    return line[start:]


def _filter_line(state: Browsing) -> Text:
    line = Text(" ")
    for what, key in CHOICES.items():
        chosen = names_in(state.filters, what)
        line.append(key, style=_key_style(key, state)).append(f" {what} ", style=QUIET)
        if chosen:
            name = one_line(chosen[0]) if len(chosen) == 1 else f"{len(chosen)} chosen"
            line.append(f"{name}  ", style=STRONG)
        else:
            line.append("all  ", style=QUIET)
    line.append("d", style=_key_style("d", state)).append(" due ", style=QUIET)
    line.append("on" if state.due else "off", style=STRONG if state.due else QUIET)
    return line


def _key_style(key: str, state: Browsing) -> str:
    """Return the style of a key: the accent only in the panes in which it acts."""
    return ACCENT if any(key in binding.keys for binding in keys_in(state.pane)) else QUIET


def _key_line(state: Browsing) -> Text:
    """Return the keys of the pane: the last two always, those before as far as there is room."""
    bindings = [binding for binding in keys_in(state.pane) if binding.label]
    last = 2 if state.pane in (Pane.LIST, Pane.PREVIEW, Pane.MAP) else 0
    end = _keys(bindings[len(bindings) - last :], state)
    line = Text(" ")
    for binding in bindings[: len(bindings) - last]:
        more = _keys([binding], state)
        if cell_len(line.plain) + cell_len(more.plain) + cell_len(end.plain) <= state.size.columns:
            line.append_text(more)
    return line.append_text(end)


def _keys(bindings: Sequence[BrowseKey], state: Browsing) -> Text:
    line = Text()
    for binding in bindings:
        line.append(binding.name, style=ACCENT).append(f" {_label(binding, state)}  ", style=QUIET)
    return line


def _label(binding: BrowseKey, state: Browsing) -> str:
    if binding.label == "drill" and state.selected:
        return f"drill {len(state.selected)} selected"
    return "leave" if binding.label == "back" and state.pane is Pane.SEARCH and not state.field.text else binding.label


# --- the panes ---


def _body(state: Browsing, page: Sequence[Text], today: date) -> list[Text]:
    match state.pane:
        case Pane.HELP:
            lines = _help_lines()
            place = _place(state.help_scroll, state.body.rows, len(lines))
            return _frame(Text("Keys"), place, lines[state.help_scroll :], state.body, active=True)
        case Pane.PICKER if state.picker is not None:
            title = Text(state.picker.what.capitalize())
            return _frame(title, Text(), _picker_lines(state.picker, state.body), state.body, active=True)
        case Pane.MAP:
            return _frame(Text("Topics and rounds"), _map_place(state), _map_lines(state), state.body, active=True)
    listed, shown = _list_frame(state, today), _page_frame(state, page)
    if not state.layout.is_wide:
        return [*listed, *shown]
    return [left.append_text(right) for left, right in zip(listed, shown, strict=True)]


def _list_frame(state: Browsing, today: date) -> list[Text]:
    size = state.layout.list_size
    active = state.pane in (Pane.SEARCH, Pane.LIST)
    place = Text(f"{state.cursor + 1} of {len(state.listed)}" if state.listed else "", style=QUIET)
    top = max(0, min(state.cursor - size.rows // 2, len(state.listed) - size.rows))
    visible = state.listed[top : top + size.rows]
    widest = max((cell_len(hit.id) for hit in visible), default=0)
    lines = [
        _row(hit, state, widest, today, at_cursor=number == state.cursor)
        for number, hit in enumerate(visible, start=top)
    ]
    return _frame(Text("Questions"), place, lines or _nothing(state), size, active=active)


def _row(hit: Hit, state: Browsing, widest: int, today: date, *, at_cursor: bool) -> Text:
    """Return a question as one line: whether it is selected, its id, its prompt if there is room, and when it is due."""
    card, width = hit.question.card, state.layout.list_size.columns
    cursor = (CURSOR if state.pane in (Pane.SEARCH, Pane.LIST) else f"not dim {STRONG}") if at_cursor else ""
    match = UNDER_CURSOR if cursor == CURSOR else MATCH
    rest = width - 2 - DUE_WIDTH
    room = rest - min(widest, rest // 2) - 2
    id_width = rest - room - 2 if room >= SHORTEST_PROMPT and width >= WITH_PROMPTS else rest
    name = Text(one_line(hit.id), style=ALARM if card.lapses >= LEECH_LAPSES else "")
    _highlight(name, state.words, match)
    name.truncate(id_width, overflow="ellipsis", pad=True)
    line = Text.assemble(("✓ ", f"{STRONG} {ACCENT}") if hit.id in state.selected else "  ", name)
    if id_width < rest:
        prompt = Text(one_line(hit.prompt), style=QUIET)
        _highlight(prompt, state.words, match)
        prompt.truncate(room, overflow="ellipsis", pad=True)
        line.append("  ").append_text(prompt)
    due = _due(card, today)
    line.append(" " * max(1, DUE_WIDTH - cell_len(due.plain))).append_text(due)
    if cursor:
        line.stylize(cursor)
    return line


def _due(card: Card, today: date) -> Text:
    if card.due is None:
        return Text("new", style=QUIET)
    overdue = (today - card.due).days
    if overdue > 0:
        return Text(f"{overdue} d late" if overdue < 1000 else f"{overdue // 365} y late", style=ALARM)
    if overdue == 0:
        return Text("due", style=STRONG)
    year = "" if card.due.year == today.year else f" {card.due:%y}"
    return Text(f"{card.due.day} {card.due:%b}{year}", style=QUIET)


def _nothing(state: Browsing) -> list[Text]:
    """Return why the list is empty, and what to do."""
    if state.results is None:
        return [Text("Reading the questions …", style=QUIET)]
    if state.due and not state.words and state.filters == type(state.filters)():
        lines = ["Nothing is due.", "d lists all questions."]
    else:
        lines = ["No question matches.", "x clears the search and the filters."]
    if state.pane is Pane.SEARCH:
        lines[1] = "Ctrl-U clears the search."
    return [Text(lines[0], style=STRONG), Text(lines[1], style=QUIET)]


def _page_frame(state: Browsing, page: Sequence[Text]) -> list[Text]:
    size = state.layout.page_size
    active = state.pane is Pane.PREVIEW
    if state.page is None or not state.listed:
        return _frame(Text("Preview"), Text(), [], size, active=active)
    top = min(state.scroll, state.last_scroll)
    lines = [line.copy() for line in page[top : top + size.rows]]
    place = _place(top, size.rows, len(page))
    if count := len(state.page.matches):
        place = Text.assemble((f"{plural(count, 'line')} match{'es' if count == 1 else ''}", QUIET), "  ", place)
    return _frame(Text(one_line(state.page.request.question_id)), place, lines, size, active=active)


def _picker_lines(picker: Picker, size: Size) -> list[Text]:
    if picker.names is None:
        return [Text("Reading the names …", style=QUIET)]
    typed = Text.assemble(("› ", ACCENT), _field(picker.field.text, picker.field.cursor, size.columns - 4))
    if not picker.field.text:
        typed.append("letters of a name", style=QUIET)
    rows = [("all", None), *((name, count) for name, count in picker.listed)]
    visible = max(1, size.rows - 1)
    top = max(0, min(picker.cursor - visible // 2, len(rows) - visible))
    lines = [typed]
    width = max(cell_len(one_line(name)) for name, _ in rows) + 2
    for number, (name, count) in enumerate(rows[top : top + visible], start=top):
        ticked = name in picker.chosen if count is not None else not picker.chosen
        line = Text.assemble(("✓ ", f"{STRONG} {ACCENT}") if ticked else "  ", one_line(name))
        line.append(" " * (width + 2 - cell_len(line.plain))).append(
            "" if count is None else f"{count:>5}", style=QUIET
        )
        line.truncate(size.columns, overflow="ellipsis", pad=True)
        if number == picker.cursor:
            line.stylize(CURSOR)
        lines.append(line)
    return lines


def _map_lines(state: Browsing) -> list[Text]:
    if state.heat is None:
        return [Text("Counting …", style=QUIET)]
    _, heat = state.heat
    if not heat.cells:
        return [Text("No question matches.", style=STRONG), Text("x clears the search and the filters.", style=QUIET)]
    return heat_map(heat, state.place, *state.body)


def _map_place(state: Browsing) -> Text:
    return Text(f"{state.place[0] + 1} of {len(state.heat[1].topics)}" if state.heat else "", style=QUIET)


def _help_lines() -> list[Text]:
    lines: list[Text] = []
    for title, bindings in help_sections():
        lines.append(Text(title, style=STRONG))
        lines += [Text.assemble("  ", (f"{binding.name:<{KEY_WIDTH}}", ACCENT), binding.does) for binding in bindings]
        lines.append(Text())
    return lines[:-1]


def _place(top: int, rows: int, count: int) -> Text:
    """Return which lines are shown, nothing if all are."""
    return Text(f"{top + 1}–{min(top + rows, count)} of {count}" if count > rows else "", style=QUIET)


def _frame(title: Text, place: Text, lines: Sequence[Text], size: Size, *, active: bool) -> list[Text]:
    """Return lines in a frame with a title, and with a place at the right end of its upper edge."""
    edge = ACCENT if active else QUIET
    width = size.columns + 2
    title.stylize(STRONG if active else "")
    room = width - cell_len(place.plain) - 6
    title.truncate(max(1, room), overflow="ellipsis")
    between = width - cell_len(title.plain) - 3 - (cell_len(place.plain) + 3 if place else 0)
    upper = Text.assemble(("╭─ ", edge), title, " ", ("─" * max(0, between), edge))
    if place:
        upper.append(" ").append_text(place).append(" ").append("─", style=edge)
    framed = [upper.append("╮", style=edge)]
    for number in range(size.rows):
        line = lines[number] if number < len(lines) else Text()
        line.truncate(size.columns, overflow="crop", pad=True)
        framed.append(Text.assemble(("│ ", edge), line, (" │", edge)))
    return [*framed, Text.assemble((f"╰{'─' * width}╯", edge))]
