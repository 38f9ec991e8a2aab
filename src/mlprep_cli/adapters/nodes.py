"""Nodes: the content of a bank file in any format, with the line of each part."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from mlprep_cli.errors import Problem


class ScalarNode(NamedTuple):
    """A single value.

    `text` is the value as the file spells it. `kind` is what the format reads it as: `str`, `int`, `float`, `bool`,
    `null`, `timestamp`, or another name if the format has more kinds. `comment` is what follows it on its line and is not
    part of it, although it would be if the value were quoted.
    """

    text: str
    kind: str
    line: int
    comment: str = ""


class ListNode(NamedTuple):
    """A list of nodes."""

    items: list[Node]
    line: int


class MappingNode(NamedTuple):
    """Fields in the order of the file. A name may occur twice, and a malformed file may have a name that is not text."""

    pairs: list[tuple[Node, Node]]
    line: int


Node: TypeAlias = ScalarNode | ListNode | MappingNode

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
"""What a parser of JSON or TOML returns, without dates."""


class MalformedFile(Exception):
    """A file does not follow the syntax of its format."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def nodes_from(value: Value, line: int) -> Node:
    """Return plain data as nodes that are all on one line."""
    match value:
        case dict():
            return MappingNode(
                [(ScalarNode(name, "str", line), nodes_from(part, line)) for name, part in value.items()], line
            )
        case list():
            return ListNode([nodes_from(item, line) for item in value], line)
        case None:
            return ScalarNode("", "null", line)
        case bool():
            return ScalarNode(str(value).lower(), "bool", line)
        case _:
            return ScalarNode(str(value), type(value).__name__, line)
