"""A bank file: YAML in, `Bank` out, or every problem in it, each with its line and its fix."""

from __future__ import annotations

import os
import re
import warnings
from _ast import PyCF_ONLY_AST  # `ast` itself takes longer to import than a bank to read
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import yaml

from mlprep_cli.adapters.files import opened
from mlprep_cli.core.bank_style import advice
from mlprep_cli.core.questions import (
    BUDGETS,
    DIFFICULTIES,
    ROUNDS,
    Bank,
    Code,
    Company,
    FollowUp,
    KeyPoint,
    Page,
    Process,
    Question,
    Rubric,
    Visit,
    words_allowed,
)
from mlprep_cli.core.text import plain, steers
from mlprep_cli.errors import InvalidBank, Problem, nearest
from mlprep_cli.storage.banks import Fingerprint

MOST_BYTES = 20_000_000
FORMAT = 1
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ID = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_DEEPEST, _LONGEST, _MOST_PROBLEMS, _MOST_NAMES = 40, 500, 1000, 20_000
_TAGS = {None, "!", "tag:yaml.org,2002:str"}

TOPIC_FIELDS = ("id", "title", "study")
GUIDE_FIELDS = ("id", "title", "text")
REQUIRED = ("id", "round", "topic", "difficulty", "prompt", "answer", "key_points", "rubric")
OPTIONAL = ("code", "follow_ups", "companies", "expects", "see", "references", "level", "budget", "formerly")
PROCESS_FIELDS = ("name", "stages", "onsite", "focus", "weighs")
VISIT_FIELDS = ("name", "rounds", "questions", "minutes")
CODE_FIELDS = ("stub", "solution", "checks")
GRADES = ("strong", "lean", "no_hire")


@dataclass(frozen=True, slots=True)
class Known:
    """What other banks have, and a file may name: topics and question ids."""

    topics: Collection[str] = ()
    questions: Collection[str] = ()


class _Enough(Exception):
    """Nobody reads more problems than there are."""


def read_file(path: Path) -> tuple[bytes, Fingerprint]:
    """Return a bank file's bytes, and what it looks like.

    Raises:
        MlprepError: It cannot be read, or is no regular file.
    """
    with opened(path) as file:
        status = os.fstat(file.fileno())
        data = file.read(MOST_BYTES + 1)
    return data, Fingerprint(status.st_size, status.st_mtime_ns, sha256(data).hexdigest())


def read_bank(path: Path, data: bytes, known: Known) -> Bank:
    """Return the bank that the bytes of a file hold.

    Raises:
        InvalidBank: With everything that is wrong in it, in the order of the file.
    """
    return _read(path, data, known)[0]


def read_with_advice(path: Path, data: bytes, known: Known) -> tuple[Bank, tuple[Problem, ...]]:
    """Return the bank of a file, and what would make it read better, in the order of the file.

    Raises:
        InvalidBank: With everything that is wrong in it.
    """
    bank, reader = _read(path, data, known)
    places = {**reader.pages, **{("question", name): line for name, line in reader.lines.items()}}
    found = (Problem(places[each.kind, each.id], f"{each.id}: {each.what}", each.fix) for each in advice(bank))
    return bank, _in_order(found)


def _read(path: Path, data: bytes, known: Known) -> tuple[Bank, _Reader]:
    reader = _Reader(known)
    bank = Bank()
    with suppress(_Enough):
        bank = reader.read(data)
    if reader.problems:
        raise InvalidBank(path, _in_order(reader.problems))
    return bank, reader


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.line))


def spoken_words(answer: str) -> int:
    """Return how many words of an answer are said aloud: all but fenced code."""
    return len(_FENCED.sub(" ", answer).split())


