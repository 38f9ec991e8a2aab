"""Running one session: what it writes, and what it does if something fails."""

from __future__ import annotations

import shutil
import sys

import pytest

from in_process import InProcess
from mlprep_cli.app.practice import DrillOptions, drill
from mlprep_cli.core.questions import Query
from program import ok

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
