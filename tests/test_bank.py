"""Bank files: what is read, and every problem of one, with its line and its fix."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.adapters.bank_file import MOST_BYTES, Known, read_bank, read_file, spoken_words
from mlprep_cli.core.questions import Bank, Code, Process, Visit, words_allowed
from mlprep_cli.errors import InvalidBank, MlprepError

SOUND = """\
format: 1
topics:
  - {id: optimization, title: Optimization, study: All of it.}
guides:
  - {id: star, title: STAR, text: Situation first.}
questions:
  - id: sgd
    round: screening
    topic: optimization
    difficulty: easy
    prompt: What is SGD?
    answer: |
      Steps on **noisy** gradients.
    key_points:
      - {point: steps, must: true}
      - {point: noise}
      - {point: rate}
    rubric: {strong: says why, lean: says what, no_hire: says neither}
    follow_ups:
      - {prompt: And Adam?, answer: Scales each weight.}
    companies: [{name: Google, year: 2023}, {name: Meta}]
    expects: {Google: the proof}
    see: [adam]
    references: [DLB 8.3]
    level: [L5+]
    formerly: [gradient-descent]
  - id: adam
    round: quickfire
    topic: optimization
    difficulty: hard
    prompt: What is Adam?
    answer: Momentum and scaling.
    key_points: [{point: momentum, must: true}, {point: scaling}]
    rubric: {strong: both, lean: one, no_hire: none}
    budget: 20
  - id: loop
    round: coding
    topic: optimization
    difficulty: easy
    prompt: Write a loop.
    answer: A while.
    code:
      stub: "def loop(): ..."
      solution: "def loop(): return 1"
      checks: assert loop() == 1
    key_points: [{point: loop, must: true}, {point: end}, {point: cost}]
    rubric: {strong: ends, lean: runs, no_hire: hangs}
