"""Read YAML as nodes. Aliases, tags and deep nesting are refused: they make it unsafe to parse untrusted YAML."""

from __future__ import annotations

import re
from itertools import accumulate

import yaml

from mlprep_cli.adapters.nodes import ListNode, MalformedFile, MappingNode, Node, ScalarNode
from mlprep_cli.errors import Problem

DEEPEST = 40
"""The most levels of nesting. A bank has five; the parser's own limits are far higher."""
MOST_EVENTS = 400_000
"""The most values, and starts and ends of lists and mappings. Ten megabytes of ordinary questions have half as many."""

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE_TAG = "tag:yaml.org,2002:"
_ALLOWED_TAGS = (None, "!", f"{_CORE_TAG}str")
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_TABS = 20
_COMMENT = re.compile(r"[ \t]+(#.*)")


def read_yaml(data: bytes) -> Node:
    """Return the content of a YAML file.

    Raises:
        MalformedFile: It is empty, is not YAML in UTF-8, or uses features that a bank may not use.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise MalformedFile(Problem(line, wrong, "save the file as UTF-8")) from error
    root = _Composer(text).compose()
    if root is None:
        raise MalformedFile(Problem(1, "the file is empty", "begin with format: 1, then topics: and questions:"))
    return root


class _Composer:
    """Builds nodes from the events of a YAML parser.

    Working from events keeps nesting off the call stack, and applies our own limits before those of the parser.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._has_comments = " #" in text or "\t#" in text
        self._anchors: set[str] = set()
        self._open: list[tuple[list[Node], int]] = []

    def compose(self) -> Node | None:
        """Return the root node, or None if the file is empty."""
        try:
            loader = _LOADER(self._text)
            try:
                return self._root(loader)
            finally:
                loader.dispose()
        except RecursionError as error:
            raise MalformedFile(_too_deep(1)) from error
        except yaml.MarkedYAMLError as error:
            raise self._syntax_error(error) from error
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            raise self._unreadable(error) from error

    def _root(self, loader: yaml.SafeLoader) -> Node | None:
        top: list[Node] = []
        siblings = top
        events = 0
        while loader.check_event():
            event = loader.get_event()  # type: ignore[no-untyped-call]  # the stubs leave it untyped
            events += 1
            if events > MOST_EVENTS:
                wrong = f"the file has more than {MOST_EVENTS:,} values and lists"
                raise MalformedFile(Problem(_line(event), wrong, "split it into several banks"))
            kind = type(event)
            if kind is yaml.ScalarEvent:
                siblings.append(self._scalar(loader, event))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                line = self._checked(event)
                self._open.append((siblings, line))
                if len(self._open) > DEEPEST:
                    raise MalformedFile(_too_deep(line))
                siblings = []
            elif kind is yaml.SequenceEndEvent:
                items = siblings
                siblings, line = self._open.pop()
                siblings.append(ListNode(items, line))
            elif kind is yaml.MappingEndEvent:
                parts = siblings
                siblings, line = self._open.pop()
                siblings.append(MappingNode(list(zip(parts[::2], parts[1::2], strict=True)), line))
            elif kind is yaml.AliasEvent:
                wrong = "an alias (*) is not allowed"
                raise MalformedFile(Problem(_line(event), wrong, "write the value out instead"))
            elif kind is yaml.DocumentStartEvent and top:
                wrong = "this is not valid YAML for a bank: a second document begins here"
                raise MalformedFile(Problem(_line(event), wrong, "remove the `---`"))
        return top[0] if top else None

    def _scalar(self, loader: yaml.SafeLoader, event: yaml.ScalarEvent) -> ScalarNode:
        line = self._checked(event)
        if event.tag is None or event.tag == "!":
            tag: str = loader.resolve(  # type: ignore[no-untyped-call]  # the stubs leave it untyped
                yaml.ScalarNode, event.value, event.implicit
            )
            return ScalarNode(event.value, tag.removeprefix(_CORE_TAG), line, self._comment_after(event))
        return ScalarNode(event.value, "str", line)

    def _comment_after(self, event: yaml.ScalarEvent) -> str:
        """Return the comment that ends a value without quotes."""
        if not self._has_comments or event.style or event.end_mark is None:
            return ""
        match = _COMMENT.match(self._text, event.end_mark.index)
        return match[1] if match else ""

    def _checked(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> int:
        """Return the line of a node's event.

        Raises:
            MalformedFile: It has a tag, which tells a loader what to make, or an anchor that was used before.
        """
        line = _line(event)
        if event.tag not in _ALLOWED_TAGS:
            tag = event.tag.replace(_CORE_TAG, "!!")
            raise MalformedFile(Problem(line, f"tags such as {tag} are not allowed", "remove it"))
        if event.anchor is not None:
            if event.anchor in self._anchors:
                raise MalformedFile(Problem(line, f"the anchor &{event.anchor} is used twice", "remove it"))
            self._anchors.add(event.anchor)
        return line

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> MalformedFile:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        lines = self._text.split("\n")
        # The parser looks ahead in a line before it reports the brackets in it, so its own limit may be met first.
        if self._depth_within(lines[line - 1 : line], mark.column + 1 if mark else None) > DEEPEST:
            return MalformedFile(_too_deep(line))
        tabs = [number for number, text in enumerate(lines, start=1) if text.lstrip(" ").startswith("\t")]
        problems = [Problem(number, "the line begins with a tab", "indent with spaces") for number in tabs[:_MOST_TABS]]
        if line not in tabs:
            problems.append(Problem(line, f"this is not valid YAML ({error.problem})", _syntax_fix(lines, line)))
        return MalformedFile(*problems)

    def _unreadable(self, error: Exception) -> MalformedFile:
        """Return the problem of an error without a line."""
        if (character := _NOT_PRINTABLE.search(self._text)) is not None:
            line = self._text.count("\n", 0, character.start()) + 1
            wrong = f"this is not valid YAML: it has the control character U+{ord(character[0]):04X}"
            return MalformedFile(Problem(line, wrong, "remove it"))
        if self._depth_within(self._text.split("\n"), None) > DEEPEST:
            return MalformedFile(_too_deep(1))
        detail = " ".join(str(error).split())
        return MalformedFile(Problem(1, f"this is not valid YAML ({detail})", "correct it or remove it"))

    def _depth_within(self, lines: list[str], columns: int | None) -> int:
        """Return the deepest nesting that the brackets in a line can reach, on top of the collections that are open."""
        depths = (
            accumulate((1 if bracket in "[{" else -1 for bracket in re.findall(r"[\[\]{}]", line[:columns])), initial=0)
            for line in lines
        )
        return len(self._open) + max((max(depth) for depth in depths), default=0)


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


def _too_deep(line: int) -> Problem:
    return Problem(line, f"this is nested more than {DEEPEST} levels deep", "a bank needs at most five levels")


def _syntax_fix(lines: list[str], line: int) -> str:
    """Return the most likely fix of a line that is not YAML."""
    here = lines[line - 1].strip() if line <= len(lines) else ""
    if ": " in here.partition(": ")[2]:
        return "quote a text that has `: ` in it"
    return "check its indentation, and quote a text that has `: `, ` #`, `[`, `{` or a leading `*`, `&`, `%` or `@`"
