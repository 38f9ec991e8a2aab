"""Storms of job control: a drill is stopped, continued, resized, and moved to the background and back, by bash and dash.

Whatever comes, it is never called a bug, each grade that is typed is saved once, and the shell gets its terminal back.
"""

from __future__ import annotations

import os
import random
import shlex
import shutil
import signal
import time
from pathlib import Path

import pytest

from conftest import Figure
from pty_driver import MLPREP, Terminal
from soak.typing import DRILL, PATIENCE, assert_only, home_with_questions, type_grade

SHELLS = {"bash": ("--norc", "--noprofile", "--noediting", "-i"), "dash": ("-i",)}
STORMS = 3
SHORT, LONG = 2, 200
"""The numbers of drills in each shell, each with `STORMS` storms."""
SEED = 20261203
SIGNALS = (signal.SIGTSTP, signal.SIGCONT, signal.SIGCONT, signal.SIGWINCH, signal.SIGTTOU, signal.SIGTTIN)
PROMPT = "ready> "

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell who is stopped")


class JobShell:
    """A shell on a terminal, and the drill that it runs as a job."""

    def __init__(self, name: str, home: Path) -> None:
        command = (str(shutil.which(name)), *SHELLS[name])
        self.screen = Terminal(command, home, environment={"PS1": PROMPT, "HISTFILE": "", "ENV": ""})
        self.screen.expect(PROMPT)
        self.shell = self.foreground
        self.modes = self.ask("stty -g")
        self.screen.send(f"{shlex.join((*MLPREP, *DRILL))}\n")
        self.screen.expect("What is item-")
        self.drill = self.foreground

    @property
    def foreground(self) -> int:
        """The group of processes that has the terminal."""
        return os.tcgetpgrp(self.screen.descriptor)

    @property
    def state(self) -> str:
        """The state of the drill, empty if it has ended."""
        try:
            return Path(f"/proc/{self.drill}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except OSError:
            return ""

    @property
    def is_ready(self) -> bool:
        """Whether the drill has the terminal and runs."""
        return self.foreground == self.drill and self.state not in ("T", "t")

    def ask(self, command: str) -> str:
        """Return the output of a command of the shell."""
        self.screen.send(f"{command}\n")
        return self.screen.expect(PROMPT).replace("\r", "").removeprefix(f"{command}\n").removesuffix(PROMPT).strip()

    def order(self, command: str) -> None:
        """Type `fg` or `bg` at the prompt, and wait until the shell has carried it out."""
        if self.foreground != self.shell:
            return
        prompts, deadline = self.screen.plain().count(PROMPT), time.monotonic() + PATIENCE
        self.screen.send(f"{command}\n")
        while self.foreground == self.shell and self.screen.plain().count(PROMPT) == prompts:
            self.screen.read_for(0.02)
            assert time.monotonic() < deadline, f"{command} did nothing"

    def storm(self, chance: random.Random) -> None:
        """Do what a person, a window manager and a shell do to a job, in any order and quickly."""
        for _ in range(chance.randrange(5, 40)):
            match chance.randrange(6):
                case 0 | 1 | 2:
                    for number in chance.choices(SIGNALS, k=chance.randrange(1, 8)):
                        os.killpg(self.drill, number)
                case 3:
                    self.screen.resize(chance.randrange(18, 50), chance.randrange(60, 140))
                case 4 if self.is_ready:
                    self.screen.send("\x1a")
                case _:
                    self.order(chance.choice(("fg", "bg")))
            self.screen.read_for(chance.choice((0.0, 0.001, 0.02)))
            self.assert_running()

    def assert_running(self) -> None:
        """Check that the drill has not ended."""
        if not self.state:
            self.screen.send("\x15echo code=$?\n")
            self.screen.read_for(2.0)
            raise AssertionError(f"the drill has ended: {self.screen.plain()[-3000:]!r}")

    def bring_back(self) -> None:
        """Bring the drill to the foreground, as a person does who wants to go on."""
        calm, deadline = 0, time.monotonic() + PATIENCE
        while calm < 3:
            assert time.monotonic() < deadline, (self.state, self.screen.plain()[-2000:])
            self.assert_running()
            calm = calm + 1 if self.is_ready else 0
            if self.foreground == self.shell:
                self.order("fg")
            self.screen.read_for(0.1)

    def stop_drill(self) -> None:
        """Quit the drill, and wait for the prompt of the shell."""
        deadline = time.monotonic() + PATIENCE
        while self.state:
            assert time.monotonic() < deadline, (self.state, self.screen.plain()[-2000:])
            if self.is_ready:
                self.screen.send("q")
            elif self.foreground == self.shell:
                self.order("fg")
            self.screen.read_for(0.2)
        self.screen.send("\x15echo code=$?\n")


@pytest.mark.parametrize("name", SHELLS)
def test_a_storm_of_job_control_loses_nothing_and_leaves_the_terminal_as_it_was(
    name: str, tmp_path: Path, long: bool, figure: Figure
) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name}")
    chance = random.Random(SEED)
    runs = LONG if long else SHORT
    for run in range(runs):
        home = home_with_questions(tmp_path / str(run))
        job = JobShell(name, home)
        try:
            for number in range(STORMS):
                job.storm(chance)
                job.bring_back()
                assert_only(home, "lean", number)
                type_grade(job.screen, home, "l", job.bring_back)
                assert_only(home, "lean", number + 1)
            job.stop_drill()
            job.screen.expect("code=0")
            job.screen.expect(PROMPT)
            assert job.ask("stty -g") == job.modes
            assert "Traceback" not in job.screen.plain()
            assert "a bug in mlprep" not in job.screen.plain()
        finally:
            job.screen.close()
    figure(
        f"job control in {name}: {runs * STORMS} storms, {runs * STORMS} grades typed and saved, the terminal restored"
    )
