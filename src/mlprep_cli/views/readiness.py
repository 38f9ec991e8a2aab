"""How ready one is, on the screen: companies, topics, and the last look before the interview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mlprep_cli.core.eve import Eve, sheet
from mlprep_cli.core.outlook import Ready
from mlprep_cli.core.questions import Page, Process
from mlprep_cli.core.readiness import Readiness
from mlprep_cli.views.parts import NARROW, listing
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG, chance, day_name, percent, plural


def topics(ready: Ready, today: date, width: int) -> RenderableType:
    """Return how ready one is for each topic, the weakest first."""
    rows = sorted((each for each in ready.topics if each.seen), key=lambda each: each.recall or 0)
    return Group(_headline(ready, today), Text(), _table("topic", rows, width), Text(), _legend(ready, today))


def companies(ready: Ready, today: date, width: int) -> RenderableType:
    """Return each company that is known to ask something, and how ready one is for that."""
    return Group(
        _table("company", ready.companies, width),
        Text(),
        _legend(ready, today),
        Text("mlprep companies NAME", style=ACCENT),
    )


def company(process: Process | None, ready: Ready, today: date) -> RenderableType:
    """Return how one company interviews, and how ready one is for it."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=QUIET, no_wrap=True)
    table.add_column()
    if process is not None:
        for number, each in enumerate(process.stages):
            table.add_row("process" if not number else "", each)
        for number, visit in enumerate(process.onsite):
            drawn = f"{plural(visit.questions, 'question')} of {' or '.join(visit.rounds)}"
            table.add_row("onsite" if not number else "", f"{visit.name}, {visit.minutes} min: {drawn}")
        table.add_row("focus", ", ".join(process.focus))
        table.add_row("weighs", ", ".join(process.weighs))
    for one in ready.companies:
        table.add_row("asks", f"{plural(one.questions, 'question')} tagged, {one.seen} seen")
        table.add_row("ready", Text.assemble((chance(one.recall), STRONG), f" of them recalled {_when(ready, today)}"))
        share = percent(one.measured.recalled, one.measured.total)
        table.add_row("measured", f"{share} of {one.measured.total} recalled" if one.measured.total else "nothing yet")
    name = process.name if process is not None else "".join(each.name for each in ready.companies)
    rows: list[RenderableType] = [Text(name, style=STRONG), Text(), table, Text()]
    rows.append(Text(f"mlprep drill --company {name}", style=ACCENT))
    if process is not None:
        rows.append(Text(f"mlprep mock --loop --company {name}", style=ACCENT))
        rows.append(Text("As candidates and companies have reported; it differs by team and level.", style=QUIET))
    return Group(*rows)


def eve(found: Eve, today: date) -> Page:
    """Return the last look before the interview as a page."""
    whom = f" at {', '.join(found.companies)}" if found.companies else ""
    when = "" if found.day is None else f", {day_name(found.day, today)}"
    return Page("eve", f"The last look{whom}{when}", sheet(found))


def _headline(ready: Ready, today: date) -> Text:
    whole = ready.whole
    return Text.assemble(
        ("ready  ", QUIET),
        (chance(whole.recall), STRONG),
        f" recalled {_when(ready, today)}, {whole.seen} of {whole.questions} seen",
    )


def _table(kind: str, rows: Sequence[Readiness], width: int) -> RenderableType:
    if not rows:
        return Text("nothing practised yet: mlprep drill", style=QUIET)
    wide = width >= NARROW
    table = listing(
        kind, "questions", *(("seen",) if wide else ()), "predicted", *(("of seen",) if wide else ()), "measured"
    )
    for each in rows:
        seen, of_seen = ((str(each.seen),), (chance(each.recall_seen),)) if wide else ((), ())
        measured = percent(each.measured.recalled, each.measured.total)
        table.add_row(each.name, str(each.questions), *seen, chance(each.recall), *of_seen, measured)
    return table


def _legend(ready: Ready, today: date) -> Text:
    told = (
        f"predicted: the chance of recall {_when(ready, today)}, unseen questions counted by how new ones went so far; "
        "measured: first attempts of a day at questions seen before"
    )
    return Text(told, style=QUIET)


def _when(ready: Ready, today: date) -> str:
    return f"on {ready.day:%A} {ready.day.day} {ready.day:%B}" if ready.day > today else "today"
