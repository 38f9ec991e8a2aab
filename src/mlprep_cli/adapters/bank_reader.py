"""Read a bank from nodes: every field is checked, and every problem is reported with its line and its fix."""

from __future__ import annotations

import re
import warnings
from _ast import PyCF_ONLY_AST  # importing `ast` takes longer than reading a bank
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from typing import NamedTuple

from mlprep_cli.adapters.company_reader import CompanyReader
from mlprep_cli.adapters.field_reader import TooManyProblems, did_you_mean
from mlprep_cli.adapters.nodes import ListNode, Node
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.coding import GROWTHS
from mlprep_cli.core.questions import (
    BUDGETS,
    DIFFICULTIES,
    ROUNDS,
    Bank,
    CheckGroup,
    Code,
    Company,
    FollowUp,
    KeyPoint,
    Page,
    Question,
    Rubric,
    Source,
    words_allowed,
)
from mlprep_cli.core.speech import seconds
from mlprep_cli.errors import Problem

FORMATS = (1, 2)
"""The formats that are read. What 2 adds is optional, so a file of format 1 is read the same way."""
LONGEST_CODE_LINE = 10_000
"""The most characters of a line of code."""
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)

TOPIC_FIELDS = ("id", "title", "study")
GUIDE_FIELDS = ("id", "title", "text")
REQUIRED = ("id", "round", "topic", "difficulty", "prompt", "answer", "key_points", "rubric")
OPTIONAL = (
    *("more", "code", "follow_ups", "companies", "sources", "expects", "see", "references", "as_of", "level"),
    *("budget", "formerly"),
)
SOURCE_FIELDS = ("claim", "kind", "month")
CODE_FIELDS = ("stub", "solution", "checks")
CHECK_FIELDS = ("code", "hidden", "level", "grows", "call", "input", "from")
GROWTH_FIELDS = ("grows", "call", "input", "from")
GRADES = ("strong", "lean", "no_hire")


class ReadBank(NamedTuple):
    """A bank, the problems of its file, the line of each `question`, `topic` and `guide` by its id, and advice on texts.

    If there are problems, the bank is incomplete and must not be used.
    """

    bank: Bank
    problems: tuple[Problem, ...]
    lines: dict[tuple[str, str], int]
    advice: tuple[Problem, ...]


def read_bank(root: Node, known: KnownNames, syntax: str, *, timed: bool = True) -> ReadBank:
    """Return the bank that nodes describe.

    Args:
        root: The content of the file.
        known: The names in other banks, which this one may refer to.
        syntax: The name of the file's format, as messages use it.
        timed: Whether to check the time that answers take aloud, which takes as long as the rest.
    """
    reader = _BankReader(known, syntax, timed=timed)
    bank = Bank()
    with suppress(TooManyProblems):
        bank = reader.read(root)
    return ReadBank(bank, tuple(reader.problems), reader.lines, tuple(reader.advice))


def spoken_words(answer: str) -> int:
    """Return the number of words of an answer that are said aloud: all except fenced code."""
    return len(_FENCED.sub(" ", answer).split())


def python_problem(text: str) -> tuple[int, str] | None:
    """Return the line and the reason if a text is not Python, otherwise None. The text is parsed and never run."""
    # How deep an expression may be nested differs from one Python to the next, so long lines are refused first.
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_CODE_LINE:
            return number, f"the line has {len(line):,} characters, more than {LONGEST_CODE_LINE:,}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<bank>", "exec", flags=PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except (RecursionError, MemoryError):
        return 1, "nested too deep"
    except ValueError as error:
        return 1, str(error)
    return None


