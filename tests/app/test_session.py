"""Running one session: what it writes, and what it does if something fails."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.banks import current
from mlprep_cli.app.practice import DrillOptions, drill
from mlprep_cli.app.session import SessionRunner
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.questions import Page, Query
from mlprep_cli.core.reviews import MockAnswer
from mlprep_cli.core.session.modes import DEBRIEF, DRILL, MOCK
from program import bank_text, ok

MINE = Query(topics=("mine",))


def test_a_session_writes_its_reviews_its_end_and_the_backup_of_the_day(mlprep: InProcess) -> None:
    with mlprep.context(typed="\ne\nforgot it\ns\n\nl\nu\ns\nq\n") as context:
        assert drill(context, MINE, DrillOptions()) == 0
        store = context.store
        grades = [
            entry.review.grade.value for entry in store.reviews.entries(newest_first=False, voided=False, limit=None)
        ]
        assert grades == ["strong", "strong"]
        assert [note.text for note in store.reviews.notes()] == ["forgot it"]
    assert (mlprep.home / "backups" / "daily-2026-03-02.db").exists()
    log = ok(mlprep.run("data", "export"))
    assert '"ended_at":null' not in "".join(line for line in log.splitlines() if '"kind":"session"' in line)


def test_the_imports_of_other_threads_are_no_longer_held_after_a_session(mlprep: InProcess) -> None:
    finders = list(sys.meta_path)
    with mlprep.context(typed="\ns\nq\n") as context:
        drill(context, MINE, DrillOptions())
    assert sys.meta_path == finders


def test_every_part_of_a_question_can_be_shown(mlprep: InProcess, capsys: pytest.CaptureFixture[str]) -> None:
    with mlprep.context(typed="h\n?\n\n1\nt\nf\nf\nl\nk\np\np\nq\n") as context:
        drill(context, Query(topics=("regularization",)), DrillOptions())
    shown = capsys.readouterr().out
    for expected in ("hint", "follow-up", "skipped: asked again at the end", "1 answered"):
        assert expected in shown


def test_a_backup_that_cannot_be_written_is_a_warning(mlprep: InProcess, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(mlprep.home / "backups", ignore_errors=True)
    (mlprep.home / "backups").write_text("not a folder")
    with mlprep.context(typed="\ns\nq\n") as context:
        assert drill(context, MINE, DrillOptions()) == 0
    message = capsys.readouterr().err
    assert message.startswith("Today's backup was not written. ")
    assert message.strip().endswith(".")


def test_the_end_of_a_session_names_repairs_missed_points_and_recoveries(mlprep: InProcess) -> None:
    first = ok(mlprep.run("drill", "alpha", "beta", typed="\n1\nn\n\n1\ns\n\ns\nq\n"))
    assert "2 answered  1 Strong Hire  0 Lean Hire  1 No Hire  1 asked again\n" in first
    assert "repair    alpha: two of alpha\n" in first
    assert "missed    alpha: three of alpha\n          beta: two of beta\n          beta: three of beta\n" in first
    assert "ready " not in first
    third = ok(mlprep.later(days=3).run("drill", "alpha", "beta", typed="\n1\ns\n\n1\nl\nq\n"))
    assert "recovered alpha: recalled after a No Hire\n" in third
    assert (
        "missed    alpha 2 of 2: two of alpha\n          alpha 2 of 2: three of alpha\n          and 2 more\n" in third
    )
    assert "ready " not in third  # too early: two first answers


def test_the_figures_of_a_quickfire_round_are_those_of_its_first_answers(mlprep: InProcess) -> None:
    shown = ok(mlprep.run("quickfire", "--count", "2", typed="\nn\n\ns\n\nl\nq\n"))
    assert "2 answered  1 Strong Hire  0 Lean Hire  1 No Hire  1 asked again\n" in shown
    assert "2 of 2 within budget; within the 5:00 target\n" in shown


CODE = """\
    code:
      stub: |
        def twice(number: int) -> int:
            raise NotImplementedError
      solution: |
        def twice(number: int) -> int:
            return 2 * number
      checks:
        - name: small numbers
          code: |
            assert twice(1) == 2
        - name: negative numbers
          hidden: true
          code: |
            assert twice(-1) == -2
