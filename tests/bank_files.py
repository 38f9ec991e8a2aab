"""Bank files in memory."""

from __future__ import annotations

from pathlib import Path

from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.banks import Fingerprint

COMPLETE = """\
format: 2
topics:
  - {id: everything, title: Everything, study: All of it.}
companies:
  - name: Complete
    role: engineer
    as_of: 2026-11
    evidence: [{kind: guide, month: "2026", says: two rounds}]
    stages: [{text: A screen, basis: judgement}]
    onsite:
      - {name: Code, rounds: [coding], topics: [everything], questions: 1, mix: {coding: 1}, prefer: [complete], minutes: 9}
    focus: [forecasting]
    weighs: [depth]
    values: {names: [Candour], source: its page}
    ai_tools: Not allowed.
questions:
  - id: complete
    round: coding
    topic: everything
    difficulty: easy
    prompt: Return one.
    answer: I return one, in O(1).
    more: If there is time, I say **why**.
    code: {stub: "def f(): ...", solution: "def f(): return 1", checks: assert f() == 1}
    key_points:
      - {point: Returns one, must: true, say: [one, a unit]}
      - {point: In constant time, say: [O of one, constant]}
      - {point: Without a loop, say: [no loop, direct]}
    rubric: {strong: Returns one without a loop, lean: Returns one, no_hire: Returns two}
    follow_ups:
      - {prompt: And two?, answer: I add one.}
      - {prompt: And three?, answer: I add two.}
    companies: [{name: Complete, year: 2026}]
    sources: [{claim: asked by Complete, kind: candidate report, month: 2026-04}]
    expects: {Complete: speed}
    see: [complete-too]
    references: [Knuth 1968]
    as_of: 2026-11
    level: [L5]
    formerly: [incomplete]
  - id: complete-too
    round: coding
    topic: everything
    difficulty: easy
    prompt: Return two.
    answer: I return two, in O(1).
    key_points: [{point: two, must: true}, {point: constant}, {point: direct}]
    rubric: {strong: two at once, lean: two in time, no_hire: three}
"""
"""A bank of format 2 with a company and a question that have every field."""


def bank_file(content: str | bytes, name: str = "mine.yaml") -> BankFile:
    """Return a bank file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return BankFile(Path(name), data, Fingerprint(len(data), 0, ""))
