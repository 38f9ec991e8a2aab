"""Bank files: the bank in a file, and every problem of a file with its line and its fix."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank_files import bank_file
from fakes import DAY
from mlprep_cli.adapters.bank_file import FORMATS, MOST_BYTES, BankFile, Format
from mlprep_cli.adapters.bank_reader import spoken_words
from mlprep_cli.adapters.nodes import ListNode, MalformedFile, MappingNode, Node, ScalarNode, nodes_from
from mlprep_cli.adapters.yaml_nodes import MOST_EVENTS
from mlprep_cli.core.banks import Fingerprint, KnownNames
from mlprep_cli.core.questions import (
    Bank,
    CheckGroup,
    Code,
    InterviewProcess,
    InterviewReport,
    InterviewStage,
    KeyPoint,
    OnsiteRound,
    words_allowed,
)
from mlprep_cli.errors import InvalidBank, MlprepError, Problem
from program import bank_text

VALID = """\
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
NO_OTHER_BANKS = KnownNames()


def read(text: str | bytes, known: KnownNames = NO_OTHER_BANKS) -> Bank:
    return bank_file(text).bank(known)


def problems(text: str | bytes, known: KnownNames = NO_OTHER_BANKS) -> list[str]:
    """Return the problems of a bank as they are printed; none if it is valid."""
    try:
        read(text, known)
    except InvalidBank as error:
        return error.lines()
    return []


def remarks(text: str) -> str:
    """Return the errors of a bank, or the advice on it, as they are printed."""
    return "\n".join(problems(text) or map(str, bank_file(text).advice(NO_OTHER_BANKS, DAY)[1]))


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def changed(old: str, new: str) -> tuple[str, int]:
    """Return the valid bank with a part replaced, and the line of the replacement."""
    assert old in VALID
    text = VALID.replace(old, new, 1)
    return text, VALID[: VALID.index(old)].count("\n") + 1