"""


@pytest.fixture
def coder(mlprep: InProcess, tmp_path: Path) -> InProcess:
    """Return the program with a coding question, and an editor that writes half of its solution."""
    text = bank_text("coded", topic="own", round_name="coding").replace("format: 1", "format: 2")
    (tmp_path / "own.yaml").write_text(f"{text.rstrip()}\n{CODE}")
    ok(mlprep.run("bank", "add", str(tmp_path / "own.yaml")))
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nsed -i "s/raise NotImplementedError/return 2 * abs(number)/" "$1"\n')
    script.chmod(0o700)
    return mlprep


def test_each_run_and_each_change_in_the_editor_is_recorded(coder: InProcess, tmp_path: Path) -> None:
    typed = "c\nc\nr\n\ns\nq\n"  # the second time, the editor changes nothing
    ok(coder.run("drill", "coded", typed=typed, VISUAL=str(tmp_path / "editor")))
    attempts = coder.document("show", "coded")["attempts"]
    assert [(each["groups"], each["passed"], each["hidden"]) for each in attempts] == [
        (2, 1, True),
        (1, 1, False),
        (None, None, False),
    ]
    assert [each["failed"] for each in attempts] == [["negative numbers"], [], []]
    assert {each["text"] for each in attempts} == {"def twice(number: int) -> int:\n    return 2 * abs(number)\n"}
    assert [each["seconds"] for each in attempts] == sorted((each["seconds"] for each in attempts), reverse=True)
    (session,) = {each["session"] for each in attempts}
    log = ok(coder.run("data", "export"))
    assert [line for line in log.splitlines() if '"kind":"session"' in line and session in line]
    assert ok(coder.run("data", "check")).startswith("ok: ")


def test_an_attempt_without_a_grade_is_kept(coder: InProcess, tmp_path: Path) -> None:
    ok(coder.run("drill", "coded", typed="c\nq\n", VISUAL=str(tmp_path / "editor")))
    assert len(coder.document("show", "coded")["attempts"]) == 1
    ok(coder.run("drill", "coded", typed="c\nq\n", VISUAL="true"))  # it changes nothing
    assert len(coder.document("show", "coded")["attempts"]) == 1


def test_a_debrief_checks_the_code_that_the_log_has_of_the_interview(coder: InProcess, tmp_path: Path) -> None:
    with coder.context() as context, coder.surroundings(VISUAL=str(tmp_path / "editor")):
        coded = current(context).questions.fetch("coded")[0]
        start = context.clock.now()
        mock = Mock(start.id, start.day, "mixed", None, (Section("mixed", 2700, 0, ("coded",)),))
        runner = SessionRunner(context, MOCK, Query(), start, mock)
        runner.load()
        assert runner.check(coded, "", hidden=True) == (None, "")
        file, message, text = runner.edit(coded, "")
        assert message == ""
        assert "abs(number)" in text
        # An editor with a window of its own saves at any time.
        Path(file).write_text("def twice(number):\n    return number + number\n")
        runner.keep_answer(MockAnswer(start.id, 0, "coded", 60.0, 2.5, 0, passed=False))
        runner.close()
        Path(file).write_text("nonsense after the interview")
        (kept,) = context.store.attempts.of("coded")
        assert (kept.session_id, kept.seconds, kept.groups) == (start.id, 62.5, None)
        debrief = SessionRunner(context, DEBRIEF, Query(), start, mock)
        run, message = debrief.check(coded, "", hidden=True)
        assert run is not None
        assert (run.passed, run.solution, message) == (True, kept.text, "")
        context.store.attempts.forget([kept.id], start.moment)
        assert debrief.check(coded, "", hidden=True) == (None, "")


def test_a_stub_that_was_not_changed_is_no_answer(coder: InProcess) -> None:
    with coder.context() as context, coder.surroundings(VISUAL="true"):
        coded = current(context).questions.fetch("coded")[0]
        start = context.clock.now()
        mock = Mock(start.id, start.day, "mixed", None, (Section("mixed", 2700, 0, ("coded",)),))
        runner = SessionRunner(context, MOCK, Query(), start, mock)
        runner.load()
        assert runner.edit(coded, "")[2] == ""
        runner.keep_answer(MockAnswer(start.id, 0, "coded", 60.0, 0.0, 0, passed=True))
        runner.close()
        assert [*context.store.attempts.of("coded")] == []


def test_the_study_page_of_a_question_that_lapsed_often_can_be_the_first_view(mlprep: InProcess) -> None:
    """Nothing is loaded before it, so showing it starts the loading."""
    with mlprep.context() as context:
        runner = SessionRunner(context, DRILL, Query(), context.clock.now())
        assert runner.answers().page(Page("mine", "Mine", "All of it."))
        runner.close()
