"""The installed program, run as a user runs it: in its own process, with its own home folder and a clock that can be set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

Document = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """The program with a home folder, at a moment."""

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
            env={**os.environ, **self.variables, **environment},
        )

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that set the home folder, the moment, the time zone and the width."""
        return {
            "MLPREP_HOME": str(self.home),
            "MLPREP_NOW": self.now.isoformat(),
            "TZ": self.zone,
            "COLUMNS": "80",
        }

    def document(self, *arguments: str) -> Document:
        """Return the JSON document that a command prints."""
        document: Document = json.loads(self.run(*arguments, "--json").stdout)
        return document

    def lines(self, *arguments: str) -> list[Document]:
        """Return the JSON documents that a command prints, one per line."""
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines()]

    def later(self, **passed: float) -> Self:
        """Return the program at a later moment: `later(days=3)`."""
        return replace(self, now=self.now + timedelta(**passed))


def ok(done: subprocess.CompletedProcess[str]) -> str:
    """Return the output of a command that succeeded without a warning."""
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def failed(done: subprocess.CompletedProcess[str], code: int) -> str:
    """Return the error message of a command that failed as it should."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def bank_text(*ids: str, topic: str = "mine", round_name: str = "screening", **extra: str) -> str:
    """Return a small bank of one topic with these questions, each sound."""
    more = "".join(f"    {key}: {value}\n" for key, value in extra.items())
    questions = "".join(
        f"""\
  - id: {name}
    round: {round_name}
    topic: {topic}
    difficulty: easy
    prompt: What is {name}?
    answer: It is {name}.
    key_points:
      - {{point: one of {name}, must: true}}
      - {{point: two of {name}}}
      - {{point: three of {name}}}
    rubric: {{strong: why {name}, lean: what {name}, no_hire: neither {name}}}
{more}"""
        for name in ids
    )
    return f"format: 1\ntopics:\n  - {{id: {topic}, title: Mine, study: All of it.}}\nquestions:\n{questions}"