def test_every_field_of_a_valid_bank_is_read() -> None:
    bank = read(VALID)
    sgd, adam, loop = bank.questions
    assert [topic.id for topic in bank.topics] == ["optimization"]
    assert bank.guides[0].text == "Situation first."
    assert sgd.answer == "Steps on **noisy** gradients.\n"
    assert [(point.point, point.must) for point in sgd.key_points] == [
        ("steps", True),
        ("noise", False),
        ("rate", False),
    ]
    assert [(company.name, company.year) for company in sgd.companies] == [("Google", 2023), ("Meta", None)]
    assert (sgd.expects, sgd.see, sgd.references, sgd.level, sgd.formerly) == (
        (("Google", "the proof"),), ("adam",), ("DLB 8.3",), ("L5+",), ("gradient-descent",),
    )  # fmt: skip
    assert (sgd.budget, adam.budget) == (120, 20)
    assert sgd.follow_ups[0].prompt == "And Adam?"
    assert loop.code == Code("def loop(): ...", "def loop(): return 1", (CheckGroup("checks", "assert loop() == 1"),))


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
        ("prompt: What is SGD?", 'prompt: "\\e[31mred"', "control character U+001B", "remove it"),
        ("prompt: What is SGD?", "prompt: \u200b", "prompt is empty", "write it"),
        ("prompt: What is SGD?", "prompt: \U000e0041\ufe0f\u3164", "prompt is empty", "write it"),
        ("prompt: What is SGD?", "prompt: What is S\u200bGD?", "the invisible character U+200B", "remove it"),
        ("prompt: What is SGD?", "prompt: What is \u2066SGD?", "the invisible character U+2066", "remove it"),
        ("prompt: What is SGD?", "prompt: What is S\u200dGD?", "the invisible character U+200D", "remove it"),
        ("{point: steps, must: true}", "{point: \u2063, must: true}", "point is empty", "write it"),
        ("id: sgd", "id: \u061c", "id is empty", "write it"),
        ("id: sgd", "id: s\u2060gd", "the invisible character U+2060", "remove it"),
        ("id: optimization", "id: \u200e", "id is empty", "write it"),
        ("name: Google", "name: Goo\u200dgle", "the invisible character U+200D", "remove it"),
        ("name: Google", "name: \ufeff", "name is empty", "write it"),
        ("name: Google", 'name: "Goo\\ngle"', "name is not one line of at most 200 characters", "shorten it"),
        ("name: Google", f"name: {201 * 'G'}", "name is not one line of at most 200 characters", "shorten it"),
        ("level: [L5+]", 'level: ["L5\\n"]', "level is not one line of at most 200 characters", "shorten it"),
        ("Google: the proof", "Goo\u200bgle: the proof", "a field name with the invisible character U+200B", "remove it"),
        ("Google: the proof", "\u115f: the proof", "a field name with the invisible character U+115F", "remove it"),
        ("Google: the proof", "\u2800: the proof", "an empty field name", "write it"),
        ("{point: steps, must: true}", "{point: steps, must: maybe}", "must is the text `maybe`", "write true"),
        ("{point: steps, must: true}", "{point: steps, most: true}", "a key point has no field most", "did you mean must?"),
        ("budget: 20", "budget: 1:20", "`1:20`, which YAML reads as the number 80", "write digits only"),
        ("budget: 20", "budget: 0", "a budget of 0 seconds", "write the seconds"),
        ("budget: 20", "budget: soon", "budget is the text `soon`", "write digits only"),
        ("id: sgd", "id: Gradient Descent", "the id Gradient Descent is not kebab-case", "use a-z"),
        ("id: sgd", f"id: {101 * 's'}", f"the id {101 * 's'} is not kebab-case", "at most 100"),
        ("id: adam", "id: sgd", "the id sgd is used twice, first on line 7", "rename one"),
        ("year: 2023", "year: last", "year is the text `last`", "write digits only"),
        ("assert loop() == 1", "assert loop( == 1", "line 1 of the checks is not Python", "fix it"),
        ("assert loop() == 1", '"a\\nb c"', "line 2 of the checks is not Python", "fix it"),
        ("assert loop() == 1", "[assert]", "a group of checks is the text `assert`", "write its fields"),
        ('      stub: "def loop(): ..."\n', "", "code lacks stub", "add it"),
        ("format: 1", "format: 3", "format 3 is not supported", "use format: 2"),
        ("see: [adam]", "see: adam", "see is the text `adam`", "write a list"),
        ("    difficulty: hard", "    difficulty: hard\n    difficulty: easy", "a question has difficulty twice", "remove one"),
    ],
)  # fmt: skip
def test_a_problem_has_a_line_a_message_and_a_fix(old: str, new: str, what: str, fix: str) -> None:
    text, line = changed(old, new)
    matches = [problem for problem in problems(text) if what in problem]
    assert matches, problems(text)
    assert fix in matches[0]
    number = int(matches[0].split(":")[1])
    assert line <= number <= line + new.count("\n")


@pytest.mark.parametrize(
    ("old", "new", "what", "line"),
    [
        ("see: [adam]", "see: [adan]", "sgd has see: adan, which is not a question; did you mean adam?", 7),
        ("formerly: [gradient-descent]", "formerly: [adam]", "sgd has formerly: adam, which is still a question", 7),
        ("      - {point: rate}\n", "", "there are 2 key points; write 3 to 8 in this round", 15),
        ("{point: steps, must: true}", "{point: steps}", "no key point is a must", 15),
        (", {point: scaling}]", "]", "there are 1 key points; write 2 to 4 in this round", 33),
        ("    rubric: {strong: both, lean: one, no_hire: none}\n", "", "a question lacks rubric", 27),
        ("strong: both, ", "", "a rubric lacks strong", 34),
    ],
)
def test_contradictions_between_fields_are_problems(old: str, new: str, what: str, line: int) -> None:
    assert any(
        what in problem and problem.startswith(f"mine.yaml:{line}:") for problem in problems(changed(old, new)[0])
    )


