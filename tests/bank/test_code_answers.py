"""The code of the shipped bank: each solution passes its checks, and the checks reject each wrong or forbidden one."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bank.forks import Forks, forks
from bank_source import BANK
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.adapters.runner import run_checks
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import Code

WRONG = Path(__file__).with_name("wrong_solutions")
FEWEST = 6
QUICK_SECONDS = 2
"""Enough for every solution: the groups of one take two seconds of the processor together."""
CLOCK = re.compile(r"\b(process_time|thread_time|perf_counter|monotonic|timeit|time\.time|now)(_ns)?\(")
COMPARES_TIMES = {
    "concurrent-web-crawler",  # the time of all fetches with the sum of their times
    "implement-moe-routing",  # the experts with the same work done directly
    "implement-tiny-autograd",  # backward with forward
    "lru-cache-saved-and-shared",  # putting with dropping and without
    "stream-median-two-heaps",  # late numbers with early ones, many with few
}
"""The questions whose checks compare a time with another of the same run."""
ALLOWED = {*sys.stdlib_module_names, "numpy"}


class WrongSolution(NamedTuple):
    """A plausible wrong or forbidden solution: the whole code, or the right one with one part of it replaced.

    Attributes:
        by: The name of the group that rejects it.
    """

    question: str
    name: str
    code: str
    right: str
    wrong: str
    by: str


CODES: dict[str, Code] = {
    question.id: question.code
    for question in BankFile.read(BANK).bank(KnownNames()).questions
    if question.code is not None
}
SOLUTIONS = [
    WrongSolution(
        path.stem,
        wrong["mistake"],
        wrong.get("code", ""),
        wrong.get("replace", ""),
        wrong.get("with", ""),
        wrong["by"],
    )
    for path in sorted(WRONG.glob("*.yaml"))
    for wrong in yaml.safe_load(path.read_text("utf-8"))
]


def code_of(wrong: WrongSolution) -> str:
    """Return the code of a wrong solution."""
    if wrong.code:
        return wrong.code
    solution = CODES[wrong.question].solution
    assert solution.count(wrong.right) == 1, "the part to replace occurs once"
    return solution.replace(wrong.right, wrong.wrong)


@pytest.fixture(scope="module")
def runs() -> Iterator[Forks]:
    """Return the process that runs wrong solutions."""
    with forks() as process:
        yield process


@pytest.mark.parametrize("question", CODES)
def test_a_solution_passes_its_checks(question: str) -> None:
    code = CODES[question]
    run = run_checks(code, code.solution, code.checks)
    assert run.passed, run


@pytest.mark.parametrize("question", CODES)
def test_a_stub_does_not_pass(question: str) -> None:
    code = CODES[question]
    run = run_checks(code, code.stub, code.checks)
    failures = [group.failure for group in run.groups if group.failure is not None]
    assert failures
    assert code.repair or not any(group.passed for group in run.groups)
    assert code.repair or any("NotImplementedError" in failure.error for failure in failures)


@pytest.mark.parametrize("wrong", SOLUTIONS, ids=lambda wrong: f"{wrong.question}: {wrong.name}")
def test_a_wrong_solution_is_rejected_for_the_right_reason(runs: Forks, wrong: WrongSolution) -> None:
    code = CODES[wrong.question]
    checks = [check for check in code.checks if check.name == wrong.by]
    assert checks, "no group has this name"
    rejections = runs.rejections(code, code_of(wrong), checks, QUICK_SECONDS)
    assert rejections
    assert "NameError" not in rejections[wrong.by], "wrong, not broken"
    assert "missing" not in rejections[wrong.by], "NumPy is there"


@pytest.mark.parametrize("question", CODES)
def test_every_set_of_checks_is_tried_with_wrong_solutions(question: str) -> None:
    assert len({wrong.name for wrong in SOLUTIONS if wrong.question == question}) >= FEWEST


@pytest.mark.parametrize("question", CODES)
def test_no_check_compares_a_time_with_a_number_of_seconds(question: str) -> None:
    code = CODES[question]
    texts = [code.helpers, *(part for check in code.checks for part in (check.code, check.call, check.input))]
    assert any(map(CLOCK.search, texts)) == (question in COMPARES_TIMES)


@pytest.mark.parametrize("question", CODES)
def test_groups_have_names_of_their_own_and_some_are_visible(question: str) -> None:
    names = [check.name for check in CODES[question].checks]
    assert len(set(names)) == len(names)
    assert any(not check.hidden for check in CODES[question].checks)


@pytest.mark.parametrize("question", CODES)
def test_a_solution_fills_in_its_stub(question: str) -> None:
    stub, solution = (signatures(part) for part in (CODES[question].stub, CODES[question].solution))
    assert stub
    assert stub.items() <= solution.items()


@pytest.mark.parametrize("question", CODES)
def test_code_is_typed_and_needs_numpy_at_most(question: str) -> None:
    tree = ast.parse(CODES[question].solution)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            assert all(argument.annotation or argument.arg in ("self", "cls") for argument in arguments), node.name
            assert node.returns is not None, node.name
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            assert module is not None
            assert module.partition(".")[0] in ALLOWED


def signatures(code: str) -> dict[str, str]:
    """Return the name of each function and method of a module, with its arguments as written."""
    arguments = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments[node.name] = ast.unparse(node.args)
        elif isinstance(node, ast.ClassDef):
            methods = (part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef))
            arguments |= {f"{node.name}.{method.name}": ast.unparse(method.args) for method in methods}
    return arguments
