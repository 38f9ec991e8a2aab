"""Names of rounds, topics, companies, difficulties, levels, ids and pages: one resolver for all of them."""

from __future__ import annotations

from datetime import date

import pytest

from in_process import InProcess
from mlprep_cli.app.names import asked_at, names, query_of, resolve
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import UsageError


@pytest.mark.parametrize(
    ("what", "given", "meant"),
    [
        ("round", ("SCREENING",), ("screening",)),
        ("difficulty", ("Easy", "hard"), ("easy", "hard")),
        ("topic", ("Mine",), ("mine",)),
        ("company", ("google", "OPENAI"), ("Google", "OpenAI")),
        ("level", ("l6", "l5+"), ("L6", "L5+")),
        ("id", ("Alpha",), ("alpha",)),
        ("guide", ("Star",), ("star",)),
        ("topic", (), ()),
    ],
)
def test_names_are_known_in_any_case(
    mlprep: InProcess, what: str, given: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    with mlprep.context() as context:
        assert resolve(context, what, given) == meant


@pytest.mark.parametrize(
    ("what", "given", "hint"),
    [
        ("round", "screning", "Did you mean screening?"),
        ("difficulty", "hrd", "Did you mean hard?"),
        ("topic", "bias", "Did you mean bias-variance?"),
        ("topic", "mime", "Did you mean mine?"),
        ("company", "Goggle", "Did you mean Google?"),
        ("level", "Lx5", "Did you mean L5?"),
        ("id", "l1-vs-l2", "Did you mean l1-vs-l2-regularization?"),
        ("id", "l2-regularization", "Did you mean l1-vs-l2-regularization?"),
        ("guide", "stra", "Did you mean star?"),
        ("round", "zzz", "Known names: quickfire, screening, deep-dive, senior, coding, system-design, behavioral."),
    ],
)
def test_an_unknown_name_gets_the_nearest_one(mlprep: InProcess, what: str, given: str, hint: str) -> None:
    with mlprep.context() as context, pytest.raises(UsageError) as error:
        resolve(context, what, (given,))
    assert error.value.message == f"There is no {'question' if what == 'id' else what} {given}."
    assert error.value.hint == hint


def test_any_company_is_every_company(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert resolve(context, "company", ("any",)) == tuple(names(context, "company"))


def test_a_query_holds_only_what_was_given(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert query_of(context) == Query()
        assert query_of(context, rounds=[], topics=None) == Query()
        assert query_of(context, words=["a"], since=date(2026, 3, 2)) == Query(words=("a",), since=date(2026, 3, 2))
        assert query_of(context, topics=["MINE"], rounds=["Senior"]) == Query(rounds=("senior",), topics=("mine",))


def test_a_level_means_every_question_asked_at_a_level_that_includes_it(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        levels = asked_at(context, ("L6",))
        assert {"L4+", "L5+", "L6+"} & set(names(context, "level")) <= set(levels)
        assert "L5" not in levels
        assert query_of(context, levels=["l6"]).levels == levels