def test_every_problem_is_reported_at_once_in_the_order_of_the_file() -> None:
    text = (
        VALID.replace("round: screening", "round: screen")
        .replace("difficulty: hard", "difficulty: no")
        .replace("see: [adam]", "see: [eve]")
    )
    lines = [int(problem.split(":")[1]) for problem in problems(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("round_name", "budget", "most"),
    [("screening", 120, 300), ("quickfire", 15, 40), ("deep-dive", 300, 750), ("screening", 60, 150)],
)
def test_an_answer_is_limited_by_the_time_to_say_it(round_name: str, budget: int, most: int) -> None:
    assert words_allowed(round_name, budget) == most


def test_an_answer_too_long_for_its_budget_is_a_problem_and_code_does_not_count() -> None:
    long = "word " * 301
    assert any(
        "the answer has 301 words, but only 300 can be said in 120 seconds" in problem
        for problem in problems(changed("Steps on **noisy** gradients.", long)[0])
    )
    assert problems(changed("Steps on **noisy** gradients.", "word " * 300)[0]) == []
    assert spoken_words("Say this.\n```python\nx = 1  # not this\n```\nAnd this.") == 4


@pytest.mark.parametrize(
    ("answer", "spoken"),
    [("Steps. " * 240, 295), ("2,097,152 " * 40, 167), ("∑ᵢ‖wᵢ − ŵᵢ‖² " * 60, 218), ("Steps. " * 60, 0)],
)
def test_an_answer_of_format_2_is_timed_as_speech(answer: str, spoken: int) -> None:
    text, _ = changed("Steps on **noisy** gradients.", answer)
    overtime = f"sgd: the answer takes {spoken} seconds aloud, of at most 120"
    for number, expected in ((1, False), (2, spoken > 0)):
        assert (overtime in remarks(text.replace("format: 1", f"format: {number}"))) == expected


def test_the_shipped_bank_is_loaded_without_timing_it() -> None:
    text, _ = changed("Steps on **noisy** gradients.", "2,097,152 " * 290)
    file = bank_file(text.replace("format: 1", "format: 2"))
    assert len(file.bank(NO_OTHER_BANKS, timed=False).questions) == 3


def test_a_bank_may_refer_to_topics_and_questions_of_other_banks() -> None:
    text = VALID.replace("topic: optimization", "topic: shipped").replace("see: [adam]", "see: [shipped-question]")
    assert len(problems(text)) == 4
    assert problems(text, KnownNames(["shipped"], ["shipped-question"])) == []


# --- files that are not banks ---


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("just words", 1, "the file is the text `just words`"),
        ("- a\n- b\n", 1, "the file is a list"),
        ("format: 1\nquestions: []\n", 2, "the file has no questions"),
        ("format: 1\nquestions:\n", 2, "questions is empty"),
        ("questions: [\n", 2, "this is not valid YAML"),
        ("format: 1\nquestions:\n\t- id: x\n", 3, "the line begins with a tab"),
        ("format: 1\nquestions: 'x\n", 3, "this is not valid YAML"),
        ("format: 1\n--- \nformat: 1\n", 2, "this is not valid YAML"),
        ("format: 1\nquestions: \x07\n", 2, "this is not valid YAML"),
        ("{1: 2, [a]: b}", 1, "field name that is a list"),
    ],
)
def test_a_file_that_is_not_a_bank_has_a_problem_with_its_line(text: str, line: int, what: str) -> None:
    matches = [problem for problem in problems(text) if problem.startswith(f"mine.yaml:{line}:") and what in problem]
    assert matches, problems(text)


def test_a_byte_that_is_not_utf_8_is_a_problem_with_its_line() -> None:
    (problem,) = problems(VALID.replace("What is SGD?", "Qué es?").encode("latin-1"))
    assert problem == "mine.yaml:11: byte 0xe9 is not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(change: object) -> None:
    assert callable(change)
    assert read(change(VALID)).questions[1] == read(VALID).questions[1]


