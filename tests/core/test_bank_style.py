"""Advice on how a bank reads: given where it is due, with its place, and nowhere else."""

from __future__ import annotations

import pytest

from fakes import DAY, question
from mlprep_cli.core.bank_style import advice
from mlprep_cli.core.questions import (
    Bank,
    CheckGroup,
    Code,
    Company,
    FollowUp,
    KeyPoint,
    Page,
    Question,
    Rubric,
    Source,
)

SOUND = question("sound")._replace(
    follow_ups=(FollowUp("And then?", "That."), FollowUp("And after it?", "This.")),
    rubric=Rubric("says why", "says what", "says neither"),
)
CODING = SOUND._replace(
    round="coding", code=Code("def f(): ...", "def f(): return 1", (CheckGroup("checks", "assert f()"),))
)


def advised(*questions: Question, pages: tuple[Page, ...] = ()) -> list[str]:
    return [f"{item.message}; {item.fix}" for item in advice(Bank(topics=pages, questions=questions), DAY)]


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
        (
            SOUND._replace(code=Code("def f(): ...", "x = 1", (CheckGroup("ties", 77 * "x"),))),
            "a line of its check ties has 77 columns",
        ),
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


# --- format 2 ---


def cued(*points: str) -> tuple[KeyPoint, ...]:
    return tuple(KeyPoint(point, True, (f"{point} cue", "another of " + point)) for point in points)


POINTS = cued("L1 drives weights to exactly zero", "L2 shrinks all weights", "The diamond has corners")
SPOKEN = SOUND._replace(
    key_points=POINTS,
    rubric=Rubric(
        "Says that L1 reaches zero by the corners of the diamond, and that L2 only shrinks", "what", "neither"
    ),
    sources=(Source("asked by Google", "candidate report", "2026-04"),),
)


def advised_on_format_2(*questions: Question) -> list[str]:
    return [f"{item.message}; {item.fix}" for item in advice(Bank(questions=questions, format=2), DAY)]


@pytest.mark.parametrize(
    "key_point",
    [
        "Feature parity between serving and training is tested",
        "Locked environment and a registry entry, so it can be rebuilt",
        "Every prediction logged with id and features",
        "Checks of slices and calibration",
        "Approval for irreversible actions, such as money, rights or access",
        "Raises it by precision, fusion or batch size",
        "Splits with `a; b, c, d` and rows",
        "Saves prefill, so time to first token, not decoding",
        "The game lasts i(N − i) rounds, here 2,500",
        "Server: large models and quick updates",
    ],
)
def test_a_key_point_of_one_fact_gets_no_advice(key_point: str) -> None:
    assert advised_on_format_2(SPOKEN._replace(key_points=POINTS + cued(key_point))) == []


@pytest.mark.parametrize(
    ("key_point", "expected"),
    [
        ("Instructions fail; limit what it can do", "key point 4 has two facts"),
        ("Reverse KL seeks modes and may lose variety", "key point 4 has two facts"),
        ("The model regresses a velocity and integrates an ODE", "key point 4 has two facts"),
        ("Updates are slow and devices do not agree", "key point 4 has two facts"),
        ("Large gamma is local and overfits, small gamma is linear", "key point 4 has two facts"),
        ("Incident duties: contain, assess, notify", "key point 4 is a list"),
        ("Needs baseline, smallest effect, α and power", "key point 4 is a list"),
    ],
)
def test_a_key_point_of_two_facts_gets_advice(key_point: str, expected: str) -> None:
    (text,) = advised_on_format_2(SPOKEN._replace(key_points=POINTS + cued(key_point)))
    assert text.startswith(expected)
    assert key_point in text


@pytest.mark.parametrize(
    ("strong", "missing"),
    [
        ("Shows why L1 reaches zero, and that L2 shrinks", []),
        ("Says that weights shrink under L2, compares, and why", []),
        ("Shows how L1 gives zeros, and offers the elastic net for groups", ["offers the elastic net for groups"]),
        ("Derives the Laplace prior; the corners of a diamond", ["Derives the Laplace prior"]),
    ],
)  # fmt: skip
def test_every_clause_of_the_strong_line_has_a_key_point(strong: str, missing: list[str]) -> None:
    found = advised_on_format_2(SPOKEN._replace(rubric=SPOKEN.rubric._replace(strong=strong)))
    assert [text.split("“")[1].split("”")[0] for text in found] == missing


@pytest.mark.parametrize("count", [0, 1, 2, 6, 7])
def test_a_key_point_has_two_to_six_cues_unless_it_is_behavioral(count: int) -> None:
    say = tuple(f"cue {number}" for number in range(count))
    heard = SPOKEN._replace(key_points=(POINTS[0]._replace(say=say), *POINTS[1:]))
    expected = (
        []
        if 2 <= count <= 6
        else [f"key point 1 has {count} cues; give it 2 to 6, in the words that a listener may hear"]
    )
    assert advised_on_format_2(heard) == expected
    assert advised_on_format_2(heard._replace(round="behavioral")) == []


@pytest.mark.parametrize(("count", "expected"), [(3, 0), (4, 4)])
def test_a_cue_of_more_than_three_questions_gets_advice_at_each(count: int, expected: int) -> None:
    questions = [
        SPOKEN._replace(
            id=f"q{number}",
            key_points=tuple(
                each._replace(say=(*(f"{cue} {number}" for cue in each.say), *(["Sparse"] if each.must else [])))
                for each in POINTS
            ),
        )
        for number in range(count)
    ]
    found = [text for text in advised_on_format_2(*questions) if "cue" in text]
    assert (
        found
        == [f"the cue “sparse” is in the key points of {count} questions; add a phrase that only this point has"]
        * expected
    )


def test_a_company_needs_a_source_that_names_it() -> None:
    tagged = SPOKEN._replace(companies=(Company("Google"), Company("Meta", 2025)))
    assert advised_on_format_2(tagged) == [
        "no source names Meta; add a source that says who asked it, or remove the company"
    ]
    assert advised_on_format_2(tagged._replace(sources=(), companies=())) == []


@pytest.mark.parametrize(
    ("as_of", "months"), [("2024-09", 0), ("2024-08", 19), ("2024", 0), ("2023", 27), ("2026", 0), ("", 0)]
)
def test_content_that_moves_is_checked_every_18_months(as_of: str, months: int) -> None:
    found = advised_on_format_2(SPOKEN._replace(as_of=as_of))
    assert found == (
        [f"it was checked {months} months ago ({as_of}); check what has moved, and update as_of"] if months else []
    )


def test_a_bank_of_format_1_gets_no_advice_about_what_format_2_added() -> None:
    assert advised(SOUND._replace(key_points=(KeyPoint("One; two, three, four", must=True),))) == []
