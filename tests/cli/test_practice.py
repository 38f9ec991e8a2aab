"""The options of `drill` and `quickfire`: each is honoured, or refused with the reason."""

from __future__ import annotations

import re
import subprocess

import pytest

from in_process import InProcess
from program import failed, ok


def drill(program: InProcess, typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Drill the topic of the small bank with these keys, one per line."""
    return program.run("drill", "--topic", "mine", *options, typed="\n".join(typed) + "\n")


def asked(output: str) -> list[str]:
    """Return the questions of the small bank in the order in which they were asked."""
    return re.findall(r"What is (\w+)\?", output)


def test_minutes_alone_set_no_limit_on_new_questions(mlprep: InProcess) -> None:
    ok(mlprep.run("config", "set", "new_per_day", "1"))
    assert asked(ok(drill(mlprep, " s s s", "--minutes", "60"))) == ["alpha", "beta", "gamma"]


@pytest.mark.parametrize(("new", "count"), [("1", 1), ("2", 2), ("3", 3)])
def test_new_caps_the_new_questions_within_the_minutes(mlprep: InProcess, new: str, count: int) -> None:
    assert "Nothing is due." in drill(mlprep, "q", "--minutes", "60", "--new", "0").stdout
    shown = ok(drill(mlprep, " s s s", "--minutes", "60", "--new", new))
    assert asked(shown) == ["alpha", "beta", "gamma"][:count]
    assert len(mlprep.lines("history")) == count


def test_minutes_consider_questions_that_are_not_due_with_early_and_without(mlprep: InProcess) -> None:
    ok(drill(mlprep, " s s s"))
    tomorrow = mlprep.later(days=1)
    for options in ((), ("--early",)):
        assert "1/3" in ok(drill(tomorrow, "q", "--minutes", "60", "--new", "0", *options))


def orders(program: InProcess, *arguments: str) -> set[tuple[str, ...]]:
    """Return the orders in which the questions are asked under several seeds; each seed has to repeat its own."""
    found = set()
    for seed in range(4):
        skips = "k\nk\nk\nq\n"
        first, second = (
            asked(ok(program.run("drill", *arguments, "--seed", str(seed), typed=skips)))[:3] for _ in range(2)
        )
        assert first == second
        assert sorted(first) == ["alpha", "beta", "gamma"]
        found.add(tuple(first))
    return found


def test_a_seed_shuffles_questions_of_the_same_day_whatever_chose_them(mlprep: InProcess) -> None:
    ok(drill(mlprep, " s s s"))
    later = mlprep.later(days=3)
    for arguments in (
        ("--topic", "mine", "--new", "0"),
        ("--topic", "mine", "--minutes", "60", "--new", "0"),
        ("alpha", "beta", "gamma"),
    ):
        assert len(orders(later, *arguments)) > 1, arguments


def test_a_count_limits_named_questions_too(mlprep: InProcess) -> None:
    assert "1/2" in ok(mlprep.run("drill", "gamma", "beta", "alpha", "--count", "2", typed="q\n"))
    assert "1/1" in ok(mlprep.run("drill", "gamma", "--early", typed="q\n"))


@pytest.mark.parametrize(
    ("options", "excluded"),
    [
        (("--round", "screening"), "the filters"),
        (("--topic", "mine"), "the filters"),
        (("--company", "Google"), "the filters"),
        (("--difficulty", "easy"), "the filters"),
        (("--level", "L5"), "the filters"),
        (("--new", "0"), "--new"),
        (("--minutes", "15"), "--minutes"),
        (("--minutes", "15", "--new", "3"), "--new and --minutes"),
    ],
)
def test_options_that_would_restrict_named_questions_are_refused_with_the_reason(
    mlprep: InProcess, options: tuple[str, ...], excluded: str
) -> None:
    message = failed(mlprep.run("drill", "alpha", *options, typed="q\n"), 2)
    assert message.splitlines() == [
        "mlprep: A drill with question ids asks only those questions.",
        f"  Leave out {excluded}, or leave out the ids.",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("drill", "--level", "L99"), "There is no level L99."),
        (("plan", "start", "--level", "L11"), "There is no level L11."),
        (("drill", "--timer", "3601"), "Write a whole number from 1 to 3600."),
        (("quickfire", "--timer", "0"), "Write a whole number from 1 to 3600."),
        (("quickfire", "--count", "9" * 20), "with at most 18 digits."),
        (("config", "set", "code.python", "/nope"), "code.python cannot be /nope: there is no such program."),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(mlprep: InProcess, arguments: tuple[str, ...], expected: str) -> None:
    assert expected in failed(mlprep.run(*arguments), 2)


def test_without_a_suspended_question_the_list_says_so(mlprep: InProcess) -> None:
    done = mlprep.run("suspend")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No question is suspended. mlprep suspend ID suspends one." in done.stderr