def test_a_file_of_fifty_megabytes_is_refused_without_reading_all_of_it(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_text(VALID)
    os.truncate(big, 50_000_000)
    file = BankFile.read(big)
    assert (len(file.data), file.seen.size_bytes) == (MOST_BYTES + 1, 50_000_000)
    with pytest.raises(InvalidBank) as refused:
        file.bank(NO_OTHER_BANKS)
    assert refused.value.lines() == [f"{big}:1: the file is larger than 10 MB; split it into several banks"]


@pytest.mark.parametrize("text", ["questions:\n" + "- {}\n" * 10**6, f"questions: [{'{a: b}, ' * 10**6}]"])
def test_a_file_of_a_million_tiny_questions_is_one_problem_that_says_the_limit(text: str) -> None:
    (problem,) = problems(text)
    assert problem.endswith(f"the file has more than {MOST_EVENTS:,} values and lists; split it into several banks")


def test_aliases_that_explode_are_refused_at_once() -> None:
    levels = "\n".join(f"  - &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]" for number in range(1, 30))
    text = f"format: 1\ntopics:\n  - &l0 [lol]\n{levels}\nquestions: [*l29]\n"
    assert any("an alias (*) is not allowed" in problem for problem in problems(text))


def test_an_alias_to_itself_is_refused() -> None:
    assert problems("format: 1\nquestions: &all [*all]\n")


def test_an_alias_of_a_plain_text_is_refused() -> None:
    text, _ = changed("lean: one", "lean: *x")
    assert any("alias" in problem for problem in problems(text.replace("strong: both", "strong: &x both")))


@pytest.mark.parametrize("bomb", ["[" * 200_000, "{a: " * 100_000, "- " * 100_000, "? " * 50_000])
def test_endless_nesting_is_refused_without_exhausting_the_stack(bomb: str) -> None:
    assert any("nested more than 40 levels deep" in line for line in problems(f"questions:\n  {bomb}"))


def test_a_merge_key_is_not_a_field() -> None:
    text, _ = changed("budget: 20", "<<: {budget: 20}")
    assert any("has no field <<" in problem for problem in problems(text))


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), os.mkfifo, lambda path: None])
def test_an_irregular_file_is_refused_without_waiting(make: object, tmp_path: Path) -> None:
    assert callable(make)
    path = tmp_path / "odd.yaml"
    make(path)
    with pytest.raises(MlprepError, match=r"not a regular file|does not exist"):
        BankFile.read(path)


@given(st.integers(0, len(VALID)), st.integers(0, 30), st.text(max_size=12))
def test_a_mutated_file_is_a_bank_or_has_problems_within_its_lines(place: int, gone: int, put: str) -> None:
    text = VALID[:place] + put + VALID[place + gone :]
    data = text.encode("utf-8", "surrogatepass")
    lines = data.count(b"\n") + data.count(b"\r") + text.count("\x85") + text.count("\u2028") + text.count("\u2029") + 2
    for problem in problems(data):
        assert 1 <= int(problem.split(":")[1]) <= lines


@given(st.binary(max_size=60))
def test_random_bytes_are_problems(data: bytes) -> None:
    assert problems(data)


def test_a_bank_may_describe_interview_processes() -> None:
    text = VALID + (
        "companies:\n"
        "  - name: Acme\n"
        "    stages: [A screen]\n"
        "    onsite:\n"
        "      - {name: Theory, rounds: [screening, deep-dive], questions: 4, minutes: 45}\n"
        "    focus: [forecasting]\n"
        "    weighs: [depth]\n"
    )
    (process,) = read(text).companies
    assert process == InterviewProcess(
        "Acme",
        (InterviewStage("A screen"),),
        (OnsiteRound("Theory", ("screening", "deep-dive"), 4, 45),),
        ("forecasting",),
        ("depth",),
    )
    for wrong, expected in (
        (text.replace("questions: 4", "questions: 0"), "must be from 1 to 600"),
        (text.replace("[screening, deep-dive]", "[screning]"), "did you mean screening?"),
        (text.replace("    weighs: [depth]\n", ""), "a company lacks weighs"),
    ):
        assert expected in "\n".join(problems(wrong))


