"""The source of the project as syntax trees, for the tests of its structure and its English."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "mlprep_cli"


class Import(NamedTuple):
    """One imported name.

    Attributes:
        name: Its full name: a module, or a name in one.
        lazy: Whether it is imported inside a function.
        typing: Whether it is imported only for a type checker.
    """

    name: str
    lazy: bool
    typing: bool


class Module:
    """A module of the package.

    Attributes:
        path: Its file.
        name: Its name without the package, such as `core.session.keys`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def wing(self) -> str:
        """The wing that the module is in, or the name of a module at the top."""
        return self.name.partition(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.path.read_text("utf-8"))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import, wherever it is."""
        return tuple(_imports(self.tree, lazy=False, typing=False))

    @cached_property
    def code_lines(self) -> int:
        """The number of lines that have code: no comments, docstrings or blank lines."""
        docstrings = {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        lines = enumerate(self.path.read_text("utf-8").splitlines(), 1)
        return sum(bool(line.strip()) and line.lstrip()[0] != "#" for number, line in lines if number not in docstrings)


def _imports(node: ast.AST, *, lazy: bool, typing: bool) -> Iterator[Import]:
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        yield from (Import(f"{node.module}.{alias.name}", lazy, typing) for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (Import(alias.name, lazy, typing) for alias in node.names)
    lazy = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    typing = typing or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, lazy=lazy, typing=typing)


MODULES = {module.name: module for module in map(Module, sorted(PACKAGE.rglob("*.py")))}
"""The modules of the package by name; the package itself has an empty name."""


def texts_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each string literal of a tree with its line, f-strings without their values."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def docstrings_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each docstring of a tree with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text is not None:
                yield node.body[0].lineno, text
