"""Every command of the program, taken from the program itself, with words that make it run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import typer
from typer.core import TyperGroup
from typer.main import get_group

from in_process import InProcess
from mlprep_cli.cli.main import cli
from mlprep_cli.cli.parser import Declared, declared_by
from mlprep_cli.core.stories import Story
from program import bank_text, ok

TYPED = "\ns\nq\n"
"""A strong answer, then the end."""


def commands() -> dict[str, tuple[Declared, ...]]:
    """Return what each command accepts, by its words after `mlprep`; the empty text is the program itself."""
    root = get_group(cli)
    return dict(_commands(typer.Context(root, info_name="mlprep"), root))


def _commands(at: typer.Context, group: TyperGroup) -> Iterator[tuple[str, tuple[Declared, ...]]]:
    yield at.command_path.removeprefix("mlprep").strip(), declared_by(group)
    for name in group.list_commands(at):
        command = group.get_command(at, name)
        assert command is not None
        inner = typer.Context(command, info_name=name, parent=at)
        if isinstance(command, TyperGroup):
            yield from _commands(inner, command)
        else:
            yield inner.command_path.removeprefix("mlprep "), declared_by(command)


COMMANDS = commands()


class UsedHome:
    """A home folder in which every command has something to do, and the words that make each do it."""

    def __init__(self, program: InProcess, folder: Path) -> None:
        self._program = program
        self._folder = folder

    def prepare(self) -> None:
        """Practise, start a plan, and write the files that commands read."""
        run = self._program.run
        ok(run("drill", "alpha", "beta", typed="\ns\n\nn\nq\n"))
        ok(run("plan", "start", "--interview", "2026-03-20"))
        ok(run("mock", "quick-fire", "--questions", "1", "--seed", "1", typed="\nq\n"))
        ok(run("drill", "gamma", typed="w\nIt is gamma.\n\ns\nq\n"))
        ok(run("asked", "What is beta?", "--company", "Meta"))
        with self._program.context() as context:
            at = context.clock.now()
            context.store.stories.add(Story(at.id, at.id, at.moment, "The slow ranker", "## Result\n\n40 % faster."))
        ok(run("data", "export", str(self._folder / "log.jsonl")))
        ok(run("suspend", "beta"))
        ok(run("data", "backup", str(self._folder / "backup.db")))
        (self._folder / "new.yaml").write_text(bank_text("delta", topic="other"), "utf-8")
        (self._folder / "cards.csv").write_text("question,answer\nWhy?,So.\n", "utf-8")

    def arguments(self, command: str, declared: Declared) -> list[str]:
        """Return words for an argument of a command. A new kind of argument needs a word here."""
        files = {
            "bank check": "new.yaml",
            "bank add": "new.yaml",
            "import": "cards.csv",
            "data backup": "written.db",
            "data restore": "backup.db",
            "data export": "written.jsonl",
            "data import": "log.jsonl",
            "data merge": "log.jsonl",
        }
        words = {
            "ID": {"unsuspend": "beta", "mine forget": "gamma"}.get(command, "alpha"),
            "TOPIC": "mine",
            "KEY": "new_per_day",
            "VALUE": "7",
            "TEXT": "What is an alpha?",
            "NUMBER": "1",
            "NAME": {"bank remove": "mine", "companies": "Google"}.get(command, "the-slow-ranker"),
            "COMMAND": "plan",
            "PAGE": "star",
            "PART": "topics",
            "DAYS": "2026-03-09",
            "ACTIVITY": "deep-dives",
            "WORDS": "alpha",
        }
        if command == "code":  # an editor needs a terminal
            return ["reverse-linked-list", "--run"]
        if declared.label == "FILE":
            return [str(self._folder / files[command])]
        return [words[declared.label]] if declared.label in words or declared.parameter.required else []

    def program_of(self, command: str) -> InProcess:
        """Return the program in the home folder in which a command has something to do."""
        return replace(self._program, home=self._folder / "empty") if command == "data import" else self._program

    def words(self, command: str) -> list[str]:
        """Return the words of a command that make it run."""
        options = {"data restore": ["--force"], "plan start": ["--fresh"], "mock": ["--questions", "1", "--seed", "1"]}
        options |= {"export": ["--csv", "-"], "mine forget": ["--yes"], "stories remove": ["--yes"]}
        options["asked remove"] = ["--yes"]
        arguments = [
            word
            for declared in COMMANDS[command]
            if not declared.is_option
            for word in self.arguments(command, declared)
        ]
        return [*command.split(), *options.get(command, []), *arguments]

    def state(self, command: str) -> tuple[object, ...]:
        """Return what a command may change: the log, the banks, the settings and the files."""
        program = self.program_of(command)
        log = ok(program.run("data", "export")).splitlines()
        banks = ok(program.run("bank", "list"))
        files = {path: path.stat().st_mtime_ns for path in self._folder.iterdir() if path.is_file()}
        return log, banks, ok(program.run("config")), files