COMPANY = """\
companies:
  - name: Acme
    role: engineer
    as_of: 2026-11
    evidence:
      - {kind: guide, month: "2026, spring", says: two rounds}
    stages:
      - {text: A screen, basis: report}
      - {text: A loop, basis: judgement for the number}
    onsite:
      - name: Both
        rounds: [coding, behavioral]
        topics: [optimization]
        questions: 3
        mix: {coding: 1, behavioral: 2}
        prefer: [sgd, beh-lp-*]
        minutes: 60
        basis: judgement
    focus: [forecasting]
    weighs: [depth]
    values: {names: [Candour], source: its page}
    ai_tools: Not allowed.
"""


def test_a_process_of_format_2_has_its_evidence_its_bases_and_what_it_draws() -> None:
    (process,) = read(VALID + COMPANY).companies
    assert process == InterviewProcess(
        "Acme",
        (InterviewStage("A screen"), InterviewStage("A loop", "judgement for the number")),
        (
            OnsiteRound(
                "Both", ("coding", "behavioral"), 3, 60, ("optimization",), (("coding", 1), ("behavioral", 2)),
                ("sgd", "beh-lp-*"), "judgement",
            ),
        ),
        ("forecasting",),
        ("depth",),
        "engineer",
        "2026-11",
        (InterviewReport("guide", "2026, spring", "two rounds"),),
        ("Candour",),
        "its page",
        "Not allowed.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("as_of: 2026-11", "as_of: November", "as_of is not a month or a year"),
        ("says: two rounds", "said: two rounds", "a piece of evidence has no field said; did you mean says?"),
        ("{text: A screen, basis: report}", "{basis: report}", "a stage lacks text"),
        (
            "basis: judgement for",
            "basis: guess for",
            "basis is guess for the number; begin it with report or judgement",
        ),
        (
            "topics: [optimization]",
            "topics: [optimisation]",
            "there is no topic optimisation; did you mean optimization?",
        ),
        ("behavioral: 2}", "behavioral: 3}", "mix has 4 questions, but there are 3; make them equal"),
        ("{coding: 1, behavioral", "{coding: 1, senior", "mix has senior, which is not one of the rounds"),
        ("beh-lp-*", "beh*lp", "prefer has beh*lp, which is not an id"),
        ("source: its page", "sauce: its page", "values has no field sauce; did you mean source?"),
        ("    role: engineer\n", "    rolle: engineer\n", "a company has no field rolle; did you mean role?"),
    ],
)
def test_a_fault_of_a_process_is_reported_with_its_fix(old: str, new: str, expected: str) -> None:
    assert old in COMPANY
    assert expected in "\n".join(problems(VALID + COMPANY.replace(old, new)))


# --- the file on the disk ---


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(VALID)
    file = BankFile.read(path)
    path.unlink()
    bank, advice = file.advice(NO_OTHER_BANKS, DAY)
    assert bank == file.bank(NO_OTHER_BANKS)
    assert "mine" not in {problem.message for problem in advice}
    assert advice