class _BankReader(CompanyReader):
    """Reads one bank."""

    def __init__(self, known: KnownNames, syntax: str, *, timed: bool) -> None:
        super().__init__(syntax)
        self._format, self._timed = FORMATS[0], timed
        self.lines: dict[tuple[str, str], int] = {}
        self._known = known
        self._topics = set(known.topics)
        self._questions: list[tuple[int, Question]] = []

    def read(self, root: Node) -> Bank:
        top = self.mapping(root, "the file", ("format", "questions"), ("topics", "guides", "companies"))
        if (node := top.get("format")) is not None and (number := self.number(node, "format")) is not None:
            self._format = number
            if number not in FORMATS:
                self.problem(node, f"format {number} is not supported", f"use format: {FORMATS[-1]}")
        topics = tuple(self._pages(top.get("topics"), "topic", TOPIC_FIELDS))
        self._topics |= {topic.id for topic in topics}
        guides = tuple(self._pages(top.get("guides"), "guide", GUIDE_FIELDS))
        companies = tuple(self.processes(top.get("companies"), self._topics))
        nodes = self.items(top.get("questions"), "questions")
        if "questions" in top and not nodes and not self.problems:
            self.problem(top["questions"], "the file has no questions", "add one")
        questions = tuple(question for node in nodes if (question := self._question(node)) is not None)
        self._check_references()
        return Bank(topics, guides, questions, companies, self._format)

    def _pages(self, node: Node | None, what: str, fields: tuple[str, ...]) -> Iterator[Page]:
        for item in self.items(node, f"{what}s"):
            parts = self.mapping(item, f"a {what}", fields)
            name = self.id(parts.get("id"))
            title = self.text(parts.get("title"), "title")
            text = self.text(parts.get(fields[2]), fields[2])
            if self._is_new(what, name, parts.get("id"), f"the {what} {name}", "remove one"):
                yield Page(name, title, text)

    def _is_new(self, kind: str, name: str, node: Node | None, what: str, fix: str) -> bool:
        """Note the line of an id, and return whether the id is present and new."""
        if not name or node is None:
            return False
        if (first := self.lines.get((kind, name))) is not None:
            self.problem(node, f"{what} is used twice, first on line {first}", fix)
            return False
        self.lines[kind, name] = node.line
        return True

    def _question(self, node: Node) -> Question | None:
        before = len(self.problems)
        parts = self.mapping(node, "a question", REQUIRED, OPTIONAL)
        name = self.id(parts.get("id"))
        self._is_new("question", name, parts.get("id"), f"the id {name}", "rename one")
        round_name = self.choice(parts.get("round"), "round", ROUNDS)
        topic = self.choice(parts.get("topic"), "topic", self._topics)
        difficulty = self.choice(parts.get("difficulty"), "difficulty", DIFFICULTIES)
        budget = self._budget(parts.get("budget"), round_name)
        question = Question(
            id=name,
            round=round_name,
            topic=topic,
            difficulty=difficulty,
            prompt=self.text(parts.get("prompt"), "prompt"),
            answer=self._answer(parts.get("answer"), name, round_name, budget),
            key_points=tuple(self._key_points(parts.get("key_points"), round_name)),
            rubric=self._rubric(parts.get("rubric")),
            budget=budget,
            follow_ups=tuple(self._follow_ups(parts.get("follow_ups"))),
            companies=tuple(self._companies(parts.get("companies"))),
            expects=tuple(self._expects(parts.get("expects"))),
            see=self.texts(parts.get("see"), "see"),
            references=self.texts(parts.get("references"), "references"),
            level=tuple(self.line(level, "level") for level in self.items(parts.get("level"), "level")),
            formerly=self.texts(parts.get("formerly"), "formerly"),
            code=self._code(parts.get("code")),
            more=self.text(parts.get("more"), "more"),
            sources=tuple(self._sources(parts.get("sources"))),
            as_of=self.month(parts.get("as_of"), "as_of"),
        )
        self._questions.append((node.line, question))
        return question if len(self.problems) == before else None

    def _check_references(self) -> None:
        """Check the references between questions, once all of them are read."""
        own = {name for kind, name in self.lines if kind == "question"}
        known = {*own, *self._known.questions}
        for line, question in self._questions:
            for target in question.see:
                if target and target not in known:
                    self.problem(
                        line, f"{question.id} has see: {target}, which is not a question", did_you_mean(target, known)
                    )
            for old in question.formerly:
                if old in own:
                    wrong = f"{question.id} has formerly: {old}, which is still a question"
                    self.problem(line, wrong, "remove one of the two")

    def _budget(self, node: Node | None, round_name: str) -> int:
        default = BUDGETS.get(round_name, max(BUDGETS.values()))
        if node is None:
            return default
        budget = self.number(node, "budget")
        if budget is not None and not 1 <= budget <= 24 * 3600:
            fix = "write the seconds that a good answer takes, such as 120"
            self.problem(node, f"a budget of {budget} seconds is not possible", fix)
        return budget or default

    def _answer(self, node: Node | None, name: str, round_name: str, budget: int) -> str:
        text = self.text(node, "answer")
        if node is None or not round_name:
            return text
        if (words := spoken_words(text)) > (most := words_allowed(round_name, budget)):
            wrong = f"the answer has {words} words, but only {most} can be said in {budget} seconds"
            self.problem(node, wrong, "shorten it")
        elif self._timed and self._format > 1 and (spoken := ceil(seconds(text))) > budget:
            wrong = f"{name}: the answer takes {spoken} seconds aloud, of at most {budget}"
            self.problem(node, wrong, "move a part to `more`")
        return text

    def _key_points(self, node: Node | None, round_name: str) -> Iterator[KeyPoint]:
        if node is None:
            return
        points = []
        for item in self.items(node, "key_points"):
            parts = self.mapping(item, "a key point", ("point",), ("must", "say"))
            text, must = self.text(parts.get("point"), "point"), self.flag(parts.get("must"), "must")
            say = tuple(self.line(cue, "a cue") for cue in self.items(parts.get("say"), "say"))
            points.append(KeyPoint(text, must, say))
        low, high = (2, 4) if round_name == "quickfire" else (3, 8)
        if not low <= len(points) <= high:
            self.problem(node, f"there are {len(points)} key points", f"write {low} to {high} in this round")
        elif not any(point.must for point in points):
            fix = "add must: true to the points that every good answer makes"
            self.problem(node, "no key point is a must", fix)
        yield from points

    def _rubric(self, node: Node | None) -> Rubric:
        parts = self.mapping(node, "a rubric", GRADES)
        return Rubric(*(self.text(parts.get(grade), grade) for grade in GRADES))

    def _code(self, node: Node | None) -> Code | None:
        if node is None:
            return None
        parts = self.mapping(node, "code", CODE_FIELDS, ("helpers", "levels", "repair"))
        checks = parts.get("checks")
        if isinstance(checks, ListNode):
            groups = tuple(self._check(item) for item in self.items(checks, "checks"))
        else:
            groups = (CheckGroup("checks", self._python(checks, "checks")),)
        levels = self.texts(parts.get("levels"), "levels")
        return Code(
            self._python(parts.get("stub"), "stub"),
            self._python(parts.get("solution"), "solution"),
            groups,
            self._python(parts.get("helpers"), "helpers"),
            levels,
            self.flag(parts.get("repair"), "repair"),
        )

    def _check(self, node: Node) -> CheckGroup:
        parts = self.mapping(node, "a group of checks", ("name",), CHECK_FIELDS)
        name = self.line(parts.get("name"), "name")
        growth = [field for field in GROWTH_FIELDS if field in parts]
        if ("code" in parts) == bool(growth):
            fix = f"write code: with asserts, or {', '.join(GROWTH_FIELDS)}"
            self.problem(node, f"the group {name} has to have either code or a growth", fix)
        elif growth and len(growth) < len(GROWTH_FIELDS):
            missing = ", ".join(field for field in GROWTH_FIELDS if field not in parts)
            self.problem(node, f"the group {name} lacks {missing}", "add it")
        level = self.number(parts["level"], "level") if "level" in parts else 1
        start = self.number(parts["from"], "from") if "from" in parts else 0
        return CheckGroup(
            name,
            self._python(parts.get("code"), "code"),
            self.flag(parts.get("hidden"), "hidden"),
            max(level or 1, 1),
            self.choice(parts.get("grows"), "growth", GROWTHS),
            self._python(parts.get("call"), "call"),
            self._python(parts.get("input"), "input"),
            start or 0,
        )

    def _python(self, node: Node | None, what: str) -> str:
        text = self.text(node, what)
        if node is not None and (wrong := python_problem(text)) is not None:
            line, detail = wrong
            self.problem(node, f"line {line} of the {what} is not Python ({detail})", "fix it; write code under `|`")
        return text

    def _follow_ups(self, node: Node | None) -> Iterator[FollowUp]:
        for item in self.items(node, "follow_ups"):
            parts = self.mapping(item, "a follow-up", ("prompt", "answer"))
            yield FollowUp(self.text(parts.get("prompt"), "prompt"), self.text(parts.get("answer"), "answer"))

    def _companies(self, node: Node | None) -> Iterator[Company]:
        for item in self.items(node, "companies"):
            parts = self.mapping(item, "a company", ("name",), ("year",))
            year = self.number(parts["year"], "year") if "year" in parts else None
            yield Company(self.line(parts.get("name"), "name"), year)

    def _sources(self, node: Node | None) -> Iterator[Source]:
        for item in self.items(node, "sources"):
            parts = self.mapping(item, "a source", SOURCE_FIELDS)
            claim, kind = self.text(parts.get("claim"), "claim"), self.line(parts.get("kind"), "kind")
            yield Source(claim, kind, self.month(parts.get("month"), "month"))

    def _expects(self, node: Node | None) -> Iterator[tuple[str, str]]:
        for company, wish in self.pairs(node, "expects"):
            yield company, self.text(wish, f"expects: {company}")
