"""The runner of checks: what it reports, and what hostile programs cannot do to it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from mlprep_cli.adapters.runner import RunLimits, run_checks
from mlprep_cli.core.coding import Failure, GroupResult, Run
from mlprep_cli.core.questions import CheckGroup, Code

STUB = "def double(values):\n    raise NotImplementedError\n"
SOLUTION = "def double(values):\n    return [2 * value for value in values]\n"
CODE = Code(
    STUB,
    SOLUTION,
    (
        CheckGroup("small lists", "assert double([1, 2]) == [2, 4]\nassert double([]) == []\n"),
        CheckGroup("the input stays", "given = [3]\ndouble(given)\nassert given == [3], 'the input was changed'\n"),
        CheckGroup(
            "linear time", hidden=True, grows="n", call="double", input="lambda n: list(range(n))", start=20_000
        ),
    ),
)


QUICK = RunLimits(cpu_seconds=2, wall_seconds=4, group_seconds=1, memory_bytes=192 * 2**20)


def run(solution: str, *checks: CheckGroup, limits: RunLimits = QUICK) -> Run:
    return run_checks(CODE, solution, checks or CODE.checks[:2], limits=limits)


def first(solution: str, *checks: CheckGroup, limits: RunLimits = QUICK) -> Failure:
    """Return the first failure of a solution."""
    return next(group.failure for group in run(solution, *checks, limits=limits).groups if group.failure is not None)


def test_a_right_solution_passes_every_group() -> None:
    result = run(SOLUTION, *CODE.checks, limits=RunLimits())
    assert [group.name for group in result.groups] == ["small lists", "the input stays", "linear time"]
    assert result.passed
    assert [group.hidden for group in result.groups] == [False, False, True]


def test_a_wrong_value_is_shown_with_its_call_and_the_wanted_one() -> None:
    failure = first("def double(values):\n    return [value for value in values]\n")
    assert (failure.call, failure.came, failure.relation, failure.wanted) == (
        "double([1, 2])",
        "[1, 2]",
        "==",
        "[2, 4]",
    )


def test_a_wrong_value_is_shown_with_the_line_that_defines_the_function() -> None:
    failure = first("# twice\ndef double(values):\n    return [value for value in values]\n")
    assert (failure.line, failure.text) == (2, "def double(values):")


def test_a_check_of_several_lines_is_shown_whole() -> None:
    check = CheckGroup("a long check", "assert double(\n    [1, 2],\n) == [\n    2, 4,\n]\n")
    failure = first("def double(values):\n    return values.twice\n", check)
    assert failure.call == "double([1, 2]) == [2, 4]"


def test_an_exception_whose_message_raises_is_named() -> None:
    evil = "class Evil(Exception):\n    def __str__(self):\n        raise ValueError\n"
    failure = first(f"{evil}\ndef double(values):\n    raise Evil\n")
    assert failure.error == "Evil: <its message raises ValueError>"


def test_a_thread_that_goes_on_is_not_waited_for() -> None:
    sleeper = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
    assert run(sleeper + SOLUTION).passed


def test_an_exception_is_shown_with_the_line_of_the_solution() -> None:
    failure = first("def double(values):\n    return [value.twice for value in values]\n")
    assert failure.error == "AttributeError: 'int' object has no attribute 'twice'"
    assert (failure.line, failure.text) == (2, "return [value.twice for value in values]")
    assert failure.call == "double([1, 2]) == [2, 4]"


def test_an_exception_between_two_lines_is_shown_with_the_line_of_its_caller() -> None:
    inner = (
        "def inner():\n    raise ValueError('no line')\n\ninner.__code__ = inner.__code__.replace(co_linetable=b'')\n"
    )
    failure = first(f"{inner}\ndef double(values):\n    return inner()\n")
    assert (failure.error, failure.line, failure.text) == ("ValueError: no line", 7, "return inner()")


def test_a_message_and_the_variables_of_a_check_are_shown() -> None:
    failure = first("def double(values):\n    values[:] = [2 * v for v in values]\n    return values\n")
    assert (failure.error, failure.came, failure.wanted) == ("the input was changed", "[6]", "[3]")
    failure = first(SOLUTION, CheckGroup("odd", "given = [3]\nassert not double(given)\n"))
    assert failure.values == (("given", "[3]"),)


def test_long_values_are_shortened() -> None:
    failure = first(SOLUTION, CheckGroup("long", "assert double(list(range(100_000))) == []"))
    assert failure.came == "[0, 2, 4, 6, 8, 10, 12, 14, … 100000 items]"
    failure = first("def double(values):\n    return 'x' * 10**6\n")
    assert len(failure.came) < 400


def test_a_group_that_fails_leaves_the_others_alone() -> None:
    result = run("def double(values):\n    values.append(1)\n    return [2 * v for v in values[:-1]]\n")
    assert [group.passed for group in result.groups] == [True, False]


def test_a_quadratic_solution_of_a_linear_claim_is_told_so() -> None:
    slow = "def double(values):\n    done = []\n    for value in values:\n        done = done + [2 * value]\n    return done\n"
    failure = first(slow, CODE.checks[2], limits=RunLimits())
    assert failure.growth is not None
    assert failure.growth.exponent > 1.4
    assert failure.growth.claim == "n"
    assert failure.growth.seconds[-1] > 6 * failure.growth.reference[-1]


def test_code_that_is_not_python_fails_every_group_with_its_line() -> None:
    result = run("def double(values):\n    return [\n")
    assert all(group.failure and "SyntaxError" in group.failure.error for group in result.groups)
    assert result.groups[0].failure is not None
    assert result.groups[0].failure.line == 2


def test_a_missing_module_is_named() -> None:
    assert run("import no_such_module_anywhere\n" + SOLUTION).missing == "no_such_module_anywhere"


def test_what_the_solution_prints_is_kept() -> None:
    assert run("print('here')\n" + SOLUTION).output == "here\n"


def test_the_names_that_a_solution_uses_can_be_checked() -> None:
    check = CheckGroup("no sorting", "assert 'sorted' not in names_used, 'sorting is not allowed'")
    assert first("def double(values):\n    return sorted(values)\n", check).check == "sorting is not allowed"


# --- hostile programs: each ends soon, as one clear sentence, and leaves nothing behind ---

LATE = "\ndef double(values):\n    {}\n    return [2 * v for v in values]\n"
HOSTILE = {
    "an endless loop": (LATE.format("while True: pass"), "it took more than 1 s"),
    "a loop that swallows every exception": (
        "def double(values):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n",
        "2 s of processor time|took more than [14] s",
    ),
    "memory without end": (
        LATE.format("x = [0]\n    while True: x = x + x"),
        "it needs more memory than the limit|192 MiB|killed",
    ),
    "an exit": ("import os" + LATE.format("os._exit(0)"), "ended the program itself, with exit code 0"),
    "a raised exit": (LATE.format("raise SystemExit(3)"), "SystemExit: 3"),
    "a deadly signal": ("import os" + LATE.format("os.kill(os.getpid(), 9)"), "killed by the signal SIGKILL"),
    "a crash": ("import ctypes" + LATE.format("ctypes.string_at(0)"), "killed by the signal SIGSEGV"),
    "endless output": (LATE.format("while True: print('x' * 10000)"), "printed more than 1 MiB"),
    "a huge file": (
        LATE.format("open('big', 'wb').write(bytes(20 * 2**20))"),
        "wrote a file of more than 10 MiB|File too large|OSError",
    ),
    "a fork bomb": (
        "import os" + LATE.format("\n    while True:\n        try: os.fork()\n        except OSError: pass"),
        "64 processes|192 MiB|took more than|processor time|Resource",
    ),
    "endless recursion": (LATE.format("double(values)"), "RecursionError"),
}


@pytest.mark.skipif(os.name != "posix", reason="the limits of processes are those of POSIX")
@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "open"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_program_is_one_clear_sentence(name: str, isolated: bool) -> None:
    source, message = HOSTILE[name]
    result = run(source, CODE.checks[0], limits=QUICK._replace(isolated=isolated))
    text = " ".join([result.ended, *(group.failure.error for group in result.groups if group.failure)])
    assert not result.passed
    assert re.search(message, text), text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are found in /proc")
@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "open"])
def test_nothing_that_it_started_is_left(isolated: bool) -> None:
    mark = f"mlprep-left-{os.getpid()}"
    source = f"""
