"""Statistics: progress, details and their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.stats import details, progress, write_page
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import MlprepError
from program import ok

MINE = Query(topics=("mine",))
OTHER = Query(topics=("bias-variance",))


def test_progress_and_details_are_about_the_matching_questions(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nl\nq\n"))
    with mlprep.context() as context:
        figures = progress(context, MINE)
        assert (figures.total, figures.new, figures.grades.total, figures.streak) == (3, 1, 2, 1)
        own = details(context, MINE, figures)
        assert own.ready is not None
        assert (own.ready.whole.questions, own.ready.whole.seen) == (3, 2)
        assert sum(count for _, count in own.calendar) == 2


def test_without_a_matching_review_nothing_is_predicted(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nl\nq\n"))
    with mlprep.context() as context:
        figures = progress(context, OTHER)
        nothing = details(context, OTHER, figures)
    assert (figures.grades.total, figures.streak, figures.longest_streak) == (0, 0, 0)
    assert (nothing.ready, nothing.predicted, nothing.mocks) == (None, None, ())
    assert sum(count for _, count in nothing.calendar) == 0


def test_the_page_is_written_whole(mlprep: InProcess, tmp_path: Path) -> None:
    with mlprep.context() as context:
        write_page(context, tmp_path / "page.html", "<p>–</p>", replace=False)
        assert (tmp_path / "page.html").read_text("utf-8") == "<p>–</p>"
        with pytest.raises(MlprepError, match="cannot be written"):
            write_page(context, tmp_path / "no" / "page.html", "", replace=False)
