"""The code of the shipped bank: each solution passes its checks, and the checks catch each plausible mistake."""

from __future__ import annotations

import ast
import sys
import warnings
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bank_style import BANK
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import Code

MISTAKES_FILE = Path(__file__).with_name("wrong_solutions.yaml")
FEWEST_MISTAKES = 2
ALLOWED = {*sys.stdlib_module_names, "numpy"}


class Mistake(NamedTuple):
    """A plausible wrong solution: the right one, with one part of it replaced."""

    question: str
    name: str
    right: str
    wrong: str


CODES: dict[str, Code] = {
    question.id: question.code
    for question in BankFile.read(BANK).bank(KnownNames()).questions
    if question.code is not None
}  # fmt: skip
MISTAKES = [
    Mistake(question, mistake["mistake"], mistake["replace"], mistake["with"])
    for question, mistakes in yaml.safe_load(MISTAKES_FILE.read_text("utf-8")).items()
    for mistake in mistakes
]


def run(*parts: str) -> None:
    """Run parts of code one after the other in one namespace, as a file of them would."""
    names: dict[str, object] = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a wrong solution divides by zero
        for part in parts:
            exec(compile(part, "<bank>", "exec"), names)


def with_mistake(mistake: Mistake) -> str:
    """Return the solution with the mistake in it."""
    solution = CODES[mistake.question].solution
    assert solution.count(mistake.right) == 1, "the part to replace occurs once"
    return solution.replace(mistake.right, mistake.wrong)


@pytest.mark.parametrize("question", CODES)
def test_a_solution_passes_its_checks(question: str) -> None:
    run(CODES[question].solution, CODES[question].checks)


@pytest.mark.parametrize("question", CODES)
def test_an_empty_stub_does_not_pass(question: str) -> None:
    with pytest.raises(NotImplementedError):
        run(CODES[question].stub, CODES[question].checks)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.question}: {mistake.name}")
def test_a_mistake_does_not_pass(mistake: Mistake) -> None:
    solution = with_mistake(mistake)
    compile(solution, "<mistake>", "exec")
    with pytest.raises(Exception) as caught:  # noqa: PT011  wrong numbers fail in many ways
        run(solution, CODES[mistake.question].checks)
    assert not isinstance(caught.value, NameError | ImportError), "wrong, not broken"


@pytest.mark.parametrize("question", CODES)
def test_every_set_of_checks_is_tried_with_mistakes(question: str) -> None:
    assert len({mistake.name for mistake in MISTAKES if mistake.question == question}) >= FEWEST_MISTAKES


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
        if isinstance(node, ast.FunctionDef):
            arguments[node.name] = ast.unparse(node.args)
        elif isinstance(node, ast.ClassDef):
            methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
            arguments |= {f"{node.name}.{method.name}": ast.unparse(method.args) for method in methods}
    return arguments