def test_the_fingerprint_is_the_size_the_time_and_the_digest(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(VALID)
    os.utime(path, ns=(7, 42))
    assert BankFile.read(path).seen == Fingerprint(len(VALID), 42, sha256(VALID.encode()).hexdigest())


def test_advice_has_the_line_of_its_page_or_question_and_is_in_the_order_of_the_file() -> None:
    text = """\
format: 1
topics:
  - {id: sgd, title: SGD, study: "a<br>b"}
questions:
  - id: sgd
    round: screening
    topic: sgd
    difficulty: easy
    prompt: What is SGD?
    answer: Steps.
    key_points: [{point: steps, must: true}, {point: noise}, {point: rate}]
    rubric: {strong: says why, lean: says what, no_hire: says neither}
"""
    _, advice = bank_file(text).advice(NO_OTHER_BANKS, DAY)
    assert [problem.line for problem in advice] == [3, 5]
    assert str(advice[1]).startswith("5: sgd: it has 0 follow-ups; ")


# --- formats ---


@pytest.mark.parametrize("name", ["mine.yaml", "mine.YML", "mine.txt", "mine"])
def test_a_file_with_an_unknown_suffix_is_read_as_yaml(name: str) -> None:
    assert len(bank_file(VALID, name).bank(NO_OTHER_BANKS).questions) == 3


def read_json_lines(data: bytes) -> Node:
    """Read a format of one JSON document per line: a topic or a question."""
    topics: list[Node] = []
    questions: list[Node] = []
    for number, line in enumerate(data.decode().splitlines(), start=1):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise MalformedFile(Problem(number, "this is not JSON", "write one document per line")) from error
        (topics if "study" in value else questions).append(nodes_from(value, number))
    fields = {"format": nodes_from(1, 1), "topics": ListNode(topics, 1), "questions": ListNode(questions, 1)}
    return MappingNode([(ScalarNode(name, "str", 1), node) for name, node in fields.items()], 1)


def test_a_new_format_is_a_function_and_a_row_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, ".jsonl", Format("JSON", read_json_lines))
    topic = {"id": "optimization", "title": "Optimization", "study": "All of it."}
    point = {"point": "steps", "must": True}
    question = {
        "id": "sgd", "round": "quickfire", "topic": "optimization", "difficulty": "easy", "prompt": "What is SGD?",
        "answer": "Steps on noisy gradients.", "key_points": [point, {"point": "noise"}],
        "rubric": {"strong": "why", "lean": "what", "no_hire": "neither"}, "budget": 20,
    }  # fmt: skip
    text = "\n".join(json.dumps(line) for line in (topic, question))
    (sgd,) = bank_file(text, "mine.jsonl").bank(NO_OTHER_BANKS).questions
    assert (sgd.id, sgd.budget, sgd.key_points[0]) == ("sgd", 20, KeyPoint("steps", must=True))

    wrong = [topic, {**question, "difficulty": None}, {**question, "id": "adam", "prompt": False, "see": ["nothing"]}]
    with pytest.raises(InvalidBank) as refused:
        bank_file("\n".join(json.dumps(line) for line in wrong), "mine.jsonl").bank(NO_OTHER_BANKS)
    assert refused.value.lines() == [
        "mine.jsonl:2: difficulty is empty; write it",
        'mine.jsonl:3: prompt is `false`, which JSON reads as false, not text; quote it: "false"',
        "mine.jsonl:3: adam has see: nothing, which is not a question; use one of adam, sgd",
    ]
    with pytest.raises(InvalidBank) as refused:
        bank_file(text + "\n{", "mine.jsonl").bank(NO_OTHER_BANKS)
    assert refused.value.lines() == ["mine.jsonl:3: this is not JSON; write one document per line"]


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("prompt: What is C# used for, and # comments?", "prompt"),
        ("answer: It costs $5\t# a month", "answer"),
        ("answer: One line\n      and another # lost", "answer"),
        ("follow_ups: [{prompt: 'C # kept', answer: # nothing lost\n      so}]", None),
        ("prompt: 'What is C # sharp?' # a comment", None),
        ("prompt: |  # a comment\n      What # is C?", None),
        ("prompt: What is C# sharp#?", None),
        ("difficulty: easy # a comment", None),
        ("prompt: What is it?\n    # a comment", None),
    ],
)
def test_text_that_is_lost_to_a_comment_gets_advice(field: str, what: str | None) -> None:
    name = field.partition(":")[0]
    lines = [line for line in bank_text("alpha").splitlines() if not line.startswith(f"    {name}: ")]
    lines[:0] = ["# é"]
    lines.insert(lines.index("  - id: alpha") + 1, f"    {field}")
    place = len("\n".join(lines[: lines.index(f"    {field}") + 1]).splitlines()) - field.count("\n")
    bank, advice = bank_file("\n".join(lines)).advice(KnownNames((), ()), DAY)
    assert len(bank.questions) == 1
    lost = [problem for problem in advice if "comment" in problem.message]
    if what is None:
        assert lost == []
        return
    (problem,) = lost
    comment = field[field.rindex("#") :]
    assert problem.line == place
    assert problem.message == f"{what} ends before a YAML comment: {comment}"
    assert problem.fix == "quote the whole text, or move the comment to its own line"
