"""Undoing the last grade."""

from __future__ import annotations

import pytest

from in_process import InProcess
from mlprep_cli.app.reviews import undo_last
from mlprep_cli.errors import MlprepError
from program import ok


def test_the_last_grade_is_undone_until_none_is_left(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nn\nq\n"))
    undone = []
    with mlprep.context() as context:
        for _ in range(2):
            review, card = undo_last(context)
            assert (card.question_id, card.reviews) == (review.question_id, 0)
            undone.append(review.question_id)
        with pytest.raises(MlprepError, match="There is no grade to undo"):
            undo_last(context)
    assert undone == ["beta", "alpha"]
