"""Advice on how a bank reads: given where it is due, with its place, and nowhere else."""

from __future__ import annotations

import pytest

from fakes import question
from mlprep_cli.core.bank_style import advice
from mlprep_cli.core.questions import Bank, Code, FollowUp, KeyPoint, Page, Question, Rubric

SOUND = question("sound")._replace(
    follow_ups=(FollowUp("And then?", "That."), FollowUp("And after it?", "This.")),
    rubric=Rubric("says why", "says what", "says neither"),
)
CODING = SOUND._replace(round="coding", code=Code("def f(): ...", "def f(): return 1", "assert f()"))


def advised(*questions: Question, pages: tuple[Page, ...] = ()) -> list[str]:
    return [f"{item.message}; {item.fix}" for item in advice(Bank(topics=pages, questions=questions))]


@pytest.mark.parametrize(
    "answer",
    [
        "**The point.** It costs $5 and 3 < 4, λ∑|wᵢ|.",
        "Keeps `<br>` and `\\frac{1}{2}` where they are code.",
        "```\n# no heading\n| a | b | c | d | e | f |\n```",
        "| a | b | c | d |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |",
        "Okapi BM25 is a ranking function.",
        "A list:\n\n- first\n  goes on\n- second\n\n1. one\n2. two",
    ],
)
def test_good_style_gets_no_advice(answer: str) -> None:
    assert advised(SOUND._replace(answer=answer), CODING._replace(rubric=Rubric("a", "b", "c"))) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (SOUND._replace(answer="Great question. It depends."), "the answer opens with “Great question”; open with the point"),
        (SOUND._replace(answer="Eight times 450\n+ 900 is 4,500."), "the answer has a line that begins with “+”"),
        (SOUND._replace(answer="The point.\n\n## More\n"), "the answer has a heading"),
        (SOUND._replace(answer="The rate is $\\lambda$."), "the answer has LaTeX"),
        (SOUND._replace(answer="The rate is \\frac{1}{2}."), "the answer has LaTeX"),
        (SOUND._replace(answer="One.<br>Two."), "the answer has HTML (<br>); write Markdown"),
        (SOUND._replace(answer="```\n" + 77 * "x" + "\n```"), "the answer has code of 77 columns; break it at 76"),
        (SOUND._replace(answer="| a | b | c | d | e |"), "the answer has a table of more than 4 columns"),
        (SOUND._replace(prompt=61 * "why "), "the prompt has 61 words"),
        (SOUND._replace(follow_ups=()), "it has 0 follow-ups"),
        (SOUND._replace(follow_ups=(FollowUp("a", "b"), FollowUp("c", "x<sup>2</sup>"))), "a follow-up has HTML"),
        (SOUND._replace(key_points=(KeyPoint(17 * "word ", must=True),)), "key point 1 has 17 words"),
        (SOUND._replace(round="coding"), "it has no code"),
        (SOUND._replace(code=Code("def f(): ...", "x = 1", 77 * "x")), "a line of its checks has 77 columns"),
    ],
)  # fmt: skip
def test_advice_names_the_problem_and_the_fix(question: Question, expected: str) -> None:
    (text,) = advised(question)
    assert text.startswith(expected)


def test_a_line_of_a_rubric_belongs_to_one_question() -> None:
    (text,) = advised(SOUND, SOUND._replace(id="other", rubric=Rubric("says why", "x", "y")))
    assert text.startswith("sound has the same line in its rubric")


def test_pages_are_read_too() -> None:
    (text,) = advised(SOUND, pages=(Page("sgd", "SGD", "x<sub>1</sub>"),))
    assert text.startswith("the page has HTML (<sub>)")
