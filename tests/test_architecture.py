"""The direction of the imports: core decides, views draw, adapters touch the world, and nothing looks up."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "mlprep_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))
WIRING = {
    "app",
    "insight",
    "interview",
    "keeping",
    "naming",
    "planning",
    "sitting",
    "practice",
    "shelf",
    "stage",
    "status",
}
MAY_IMPORT = {
    "core": {"core", "errors"},
    "views": {"views", "core"},
    "adapters": {"adapters", "core", "errors"},
    "play": {"core"},
    "stage": {"views", "core"},
    "planning": {"adapters", "core", "errors", "app"},
    "practice": {"adapters", "core", "errors", "play", "sitting", "stage", "app"},
    "interview": {"adapters", "core", "errors", "play", "sitting", "stage", "app"},
    "sitting": {"adapters", "core", "errors", "play", "stage", "app"},
    "shelf": {"adapters", "core", "errors", "app"},
    "app": {
        "adapters",
        "core",
        "errors",
        "views",
        "shelf",
        "stage",
        "practice",
        "planning",
        "naming",
        "insight",
        "cli",
    },
    "status": {"adapters", "core", "errors"},
    "insight": {"adapters", "core", "errors", "app"},
    "keeping": {"adapters", "core", "errors", "shelf", "app"},
    "naming": {"adapters", "core", "errors"},
    "cli": {
        "cli",
        "app",
        "interview",
        "keeping",
        "practice",
        "planning",
        "shelf",
        "status",
        "adapters",
        "views",
        "core",
        "errors",
        "",
    },
    "__main__": {"cli", "status", ""},
    "errors": set(),
    "__init__": set(),
}
IMPURE = {"os", "sys", "time", "random", "sqlite3", "pathlib", "subprocess", "socket", "logging"}


def room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    """Return the full names of the modules that one imports."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names |= {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_imports_run_one_way(module: Path) -> None:
    inside = {name.split(".")[1] if "." in name else "" for name in imported(module) if name.startswith("mlprep_cli")}
    inside = {"" if name == "__version__" else name for name in inside}
    assert inside <= MAY_IMPORT[room(module)]


@pytest.mark.parametrize(
    "module", [each for each in MODULES if room(each) in ("core", "views")], ids=lambda each: each.stem
)
def test_core_and_views_have_no_clock_no_chance_and_no_file(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    only_for_types = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom)
        for name in [inner.module or ""]
    }
    roots = {name.split(".")[0] for name in imported(module)} - {each.split(".")[0] for each in only_for_types}
    allowed = {"pathlib"} if room(module) == "views" else set()
    assert not roots & (IMPURE - allowed)
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"print", "open", "input", "datetime.now", "date.today"}


@pytest.mark.parametrize("module", [each for each in MODULES if room(each) == "core"], ids=lambda each: each.stem)
def test_the_core_needs_nothing_but_the_standard_library(module: Path) -> None:
    roots = {name.split(".")[0] for name in imported(module)}
    assert not roots & {"rich", "typer", "yaml", "sqlmodel", "sqlalchemy", "platformdirs"}


def test_no_module_is_longer_than_can_be_read_at_once() -> None:
    lengths = {str(each.relative_to(PACKAGE)): len(each.read_text("utf-8").splitlines()) for each in MODULES}
    allowed = {"core/session.py": 520, "adapters/bank.py": 500, "adapters/catalogue.py": 380}
    assert {name: lines for name, lines in lengths.items() if lines > allowed.get(name, 300)} == {}
