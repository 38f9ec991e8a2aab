"""Read how companies interview from the nodes of a bank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mlprep_cli.adapters.field_reader import FieldReader
from mlprep_cli.adapters.nodes import MappingNode, Node
from mlprep_cli.core.questions import ROUNDS, InterviewProcess, InterviewReport, InterviewStage, OnsiteRound

PROCESS_FIELDS = ("name", "stages", "onsite", "focus", "weighs")
OPTIONAL_PROCESS_FIELDS = ("role", "as_of", "evidence", "values", "ai_tools")
NUMBERS = ("questions", "minutes")
ONSITE_FIELDS = ("name", "rounds", *NUMBERS)
OPTIONAL_ONSITE_FIELDS = ("topics", "mix", "prefer", "basis")
EVIDENCE_FIELDS = ("kind", "month", "says")
MOST = 600
"""The most questions and minutes of a round."""
_BASIS = re.compile(r"(report|judgement)\b.*")
_PREFERRED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(-\*)?")


class CompanyReader(FieldReader):
    """Reads interview processes."""

    def processes(self, node: Node | None, topics: Collection[str]) -> Iterator[InterviewProcess]:
        """Yield the processes in a list. `topics` are the known topics."""
        for item in self.items(node, "companies"):
            parts = self.mapping(item, "a company", PROCESS_FIELDS, OPTIONAL_PROCESS_FIELDS)
            values = self.mapping(parts.get("values"), "values", ("names", "source"))
            yield InterviewProcess(
                name=self.line(parts.get("name"), "name"),
                stages=tuple(self._stage(stage) for stage in self.items(parts.get("stages"), "stages")),
                onsite=tuple(self._onsite_round(visit, topics) for visit in self.items(parts.get("onsite"), "onsite")),
                focus=self.texts(parts.get("focus"), "focus"),
                weighs=self.texts(parts.get("weighs"), "weighs"),
                role=self.text(parts.get("role"), "role"),
                as_of=self.month(parts.get("as_of"), "as_of"),
                evidence=tuple(map(self._evidence, self.items(parts.get("evidence"), "evidence"))),
                values=self.texts(values.get("names"), "names"),
                values_source=self.text(values.get("source"), "source"),
                ai_tools=self.text(parts.get("ai_tools"), "ai_tools"),
            )

    def _stage(self, node: Node) -> InterviewStage:
        if not isinstance(node, MappingNode):
            return InterviewStage(self.text(node, "a stage"))
        parts = self.mapping(node, "a stage", ("text", "basis"))
        return InterviewStage(self.text(parts.get("text"), "text"), self._basis(parts.get("basis")))

    def _evidence(self, node: Node) -> InterviewReport:
        parts = self.mapping(node, "a piece of evidence", EVIDENCE_FIELDS)
        return InterviewReport(*(self.text(parts.get(name), name) for name in EVIDENCE_FIELDS))

    def _onsite_round(self, node: Node, topics: Collection[str]) -> OnsiteRound:
        parts = self.mapping(node, "a round", ONSITE_FIELDS, OPTIONAL_ONSITE_FIELDS)
        questions, minutes = (0 if part is None else self.number(part, "it") or 0 for part in map(parts.get, NUMBERS))
        if parts.keys() >= set(NUMBERS) and not 1 <= min(questions, minutes) <= max(questions, minutes) <= MOST:
            self.problem(node, f"questions and minutes must be from 1 to {MOST}", "write whole numbers, such as 45")
        visit = OnsiteRound(
            name=self.line(parts.get("name"), "name"),
            rounds=tuple(self.choice(item, "round", ROUNDS) for item in self.items(parts.get("rounds"), "rounds")),
            questions=questions,
            minutes=minutes,
            topics=tuple(self.choice(item, "topic", topics) for item in self.items(parts.get("topics"), "topics")),
            mix=tuple(self._mix(parts.get("mix"))),
            prefer=tuple(self._preferred(item) for item in self.items(parts.get("prefer"), "prefer")),
            basis=self._basis(parts.get("basis")),
        )
        if visit.mix and (total := sum(count for _, count in visit.mix)) != visit.questions:
            self.problem(node, f"mix has {total} questions, but there are {visit.questions}", "make them equal")
        if stray := [name for name, _ in visit.mix if name not in visit.rounds]:
            self.problem(node, f"mix has {stray[0]}, which is not one of the rounds", "add it to rounds, or remove it")
        return visit

    def _mix(self, node: Node | None) -> Iterator[tuple[str, int]]:
        for name, count in self.pairs(node, "mix"):
            yield name, self.number(count, f"mix: {name}") or 0

    def _preferred(self, node: Node) -> str:
        """Return the id of a question, or the start of ids before a star."""
        text = self.line(node, "prefer")
        if text.strip() and not _PREFERRED.fullmatch(text):
            self.problem(node, f"prefer has {text}, which is not an id", "write an id, or the start of ids with -*")
        return text

    def _basis(self, node: Node | None) -> str:
        """Return on what a fact rests."""
        if node is None:
            return "report"
        text = self.line(node, "basis")
        if text.strip() and not _BASIS.fullmatch(text):
            self.problem(node, f"basis is {text}", "begin it with report or judgement")
        return text