"""
PATH = Path("mine.yaml")


def read(text: str | bytes, known: Known | None = None) -> Bank:
    return read_bank(PATH, text if isinstance(text, bytes) else text.encode(), known or Known())


def problems(text: str | bytes, known: Known | None = None) -> list[str]:
    """Return the problems of a bank as they are printed; none where it is sound."""
    try:
        read(text, known)
    except InvalidBank as error:
        return error.lines()
    return []


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def broken(old: str, new: str) -> tuple[str, int]:
    """Return the sound bank with a part replaced, and the line of what came instead."""
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    return text, SOUND[: SOUND.index(old)].count("\n") + 1


def test_a_sound_bank_is_read_whole() -> None:
    bank = read(SOUND)
    sgd, adam, loop = bank.questions
    assert [each.id for each in bank.topics] == ["optimization"]
    assert bank.guides[0].text == "Situation first."
    assert sgd.answer == "Steps on **noisy** gradients.\n"
    assert [(each.point, each.must) for each in sgd.key_points] == [("steps", True), ("noise", False), ("rate", False)]
    assert [(each.name, each.year) for each in sgd.companies] == [("Google", 2023), ("Meta", None)]
    assert (sgd.expects, sgd.see, sgd.references, sgd.level, sgd.formerly) == (
        (("Google", "the proof"),), ("adam",), ("DLB 8.3",), ("L5+",), ("gradient-descent",),
    )  # fmt: skip
    assert (sgd.budget, adam.budget) == (120, 20)
    assert sgd.follow_ups[0].prompt == "And Adam?"
    assert loop.code == Code("def loop(): ...", "def loop(): return 1", "assert loop() == 1")


@pytest.mark.parametrize(
    ("old", "new", "what", "fix"),
    [
        ("round: screening", "round: screenning", "there is no round screenning", "did you mean screening?"),
        ("topic: optimization", "topic: optimisation", "there is no topic optimisation", "did you mean optimization?"),
        ("difficulty: easy", "difficulty: eazy", "there is no difficulty eazy", "did you mean easy?"),
        ("prompt: What is SGD?", "promt: What is SGD?", "a question has no field promt", "did you mean prompt?"),
        ("prompt: What is SGD?", "prompt: no", "`no`, which YAML reads as false", 'quote it: "no"'),
        ("prompt: What is SGD?", "prompt: 1:30", "`1:30`, which YAML reads as the number 90", 'quote it: "1:30"'),
        ("prompt: What is SGD?", "prompt: 2024-01-31", "the date `2024-01-31`", "quote it"),
        ("prompt: What is SGD?", "prompt: 3.5", "the number `3.5`", "quote it"),
        ("prompt: What is SGD?", "prompt:", "prompt is empty", "write it"),
        ("prompt: What is SGD?", 'prompt: "  "', "prompt is empty", "write it"),
        ("prompt: What is SGD?", "prompt: [a, b]", "prompt is a list", "write text"),
        ("prompt: What is SGD?", 'prompt: "\\e[31mred"', "control character U+001B", "take it out"),
        ("{point: steps, must: true}", "{point: steps, must: maybe}", "must is the text `maybe`", "write true"),
        ("{point: steps, must: true}", "{point: steps, most: true}", "a key point has no field most", "did you mean must?"),
        ("budget: 20", "budget: 1:20", "`1:20`, which YAML reads as the number 80", "write digits only"),
        ("budget: 20", "budget: 0", "a budget of 0 seconds", "write the seconds"),
        ("budget: 20", "budget: soon", "budget is the text `soon`", "write digits only"),
        ("id: sgd", "id: Gradient Descent", "the id Gradient Descent is not kebab-case", "use a-z"),
        ("id: sgd", f"id: {101 * 's'}", f"the id {101 * 's'} is not kebab-case", "at most 100"),
        ("id: adam", "id: sgd", "the id sgd is there twice, first on line 7", "rename one"),
        ("year: 2023", "year: last", "year is the text `last`", "write digits only"),
        ("assert loop() == 1", "assert loop( == 1", "line 1 of the checks is not Python", "mend it"),
        ("assert loop() == 1", '"a\\nb c"', "line 2 of the checks is not Python", "mend it"),
        ("assert loop() == 1", "[assert]", "checks is a list", "write text"),
        ('      stub: "def loop(): ..."\n', "", "code lacks stub", "add it"),
        ("format: 1", "format: 2", "format 2 is not known", "this mlprep reads format: 1"),
        ("see: [adam]", "see: adam", "see is the text `adam`", "write a list"),
        ("    difficulty: hard", "    difficulty: hard\n    difficulty: easy", "a question has difficulty twice", "drop one"),
    ],
)  # fmt: skip
def test_a_problem_has_its_line_what_is_wrong_and_the_fix(old: str, new: str, what: str, fix: str) -> None:
    text, line = broken(old, new)
    found = [each for each in problems(text) if what in each]
    assert found, problems(text)
    assert fix in found[0]
    number = int(found[0].split(":")[1])
    assert line <= number <= line + new.count("\n")


@pytest.mark.parametrize(
    ("old", "new", "what", "line"),
    [
        ("see: [adam]", "see: [adan]", "sgd says see: adan, which leads nowhere; did you mean adam?", 7),
        ("formerly: [gradient-descent]", "formerly: [adam]", "sgd was formerly adam, which is still here", 7),
        ("      - {point: rate}\n", "", "there are 2 key points; write 3 to 8 in this round", 15),
        ("{point: steps, must: true}", "{point: steps}", "no key point is a must", 15),
        (", {point: scaling}]", "]", "there are 1 key points; write 2 to 4 in this round", 33),
        ("    rubric: {strong: both, lean: one, no_hire: none}\n", "", "a question lacks rubric", 27),
        ("strong: both, ", "", "a rubric lacks strong", 34),
    ],
)
def test_what_does_not_fit_together_is_found(old: str, new: str, what: str, line: int) -> None:
    assert any(what in each and each.startswith(f"mine.yaml:{line}:") for each in problems(broken(old, new)[0]))


def test_every_problem_is_reported_at_once_in_the_order_of_the_file() -> None:
    text = (
        SOUND.replace("round: screening", "round: screen")
        .replace("difficulty: hard", "difficulty: no")
        .replace("see: [adam]", "see: [eve]")
    )
    found = problems(text)
    assert len(found) == 3
    assert [int(each.split(":")[1]) for each in found] == sorted(int(each.split(":")[1]) for each in found)


@pytest.mark.parametrize(
    ("round_name", "budget", "most"),
    [("screening", 120, 300), ("quickfire", 15, 40), ("deep-dive", 300, 750), ("screening", 60, 150)],
)
def test_an_answer_may_be_as_long_as_it_can_be_said(round_name: str, budget: int, most: int) -> None:
    assert words_allowed(round_name, budget) == most


def test_an_answer_too_long_for_its_budget_is_a_problem_and_code_does_not_count() -> None:
    long = "word " * 301
    assert any(
        "the answer has 301 words; 120 seconds are enough to say 300" in each
        for each in problems(broken("Steps on **noisy** gradients.", long)[0])
    )
    assert problems(broken("Steps on **noisy** gradients.", "word " * 300)[0]) == []
    assert spoken_words("Say this.\n```python\nx = 1  # not this\n```\nAnd this.") == 4


def test_topics_and_questions_of_other_banks_may_be_named() -> None:
    text = SOUND.replace("topic: optimization", "topic: shipped").replace("see: [adam]", "see: [shipped-question]")
    assert len(problems(text)) == 4
    assert problems(text, Known(["shipped"], ["shipped-question"])) == []


# --- files that are hardly banks ---


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("just words", 1, "the file is the text `just words`"),
        ("- a\n- b\n", 1, "the file is a list"),
        ("format: 1\nquestions: []\n", 2, "there is no question in it"),
        ("format: 1\nquestions:\n", 2, "questions is empty"),
        ("questions: [\n", 2, "this is not YAML"),
        ("format: 1\nquestions:\n\t- id: x\n", 3, "the line begins with a tab"),
        ("format: 1\nquestions: 'x\n", 3, "this is not YAML"),
        ("format: 1\n--- \nformat: 1\n", 2, "this is not YAML"),
        ("format: 1\nquestions: \x07\n", 2, "this is not YAML"),
        ("{1: 2, [a]: b}", 1, "field name that is a list"),
    ],
)
def test_a_file_that_is_no_bank_says_where_and_why(text: str, line: int, what: str) -> None:
    assert any(each.startswith(f"mine.yaml:{line}:") and what in each for each in problems(text)), problems(text)


def test_bytes_that_are_not_utf_8_are_named_with_their_line() -> None:
    (found,) = problems(SOUND.replace("What is SGD?", "Qué es?").encode("latin-1"))
    assert found == "mine.yaml:11: byte 0xe9 is not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_a_byte_order_mark_and_windows_line_ends_are_fine(change: object) -> None:
    assert callable(change)
    assert read(change(SOUND)).questions[1] == read(SOUND).questions[1]


def test_a_file_of_fifty_megabytes_is_refused_without_being_read_to_its_end(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_text(SOUND)
    os.truncate(big, 50_000_000)
    data, seen = read_file(big)
    assert (len(data), seen.size_bytes) == (MOST_BYTES + 1, 50_000_000)
    (found,) = problems(data)
    assert "larger than 20 MB; split it" in found


def test_aliases_that_explode_are_refused_at_once() -> None:
    levels = "\n".join(f"  - &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]" for number in range(1, 30))
    text = f"format: 1\ntopics:\n  - &l0 [lol]\n{levels}\nquestions: [*l29]\n"
    assert any("used again by an alias" in each for each in problems(text))


def test_an_alias_to_itself_is_refused() -> None:
    assert problems("format: 1\nquestions: &all [*all]\n")


def test_an_alias_of_a_plain_text_is_refused() -> None:
    text, _ = broken("lean: one", "lean: *x")
    assert any("alias" in each for each in problems(text.replace("strong: both", "strong: &x both")))


@pytest.mark.parametrize("bomb", ["[" * 200_000, "{a: " * 100_000, "- " * 100_000, "? " * 50_000])
def test_nesting_without_end_is_refused_and_exhausts_no_stack(bomb: str) -> None:
    assert problems(f"questions:\n  {bomb}")


def test_a_merge_key_is_no_field() -> None:
    text, _ = broken("budget: 20", "<<: {budget: 20}")
    assert any("has no field <<" in each for each in problems(text))


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), os.mkfifo, lambda path: None])
def test_what_is_not_a_file_is_refused_and_never_waited_for(make: object, tmp_path: Path) -> None:
    assert callable(make)
    path = tmp_path / "odd.yaml"
    make(path)
    with pytest.raises(MlprepError, match=r"is not a file|does not exist"):
        read_file(path)


@given(st.integers(0, len(SOUND)), st.integers(0, 30), st.text(max_size=12))
def test_whatever_is_done_to_a_file_it_is_read_or_its_problems_are_named(place: int, gone: int, put: str) -> None:
    text = SOUND[:place] + put + SOUND[place + gone :]
    data = text.encode("utf-8", "surrogatepass")
    lines = data.count(b"\n") + data.count(b"\r") + text.count("\x85") + text.count("\u2028") + text.count("\u2029") + 2
    for each in problems(data):
        assert 1 <= int(each.split(":")[1]) <= lines


@given(st.binary(max_size=60))
def test_bytes_of_any_kind_are_no_more_than_problems(data: bytes) -> None:
    assert problems(data)


def test_a_bank_may_say_how_companies_interview() -> None:
    text = SOUND + (
        "companies:\n"
        "  - name: Acme\n"
        "    stages: [A screen]\n"
        "    onsite:\n"
        "      - {name: Theory, rounds: [screening, deep-dive], questions: 4, minutes: 45}\n"
        "    focus: [forecasting]\n"
        "    weighs: [depth]\n"
    )
    (found,) = read_bank(Path("mine.yaml"), text.encode(), Known()).companies
    assert found == Process(
        "Acme", ("A screen",), (Visit("Theory", ("screening", "deep-dive"), 4, 45),), ("forecasting",), ("depth",)
    )
    for wrong, expected in (
        (text.replace("questions: 4", "questions: 0"), "not from 1 to 600"),
        (text.replace("[screening, deep-dive]", "[screning]"), "did you mean screening?"),
        (text.replace("    weighs: [depth]\n", ""), "a company lacks weighs"),
    ):
        with pytest.raises(InvalidBank) as refused:
            read_bank(Path("mine.yaml"), wrong.encode(), Known())
        assert expected in "\n".join(refused.value.lines())
