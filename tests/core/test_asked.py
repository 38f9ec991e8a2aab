"""Questions of real interviews are matched with those of the bank by the rarity of the words that they share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.asked import best_match
from mlprep_cli.core.questions import Prompt

BANK = (
    Prompt("dropout", "How does dropout work, and why does it help?", "Units are switched off at random"),
    Prompt("qf-lasso", "What does the lasso do to weights?", "It sets weights to exactly zero"),
    Prompt("implement-knn", "Implement k nearest neighbours for a classifier.", "The distances are computed at once"),
    Prompt("beh-conflict", "Tell me about a conflict with a colleague.", "You listened first"),
    *(Prompt(f"model-{number}", f"How do you monitor a model of kind {number}?", "Drift") for number in range(20)),
)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Explain dropout", "dropout"),
        ("why do we use Dropout??", "dropout"),
        ("They wanted the lasso: what happens to the weights", "qf-lasso"),
        ("code up a nearest neighbour classifier", "implement-knn"),
        ("a conflict with your colleague", "beh-conflict"),
        ("Design a parking lot", None),
        ("Tell me about your time at school", None),
        ("???", None),
        ("", None),
    ],
)
def test_a_text_is_matched_by_its_rare_words(text: str, match: str | None) -> None:
    assert best_match(text, BANK) == match


@given(st.text(max_size=200))
def test_any_text_gets_a_question_of_the_bank_or_none(text: str) -> None:
    assert best_match(text, BANK) in {None, *(prompt.id for prompt in BANK)}
    assert best_match(text, ()) is None


@given(st.sampled_from(BANK))
def test_a_prompt_is_like_itself(prompt: Prompt) -> None:
    assert best_match(prompt.prompt, BANK) is not None
