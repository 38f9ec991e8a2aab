"""The chance of a question not seen yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.first_attempts import PESSIMISTIC, Counts, FirstAttempts
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS

COUNTS = st.integers(0, 50).flatmap(lambda asked: st.builds(Counts, st.just(asked), st.integers(0, asked)))
GROUPS = st.dictionaries(st.tuples(st.sampled_from(ROUNDS), st.sampled_from(DIFFICULTIES)), COUNTS)


def test_before_any_answer_the_chance_is_pessimistic_everywhere() -> None:
    empty = FirstAttempts({})
    assert empty.asked == 0
    for name in ROUNDS:
        assert empty.chance(name) == pytest.approx(PESSIMISTIC)
        assert empty.chance(name, DIFFICULTIES[0]) == pytest.approx(PESSIMISTIC)


@given(groups=GROUPS, name=st.sampled_from(ROUNDS), level=st.sampled_from(DIFFICULTIES))
def test_a_chance_is_never_certain_and_grows_with_an_answer(
    groups: dict[tuple[str, str], Counts], name: str, level: str
) -> None:
    before = FirstAttempts(groups)
    asked, recalled = groups.get((name, level), Counts())
    better = FirstAttempts({**groups, (name, level): Counts(asked + 1, recalled + 1)})
    worse = FirstAttempts({**groups, (name, level): Counts(asked + 1, recalled)})
    assert 0 < worse.chance(name, level) < before.chance(name, level) < better.chance(name, level) < 1
    assert worse.chance(name) < before.chance(name) < better.chance(name)


def test_the_answers_of_a_round_count_most_for_it_and_a_little_for_the_others() -> None:
    own = FirstAttempts({("screening", "medium"): Counts(40, 38)})
    assert (
        own.chance("screening", "medium") > own.chance("screening", "hard") > own.chance("coding", "hard") > PESSIMISTIC
    )


def test_the_error_shrinks_with_the_answers_of_the_round() -> None:
    errors = [FirstAttempts({("coding", "hard"): Counts(asked, asked // 2)}).error("coding") for asked in (0, 10, 100)]
    assert errors[0] > errors[1] > errors[2] > 0