@dataclass
class _Reader:
    """Walks the nodes of one file, and notes what is wrong with them on the way."""

    known: Known
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    named: list[tuple[int, Question]] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    pages: dict[tuple[str, str], int] = field(default_factory=dict)

    def read(self, data: bytes) -> Bank:
        root = self._composed(data)
        if root is None:
            return Bank()
        top = self._mapping(root, "the file", ("format", "questions"), ("topics", "guides", "companies"))
        if (number := top.get("format")) is not None and (found := self._number(number, "format")) not in (
            None,
            FORMAT,
        ):
            self._wrong(number, f"format {found} is not known", f"this mlprep reads format: {FORMAT}")
        topics = tuple(self._pages(top.get("topics"), "topic", TOPIC_FIELDS))
        self.topics = {each.id for each in topics} | set(self.known.topics)
        guides = tuple(self._pages(top.get("guides"), "guide", GUIDE_FIELDS))
        companies = tuple(self._processes(top.get("companies")))
        nodes = self._items(top.get("questions"), "questions")
        if "questions" in top and not nodes and not self.problems:
            self._wrong(top["questions"], "there is no question in it", "add one")
        questions = tuple(each for node in nodes if (each := self._question(node)) is not None)
        self._links()
        return Bank(topics, guides, questions, companies)

    def _composed(self, data: bytes) -> yaml.Node | None:
        if len(data) > MOST_BYTES:
            self._note(1, f"the file is larger than {MOST_BYTES // 1_000_000} MB", "split it into several banks")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._note(line, f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8")
            return None
        tabs = [number for number, line in enumerate(text.split("\n"), start=1) if line.lstrip(" ").startswith("\t")]
        try:
            if (trap := _trap(text)) is not None:
                self._note(*trap)
                return None
            root = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            if line not in tabs:
                self._note(line, f"this is not YAML: {error.problem}", _advice(text, line))
            self._tabs(tabs)
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            position = getattr(error, "position", 0)
            self._note(text.count("\n", 0, position) + 1, f"this is not YAML: {error}".splitlines()[0], "take it out")
            return None
        if root is None:
            self._note(1, "the file is empty", f"begin with format: {FORMAT}, then topics: and questions:")
        return root

    def _tabs(self, lines: list[int]) -> None:
        for line in lines[:20]:
            self._note(line, "the line begins with a tab", "indent with spaces")

    def _pages(self, node: yaml.Node | None, what: str, fields: tuple[str, ...]) -> Iterator[Page]:
        seen: dict[str, int] = {}
        for each in self._items(node, f"{what}s"):
            parts = self._mapping(each, f"a {what}", fields, ())
            name = self._id(parts.get("id"))
            title = self._text(parts.get("title"), "title")
            text = self._text(parts.get(fields[2]), fields[2])
            if name and name in seen:
                self._wrong(parts["id"], f"the {what} {name} is there twice, first on line {seen[name]}", "drop one")
            elif name:
                seen[name] = self.pages[what, name] = _line(parts["id"])
                yield Page(name, title, text)

    def _processes(self, node: yaml.Node | None) -> Iterator[Process]:
        for each in self._items(node, "companies"):
            parts = self._mapping(each, "a company", PROCESS_FIELDS, ())
            lists = {name: self._texts(parts.get(name), name) for name in ("stages", "focus", "weighs")}
            onsite = tuple(self._visit(visit) for visit in self._items(parts.get("onsite"), "onsite"))
            yield Process(self._text(parts.get("name"), "name"), onsite=onsite, **lists)

    def _visit(self, node: yaml.Node) -> Visit:
        parts = self._mapping(node, "a round", VISIT_FIELDS, ())
        rounds = self._items(parts.get("rounds"), "rounds")
        numbers = [0 if each is None else self._number(each, "it") or 0 for each in map(parts.get, VISIT_FIELDS[2:])]
        if len(parts) == len(VISIT_FIELDS) and not all(1 <= each <= 600 for each in numbers):
            self._wrong(node, "its questions and minutes are not from 1 to 600", "write whole numbers, as 45")
        return Visit(
            self._text(parts.get("name"), "name"),
            tuple(self._choice(each, "round", ROUNDS) for each in rounds),
            *numbers,
        )

    def _question(self, node: yaml.Node) -> Question | None:
        before = len(self.problems)
        parts = self._mapping(node, "a question", REQUIRED, OPTIONAL)
        name = self._id(parts.get("id"))
        if name and name in self.lines:
            self._wrong(parts["id"], f"the id {name} is there twice, first on line {self.lines[name]}", "rename one")
        elif name:
            self.lines[name] = _line(parts["id"])
        round_name = self._choice(parts.get("round"), "round", ROUNDS)
        topic = self._choice(parts.get("topic"), "topic", self.topics)
        difficulty = self._choice(parts.get("difficulty"), "difficulty", DIFFICULTIES)
        budget = self._budget(parts.get("budget"), round_name)
        question = Question(
            id=name,
            round=round_name,
            topic=topic,
            difficulty=difficulty,
            prompt=self._text(parts.get("prompt"), "prompt"),
            answer=self._answer(parts.get("answer"), round_name, budget),
            key_points=tuple(self._key_points(parts.get("key_points"), round_name)),
            rubric=self._rubric(parts.get("rubric")),
            budget=budget,
            follow_ups=tuple(self._follow_ups(parts.get("follow_ups"))),
            companies=tuple(self._companies(parts.get("companies"))),
            expects=tuple(self._expects(parts.get("expects"))),
            see=self._texts(parts.get("see"), "see"),
            references=self._texts(parts.get("references"), "references"),
            level=self._texts(parts.get("level"), "level"),
            formerly=self._texts(parts.get("formerly"), "formerly"),
            code=self._code(parts.get("code")),
        )
        self.named.append((_line(node), question))
        return question if len(self.problems) == before else None

    def _links(self) -> None:
        """Check what can only be checked once every question is known."""
        known = {*self.lines, *self.known.questions}
        for line, each in self.named:
            for target in each.see:
                if target and target not in known:
                    self._note(line, f"{each.id} says see: {target}, which leads nowhere", _meant(target, known))
            for old in each.formerly:
                if old in self.lines:
                    self._note(line, f"{each.id} was formerly {old}, which is still here", "drop one of the two")

    def _budget(self, node: yaml.Node | None, round_name: str) -> int:
        usual = BUDGETS.get(round_name, max(BUDGETS.values()))
        if node is None:
            return usual
        budget = self._number(node, "budget")
        if budget is not None and not 1 <= budget <= 24 * 3600:
            self._wrong(node, f"a budget of {budget} seconds", "write the seconds a good answer takes, as 120")
        return budget or usual

    def _answer(self, node: yaml.Node | None, round_name: str, budget: int) -> str:
        text = self._text(node, "answer")
        most = words_allowed(round_name, budget)
        if node is not None and round_name and (words := spoken_words(text)) > most:
            self._wrong(node, f"the answer has {words} words", f"{budget} seconds are enough to say {most}: shorten it")
        return text

    def _key_points(self, node: yaml.Node | None, round_name: str) -> Iterator[KeyPoint]:
        if node is None:
            return
        found = []
        for each in self._items(node, "key_points"):
            parts = self._mapping(each, "a key point", ("point",), ("must",))
            found.append(KeyPoint(self._text(parts.get("point"), "point"), must=self._flag(parts.get("must"), "must")))
        low, high = (2, 4) if round_name == "quickfire" else (3, 8)
        if not low <= len(found) <= high:
            self._wrong(node, f"there are {len(found)} key points", f"write {low} to {high} in this round")
        elif not any(each.must for each in found):
            self._wrong(node, "no key point is a must", "mark those without which no answer passes: must: true")
        yield from found

    def _rubric(self, node: yaml.Node | None) -> Rubric:
        parts = {} if node is None else self._mapping(node, "a rubric", GRADES, ())
        return Rubric(*(self._text(parts.get(grade), grade) for grade in GRADES))

    def _code(self, node: yaml.Node | None) -> Code | None:
        if node is None:
            return None
        parts = self._mapping(node, "code", CODE_FIELDS, ())
        return Code(*(self._python(parts.get(name), name) for name in CODE_FIELDS))

    def _python(self, node: yaml.Node | None, what: str) -> str:
        text = self._text(node, what)
        if node is not None and (wrong := python_problem(text)) is not None:
            line, message = wrong
            self._wrong(node, f"line {line} of the {what} is not Python: {message}", "mend it; code stands under `|`")
        return text

    def _follow_ups(self, node: yaml.Node | None) -> Iterator[FollowUp]:
        for each in self._items(node, "follow_ups"):
            parts = self._mapping(each, "a follow-up", ("prompt", "answer"), ())
            yield FollowUp(self._text(parts.get("prompt"), "prompt"), self._text(parts.get("answer"), "answer"))

    def _companies(self, node: yaml.Node | None) -> Iterator[Company]:
        for each in self._items(node, "companies"):
            parts = self._mapping(each, "a company", ("name",), ("year",))
            year = None if "year" not in parts else self._number(parts["year"], "year")
            yield Company(self._text(parts.get("name"), "name"), year)

    def _expects(self, node: yaml.Node | None) -> Iterator[tuple[str, str]]:
        if node is None:
            return
        for company, wish in self._pairs(node, "expects"):
            yield company, self._text(wish, f"expects: {company}")

    # --- kinds of nodes ---

    def _mapping(
        self, node: yaml.Node, what: str, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, yaml.Node]:
        known = (*required, *optional)
        pairs = self._pairs(node, what)
        parts = {}
        for key, value in pairs:
            if key in known:
                parts[key] = value
            else:
                self._wrong(value, f"{what} has no field {key}", _meant(key, known))
        missing = [name for name in required if name not in parts]
        if missing and isinstance(node, yaml.MappingNode):
            self._wrong(node, f"{what} lacks {', '.join(missing)}", "add it" if len(missing) == 1 else "add them")
        return parts

    def _pairs(self, node: yaml.Node, what: str) -> list[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, f"{what} is {_kind(node)}", "write its fields as `name: value`")
            return []
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._wrong(key, f"{what} has a field name that is {_kind(key)}", "write it as `name: value`")
            elif bad := steers(key.value):
                self._wrong(key, f"{what} has a name with the control character U+{ord(bad):04X}", "take it out")
            elif key.value in found:
                self._wrong(key, f"{what} has {key.value} twice", "drop one of the two")
            else:
                found[key.value] = value
        return list(found.items())

    def _items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, f"{what} is {_kind(node)}", "write a list, each item after a dash")
            return []
        return list(node.value)

    def _texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        return tuple(self._text(each, what) for each in self._items(node, what))

    def _text(self, node: yaml.Node | None, what: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, f"{what} is {_kind(node)}", "write text; quote it if it has `: `, `[` or `{` in it")
            return ""
        text: str = node.value
        if not text.strip():
            self._wrong(node, f"{what} is empty", "write it")
        elif not node.tag.endswith(":str"):
            self._wrong(node, f"{what} is {_kind(node)}, not text", f'quote it: "{text}"')
        elif bad := steers(text):
            self._wrong(node, f"{what} has the control character U+{ord(bad):04X} in it", "take it out")
        return text

    def _number(self, node: yaml.Node, what: str) -> int | None:
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":int") and re.fullmatch(r"[0-9]{1,9}", node.value):
            return int(node.value)
        self._wrong(node, f"{what} is {_kind(node)}, not a whole number", "write digits only")
        return None

    def _flag(self, node: yaml.Node | None, what: str) -> bool:
        if node is None:
            return False
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":bool"):
            return node.value.lower() in ("true", "yes", "on")
        self._wrong(node, f"{what} is {_kind(node)}", "write true, or leave it out")
        return False

    def _id(self, node: yaml.Node | None) -> str:
        text = self._text(node, "id")
        if text.strip() and node is not None and not _ID.fullmatch(text):
            self._wrong(node, f"the id {text} is not kebab-case", "use a-z, 0-9 and single dashes, at most 100 in all")
        return text

    def _choice(self, node: yaml.Node | None, what: str, known: Collection[str]) -> str:
        before = len(self.problems)
        text = self._text(node, what)
        if node is not None and len(self.problems) == before and text not in known:
            self._wrong(node, f"there is no {what} {text}", _meant(text, known))
            return ""
        return text

    def _wrong(self, node: yaml.Node, what: str, fix: str) -> None:
        self._note(_line(node), what, fix)

    def _note(self, line: int, what: str, fix: str) -> None:
        self.problems.append(Problem(line, _quoted(what), _quoted(fix)))
        if len(self.problems) == _MOST_PROBLEMS:
            raise _Enough


