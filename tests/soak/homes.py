"""Home folders with a small bank, empty or practised in: three weeks of drills, notes, a plan, and a mock interview."""

from __future__ import annotations

import shutil
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

from program import bank_text
from soak.child_process import run_in_children
from soak.commands import NOW, Command, run, violation, warm

EVERYTHING = """\
format: 1
topics:
  - {id: mine, title: Mine, study: All of it.}
  - id: other
    title: "The other"
    study: |
      ## Map

      - **bold** and `code`
guides:
  - {id: star, title: STAR, text: Situation and task.}
companies:
  - name: Acme
    stages: [A screen, "A call: 45 minutes"]
    onsite:
      - {name: Theory, rounds: [screening, deep-dive], questions: 4, minutes: 45}
    focus: [fundamentals]
    weighs: [depth, clarity]
questions:
  - id: one
    round: screening
    topic: mine
    difficulty: medium
    budget: 90
    prompt: >-
      What is one,
      and why?
    answer: |
      **One.** It is λ∑|wᵢ|.

      ```
      x = 1
      ```
    key_points:
      - {point: "first: this", must: true}
      - {point: second, must: yes}
      - point: third
    rubric:
      strong: why
      lean: what
      no_hire: neither
    follow_ups:
      - prompt: And then?
        answer: >-
          So.
    companies: [{name: Google, year: 2023}, {name: Acme}]
    expects: {Acme: "numbers first"}
    see: [two]
    references: [ESL 3.4, "Zou & Hastie 2005"]
    level: [L4, L5+]
    formerly: [uno]
  - id: two
    round: coding
    topic: other
    difficulty: hard
    prompt: Write it.
    answer: It counts.
    key_points: [{point: a, must: true}, {point: b}, {point: c}]
    rubric: {strong: why, lean: what, no_hire: neither}
    code:
      stub: |
        def f(x: int) -> int:
            raise NotImplementedError
      solution: "def f(x): return x"
      checks: "assert f(1) == 1"
"""
PLAIN = {name: tuple(f"{name}-{number}" for number in range(5)) for name in ("screening", "deep-dive", "behavioral")}
BANK = "questions.yaml"
DAYS = 21


def new_home(folder: Path) -> Path:
    """Create a home in a folder with a bank in place of the shipped one, and return the file of the bank."""
    warm()
    folder.mkdir(parents=True, exist_ok=True)
    bank = folder / BANK
    more = [bank_text(*ids, round_name=name).partition("questions:\n")[2] for name, ids in PLAIN.items()]
    bank.write_text(EVERYTHING + "".join(more), "utf-8")
    _run(Command(folder / "home", ("list",), bank))
    return bank


def practised_home(folder: Path) -> None:
    """Create a home with practice in a folder, beside the file of its bank."""
    bank = new_home(folder)
    home = folder / "home"
    first = NOW - timedelta(days=DAYS)
    _run(
        Command(
            home,
            ("plan", "start", "--interview", "2026-04-01", "--company", "Acme", "--minutes", "30"),
            bank,
            now=first,
        )
    )
    grades = cycle("slsnlsslsnnlss")
    for day in range(DAYS):
        typed = "".join(
            f"\n1\n2\ne\n{each} was missed\n{each}\n" if day % 5 == 0 else f"\n{each}\n" for each in islice(grades, 10)
        )
        _run(Command(home, ("drill", "--count", "10", "--early"), bank, f"{typed}q\n", first + timedelta(days=day)))
    asked = ("mock", "deep-dive", "--questions", "3", "--seed", "1")
    _run(Command(home, asked, bank, "\n\n\n\n\n\n\n\n\nl\ns\nn\nq\n", NOW - timedelta(hours=3)))
    _run(Command(home, asked, bank, "\n\nq\n", NOW - timedelta(hours=1)))
    shutil.rmtree(home / "backups")


def _run(command: Command) -> None:
    (result,) = run_in_children(run, [command])
    assert not result.failure, result.failure
    assert not violation(result.value), result.value
    assert result.value.code == 0, result.value
