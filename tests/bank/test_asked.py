"""Of the questions that people write down after an interview, those of the bank are recognised, and no others."""

from __future__ import annotations

import json
from pathlib import Path

from in_process import InProcess, make_home
from mlprep_cli.core.asked import best_match

CASES = json.loads((Path(__file__).parent / "asked.json").read_text("utf-8"))
LEAST_FOUND = 26
"""The least number of the 30 questions of the bank that are recognised; docs/commands.md says how many are."""


def test_paraphrases_are_recognised_and_questions_that_the_bank_lacks_are_not(tmp_path: Path) -> None:
    with InProcess(make_home(tmp_path)).context() as context:
        prompts = context.store.questions.prompts()
    assert {name for case in CASES["known"] for name in case["ids"]} <= {prompt.id for prompt in prompts}
    found = {case["asked"]: best_match(case["asked"], prompts) for case in CASES["known"]}
    wrong = {case["asked"]: found[case["asked"]] for case in CASES["known"] if found[case["asked"]] not in case["ids"]}
    assert len(CASES["known"]) - len(wrong) >= LEAST_FOUND, wrong
    assert [match for match in wrong.values() if match is not None] == []
    assert {text: match for text in CASES["unknown"] if (match := best_match(text, prompts)) is not None} == {}
