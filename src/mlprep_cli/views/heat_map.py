"""The heat map: the shade of a cell is its coverage, its number and colour are its recall."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from mlprep_cli.core.browse import one_line
from mlprep_cli.core.heat_map import ALL, FAIR, GOOD, HeatCell, HeatMap, shade
from mlprep_cli.core.reviews import Grade
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, STRONG, UNDEFINED, percent, plural

SHADES = "·░▒▓█"
"""The marks of a coverage of none, some, more, most and all."""
NAMES = {
    "quickfire": ("quick", "qf"),
    "screening": ("screen", "scr"),
    "deep-dive": ("deep", "deep"),
    "senior": ("senior", "sen"),
    "coding": ("coding", "code"),
    "system-design": ("design", "des"),
    "behavioral": ("behav", "beh"),
    ALL: ("all", "all"),
}
"""The names of the columns, each with a shorter one for narrow terminals."""
NARROWEST, WITH_TWO_MARKS, WITH_NAMES, WIDEST = 5, 6, 8, 10
"""The widths of a cell: the narrowest, those from which it has two marks and a longer name, and the widest."""
OTHER_ROWS = 4
"""The rows of the heading, the figures and the legend."""
ROOMY = 16
"""With this many rows, a blank line separates the figures."""
SHORTEST_NAME = 12
CURSOR = f"not dim reverse {ACCENT}"
"""The place of the cursor."""


def heat_map(heat: HeatMap, place: tuple[int, int], columns: int, rows: int) -> list[Text]:
    """Return the lines of the map around a place, the figures of the cell there, and the legend."""
    row, column = place
    longest = max(SHORTEST_NAME, *(cell_len(_topic(name)) for name in heat.topics))
    cell_width = _cell_width(columns, longest, len(heat.rounds))
    name_width = max(SHORTEST_NAME, min(longest, columns - cell_width * len(heat.rounds)))
    heading = Text(" " * name_width)
    for name in heat.rounds:
        heading.append(f"{NAMES[name][cell_width < WITH_NAMES]:>{cell_width}}", style=QUIET)
    others = OTHER_ROWS + (rows >= ROOMY)
    visible = max(1, rows - others)
    top = max(0, min(row - visible // 2, len(heat.topics) - visible))
    lines = [heading]
    for number in range(top, min(top + visible, len(heat.topics))):
        line = Text.assemble((_topic(heat.topics[number]), STRONG if number in (0, row) else ""))
        line.truncate(name_width, overflow="ellipsis", pad=True)
        for position in range(len(heat.rounds)):
            cell = _cell(heat.at(number, position), cell_width)
            if (number, position) == (row, column):
                cell.stylize(CURSOR, cell_width - 3)  # the shade stays visible
            line.append_text(cell)
        lines.append(line)
    return [*lines, *[Text()] * (rows - OTHER_ROWS + 1 - len(lines)), *figures(heat.at(row, column)), legend(columns)]


def figures(cell: HeatCell) -> list[Text]:
    """Return a cell in two lines: its name, and its figures in words."""
    name = Text.assemble((_topic(cell.topic), ACCENT), " · ", (cell.round or "all rounds", ACCENT))
    if not cell.questions:
        return [name, Text("no questions", style=QUIET)]
    words = f"{cell.seen} of {plural(cell.questions, 'question')} seen ({percent(cell.seen, cell.questions)})"
    if cell.seen:
        words += f", {cell.recalled} recalled last time ({percent(cell.recalled, cell.seen)})"
    return [name, Text(f"{words}, {cell.due} due")]


def legend(columns: int) -> Text:
    """Return what the marks and the numbers mean."""
    marks = Text.assemble(("seen  ", QUIET))
    words = ("none", "some", "", "", "all")
    for mark, word in zip(SHADES, words, strict=True):
        marks.append(f"{mark}{mark} ").append(f"{word}  " if word else "", style=QUIET)
    text = "number: % of them recalled last time"
    marks.append(text if cell_len(marks.plain) + len(text) <= columns else "number: % recalled", style=QUIET)
    return marks


def _cell(cell: HeatCell, width: int) -> Text:
    if cell.coverage is None:
        return Text(" " * width)
    mark = SHADES[shade(cell.coverage)]
    number = UNDEFINED if cell.recall is None else percent(cell.recalled, cell.seen).rstrip("%")
    marks = mark if width < WITH_TWO_MARKS else mark * 2
    line = Text(" " * (width - len(marks) - 3))
    return line.append(f"{marks}{number:>3}", style=_style(cell.recall))


def _style(recall: float | None) -> str:
    if recall is None:
        return QUIET
    return GRADE_STYLES[Grade.STRONG if recall >= GOOD else Grade.LEAN if recall >= FAIR else Grade.NO_HIRE]


def _cell_width(columns: int, longest: int, count: int) -> int:
    return max(NARROWEST, min(WIDEST, (columns - longest) // count))


def _topic(name: str) -> str:
    return one_line(name) or "all topics"
