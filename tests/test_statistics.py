"""The parts of the statistics, their document, their tables and their page: one figure, shown the same everywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from fakes import DAY, PLAN
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Card, Grade, Review
from mlprep_cli.core.stats import moved
from mlprep_cli.core.stats_details import calendar_days, trend_mondays
from mlprep_cli.storage import stats_details
from mlprep_cli.views.stats import PARTS
from mlprep_cli.views.stats_page import page
from program import Program, bank_text
from test_figures import LOGS, ROUND, written

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return the program a week into practice, to be copied for each test."""
    folder = tmp_path_factory.mktemp("practised")
    (folder / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"))
    program = Program(folder / "home")
    assert program.run("bank", "add", str(folder / "mine.yaml")).returncode == 0
    for days, typed in ((0, "\ns\n\nl\n\nn\n\ns\n"), (3, "\nl\n\nn\n\ns\n\ns\n"), (7, "\ns\n\ns\n")):
        later = replace(program, now=program.now + timedelta(days=days))
        assert later.run("drill", "--topic", "mine", typed=f"{typed}\nq\n").returncode == 0
    assert later.run("quickfire", "--count", "3", typed="\ns\n\nl\n\nn\n\ns\nq\n").returncode == 0
    return later


@pytest.fixture
def mlprep(practised: Program, tmp_path: Path) -> Program:
    """Return the program a week into practice."""
    return replace(practised, home=shutil.copytree(practised.home, tmp_path / "home"))


# --- one computation ---


@settings(max_examples=40)
@given(log=LOGS)
def test_the_details_are_what_a_plain_count_says(
    log: list[tuple[str, Grade, int, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    connection, standing = written(tmp_path_factory.mktemp("details") / "home", log)
    today = max((each.study_day for each in standing), default=DAY)
    counted = dict(stats_details.calendar(connection, Query(), today, None))
    assert counted == {day: sum(each.study_day == day for each in standing) for day in calendar_days(today)}
    for each in stats_details.times(connection, Query(), None):
        own = sorted(one.thinking_seconds for one in standing if ROUND[one.question_id] == each.round)
        assert each.reviews == len(own)
        assert each.median == own[(len(own) - 1) // 2]
        assert each.p90 == own[9 * (len(own) - 1) // 10]
        assert each.over_budget == sum(one >= 120 for one in own)
    for week in stats_details.weeks(connection, Query(), today, None):
        own_week = [one for one in standing if week.monday <= one.study_day < week.monday + timedelta(days=7)]
        assert week.reviews == len(own_week)
        share = sum(one.thinking_seconds for one in own_week) / sum(one.budget_seconds for one in own_week)
        assert week.share == pytest.approx(share)
    last: dict[str, Review] = {each.question_id: each for each in standing}
    slow = {
        name
        for name, each in last.items()
        if each.grade is not Grade.NO_HIRE and each.thinking_seconds >= each.budget_seconds
    }
    assert {each.question_id for each in stats_details.slow(connection, Query())} == slow
    connection.close()


def test_the_calendar_begins_on_a_monday_and_ends_today() -> None:
    days = calendar_days(date(2026, 3, 4))
    assert (days[0].weekday(), days[-1]) == (0, date(2026, 3, 4))
    assert len(days) == 25 * 7 + 3
    assert trend_mondays(date(2026, 3, 4))[-1] == date(2026, 3, 2)


def test_what_moved_is_counted_once_a_question() -> None:
    up = (Card("a", 3, DAY), Card("a", 7, DAY))
    back = (Card("b", 7, DAY), Card("b", 0, DAY))
    and_up_again = (Card("b", 0, DAY), Card("b", 3, DAY))
    new_missed = (Card("c"), Card("c", 0, DAY))
    new_known = (Card("d"), Card("d", 3, DAY))
    assert moved([up, back, and_up_again, new_missed, new_known], PLAN.checkpoints) == (2, 1)


# --- as installed ---


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_shown_and_can_be_had_as_csv(mlprep: Program, part: str) -> None:
    shown = mlprep.run("stats", part)
    assert shown.returncode == 0, shown.stderr
    assert "\x1b" not in shown.stdout
    table = mlprep.run("stats", part, "--csv")
    assert table.returncode == 0
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert bool(rows) == (part != "mocks")


def test_a_part_that_is_not_there_gets_the_nearest(mlprep: Program) -> None:
    found = mlprep.run("stats", "topcis")
    assert found.returncode == 2
    assert "Did you mean topics?" in found.stderr


def test_the_document_has_what_the_pictures_show(mlprep: Program) -> None:
    found = mlprep.document("stats", "--topic", "mine")
    assert found["retention"] == {
        "first_attempts": 5,
        "strong": 3,
        "lean": 1,
        "no_hire": 1,
        "predicted": found["retention"]["predicted"],
    }
    assert 0.5 < found["retention"]["predicted"] < 1
    assert sum(each["reviews"] for each in found["calendar"]) == 10
    assert [each["reviews"] for each in found["weeks"]] == [8, 2]
    assert found["times"][0]["round"] == "screening"
    everything = mlprep.document("stats")
    assert [each["answered"] for each in everything["quickfire"]] == [4]
    assert everything["ready"]["seen"] == 6
    since = mlprep.document("stats", "--since", "2026-03-09")
    assert sum(each["reviews"] for each in since["calendar"]) == since["reviews"]["total"] == 6


def test_the_headline_is_the_readiness_of_the_document(mlprep: Program) -> None:
    ready = mlprep.document("stats")["ready"]["predicted"]
    assert f"ready     {round(100 * ready)}%" in mlprep.run("stats").stdout


@pytest.mark.parametrize("width", ["40", "80"])
def test_the_parts_stay_inside_the_screen(mlprep: Program, width: str) -> None:
    for part in PARTS:
        shown = mlprep.run("stats", part, COLUMNS=width, NO_COLOR="1").stdout
        assert all(len(line) <= int(width) for line in shown.splitlines()), part


# --- the page ---


class Figures(HTMLParser):
    """Collects what a page says: headline figures and tables, by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.headline: dict[str, str] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self._name = self._table = ""
        self._cell: list[str] | None = None
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]
        figure = given_.get("data-figure") or ""
        if tag == "table":
            self._table = figure
            self.tables[figure] = []
        elif figure:
            self._name = figure
        elif tag == "tr" and self._table:
            self.tables[self._table].append([])
        if tag == "td":
            self._cell = []

    def handle_data(self, data: str) -> None:
        if self._name:
            self.headline[self._name] = data
            self._name = ""
        elif self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self._cell is not None:
            self.tables[self._table][-1].append("".join(self._cell))
            self._cell = None


def figures_of(text: str) -> Figures:
    found = Figures()
    found.feed(text)
    return found


def check_figures(found: Figures, document: dict[str, Any]) -> None:
    """Compare every figure of a page with the document."""
    for name, expected in (
        ("questions.total", document["questions"]["total"]),
        ("questions.new", document["questions"]["new"]),
        ("due.now", document["due"]["now"]),
        ("reviews.total", document["reviews"]["total"]),
        ("streak.current", document["streak"]["current"]),
    ):
        assert found.headline[name] == str(expected), name
    assert found.headline["ready"] == f"{round(100 * document['ready']['predicted'])}%"
    kept = document["retention"]
    assert found.headline["retention"] == f"{round(100 * (kept['strong'] + kept['lean']) / kept['first_attempts'])}%"
    assert found.headline["calendar"] == str(sum(each["reviews"] for each in document["calendar"]))
    for kind in ("rounds", "topics"):
        rows = {row[0]: row for row in found.tables[kind] if row}
        for each in document[kind]:
            if each["seen"]:
                told = [each["questions"], each["seen"], each["due"], each["strong"], each["lean"], each["no_hire"]]
                assert rows[each[kind[:-1]]][1:7] == [str(one) for one in told]
    attempts = [row[:2] for row in found.tables["checkpoints"] if row]
    reached = [each for each in document["checkpoints"] if each["first_attempts"]]
    assert attempts == [[str(each["checkpoint"]), str(each["first_attempts"])] for each in reached]
    assert [row[1:3] for row in found.tables["quickfire"] if row] == [
        [str(each["answered"]), str(each["recalled"])] for each in document["quickfire"]
    ]
    assert len([row for row in found.tables["companies"] if row]) == len(document["companies"])


def test_the_page_has_the_figures_of_the_document_and_needs_nothing_from_elsewhere(
    mlprep: Program, tmp_path: Path
) -> None:
    target = tmp_path / "progress.html"
    assert mlprep.run("stats", "--html", str(target)).returncode == 0
    text = target.read_text("utf-8")
    found = figures_of(text)
    check_figures(found, mlprep.document("stats"))
    assert found.outside == []
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert text.count("<svg") == text.count('role="img"') == len(re.findall(r"<svg[^>]*><title>", text))


def test_a_page_of_nothing_is_a_page(tmp_path: Path) -> None:
    empty = Program(tmp_path / "home")
    target = tmp_path / "empty.html"
    assert empty.run("stats", "--html", str(target)).returncode == 0
    assert figures_of(target.read_text("utf-8")).headline["retention"] == "–"


def test_a_page_that_cannot_be_written_is_told(mlprep: Program, tmp_path: Path) -> None:
    found = mlprep.run("stats", "--html", str(tmp_path / "no" / "page.html"))
    assert found.returncode == 1
    assert "cannot be written" in found.stderr


def test_what_is_named_in_a_bank_cannot_break_out_of_the_page(mlprep: Program) -> None:
    document = mlprep.document("stats")
    document["topics"][-1]["topic"] = "<script>alert(1)</script>"
    document["topics"][-1]["seen"] = 1
    assert "<script" not in page(document)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_shows_the_page_with_the_same_figures(mlprep: Program, tmp_path: Path) -> None:
    target = tmp_path / "progress.html"
    assert mlprep.run("stats", "--html", str(target)).returncode == 0
    shown = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", target.as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "CONSOLE" not in shown.stderr
    check_figures(figures_of(shown.stdout), mlprep.document("stats"))


# --- the prompt ---


def test_the_status_is_one_line_and_changes_nothing(mlprep: Program) -> None:
    before = (mlprep.home / "mlprep.db").read_bytes()
    found = mlprep.run("status")
    assert re.fullmatch(r"\d+ due · \d+ new · streak 1\n", found.stdout)
    assert json.loads(mlprep.run("status", "--json").stdout)["reviewed_today"] == 6
    assert (mlprep.home / "mlprep.db").read_bytes() == before
    assert mlprep.run("plan", "start", "--interview", "2026-03-20").returncode == 0
    assert "11 days to go" in mlprep.run("status").stdout
    assert mlprep.run("--home", str(mlprep.home), "status").stdout == mlprep.run("status").stdout


def test_the_status_of_nothing_makes_nothing(tmp_path: Path) -> None:
    found = Program(tmp_path / "home").run("status")
    assert (found.stdout, found.returncode) == ("mlprep not begun\n", 0)
    assert not (tmp_path / "home").exists()


def test_a_damaged_database_is_told_by_the_status_too(mlprep: Program) -> None:
    (mlprep.home / "mlprep.db").write_bytes(b"not a database" * 100)
    found = mlprep.run("status")
    assert found.returncode == 1
    assert "damaged" in found.stderr
