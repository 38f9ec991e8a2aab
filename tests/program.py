"""The installed program, run as a user runs it: its own process, a home of its own, a clock that can be set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """mlprep with a home, at a moment."""

    home: Path
    now: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)
    zone: str = "UTC"

    def run(self, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end with this text on standard input."""
        return subprocess.run(
            [sys.executable, "-m", "mlprep_cli", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
            env={
                **os.environ,
                "MLPREP_HOME": str(self.home),
                "MLPREP_NOW": self.now.isoformat(),
                "TZ": self.zone,
                "COLUMNS": "80",
                **environment,
            },
        )

    def document(self, *arguments: str) -> Document:
        """Return the JSON document that a command prints."""
        found: Document = json.loads(self.run(*arguments, "--json").stdout)
        return found

    def lines(self, *arguments: str) -> list[Document]:
        """Return the JSON documents that a command prints a line each."""
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines()]


def bank_text(*ids: str, topic: str = "mine", round_name: str = "screening", **extra: str) -> str:
    """Return a small bank of one topic with these questions, each sound."""
    more = "".join(f"    {name}: {value}\n" for name, value in extra.items())
    questions = "".join(
        f"""\
  - id: {each}
    round: {round_name}
    topic: {topic}
    difficulty: easy
    prompt: What is {each}?
    answer: It is {each}.
    key_points:
      - {{point: one of {each}, must: true}}
      - {{point: two of {each}}}
      - {{point: three of {each}}}
    rubric: {{strong: why {each}, lean: what {each}, no_hire: neither {each}}}
{more}"""
        for each in ids
    )
    return f"format: 1\ntopics:\n  - {{id: {topic}, title: Mine, study: All of it.}}\nquestions:\n{questions}"
