"""The documents: what they show works, what they name exists, and nothing is left out."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from bank_files import bank_file
from mlprep_cli import __version__
from mlprep_cli.cli import COMMANDS
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.log_records import KINDS
from mlprep_cli.core.session.keys import BINDINGS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`mlprep {name}" in README


def test_every_key_of_a_log_is_documented() -> None:
    text = (ROOT / "docs" / "logs.md").read_text("utf-8")
    for kind in KINDS.values():
        row = re.search(rf"^\| `{kind.name}` \| (.*) \|$", text, re.MULTILINE)
        assert row is not None, kind.name
        assert set(kind.fields) <= set(re.findall(r"`(\w+)`", row[1])), kind.name


@pytest.mark.parametrize("page", ["reliability.md", "security.md"])
def test_every_test_that_a_promise_names_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    tests = "".join(each.read_text("utf-8") for each in (ROOT / "tests").rglob("test_*.py"))
    for file in re.findall(r"`((?:soak/|tests/)?[\w/]*test_\w+\.py)", text):
        assert (ROOT / "tests" / file.removeprefix("tests/")).exists(), file
    for name in re.findall(r"(?<!/)\b(test_\w+?)(?:_…|`)", text):
        assert f"def {name}" in tests, name


def test_every_key_is_in_the_readme() -> None:
    for binding in BINDINGS:
        for key in binding.name.split():
            assert re.search(rf"`{re.escape(key[0])}`|{re.escape(key)}", README), key


def test_the_readme_names_both_ways_to_set_up() -> None:
    first, second = re.findall(r"```sh\n(python3 -m venv .*)\n```", README)
    assert first.endswith("mlprep drill")
    assert second.endswith("pytest")


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        name = re.match(r"[a-z0-9-]+", requirement.lower())
        assert name is not None
        assert name[0] in reasons, requirement


def test_the_example_of_a_question_is_a_sound_question() -> None:
    text = (ROOT / "docs" / "writing-questions.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    bank = f"format: 1\nquestions:\n{example[1]}"
    known = KnownNames(["regularization"], ["regularization-overview"])
    (question,) = bank_file(bank).bank(known).questions
    assert question.id == "l1-vs-l2-regularization"


def test_the_documents_of_the_docs_are_json() -> None:
    text = (ROOT / "docs" / "documents.md").read_text("utf-8")
    examples = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 2
    assert all(json.loads(example)["schema"] == 1 for example in examples)


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
