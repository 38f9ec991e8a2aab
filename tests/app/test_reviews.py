"""Undoing the last grade."""

from __future__ import annotations

from in_process import InProcess
from mlprep_cli.app.reviews import undo_last
from program import ok


def test_the_last_grade_is_undone_until_none_is_left(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nn\nq\n"))
    undone = []
    with mlprep.context() as context:
        while (last := undo_last(context)) is not None:
            review, card = last
            assert (card.question_id, card.reviews) == (review.question_id, 0)
            undone.append(review.question_id)
    assert undone == ["beta", "alpha"]