import os, subprocess, sys, time
def double(values):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", "{mark}"])
        os._exit(0)
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "{mark}"])
    time.sleep(0.3)
    return [2 * value for value in values]
"""
    run(source, CODE.checks[0], limits=QUICK._replace(isolated=isolated))
    assert [command for command in commands() if mark in command] == []


def commands() -> list[str]:
    """Return the command lines of all processes."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found.append((folder / "cmdline").read_bytes().decode(errors="replace"))
            except OSError:
                continue
    return found


def test_a_program_that_kills_its_parent_leaves_nothing_behind() -> None:
    mark = f"mlprep-parent-{os.getpid()}"
    source = f"""
import os, signal, subprocess, sys, time
def double(values):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "{mark}"])
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(0.3)
    return [2 * value for value in values]
"""
    run(source, CODE.checks[0])
    assert [command for command in commands() if mark in command] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux takes the network away without rights")
def test_a_solution_has_no_network_where_the_system_allows_it() -> None:
    import ctypes

    source = (
        "import os\ndef double(values):\n    return os.listdir('/sys/class/net') and open('/proc/net/dev').read()\n"
    )
    result = run(source, CheckGroup("network", "assert 'eth' not in double([1]), 'there is a network'"))
    child = os.fork()
    if child == 0:
        os._exit(ctypes.CDLL(None).unshare(0x50000000) & 1)
    allowed = os.waitpid(child, 0)[1] == 0
    assert result.passed or not allowed


def test_a_fake_result_in_the_file_is_not_believed_beyond_its_own_groups() -> None:
    source = "with open('../results.jsonl', 'a') as file:\n    file.write('[1]\\n{\"event\": 7}\\n\\xff\\n')\n"
    assert run(source + SOLUTION).passed


def test_groups_that_did_not_run_are_said_to_be_so() -> None:
    result = run("import os\ndef double(values):\n    os._exit(4)\n")
    assert result.groups[1] == GroupResult("the input stays", ran=False)
    assert result.ended == "The code ended the program itself, with exit code 4."


def test_the_solution_sees_neither_the_home_folder_nor_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "1")
    source = "import os\ndef double(values):\n    return sorted(os.environ)\n"
    failure = first(source, CheckGroup("environment", "assert double([]) == []"))
    assert "SECRET_TOKEN" not in failure.came
