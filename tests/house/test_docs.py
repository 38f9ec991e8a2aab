"""The documents: what they show works, what they name exists, and nothing is left out."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from bank_files import COMPLETE, bank_file
from fakes import DAY
from house.source import MODULES, PACKAGE, ROOT
from mlprep_cli import __version__
from mlprep_cli.adapters.settings import Settings, all_settings, with_value
from mlprep_cli.cli.main import HELP, cli
from mlprep_cli.cli.parser import usage_of
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.log_records import KINDS
from mlprep_cli.core.session.keys import BINDINGS
from mlprep_cli.errors import UsageError
from program import Program

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")


def page(name: str) -> str:
    """Return the text of a page of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


def sections(text: str) -> dict[str, str]:
    """Return the sections of the second level by their titles, without backquotes."""
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    return {title.replace("`", ""): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def rows(text: str) -> list[list[str]]:
    """Return the rows of every table in a text below its separator, as cells."""
    cells = [cells_of(line) for line in text.splitlines() if line.startswith("|")]
    separators = [number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")]
    heads = {number - 1 for number in separators}
    return [row for number, row in enumerate(cells) if number not in {*separators, *heads}]


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of a table. A bar in a cell is written with a backslash."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


# --- links, tables, examples ---


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert target.startswith("http") or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_table_has_a_head_and_rows_of_its_width(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for table in re.findall(r"(?:^[ ]*\|.*\n?)+", text, re.MULTILINE):
        head, separator, *body = [cells_of(line) for line in table.splitlines()]
        assert body, table
        assert all(re.fullmatch(":?-+:?", cell) for cell in separator), table
        assert {len(row) for row in (separator, *body)} == {len(head)}, table
        assert text.partition(table)[0].endswith(("\n\n", "\n\n\n")), f"a blank line before {head}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    reasons = page("dependencies.md").lower()
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        name = re.match(r"[a-z0-9-]+", requirement.lower())
        assert name is not None
        assert name[0] in reasons, requirement


def test_the_readme_names_both_ways_to_set_up() -> None:
    first, second = re.findall(r"```sh\n(python3 -m venv .*)\n```", README)
    assert first.endswith("mlprep drill")
    assert second.endswith("pytest")


def test_the_examples_of_a_question_and_a_company_are_valid_and_leave_nothing_to_advise() -> None:
    question, company, *_ = re.findall(r"```yaml\n(.*?)```", page("writing-questions.md"), re.DOTALL)
    known = KnownNames(["regularization", "algorithms", "behavioral"])
    bank, advice = bank_file(f"format: 2\n{company}questions:\n{question}").advice(known, DAY)
    assert advice == ()
    assert bank.questions[0].id == "l1-vs-l2-regularization"
    assert bank.companies[0].onsite[0].mix == (("coding", 1), ("behavioral", 2))


def test_the_changelog_has_a_section_for_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_a_page_names_exists(path: Path) -> None:
    for file in re.findall(r"`((?:[a-z_]+/)+[a-z_.]+\.(?:py|txt|yaml|sql|md))", path.read_text("utf-8")):
        assert any((folder / file).exists() for folder in (ROOT, ROOT / "tests", PACKAGE)), file


@pytest.mark.parametrize("name", ["reliability.md", "security.md"])
def test_every_test_that_a_promise_names_exists(name: str) -> None:
    text = page(name)
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    for file in re.findall(r"`((?:soak/|tests/)?[\w/]*test_\w+\.py)", text):
        assert (ROOT / "tests" / file.removeprefix("tests/")).exists(), file
    for test in re.findall(r"(?<!/)\b(test_\w+?)(?:_…|`)", text):
        assert f"def {test}" in tests, test


# --- keys, logs, settings, environment ---


def test_every_key_is_in_the_readme() -> None:
    for binding in BINDINGS:
        for key in binding.name.split():
            assert re.search(rf"`{re.escape(key[0])}`|{re.escape(key)}", README), key


def test_every_key_of_a_log_is_documented() -> None:
    text = page("logs.md")
    for kind in KINDS.values():
        row = re.search(rf"^\| `{kind.name}` \| (.*) \|$", text, re.MULTILINE)
        assert row is not None, kind.name
        assert set(kind.fields) <= set(re.findall(r"`(\w+)`", row[1])), kind.name


def test_every_setting_is_in_the_readme_with_its_default_and_its_bounds() -> None:
    defaults = all_settings(Settings())
    documented = {row[0].strip("`"): row for row in rows(README) if row[0].strip("`") in defaults}
    assert {key: row[1].strip("`") for key, row in documented.items()} == defaults
    for key, row in documented.items():
        if (bounds := re.fullmatch(r"(\d+) to (\d+)", row[2])) is not None:
            low, high = map(int, bounds.groups())
            for value in (low, high):
                assert all_settings(with_value(Settings(), key, str(value)))[key] == str(value)
            for value in (low - 1, high + 1):
                with pytest.raises(UsageError):
                    with_value(Settings(), key, str(value))


def test_every_environment_variable_is_in_the_readme() -> None:
    documented = {name for row in rows(README) for name in re.findall(r"`([A-Z_]+)`", row[0])}
    read = {name for module in MODULES.values() for name in variables_in(module.tree)}
    assert {"MLPREP_HOME", "MLPREP_NOW", "MLPREP_DEBUG"} <= read <= documented


def variables_in(tree: ast.Module) -> Iterator[str]:
    """Yield the environment variables that a module reads."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        names: list[ast.expr] = []
        if isinstance(node, ast.Call):
            if ast.unparse(node.func) in ("os.environ.get", "os.getenv", "environ.get", "getenv"):
                names = node.args[:1]
            names += [keyword.value for keyword in node.keywords if keyword.arg == "envvar"]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "environ"):
            names = [node.slice]
        for name in names:
            value = constants.get(name.id, name) if isinstance(name, ast.Name) else name
            assert isinstance(value, ast.Constant), ast.unparse(node)
            yield str(value.value)


# --- commands ---


class Parser(dict[str, Any]):
    """Every command of the parser by its whole name, such as `mlprep plan start`."""

    def __init__(self) -> None:
        super().__init__()
        self._add("mlprep", get_command(cli))

    def _add(self, name: str, command: Any) -> None:  # click's classes differ between versions of Typer
        self[name] = command
        if self.is_group(name):
            context = typer.Context(command)
            for part in command.list_commands(context):
                self._add(f"{name} {part}", command.get_command(context, part))

    def is_group(self, name: str) -> bool:
        """Whether a command has commands in it."""
        return hasattr(self[name], "list_commands")

    def usage(self, name: str) -> str:
        """Return the usage of a command, with `[OPTIONS]` only if it has any apart from `--help`."""
        usage = usage_of(typer.Context(self[name], info_name=name))
        has_options = any(parameter.startswith("-") for parameter in self.parameters(name))
        return usage if has_options else usage.replace(" [OPTIONS]", "")

    def parameters(self, name: str) -> set[str]:
        """Return the options and arguments of a command; `--help` only of the whole program, since all have it."""
        found: set[str] = {"--help", "-h"} if name == "mlprep" else set()
        for parameter in self[name].params:
            if parameter.param_type_name == "argument":
                found.add(re.sub(r"[][.]", "", parameter.metavar))
            else:
                found |= {*parameter.opts, *parameter.secondary_opts}
        return found


PARSER = Parser()
COMMANDS = sections(page("commands.md"))


def test_every_command_is_documented() -> None:
    assert {*COMMANDS} == {*PARSER}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented(name: str) -> None:
    cells = [row[0] for row in rows(COMMANDS[name])]
    documented = [re.sub(r"[.]|\\?\|.*", "", text.split()[0]) for cell in cells for text in re.findall("`(.*?)`", cell)]
    assert len(documented) == len(set(documented))
    assert set(documented) == PARSER.parameters(name)


@pytest.mark.parametrize("name", [name for name in COMMANDS if not PARSER.is_group(name)])
def test_the_usage_of_a_command_is_documented(name: str) -> None:
    usage = re.search(r"^```\n(mlprep.*)\n```", COMMANDS[name], re.MULTILINE)
    assert usage is not None
    assert usage[1] == PARSER.usage(name)


@pytest.mark.parametrize("name", HELP)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`mlprep {name}" in README


# --- JSON documents ---

DOCUMENTS = {title: body for title, body in sections(page("documents.md")).items() if title.startswith("mlprep")}
EXTRA = {"mlprep history --json": ("--all",), "mlprep show --json": ("complete",)}
"""Options that add keys to a document."""
SCREENING, SLOW, RAPID = "l1-vs-l2-regularization", "overfitting-prevention", "qf-dropout"


def test_every_document_is_documented() -> None:
    with_json = {name for name in PARSER if "--json" in PARSER.parameters(name)}
    assert {re.sub("( --history)? --json", "", title) for title in DOCUMENTS} == with_json


def test_the_examples_are_json() -> None:
    examples = re.findall(r"```json\n(.*?)```", page("documents.md"), re.DOTALL)
    assert len(examples) == 2
    assert all(json.loads(example)["schema"] == 1 for example in examples)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program with a home in which every list of every document has something."""
    folder = tmp_path_factory.mktemp("documents")
    program = Program(folder / "home", datetime(2026, 3, 9, 12, tzinfo=UTC))
    (folder / "log.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in log_lines()), "utf-8")
    (folder / "complete.yaml").write_text(COMPLETE, "utf-8")
    for arguments in (
        ("data", "import", str(folder / "log.jsonl")),
        ("bank", "add", str(folder / "complete.yaml")),
        ("plan", "start", "--interview", "2026-04-20", "--company", "Google", "--minutes", "10"),
    ):
        run = program.run(*arguments)
        assert run.returncode == 0, run.stderr
    return program


def log_lines() -> list[dict[str, object]]:
    """Return a log with lapses, a slow answer, a quickfire round, an undone review, a note a mock interview and an attempt."""
    practice = [("drill", SCREENING, "no_hire" if number % 2 else "strong", 20.0, number == 0) for number in range(10)]
    practice += [("drill", SLOW, "lean", 900.0, False), ("quickfire", RAPID, "strong", 5.0, False)]
    practice += [("mock", SCREENING, "strong", 60.0, False)]
    moments = [f"2026-03-0{1 + number // 2}T{10 + number % 2}:00:00.000000Z" for number in range(len(practice))]
    questions = {name: ("quickfire" if name == RAPID else "screening") for name in (SCREENING, SLOW, RAPID)}
    body: list[dict[str, object]] = [
        {"kind": "question", "id": name, "round": round_name, "topic": "regularization", "difficulty": "easy",
         "prompt": "?", "budget": 120, "formerly": []}
        for name, round_name in questions.items()
    ]  # fmt: skip
    body.append({"kind": "question", "id": "complete", "round": "coding", "topic": "everything", "difficulty": "easy",
                 "prompt": "Return one.", "budget": 1800, "formerly": []})  # fmt: skip
    body += [
        {"kind": "session", "id": mode, "mode": mode, "started_at": moments[0], "ended_at": None}
        for mode in ("drill", "quickfire", "mock")
    ]
    section = {"name": "mixed", "seconds": 2700, "levels": 2, "questions": [SCREENING]}
    body.append({"kind": "mock", "session": "mock", "study_day": "2026-03-07", "name": "mixed", "company": None,
                 "sections": [section]})  # fmt: skip
    body.append({"kind": "said", "session": "mock", "position": 0, "question": SCREENING, "seconds": 60.0,
                 "probe_seconds": 5.0, "probes": 1, "passed": False})  # fmt: skip
    body += [
        {"kind": "review", "id": f"019caf03-9c40-7000-8000-0000000000{number:02}", "question": question,
         "session": mode, "mode": mode, "reviewed_at": moment, "study_day": moment[:10],
         "checkpoint": 3, "grade": grade, "seconds": seconds, "review_seconds": 3.0, "budget": 120,
         "timed_out": False, "key_points": [1], "voided_at": moment if undone else None, "confidence": 3}
        for number, (moment, (mode, question, grade, seconds, undone)) in enumerate(zip(moments, practice, strict=True))
    ]  # fmt: skip
    body.append({"kind": "note", "id": "019caf03-9c40-7000-8000-000000000099", "question": SCREENING,
                 "session": "drill", "noted_at": moments[0], "study_day": "2026-03-01", "text": "the formula"})  # fmt: skip
    body.append({"kind": "attempt", "id": "a1", "question": "complete", "session": None, "form": "code",
                 "attempted_at": moments[0], "study_day": "2026-03-01", "text": "def f(): return 1", "seconds": None,
                 "groups": 1, "passed": 1, "failed": [], "hidden": False, "removed_at": None})  # fmt: skip
    body.append({"kind": "attempt", "id": "a2", "question": SCREENING, "session": None, "form": "typed",
                 "attempted_at": moments[0], "study_day": "2026-03-01", "text": "It shrinks.", "seconds": 9.5,
                 "groups": None, "passed": None, "failed": [], "hidden": False, "removed_at": None})  # fmt: skip
    body.append({"kind": "story", "id": "s1", "story": "s1", "written_at": moments[0], "title": "The slow ranker",
                 "text": "## Result\n\n40 % faster.", "questions": [SCREENING], "values": ["Leadership"],
                 "removed_at": None})  # fmt: skip
    body.append({"kind": "asked", "id": "q1", "entered_at": moments[0], "day": "2026-03-01", "company": "Meta",
                 "round": "screening", "text": "L1 or L2?", "went": "partly", "question": SCREENING,
                 "removed_at": None})  # fmt: skip
    lines: list[dict[str, object]] = [{"kind": "mlprep log", "format": 1}, *body]
    return [*lines, {"kind": "end", "lines": len(lines) + 1}]


def keys_of(value: object, path: str = "") -> Iterator[str]:
    """Yield every key of a document at every level: `parent.child`, or `parent[].child` in a list."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield f"{path}.{name}" if path else name
            yield from keys_of(child, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for child in value:
            yield from keys_of(child, f"{path}[]")


@pytest.mark.parametrize("title", DOCUMENTS)
def test_every_key_of_a_document_is_documented(program: Program, title: str) -> None:
    documented = [row[0].strip("`") for row in rows(DOCUMENTS[title])]
    run = program.run(*title.split()[1:], *EXTRA.get(title, ()))
    assert run.returncode == 0, run.stderr
    real = {key for line in run.stdout.splitlines() for key in keys_of(json.loads(line))}
    assert len(documented) == len(set(documented))
    assert set(documented) == real


def test_every_key_of_an_error_is_documented(program: Program) -> None:
    run = program.run("list", "--topic", "no-such-topic", "--json")
    table = sections(page("documents.md"))["Errors"].partition("The exit codes")[0]
    assert [row[0].strip("`") for row in rows(table)] == [*keys_of(json.loads(run.stderr))]
