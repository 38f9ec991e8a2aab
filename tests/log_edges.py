"""Logs at the edges of their format: every value is the smallest, the largest or the oddest one that a reader may accept."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.log_records import DATED, FORMAT, KINDS, LONGEST, LONGEST_ATTEMPT, LogRecord, Value
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS
from mlprep_cli.core.reviews import FORMS

FIRST, LAST = "1990-01-01", "2200-12-31"
NAMES = ("one", "0", "Z." + "z" * 198, "a_b.c-d", "no--kebab")
"""Ids of questions; a bank has the first one."""
SESSIONS = ("s", "S" * 200, "019cae6b-69e8-7000-b5e3-8944775b0dc4")
OWN = ("0", "r1", "zz", "Z" * 200)
MOSTLY = st.sampled_from((*[True] * 15, False))
TEXTS = st.sampled_from(
    (
        "-",
        "x" * LONGEST,
        "a\tb",
        "'; DROP TABLE review; --",
        "é ∑ 界 می\u200cخواهم ❤\ufe0f\u200d🔥",
        "[red]x[/red]",
        "#",
        "\\",
    )
)
PROSE = TEXTS | st.sampled_from(("a\nb\n", "\n\n?", "```\n" * 2000))
NUMBERS: st.SearchStrategy[Value] = st.sampled_from((0, 1, 2, 59, 1440, 10**9))
SECONDS = st.sampled_from((0, 0.0, -0.0, 5e-324, 1e-9, 0.1, 59.999, 12, 86_400.5, 999_999_999.999999))
DAYS = st.sampled_from((FIRST, LAST, "1999-12-31", "2000-02-29", "2026-03-02", "2026-03-20", "2062-04-20"))
MOMENTS = st.sampled_from(
    (
        f"{FIRST}T00:00:00.000000Z",
        f"{FIRST}T12:00:00.000000Z",
        f"{LAST}T23:59:59.999999Z",
        f"{LAST}T00:00:00.000000Z",
        "2026-03-02T00:00:00.000000Z",
        "2026-03-02T12:00:00.000001Z",
        "2026-03-05T23:59:59.999999Z",
    )
)
MOST: list[Value] = [1] * LONGEST
LIST = st.lists(NUMBERS, max_size=4) | st.just(MOST)
ASKED = st.sampled_from((*NAMES * 3, "nowhere", "unheard-of"))
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "mode": st.sampled_from(("drill", "quickfire", "mock", "-", "_" * 40, "sprint")),
    "round": st.sampled_from(ROUNDS),
    "topic": st.sampled_from(("regularization", "0", "T" * 200)),
    "difficulty": st.sampled_from(DIFFICULTIES),
    "prompt": PROSE,
    "budget": NUMBERS.filter(bool),
    "formerly": st.lists(st.sampled_from(("nowhere", "O", "o" * 200)), max_size=3),
    "company": st.none() | TEXTS,
    "sections": st.lists(
        st.fixed_dictionaries(
            {"name": TEXTS, "seconds": NUMBERS, "levels": NUMBERS, "questions": st.lists(ASKED, max_size=3)}
        ),
        max_size=3,
    ),
    "question": st.sampled_from(NAMES),
    "session": st.sampled_from(SESSIONS),
    "position": st.sampled_from((0, 1, 2, 999_999)),
    "probes": NUMBERS,
    "passed": st.booleans(),
    "timed_out": st.booleans(),
    "checkpoint": st.sampled_from((0, 3, 7, 14, 21, "mastered")),
    "grade": st.sampled_from(("strong", "lean", "no_hire")),
    "key_points": LIST,
    "companies": st.lists(TEXTS | st.just("Google"), max_size=3),
    "levels": st.lists(TEXTS | st.just("L5+"), max_size=3),
    "minutes": st.none() | NUMBERS,
    "interview": st.none() | DAYS,
    "name": TEXTS,
    "title": TEXTS,
    "story": st.sampled_from(("0", "S" * 200)),
    "questions": st.lists(ASKED, max_size=3),
    "values": st.lists(TEXTS, max_size=3),
    "text": TEXTS,
    "ended_at": st.none() | MOMENTS,
    "voided_at": st.none() | MOMENTS,
    "since": st.none() | MOMENTS,
    "removed_at": st.none() | MOMENTS,
    "lifted_at": st.none() | MOMENTS,
    "breadth": st.sampled_from((-2, 0, 1)),
    "follow_ups": NUMBERS,
    "form": st.sampled_from(FORMS),
    "groups": st.none() | NUMBERS,
    "failed": st.lists(TEXTS, max_size=3),
    "hidden": st.booleans(),
    "confidence": st.sampled_from((1, 2, 3)),
    "entered_at": MOMENTS,
    "day": DAYS,
    "went": st.sampled_from((None, "well", "partly", "badly")),
    **dict.fromkeys(("seconds", "review_seconds", "probe_seconds"), SECONDS),
    **dict.fromkeys(
        ("started_at", "written_at", "reviewed_at", "noted_at", "marked_at", "suspended_at", "attempted_at"), MOMENTS
    ),
    **dict.fromkeys(("study_day", "started", "dated", "first", "last"), DAYS),
}
"""The edges of each field; `id` differs from kind to kind."""
OF_ATTEMPTS: dict[str, st.SearchStrategy[Value]] = {
    "session": st.none() | FIELDS["session"],
    "text": PROSE | st.sampled_from(("", "\n", "def f():\n\treturn 1\n", "x" * LONGEST_ATTEMPT)),
    "seconds": st.none() | SECONDS,
    "passed": st.none() | NUMBERS,
}
"""The edges of the fields of an attempt, a story or a question of an interview that other kinds have too."""


@st.composite
def records(draw: st.DrawFn, kind: str, number: int) -> LogRecord:
    """Return a record of a kind; `number` makes the ones of a kind different."""
    ids = {"question": NAMES, "session": SESSIONS}.get(kind, OWN)
    record: LogRecord = {}
    for key in KINDS[kind].fields:
        if key in KINDS[kind].optional and not draw(st.booleans()):
            continue
        edges = OF_ATTEMPTS if kind in ("attempt", "story", "asked") and key in OF_ATTEMPTS else FIELDS
        record[key] = ids[number] if key == "id" else draw(edges[key])
    moment = record.get(DATED.get(kind, ""))
    if moment is not None and draw(MOSTLY):
        before = 1 if draw(st.booleans()) and str(moment) > f"{FIRST}T99" else 0
        record["study_day"] = (date.fromisoformat(str(moment)[:10]) - timedelta(days=before)).isoformat()
    if kind == "review" and draw(st.booleans()):
        made_at = datetime.fromisoformat(str(moment if draw(MOSTLY) else draw(MOMENTS)))
        record["id"] = f"{time_ordered_id(made_at)[:18]}-8000-00000000000{number}"
    return record


class LogText(str):
    """The content of a log file, which is shown with short lines if a test fails."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(
            line if len(line) <= 400 else f"{line[:200]}…{line[-150:]}" for line in ["", *self.split("\n")]
        )


@st.composite
def logs_at_the_edges(draw: st.DrawFn) -> LogText:
    """Return the content of a log file."""
    lines: list[str] = [json.dumps({"kind": "mlprep log", "format": FORMAT})]
    for kind in KINDS:
        names = {"question": NAMES, "session": SESSIONS}.get(kind)
        count = draw(st.integers(0, 4)) if names is None else len(names)
        made = [draw(records(kind, number)) for number in range(count)]
        if kind in ("mock", "said"):  # named by their session and position
            made = list({tuple(str(one[key]) for key in KINDS[kind].named_by): one for one in made}.values())
        if kind == "said":
            held = {json.loads(line)["session"] for line in lines if '"kind": "mock"' in line}
            made = [one for one in made if one["session"] in held]
        lines += [json.dumps({"kind": kind, **record}, ensure_ascii=draw(st.booleans())) for record in made]
    lines.append(json.dumps({"kind": "end", "lines": len(lines) + 1}))
    return LogText("".join(f"{line}\n" for line in lines))
