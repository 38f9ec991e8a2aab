"""YAML to nodes: our own limits and messages come first, whatever the version of the parser."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mlprep_cli.adapters import yaml_nodes
from mlprep_cli.adapters.nodes import ListNode, MalformedFile, MappingNode, ScalarNode
from mlprep_cli.adapters.yaml_nodes import DEEPEST, read_yaml
from mlprep_cli.errors import Problem


class LimitedLoader(yaml.SafeLoader):
    """A parser with a nesting limit of its own, in words of its own, which it meets while it looks ahead."""

    def fetch_flow_collection_start(self, token: Any) -> None:
        if self.flow_level > 50:
            raise yaml.scanner.ScannerError(None, None, "words that nobody knows", self.get_mark())
        super().fetch_flow_collection_start(token)


class UnmarkedLoader(LimitedLoader):
    """The same without a line in its error."""

    def fetch_flow_collection_start(self, token: Any) -> None:
        if self.flow_level > 50:
            raise yaml.YAMLError("words that nobody knows")
        super().fetch_flow_collection_start(token)


class RecursiveLoader(LimitedLoader):
    """The same with the limit of Python itself."""

    def fetch_flow_collection_start(self, token: Any) -> None:
        if self.flow_level > 50:
            raise RecursionError
        super().fetch_flow_collection_start(token)


LOADERS = {
    "C": getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    "Python": yaml.SafeLoader,
    "limited": LimitedLoader,
    "unmarked": UnmarkedLoader,
    "recursive": RecursiveLoader,
}


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(yaml_nodes, "_LOADER", LOADERS[request.param])
    return str(request.param)


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(MalformedFile) as refused:
        read_yaml(text if isinstance(text, bytes) else text.encode())
    return refused.value.problems


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "bomb",
    ["[" * 5000, "a: " + "[" * 5000, "{a: " * 5000, "- " * 5000, "? " * 5000, "a:\n  " + "[" * 30 + "\n  " + "[" * 5000,
     "[" * 60 + "]" * 60],
    ids=lambda bomb: str(bomb)[:6],
)  # fmt: skip
def test_deep_nesting_is_one_problem_in_our_own_words(bomb: str) -> None:
    (problem,) = problems(bomb)
    assert problem.message == f"this is nested more than {DEEPEST} levels deep"


@pytest.mark.usefixtures("loader")
def test_nesting_up_to_the_limit_is_read() -> None:
    node = read_yaml(("[" * DEEPEST + "]" * DEEPEST).encode())
    for _ in range(DEEPEST - 1):
        assert isinstance(node, ListNode)
        (node,) = node.items
    assert node == ListNode([], 1)
    assert len(problems("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))) == 1


@pytest.mark.usefixtures("loader")
def test_a_node_has_its_line_and_what_yaml_reads_it_as() -> None:
    text = """\
text: a
number: 1
empty:
truth: yes
quoted: "1"
tagged: !!str 1
list: [2024-01-31,
  1.5]
"""
    root = read_yaml(text.encode())
    assert isinstance(root, MappingNode)
    assert [(key.text, value) for key, value in root.pairs if isinstance(key, ScalarNode)] == [
        ("text", ScalarNode("a", "str", 1)),
        ("number", ScalarNode("1", "int", 2)),
        ("empty", ScalarNode("", "null", 3)),
        ("truth", ScalarNode("yes", "bool", 4)),
        ("quoted", ScalarNode("1", "str", 5)),
        ("tagged", ScalarNode("1", "str", 6)),
        ("list", ListNode([ScalarNode("2024-01-31", "timestamp", 7), ScalarNode("1.5", "float", 8)], 7)),
    ]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: [*x]", 2, "an alias (*) is not allowed"),
        ("a: &x 1\nb: &x 2", 2, "the anchor &x is used twice"),
        ("a: 1\nb: !!python/name:os.system x", 2, "tags such as !!python/name:os.system are not allowed"),
        ("a: 1\n---\nb: 2", 2, "this is not valid YAML for a bank: a second document begins here"),
        ("a: 1\nb: \x07", 2, "this is not valid YAML: it has the control character U+0007"),
        ("é: 1\n\n\nb: \x00", 4, "this is not valid YAML: it has the control character U+0000"),
        ("# only a comment", 1, "the file is empty"),
        (b"a: 1\nb: \xff", 2, "byte 0xff is not UTF-8"),
    ],
)
def test_a_refused_file_has_one_problem_in_our_own_words(text: str | bytes, line: int, message: str) -> None:
    (problem,) = problems(text)
    assert (problem.line, problem.message) == (line, message)


@pytest.mark.usefixtures("loader")
def test_a_syntax_error_has_the_words_of_the_parser_in_parentheses() -> None:
    (problem,) = problems("a: 1\nb: c: d\n")
    assert problem.line == 2
    assert problem.message.startswith("this is not valid YAML (")
    assert problem.fix == "quote a text that has `: ` in it"


@pytest.mark.usefixtures("loader")
def test_tabs_at_the_beginning_of_a_line_are_named_instead_of_a_syntax_error() -> None:
    assert problems("a:\n\tb: 1\n") == (Problem(2, "the line begins with a tab", "indent with spaces"),)