def python_problem(text: str) -> tuple[int, str] | None:
    """Return the line and the reason where a text is not Python, which is parsed and never run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<bank>", "exec", flags=PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, str(error) or "nested too deep"
    return None


def _quoted(text: str) -> str:
    """Return what is said of a file, which quotes it: on one line, of a length to read."""
    return plain(" ".join(text.split("\n")))[:_LONGEST]


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _kind(node: yaml.Node) -> str:
    """Return what YAML read, in words."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    name = node.tag.rpartition(":")[2]
    if name == "bool":
        truth = "true" if node.value.lower() in ("true", "yes", "on") else "false"
        return f"`{node.value}`, which YAML reads as {truth}"
    if name == "int":
        minutes = re.fullmatch(r"([0-9]{1,6}):([0-5]?[0-9])", node.value)
        read = int(minutes[1]) * 60 + int(minutes[2]) if minutes else node.value
        return f"`{node.value}`, which YAML reads as the number {read}"
    words = {"null": "empty", "float": f"the number `{node.value}`", "timestamp": f"the date `{node.value}`"}
    return words.get(name, f"the text `{node.value[:40]}`")


def _meant(name: str, known: Collection[str]) -> str:
    match = nearest(name[:_LONGEST], sorted(known)) if len(known) < _MOST_NAMES else None
    if match is not None:
        return f"did you mean {match}?"
    return f"use one of {', '.join(sorted(known))}" if len(known) <= 30 else "mlprep list shows all ids"


def _advice(text: str, line: int) -> str:
    """Return the likeliest fix of a line that YAML does not understand."""
    lines = text.split("\n")
    here = lines[line - 1].strip() if line <= len(lines) else ""
    if ": " in here.partition(": ")[2]:
        return "quote a text that has `: ` in it"
    return "look at its indentation, and quote a text that has `: `, ` #`, `[`, `{` or a leading `*`, `&`, `%` or `@`"


def _trap(text: str) -> tuple[int, str, str] | None:
    """Return the line, what is wrong and the fix where a file holds what would turn a reader of YAML against its user.

    Nesting exhausts the stack of whoever composes the nodes, aliases multiply, and tags name what a loader is to make.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return line, "this is used again by an alias (*)", "write it out where it is used"
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag not in _TAGS:
            return line, f"a bank has no tags, as {str(event.tag).replace('tag:yaml.org,2002:', '!!')}", "take it out"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return 1, f"it is nested more than {_DEEPEST} deep", "a bank needs no more than five levels"
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None
