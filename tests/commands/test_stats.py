"""`mlprep stats`: each figure is the same on the screen, in the document, in the tables and on the page."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from mlprep_cli.views.stats import PARTS
from page_figures import check_figures, figures_of
from program import Program, bank_text, failed, ok
from pty_driver import terminal

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program a week into practice, to be copied for each test."""
    folder = tmp_path_factory.mktemp("practised")
    (folder / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"))
    program = Program(folder / "home")
    ok(program.run("bank", "add", str(folder / "mine.yaml")))
    for days, typed in (
        (0, "\n1\n2\ns\n\n1\n2\nl\n\nn\n\ns\n"),
        (3, "\n1\n2\nl\n\n2\nn\n\ns\n\ns\n"),
        (7, "\ns\n\ns\n"),
    ):
        later = program.later(days=days)
        ok(later.run("drill", "alpha", "beta", "gamma", typed=f"{typed}\nq\n"))
    ok(later.run("quickfire", "--count", "3", typed="\ns\n\nl\n\nn\n\ns\nq\n"))
    return later


@pytest.fixture
def mlprep(practised: Program, tmp_path: Path) -> Program:
    """The program a week into practice."""
    return replace(practised, home=shutil.copytree(practised.home, tmp_path / "home"))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_shown_and_written_as_csv(mlprep: Program, part: str) -> None:
    shown = mlprep.run("stats", part)
    assert shown.returncode == 0, shown.stderr
    assert "\x1b" not in shown.stdout
    table = mlprep.run("stats", part, "--csv")
    assert table.returncode == 0
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert bool(rows) == (part not in ("mocks", "confidence"))


def test_an_unknown_part_gets_the_nearest_one(mlprep: Program) -> None:
    assert "Did you mean topics?" in failed(mlprep.run("stats", "topcis"), 2)


def test_the_document_has_the_figures_of_the_charts(mlprep: Program) -> None:
    document = mlprep.document("stats", "--topic", "mine")
    assert document["retention"] == {
        "first_attempts": 5,
        "strong": 3,
        "lean": 1,
        "no_hire": 1,
        "predicted": document["retention"]["predicted"],
    }
    assert 0.5 < document["retention"]["predicted"] < 1
    assert sum(day["reviews"] for day in document["calendar"]) == 10
    assert [week["reviews"] for week in document["weeks"]] == [8, 2]
    assert document["times"][0]["round"] == "screening"
    assert [(row["question"], row["number"], row["missed"], row["answers"]) for row in document["points"]] == [
        ("alpha", 3, 2, 2),
        ("beta", 3, 2, 2),
        ("beta", 1, 1, 2),
    ]
    assert document["self_grading"] == {"ticked": 4, "above": 1, "below": 0}
    everything = mlprep.document("stats")
    assert [row["answered"] for row in everything["quickfire"]] == [3]
    assert everything["ready"]["seen"] == 6
    since = mlprep.document("stats", "--since", "2026-03-09")
    assert sum(day["reviews"] for day in since["calendar"]) == since["reviews"]["total"] == 6


def test_the_headline_has_the_readiness_of_the_document(mlprep: Program) -> None:
    answers = mlprep.document("stats")["headline"]["first_answers"]
    assert f"ready     too early: {answers} of 20 first answers" in mlprep.run("stats").stdout


@pytest.mark.parametrize("columns", [40, 80])
def test_every_part_fits_on_the_screen(mlprep: Program, columns: int) -> None:
    environment = {**mlprep.variables, "NO_COLOR": "1"}
    for part in PARTS:
        with terminal("stats", part, home=mlprep.home, columns=columns, environment=environment) as screen:
            assert screen.ended() == 0
            lines = screen.plain().splitlines()
        assert lines
        assert all(len(line) <= columns for line in lines), part


# --- the page ---


def test_the_page_has_the_figures_of_the_document_and_loads_nothing(mlprep: Program, tmp_path: Path) -> None:
    target = tmp_path / "progress.html"
    assert mlprep.run("stats", "--html", str(target)).returncode == 0
    text = target.read_text("utf-8")
    figures = figures_of(text)
    check_figures(figures, mlprep.document("stats"))
    assert figures.links == []
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert text.count("<svg") == text.count('role="img"') == len(re.findall(r"<svg[^>]*><title>", text))


def test_the_page_without_reviews_has_undefined_figures(tmp_path: Path) -> None:
    empty = Program(tmp_path / "home")
    target = tmp_path / "empty.html"
    assert empty.run("stats", "--html", str(target)).returncode == 0
    assert figures_of(target.read_text("utf-8")).headline["retention"] == "–"


def test_a_page_that_cannot_be_written_is_an_error(mlprep: Program, tmp_path: Path) -> None:
    assert "cannot be written" in failed(mlprep.run("stats", "--html", str(tmp_path / "no" / "page.html")), 1)


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


def in_browser(page: Path, profile: Path, *options: str) -> str:
    """Return the document that a browser makes of a page, once its scripts have run."""
    shown = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", *options,
         f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "CONSOLE" not in shown.stderr
    return shown.stdout


@needs_chromium
def test_a_browser_shows_the_page_with_the_same_figures(mlprep: Program, tmp_path: Path) -> None:
    target = tmp_path / "progress.html"
    assert mlprep.run("stats", "--html", str(target)).returncode == 0
    shown = in_browser(target, tmp_path / "profile")
    check_figures(figures_of(shown), mlprep.document("stats"))


PHONE = """<!doctype html><iframe width="360" height="800" style="border: 0" srcdoc="{}"></iframe><pre></pre><script>
onload = () => {{
  const page = frames[0].document, sizes = [...page.querySelectorAll("svg text, th, td, p, dt, dd, caption")].map(
    (element) => parseFloat(frames[0].getComputedStyle(element).fontSize) * (element.getScreenCTM?.().a ?? 1))
  const outside = [...page.querySelectorAll("svg *, h1, h2, p, dt, dd, .table")].filter((element) => {{
    const box = element.getBoundingClientRect()
    return box.width && (box.left < 0 || box.right > 360.5)
  }}).map((element) => element.outerHTML)
  document.querySelector("pre").textContent = JSON.stringify({{
    width: page.scrollingElement.scrollWidth, smallest: Math.min(...sizes), outside, count: sizes.length,
    ground: frames[0].getComputedStyle(page.body).backgroundColor}})
}}
</script>"""
"""A page that shows another one at the width of a phone, and measures it."""


@needs_chromium
@pytest.mark.parametrize(("scheme", "ground"), [("0", "rgb(22, 25, 29)"), ("1", "rgb(255, 255, 255)")])
def test_the_page_is_readable_on_a_phone(mlprep: Program, tmp_path: Path, scheme: str, ground: str) -> None:
    assert mlprep.run("stats", "--html", str(tmp_path / "progress.html")).returncode == 0
    (tmp_path / "phone.html").write_text(PHONE.format(html.escape((tmp_path / "progress.html").read_text("utf-8"))))
    scheme_option = f"--blink-settings=preferredColorScheme={scheme}"
    shown = in_browser(tmp_path / "phone.html", tmp_path / "profile", scheme_option)
    measured = json.loads(html.unescape(shown.partition("<pre>")[2].partition("</pre>")[0]))
    assert measured["count"] > 100
    assert measured["width"] <= 360
    assert measured["smallest"] >= 12
    assert measured["outside"] == []
    assert measured["ground"] == ground


def test_the_page_has_whole_seconds_and_untouched_topics(mlprep: Program, tmp_path: Path) -> None:
    assert mlprep.run("stats", "--html", str(tmp_path / "progress.html")).returncode == 0
    figures = figures_of((tmp_path / "progress.html").read_text("utf-8"))
    assert [row[0] for row in figures.tables["topics"] if row] == [
        topic["topic"] for topic in mlprep.document("stats")["topics"]
    ]
    cells = [cell for table in ("rounds", "times", "quickfire") for row in figures.tables[table] for cell in row]
    assert cells
    assert not [cell for cell in cells if re.fullmatch(r"\d+\.\d+", cell)]


# --- the status line ---


def test_the_status_is_one_line_and_changes_nothing(mlprep: Program) -> None:
    before = (mlprep.home / "mlprep.db").read_bytes()
    shown = mlprep.run("status")
    assert re.fullmatch(r"\d+ min · \d+ due · \d+ new · streak 1\n", shown.stdout)
    assert mlprep.document("status")["reviewed_today"] == 6
    assert (mlprep.home / "mlprep.db").read_bytes() == before
    assert mlprep.run("plan", "start", "--interview", "2026-03-20").returncode == 0
    assert "11 days to go" in mlprep.run("status").stdout
    assert mlprep.run("--home", str(mlprep.home), "status").stdout == mlprep.run("status").stdout


def test_the_status_without_a_database_creates_nothing(tmp_path: Path) -> None:
    shown = Program(tmp_path / "home").run("status")
    assert (shown.stdout, shown.returncode) == ("mlprep not begun\n", 0)
    assert not (tmp_path / "home").exists()


def test_the_status_reports_a_damaged_database(mlprep: Program) -> None:
    (mlprep.home / "mlprep.db").write_bytes(b"not a database" * 100)
    assert "damaged" in failed(mlprep.run("status"), 1)
