"""The statistics as one self-contained HTML page with inline SVG charts. Its figures are those of `stats --json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.modes import QUICKFIRE_SECONDS
from mlprep_cli.core.stats_details import CALENDAR_WEEKS
from mlprep_cli.core.text import plain
from mlprep_cli.views.documents import Document
from mlprep_cli.views.theme import UNDEFINED

GRADES = tuple((grade.value, grade.label) for grade in Grade)
STYLE = """
:root { color-scheme: light dark; --ink: #1c1f23; --quiet: #5c6670; --paper: #fff; --line: #d9dee3; --accent: #0b7285;
  --strong: #2b8a3e; --lean: #c77700; --no_hire: #c92a2a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --quiet: #9aa5b1; --paper: #16191d; --line: #343a40;
  --accent: #3bc9db; --strong: #51cf66; --lean: #ffa94d; --no_hire: #ff8787; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { margin-bottom: 0 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
p, caption, .quiet { color: var(--quiet) } caption { text-align: left }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem }
dt { color: var(--quiet) } dd { margin: 0; font-size: 1.5rem; font-weight: 600 }
.table { overflow-x: auto; margin-top: .5rem } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top }
th:first-child, td:first-child { white-space: nowrap }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums } tbody tr { border-top: 1px solid var(--line) }
svg { width: 100%; display: block } svg text { fill: var(--quiet); font-size: 12px }
.strong { fill: var(--strong) } .lean { fill: var(--lean) } .no_hire { fill: var(--no_hire) } .bar { fill: var(--accent) }
.key.strong { color: var(--strong) } .key.lean { color: var(--lean) } .key.no_hire { color: var(--no_hire) }
.empty { fill: var(--line) } .rule { stroke: var(--no_hire); stroke-dasharray: 4 3 }
@media print { body { max-width: none; margin: 0 } h2 { break-after: avoid } svg, table { break-inside: avoid } }
"""


def page(document: Document) -> str:
    """Return a `stats --json` document as an HTML page."""
    sections = [
        _headline(document),
        _section("Grades by round", _grades(document["rounds"], "round"), _group_table(document["rounds"], "round")),
        _section("The checkpoint curve", _curve(document["checkpoints"]), _checkpoint_table(document)),
        _section("Reviews per day", _calendar(document["calendar"]), _calendar_line(document["calendar"])),
        _section("Reviews due", _bars(document["due"]["forecast"], "day", "count", "reviews due"), ""),
        _section("Grades by topic", _grades(document["topics"], "topic"), _group_table(document["topics"], "topic")),
        _section("Key points missed most", "", _points(document)),
        _section(
            "Time",
            _bars(_in_percent(document["weeks"]), "monday", "budget_share", "% of budget"),
            _time_tables(document),
        ),
        _section(
            "Quickfire",
            _bars(document["quickfire"], "day", "seconds", "seconds", QUICKFIRE_SECONDS),
            _quickfire(document),
        ),
        _section("Companies", "", _companies(document)),
        _section("Mock interviews", "", _mocks(document)),
    ]
    body = "\n".join(section for section in sections if section)
    return plain(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>mlprep, {document['today']}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Progress</h1>\n<p>{document['today']}</p>\n{body}\n</body>\n</html>\n"
    )


def _headline(document: Document) -> str:
    ready, retention = document["headline"], document["retention"]
    recalled = retention["strong"] + retention["lean"]
    facts = [
        ("headline.expected", "Expected Lean or better", None if ready is None else ready["expected"]),
        ("retention", "Retention", recalled / retention["first_attempts"] if retention["first_attempts"] else None),
    ]
    rows = [f"<dt>{name}</dt><dd data-figure={key!r}>{_share(value)}</dd>" for key, name, value in facts]
    counts = [
        ("questions.total", "Questions", document["questions"]["total"]),
        ("questions.new", "New", document["questions"]["new"]),
        ("questions.mastered", "Mastered", document["questions"]["mastered"]),
        ("due.now", "Due", document["due"]["now"]),
        ("reviews.total", "Reviews", document["reviews"]["total"]),
        ("streak.current", "Streak, days", document["streak"]["current"]),
        ("time.minutes", "Minutes", round(document["time"]["seconds_total"] / 60)),
    ]
    rows += [f"<dt>{name}</dt><dd data-figure={key!r}>{value}</dd>" for key, name, value in counts]
    legend = "".join(f'<span class="key {grade}">■</span> {name} &nbsp; ' for grade, name in GRADES)
    return "<dl>\n" + "\n".join(f"<div>{row}</div>" for row in rows) + f"\n</dl>\n<p>{legend}</p>"


def _section(title: str, picture: str, table: str) -> str:
    return f"<section>\n<h2>{escape(title)}</h2>\n{picture}\n{table}\n</section>" if picture or table else ""


def _in_percent(weeks: Sequence[Document]) -> list[Document]:
    return [week | {"budget_share": round(100 * week["budget_share"])} for week in weeks]


def _svg(height: int, title: str, parts: Iterable[str]) -> str:
    """Return a picture as wide as the page. Its parts are placed in per cent of the width, so that text keeps its size."""
    inner = "".join(parts)
    return f'<svg height="{height}" role="img"><title>{escape(title)}</title>{inner}</svg>' if inner else ""


def _rect(name: str, title: str, place: tuple[float, float], size: tuple[float, float], opacity: float = 1) -> str:
    """Return a rectangle with a title. Its left side and width are in per cent, its top and height in pixels."""
    (left, top), (width, height) = place, size
    return (
        f'<rect class="{name}" x="{left:.2f}%" y="{top:.1f}" width="{width:.2f}%" height="{height:.1f}" '
        f'opacity="{opacity:.2f}"><title>{escape(title)}</title></rect>'
    )


def _text(left: float, base: float, text: object, anchor: str = "start") -> str:
    """Return a text at `left` per cent of the width."""
    return f'<text x="{left:.2f}%" y="{base:.1f}" text-anchor="{anchor}">{escape(str(text))}</text>'


def _grades(rows: Sequence[Document], kind: str) -> str:
    parts = []
    shown = [group for group in rows if _total(group)]
    for place, group in enumerate(shown):
        top, left = 40 * place, 0.0
        parts += [_text(0, top + 12, group[kind]), _text(100, top + 12, _total(group), "end")]
        for grade, name in GRADES:
            if group[grade]:
                wide = 100 * group[grade] / _total(group)
                parts.append(_rect(grade, f"{group[kind]}: {group[grade]} {name}", (left, top + 17), (wide, 15)))
                left += wide
    return _svg(40 * len(shown), f"Grades by {kind}", parts)


def _total(group: Document) -> int:
    return int(group["strong"] + group["lean"] + group["no_hire"])


def _curve(rows: Sequence[Document]) -> str:
    parts = []
    reached = [checkpoint for checkpoint in rows if checkpoint["first_attempts"]]
    wide = 100 / max(len(rows), 1)
    for place, checkpoint in enumerate(reached):
        share = (checkpoint["strong"] + checkpoint["lean"]) / checkpoint["first_attempts"]
        left, high = wide * place, 120 * share
        name = checkpoint["checkpoint"] if checkpoint["checkpoint"] == "mastered" else f"Day {checkpoint['checkpoint']}"
        title = f"{name}: {_share(share)} of {checkpoint['first_attempts']} recalled"
        parts.append(_rect("bar", title, (left, 140 - high), (wide * 0.7, high)))
        parts += [_text(left, 156, name), _text(left, 134 - high, _share(share))]
    return _svg(165, "Share of first attempts recalled at each checkpoint", parts)


def _calendar(days: Sequence[Document]) -> str:
    most = max((day["reviews"] for day in days), default=0)
    if not most:
        return ""
    parts = []
    wide = 100 / CALENDAR_WEEKS
    for place, day in enumerate(days):
        week, weekday = divmod(place, 7)
        opacity = 0.25 + 0.75 * day["reviews"] / most if day["reviews"] else 1
        name = "bar" if day["reviews"] else "empty"
        title = f"{day['day']}: {day['reviews']}"
        parts.append(_rect(name, title, (wide * week, 16 * weekday), (wide * 0.85, 13), opacity))
    parts.append(_text(0, 126, f"{days[0]['day']} to {days[-1]['day']}"))
    return _svg(132, "Reviews per day since the first one, one column per week", parts)


def _bars(rows: Sequence[Document], name: str, value: str, unit: str, target: float | None = None) -> str:
    most = max((row[value] for row in rows), default=0)
    if not most:
        return ""
    top = max(most, target or 0)
    wide = min(8.0, 100 / len(rows))
    parts = []
    for place, row in enumerate(rows):
        high = 100 * row[value] / top
        title = f"{row[name]}: {round(row[value])} {unit}"
        parts.append(_rect("bar", title, (wide * place, 110 - high), (wide * 0.8, high)))
    first, last = rows[0][name], rows[-1][name]
    parts.append(_text(0, 126, first if first == last else f"{first} to {last}"))
    if target:
        line = 110 - 100 * target / top
        parts.append(f'<line class="rule" x1="0" x2="100%" y1="{line:.1f}" y2="{line:.1f}"/>')
    return _svg(132, unit, parts)


def _table(figure: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    numeric = [
        all(not isinstance(row[place], str) or row[place] == UNDEFINED for row in rows) for place in range(len(columns))
    ]

    def cell(tag: str, place: int, value: object) -> str:
        number = ' class="number"' if numeric[place] else ""
        return f"<{tag}{number}>{escape(str(value))}</{tag}>"

    head = "".join(cell("th", place, name) for place, name in enumerate(columns))
    body = "\n".join(
        "<tr>" + "".join(cell("td", place, value) for place, value in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'<div class="table" tabindex="0"><table data-figure="{figure}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _group_table(rows: Sequence[Document], kind: str) -> str:
    columns = (kind, "questions", "seen", "due", "strong", "lean", "no hire", "median seconds", "budget")
    keys = (kind, "questions", "seen", "due", "strong", "lean", "no_hire", "median_seconds", "budget")
    return _table(f"{kind}s", "", columns, [[_number(group[key]) for key in keys] for group in rows])


def _checkpoint_table(document: Document) -> str:
    rows = [
        [
            str(checkpoint["checkpoint"]),
            checkpoint["first_attempts"],
            checkpoint["strong"],
            checkpoint["lean"],
            checkpoint["no_hire"],
        ]
        for checkpoint in document["checkpoints"]
        if checkpoint["first_attempts"]
    ]
    return _table(
        "checkpoints", "First attempts of a day", ("checkpoint", "attempts", "strong", "lean", "no hire"), rows
    )


def _calendar_line(days: Sequence[Document]) -> str:
    total = sum(day["reviews"] for day in days)
    return f'<p><span data-figure="calendar">{total}</span> reviews</p>'


def _time_tables(document: Document) -> str:
    times = [
        [
            row["round"],
            row["reviews"],
            _number(row["median_seconds"]),
            _number(row["p90_seconds"]),
            row["over_budget"],
        ]
        for row in document["times"]
    ]
    slow = [[row["question"], _number(row["seconds"]), row["budget"]] for row in document["slow"]]
    leeches = [[row["question"], row["topic"], row["lapses"]] for row in document["leeches"]]
    return (
        _table("times", "Thinking, in seconds", ("round", "reviews", "median", "90th percentile", "over budget"), times)
        + _table("slow", "Known but slow", ("question", "seconds", "budget"), slow)
        + _table("leeches", "Leeches", ("question", "topic", "lapses"), leeches)
    )


def _quickfire(document: Document) -> str:
    rows = [
        [rapid["day"], rapid["answered"], rapid["recalled"], _number(rapid["seconds"])]
        for rapid in document["quickfire"]
    ]
    return _table("quickfire", "Rounds, against five minutes", ("day", "answered", "recalled", "seconds"), rows)


def _points(document: Document) -> str:
    rows = [
        [f"{point['missed']} of {point['answers']}", point["point"], point["question"]] for point in document["points"]
    ]
    return _table("points", "", ("missed", "key point", "question"), rows)


def _companies(document: Document) -> str:
    rows = [
        [
            company["company"],
            company["questions"],
            company["seen"],
            _share(company["predicted"]),
            company["measured"]["first_attempts"],
        ]
        for company in document["companies"]
    ]
    return _table("companies", "", ("company", "questions", "seen", "predicted recall", "first attempts"), rows)


def _mocks(document: Document) -> str:
    names = dict(GRADES)
    rows = [
        [mock["day"], mock["name"], len(mock["answers"]), names.get(mock["decision"] or "", UNDEFINED)]
        for mock in document["mocks"]
    ]
    return _table("mocks", "", ("day", "mock", "answered", "decision"), rows)


def _share(value: float | None) -> str:
    return UNDEFINED if value is None else f"{round(100 * value)}%"


def _number(value: object) -> object:
    if value is None:
        return UNDEFINED
    return round(value) if isinstance(value, float) else value
