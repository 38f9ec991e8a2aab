"""`plan`: its commands, its documents, and what it refuses."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from in_process import InProcess
from program import failed, ok


def test_a_plan_is_started_changed_shown_and_stopped(mlprep: InProcess, tmp_path: Path) -> None:
    assert "No plan yet" in ok(mlprep.run("plan"))
    shown = ok(mlprep.run("plan", "start", "--interview", "2026-03-13", "--company", "google", "--level", "l5"))
    assert "Interview at Google, L5 · Friday 13 March · 11 days to go" in shown
    shown = ok(mlprep.run("plan", "set", "--interview", "2026-03-20", "--company", "Meta", "--level", "L6"))
    assert "Interview at Meta, L6 · Friday 20 March · 18 days to go" in shown
    shown = ok(mlprep.run("plan", "set", "--interview", "none", "--minutes", "30"))
    assert "no date: mlprep plan set --interview DATE" in shown
    assert mlprep.document("plan")["minutes"] == 30
    assert len(ok(mlprep.run("plan", "--all"))) > len(ok(mlprep.run("plan")))
    target = tmp_path / "plan.ics"
    assert ok(mlprep.run("plan", "--ics", str(target))) == f"calendar written: {target}\n"
    assert "recall" in ok(mlprep.run("plan", "ready"))
    assert mlprep.document("plan", "ready")["day"] == "2026-03-02"
    assert ok(mlprep.run("plan", "stop")) == "The plan has ended. Every review counts, on the usual checkpoint days.\n"
    assert mlprep.document("plan")["begun"] is False


@pytest.mark.parametrize(
    ("arguments", "expected", "code"),
    [
        (("start", "--interview", "soon"), "soon is not a day.", 2),
        (("start", "--interview", "20260420"), "20260420 is not a day.", 2),
        (("start", "--interview", "2026-W16-7"), "2026-W16-7 is not a day.", 2),
        (("off", "2206-12-24"), "Wednesday 24 December 2206 is 66,040 days away, and a day off is at most 400", 2),
        (("off", "2027-04-06..07"), "Wednesday 7 April 2027 is 401 days away", 2),
        (("off", "9999-12-31"), "Name a day up to 2027-04-06.", 2),
        (("off", "0206-12-24"), "Wed 24 Dec 206 has passed.", 2),
        (("off", "2026-03-01..03"), "Sun 1 Mar has passed.", 2),
        (("off", "2025-03-01"), "Sat 1 Mar 2025 has passed.", 2),
        (("off", "2026-03-05..03"), "The end of 2026-03-05..03 is before its beginning.", 2),
        (("off", "--remove", "9999-12-31"), "9999-12-31 is not a day off.", 2),
        (("off", "--remove", "0001-01-01..9999-12-31"), "No day off is in 0001-01-01..9999-12-31.", 2),
        (("off", "tomorrow"), "tomorrow is not a day.", 2),
        (("start", "--interview", "2026-03-01"), "2026-03-01 is in the past: today is 2026-03-02.", 2),
        (("start", "--interview", "2062-04-20"), "Thursday 20 April 2062 is 13,198 days away", 2),
        (("start", "--interview", "2027-04-07"), "Wednesday 7 April 2027 is 401 days away", 2),
        (("start", "--interview", "9999-12-31"), "Name a day up to 2027-04-06.", 2),
        (("start", "--company", "Goggle"), "Did you mean Google?", 2),
        (("start", "--level", "L0"), "There is no level L0.", 2),
        (("set", "--minutes", "30"), "No plan is running.", 2),
        (("stop",), "No plan is running.", 1),
    ],
)
def test_an_impossible_plan_is_refused(mlprep: InProcess, arguments: tuple[str, ...], expected: str, code: int) -> None:
    assert expected in failed(mlprep.run("plan", *arguments), code)


def test_days_off_are_marked_listed_and_given_back_in_words(mlprep: InProcess) -> None:
    assert ok(mlprep.run("plan", "off")) == "No days off.\n"
    assert ok(mlprep.run("plan", "off", "2026-03-05")) == "Day off: Thu 5 Mar.\n"
    assert ok(mlprep.run("plan", "off", "2026-12-31..2027-01-01")) == "Days off: Thu 31 Dec to Fri 1 Jan 2027.\n"
    assert ok(mlprep.run("plan", "off")) == "Thu 5 Mar\nThu 31 Dec to Fri 1 Jan 2027\n"
    assert ok(mlprep.run("plan", "off", "--remove", "2026-03-05")) == "No longer off: Thu 5 Mar.\n"
    assert ok(mlprep.run("plan", "off")) == "Thu 31 Dec to Fri 1 Jan 2027\n"


@pytest.mark.parametrize("day", ["2206-12-24", "0206-12-24", "1989-12-31"])
def test_a_day_off_outside_the_calendar_is_named_and_repaired(mlprep: InProcess, day: str) -> None:
    ok(mlprep.run("plan", "off", "2026-03-05"))
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute("UPDATE day_off SET first_day = ?, last_day = ?", (day, day))
    for command in (("plan",), ("status",), ("plan", "off"), ("data", "export"), ("drill",)):
        assert "day_off" in failed(mlprep.run(*command), 1)
    assert "--repair moves it to the first or the last day" in " ".join(mlprep.run("data", "check").stdout.split())
    assert mlprep.run("data", "check", "--repair").returncode == 0
    for command in (("plan",), ("status",), ("data", "export"), ("data", "check")):
        ok(mlprep.run(*command))


def test_a_second_plan_needs_a_fresh_start(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start"))
    message = failed(mlprep.run("plan", "start"), 2)
    assert "A plan has been running since 2026-03-02." in message
    ok(mlprep.later(hours=1).run("plan", "start", "--fresh"))
    assert mlprep.document("plan")["since"].startswith("2026-03-02T13:00:")


def test_a_plan_can_lead_400_days_ahead_and_is_not_moved_further(mlprep: InProcess) -> None:
    assert "400 days to go" in ok(mlprep.run("plan", "start", "--interview", "2027-04-06"))
    assert "3 July 2036 is" in failed(mlprep.run("plan", "set", "--interview", "2036-07-03"), 2)
    assert mlprep.document("plan")["interview"] == "2027-04-06"
