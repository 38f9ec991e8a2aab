"""Questions on their way out: a bank that needs no other bank, and Markdown without HTML."""

from __future__ import annotations

import pytest

from fakes import question
from mlprep_cli.core.export import bank_of, checks_in, parts_of
from mlprep_cli.core.questions import CheckGroup, Code, FollowUp, KeyPoint, Page, Rubric

PAGES = (Page("unused", "Unused", "Nothing."), Page("regularization", "Regularization", "Lasso."))
CODE = Code(
    "def f(n): ...",
    "def f(n): return n",
    (CheckGroup("small", "assert f(1) == 1\n"), CheckGroup("fast", grows="n", call="f", input="int", start=9)),
    "import math\n",
    ("Numbers.", "Texts."),
)


def test_the_bank_has_the_topics_of_its_questions_alone() -> None:
    bank = bank_of([question("one")], PAGES)
    assert (bank.topics, bank.guides, bank.companies) == (PAGES[1:], (), ())
    assert bank.questions == (question("one"),)


def test_a_topic_without_a_page_gets_one() -> None:
    (page,) = bank_of([question("one", topic="lost")], PAGES).topics
    assert page == Page("lost", "lost", "This topic has no study page.")


def test_the_first_of_two_pages_of_a_topic_is_used() -> None:
    bank = bank_of([question("one")], (*PAGES, Page("regularization", "Another", "Ridge.")))
    assert bank.topics == PAGES[1:]


def test_the_bank_refers_to_its_own_questions_alone() -> None:
    one = question("one", see=("two", "elsewhere"), formerly=("old", "two"))
    assert bank_of([one, question("two")], PAGES).questions[0] == one._replace(see=("two",), formerly=("old",))


@pytest.mark.parametrize(("words", "number"), [(20, 2), (290, 2), (2000, 1)])
def test_an_answer_that_is_too_long_aloud_for_format_2_makes_format_1(words: int, number: int) -> None:
    assert bank_of([question("one", answer="word " * words, budget=120)], PAGES).format == number


def test_the_parts_are_markdown() -> None:
    parts = parts_of(
        question(
            "one",
            prompt="What does `a*b` do\nto x_i?",
            answer="**It** multiplies.",
            more="Then more.",
            key_points=(KeyPoint("Multiplies", must=True, say=("times", "product")), KeyPoint("Is *fast*")),
            rubric=Rubric("All", "Some", "None"),
            follow_ups=(FollowUp("And `c`?", "- yes\n- no"), FollowUp("1. Why?", "So.")),
        )
    )
    assert parts.prompt == "What does `a*b` do to x\\_i?"
    assert parts.answer == "**It** multiplies.\n\n**If there is time**\n\nThen more."
    assert parts.key_points == "- **must:** Multiplies (times, product)\n- Is \\*fast\\*"
    assert parts.rubric == "- **Strong Hire:** All\n- **Lean Hire:** Some\n- **No Hire:** None"
    assert parts.follow_ups == "**And `c`?**\n\n- yes\n- no\n\n**1\\. Why?**\n\nSo."


def test_a_coding_question_shows_its_stub_with_the_prompt_and_its_solution_with_the_answer() -> None:
    parts = parts_of(question("one", prompt="Return it.", answer="I return it.", code=CODE))
    assert parts.prompt == "Return it.\n\n```python\ndef f(n): ...\n```\n\n1. Numbers.\n2. Texts."
    assert parts.answer.startswith("I return it.\n\n**Solution**\n\n```python\ndef f(n): return n\n```\n\n**Checks**")
    assert checks_in(CODE) in parts.answer


def test_the_checks_are_one_text_with_every_group() -> None:
    assert checks_in(CODE) == "import math\n\n# small\nassert f(1) == 1\n\n# fast\n# f grows like n with the size"


def test_code_with_a_fence_in_it_gets_a_longer_one() -> None:
    code = CODE._replace(stub='"""\n```\n"""')
    assert '````python\n"""\n```\n"""\n````' in parts_of(question("one", code=code)).prompt


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a < b, <b>bold</b> and </details>", "a < b, &lt;b>bold&lt;/b> and &lt;/details>"),
        ("`List<int>` and <i>", "`List<int>` and &lt;i>"),
        ("Code:\n\n```\n<b>\n```\n\n<i>", "Code:\n\n```\n<b>\n```\n\n&lt;i>"),
        ("An open block:\n\n```\nx = 1", "An open block:\n\n```\nx = 1\n```"),
    ],
)
def test_html_is_text_except_in_code_and_code_is_closed(text: str, safe: str) -> None:
    assert parts_of(question("one", answer=text)).answer == safe
