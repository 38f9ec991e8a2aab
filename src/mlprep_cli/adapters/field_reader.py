"""Read texts, numbers, ids and names from nodes, and report each node that is something else as a problem."""

from __future__ import annotations

import re
from collections.abc import Collection

from mlprep_cli.adapters.nodes import ListNode, MappingNode, Node, ScalarNode
from mlprep_cli.core.text import first_hidden_character, hidden_name, is_blank, plain
from mlprep_cli.errors import Problem, nearest

_ID = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_LINE = 200
_LONGEST, _MOST_PROBLEMS, _MOST_NAMES, _MOST_NAMES_LISTED = 500, 1000, 20_000, 30
_MONTH = re.compile(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?")
_TRUE = ("true", "yes", "on")


class TooManyProblems(Exception):
    """More problems than anyone would read."""


class FieldReader:
    """Reads values from nodes and collects the problems."""

    def __init__(self, syntax: str) -> None:
        self.problems: list[Problem] = []
        self.advice: list[Problem] = []
        self._syntax = syntax

    def mapping(
        self, node: Node | None, what: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, Node]:
        """Return the fields of a mapping by name; empty if there is none."""
        if node is None:
            return {}
        known = (*required, *optional)
        fields = {}
        for name, value in self.pairs(node, what):
            if name in known:
                fields[name] = value
            else:
                self.problem(value, f"{what} has no field {name}", did_you_mean(name, known))
        missing = [name for name in required if name not in fields]
        if missing and isinstance(node, MappingNode):
            self.problem(node, f"{what} lacks {', '.join(missing)}", "add it" if len(missing) == 1 else "add them")
        return fields

    def pairs(self, node: Node | None, what: str) -> list[tuple[str, Node]]:
        """Return the names and values of a mapping, each name once."""
        if node is None:
            return []
        if not isinstance(node, MappingNode):
            self.problem(node, f"{what} is {self._described(node)}", "write its fields as `name: value`")
            return []
        fields: dict[str, Node] = {}
        for key, value in node.pairs:
            if not isinstance(key, ScalarNode):
                self.problem(
                    key, f"{what} has a field name that is {self._described(key)}", "write it as `name: value`"
                )
            elif character := first_hidden_character(key.text):
                self.problem(key, f"{what} has a field name with {hidden_name(character)}", "remove it")
            elif is_blank(key.text):
                self.problem(key, f"{what} has an empty field name", "write it")
            elif key.text in fields:
                self.problem(key, f"{what} has {key.text} twice", "remove one of the two")
            else:
                fields[key.text] = value
        return list(fields.items())

    def items(self, node: Node | None, what: str) -> list[Node]:
        """Return the items of a list; empty if there is none."""
        if node is None:
            return []
        if not isinstance(node, ListNode):
            self.problem(node, f"{what} is {self._described(node)}", "write a list, with each item after a dash")
            return []
        return node.items

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Return a list of texts; empty if there is none."""
        return tuple(self.text(item, what) for item in self.items(node, what))

    def text(self, node: Node | None, what: str) -> str:
        """Return a text; empty if there is none."""
        if isinstance(node, ScalarNode) and node.comment:
            lost = f"{what} ends before a YAML comment: {_on_one_line(node.comment)}"
            fix = "quote the whole text, or move the comment to its own line"
            self.advice.append(Problem(node.line, lost, fix))
        return self._string(node, what)

    def _string(self, node: Node | None, what: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            fix = "write text; quote it if it has `: `, `[` or `{` in it"
            self.problem(node, f"{what} is {self._described(node)}", fix)
            return ""
        text = node.text
        if is_blank(text):
            self.problem(node, f"{what} is empty", "write it")
        elif node.kind != "str":
            self.problem(node, f"{what} is {self._described(node)}, not text", f'quote it: "{text}"')
        elif character := first_hidden_character(text):
            self.problem(node, f"{what} has {hidden_name(character)} in it", "remove it")
        return text

    def line(self, node: Node | None, what: str) -> str:
        """Return a text of one line, such as a name; empty if there is none."""
        text = self._string(node, what)
        if node is not None and ("\n" in text or len(text) > _LONGEST_LINE):
            self.problem(node, f"{what} is not one line of at most {_LONGEST_LINE} characters", "shorten it")
        return text

    def number(self, node: Node, what: str) -> int | None:
        """Return a whole number from 0 to 999,999,999; None, and a problem, for anything else."""
        if isinstance(node, ScalarNode) and node.kind == "int" and re.fullmatch(r"[0-9]{1,9}", node.text):
            return int(node.text)
        self.problem(node, f"{what} is {self._described(node)}, not a whole number", "write digits only")
        return None

    def flag(self, node: Node | None, what: str) -> bool:
        """Return a Boolean; False if there is none."""
        if node is None:
            return False
        if isinstance(node, ScalarNode) and node.kind == "bool":
            return node.text.lower() in _TRUE
        self.problem(node, f"{what} is {self._described(node)}", "write true, or leave it out")
        return False

    def month(self, node: Node | None, what: str) -> str:
        """Return a month as YYYY-MM, or a year; empty if there is none."""
        if node is None:
            return ""
        if isinstance(node, ScalarNode) and _MONTH.fullmatch(node.text):
            return node.text
        self.problem(node, f"{what} is not a month or a year", "write it as 2026-11 or 2026")
        return ""

    def id(self, node: Node | None) -> str:
        """Return an id."""
        text = self._string(node, "id")
        if text.strip() and node is not None and not _ID.fullmatch(text):
            fix = "use a-z, 0-9 and single dashes, at most 100 characters"
            self.problem(node, f"the id {text} is not kebab-case", fix)
        return text

    def choice(self, node: Node | None, what: str, known: Collection[str]) -> str:
        """Return one of the known names; empty if it is none of them."""
        before = len(self.problems)
        text = self._string(node, what)
        if node is not None and len(self.problems) == before and text not in known:
            self.problem(node, f"there is no {what} {text}", did_you_mean(text, known))
            return ""
        return text

    def problem(self, where: Node | int, message: str, fix: str) -> None:
        """Report a problem at a node or a line."""
        line = where if isinstance(where, int) else where.line
        self.problems.append(Problem(line, _on_one_line(message), _on_one_line(fix)))
        if len(self.problems) == _MOST_PROBLEMS:
            raise TooManyProblems

    def _described(self, node: Node) -> str:
        """Return what a node is in words: as written, and as the format reads it if that is different."""
        if not isinstance(node, ScalarNode):
            return "a mapping" if isinstance(node, MappingNode) else "a list"
        if node.kind == "bool":
            return f"`{node.text}`, which {self._syntax} reads as {'true' if node.text.lower() in _TRUE else 'false'}"
        if node.kind == "int":
            minutes = re.fullmatch(r"([0-9]{1,6}):([0-5]?[0-9])", node.text)
            value = int(minutes[1]) * 60 + int(minutes[2]) if minutes else node.text
            return f"`{node.text}`, which {self._syntax} reads as the number {value}"
        words = {"null": "empty", "float": f"the number `{node.text}`"}
        words |= dict.fromkeys(("timestamp", "datetime", "date", "time"), f"the date `{node.text}`")
        return words.get(node.kind, f"the text `{node.text[:40]}`")


def _on_one_line(text: str) -> str:
    """Return a message, which may quote a file, on one line and of a readable length."""
    return plain(" ".join(text.split("\n")))[:_LONGEST]


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return the fix for an unknown name: the closest known name, or all of them if there are few."""
    matches = nearest(name[:_LONGEST], sorted(known)) if len(known) < _MOST_NAMES else []
    if matches:
        return f"did you mean {matches[0]}?"
    if len(known) <= _MOST_NAMES_LISTED:
        return f"use one of {', '.join(sorted(known))}"
    return "mlprep list shows all ids"
