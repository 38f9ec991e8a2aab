"""The words of a command line: for every command and every option, as the commands declare them."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_group

from command_tree import COMMANDS
from in_process import InProcess
from mlprep_cli.app.context import Context
from mlprep_cli.cli.main import cli
from mlprep_cli.cli.parser import Declared, run_words
from mlprep_cli.errors import UsageError
from program import failed, ok

GROUPS = [command for command in COMMANDS if any(other.startswith(f"{command} ".lstrip()) for other in COMMANDS)]
OPTIONS = [(command, one) for command, declared in COMMANDS.items() for one in declared if one.is_option]
WITH_VALUE = [(command, one) for command, one in OPTIONS if not one.is_flag]
NUMBERS = [(command, one) for command, one in WITH_VALUE if one.kind is int]
ARGUMENTS = {command: [one for one in declared if not one.is_option] for command, declared in COMMANDS.items()}
SHORT = {"mine": "show", "asked": "add"}
"""The groups whose first command may be left out, with this command."""
ADDED_BY_TYPER = ("install_completion", "show_completion")


def names(case: tuple[str, Declared]) -> str:
    """Return the name of a case: the command and its option."""
    return f"{case[0]} {case[1].parameter.opts[0]}"


def refusal(*words: str) -> tuple[str, str]:
    """Return the message and the hint of an error that the parser raises before it runs a command."""
    nowhere = () if "--home" in words else ("--home", "/dev/null/nowhere")
    with pytest.raises(UsageError) as refused:
        run_words(get_group(cli), [*nowhere, *words], Context())
    assert refused.value.exit_code == 2
    for text in (refused.value.message, refused.value.hint):
        assert text
        assert "\n" not in text
        assert "Usage" not in text
    return refused.value.message, refused.value.hint


def named(command: str) -> str:
    """Return how messages name a command."""
    return f"mlprep {command}".rstrip()


# --- commands ---


@pytest.mark.parametrize("command", [command for command in COMMANDS if command])
def test_a_command_with_a_letter_missing_or_doubled_gets_the_right_one(command: str) -> None:
    *before, name = command.split()
    for typed in (name[:-1], name + name[-1], name[0] + name):
        if f"{' '.join(before)} {typed}".strip() not in COMMANDS:
            message, hint = refusal(*before, typed)
            assert message == f"There is no command {' '.join((*before, typed))}."
            assert name in hint.removeprefix("Did you mean ").removesuffix("?").replace(" or ", ", ").split(", ")


@pytest.mark.parametrize("command", [command for command in GROUPS if command not in SHORT])
def test_a_command_like_no_other_gets_the_way_to_the_list(command: str) -> None:
    assert refusal(*command.split(), "qqqq")[1] == f"{named(command)} --help lists what there is."


@pytest.mark.parametrize(("group", "first"), SHORT.items())
def test_the_first_command_of_some_groups_may_be_left_out(group: str, first: str) -> None:
    given = [f"--{name}=x" for name in ("qqqq",)]
    assert refusal(group, "qqqq", *given) == refusal(group, first, "qqqq", *given)
    assert refusal(group, "--", first, first, *given) == refusal(group, first, first, first, *given)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_the_same_by_option_and_by_command(mlprep: InProcess, command: str) -> None:
    shown = ok(mlprep.run("help", *command.split()))
    assert shown == ok(mlprep.run(*command.split(), "--help")) == ok(mlprep.run(*command.split(), "-h"))
    assert shown.startswith(f"Usage: {named(command)} [OPTIONS]")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ("", "help")])
def test_help_after_a_command_is_a_hint_and_does_nothing(command: str) -> None:
    message, hint = refusal(*command.split(), "help")
    assert (message, hint) == ("The word help comes before the command.", f"mlprep help {command}")


def test_help_of_an_unknown_command_is_an_error() -> None:
    assert refusal("help", "plan", "strat") == ("There is no command plan strat.", "Did you mean start?")
    assert refusal("help", "drill", "x") == ("There is no command drill x.", "mlprep drill --help lists what there is.")


# --- options ---


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_is_refused_with_a_similar_one_or_the_way_to_the_list(command: str) -> None:
    for typed in ("--qqqq", "-Z", "--qqqq=1"):
        message, hint = refusal(*command.split(), typed)
        assert message == f"There is no option {typed.partition('=')[0]} for {named(command)}."
        assert hint == f"{named(command)} --help lists its options."


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=map(names, OPTIONS))
def test_an_option_with_a_letter_missing_gets_the_right_one(command: str, option: Declared) -> None:
    long = next(name for name in option.parameter.opts if name.startswith("--"))
    message, hint = refusal(*command.split(), long[:-1])
    assert message == f"There is no option {long[:-1]} for {named(command)}."
    assert long in hint


@pytest.mark.parametrize(("command", "option"), WITH_VALUE, ids=map(names, WITH_VALUE))
def test_an_option_without_its_value_is_refused(command: str, option: Declared) -> None:
    for name in option.parameter.opts:
        assert refusal(*command.split(), name)[0] == f"{name} needs a value."
        assert refusal(*command.split(), name, name)[0] == f"{name} needs a value."


@pytest.mark.parametrize(("command", "option"), WITH_VALUE, ids=map(names, WITH_VALUE))
def test_an_option_of_one_value_is_not_given_twice(command: str, option: Declared) -> None:
    if not option.is_repeatable:
        first, last = option.parameter.opts[0], option.parameter.opts[-1]
        assert refusal(*command.split(), first, "1", f"{last}=2" if last.startswith("--") else f"{last}2") == (
            f"{last} is given twice.",
            f"Give {last} once: 1 or 2.",
        )


@pytest.mark.parametrize(("command", "option"), NUMBERS, ids=map(names, NUMBERS))
def test_a_number_that_is_none_or_out_of_bounds_is_refused(command: str, option: Declared) -> None:
    name, least, most = option.parameter.opts[0], option.least, option.most
    outside = [] if least is None else [str(least - 1)]
    outside += [] if most is None else [str(most + 1)]
    for text in ("five", "1.5", "", "٣", "1e3", "9" * 30, *outside):
        message, hint = refusal(*command.split(), f"{name}={text}")
        assert message == f"{name} cannot be {text}."
        assert hint.startswith("Write a whole number")
        assert all(str(bound) in hint for bound in (least, most) if bound is not None)


@pytest.mark.parametrize(
    ("command", "flag"), flags := [(command, one) for command, one in OPTIONS if one.is_flag], ids=map(names, flags)
)
def test_a_flag_takes_no_value(command: str, flag: Declared) -> None:
    long = next(name for name in flag.parameter.opts if name.startswith("--"))
    assert refusal(*command.split(), f"{long}=1") == (f"{long} takes no value.", f"Write {long} without =1.")


@pytest.mark.parametrize("command", [command for command in GROUPS if command])
def test_an_option_of_a_group_is_not_ignored_by_the_commands_in_it(command: str) -> None:
    inner = next(other for other in COMMANDS if other.startswith(f"{command} "))
    for option in COMMANDS[command]:
        words = [option.parameter.opts[0], *([] if option.is_flag else ["x"])]
        message, _ = refusal(*command.split(), *words, inner.split()[-1])
        assert message == f"{words[0]} does not belong to mlprep {inner}."


# --- arguments ---


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in GROUPS])
def test_a_missing_argument_is_named_with_an_example(command: str) -> None:
    required = [one.label for one in ARGUMENTS[command] if one.parameter.required]
    if required:
        message, hint = refusal(*command.split())
        assert message == f"mlprep {command} needs {' and '.join(required)}."
        assert hint.startswith(f"Example: mlprep {command} ")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in GROUPS])
def test_an_argument_too_many_is_refused(command: str) -> None:
    arguments = ARGUMENTS[command]
    if not any(one.is_repeatable for one in arguments):
        message, hint = refusal(*command.split(), *"x" * len(arguments), "y")
        accepted = f"only {' '.join(one.label for one in arguments)}" if arguments else "none"
        assert message == f"y is one argument too many: mlprep {command} takes {accepted}."
        assert "mlprep" in hint


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), max_size=4))
@pytest.mark.parametrize("command", ["history", "bank remove", "config set", "show"])
def test_words_after_two_dashes_are_arguments(command: str, words: list[str]) -> None:
    count = len(ARGUMENTS[command])
    if len(words) > count:
        assert refusal(*command.split(), "--", *words)[0].startswith(f"{words[count]} is one argument too many")


# --- meanings ---


def test_values_are_read_in_every_way_of_writing_them(mlprep: InProcess) -> None:
    expected = ok(mlprep.run("history", "--limit", "1", "--all"))
    for words in (["--limit=1", "--all"], ["-n", "1", "--all"], ["-n1", "--all"], ["--all", "-n1"]):
        assert ok(mlprep.run("history", *words)) == expected
    many = ["--topic", "mine", "-t", "regularization", "--topic=optimization"]
    topics = {question["topic"] for question in mlprep.document("list", *many)["questions"]}
    assert topics == {"mine", "regularization", "optimization"}
    assert ok(mlprep.run("list", "alpha", "--topic", "mine")) == ok(mlprep.run("list", "--topic", "mine", "alpha"))


def test_errors_of_the_parser_are_documents_too(mlprep: InProcess) -> None:
    for words in (["dril", "--json"], ["list", "--json=1", "--json"], ["list", "--duee", "--json"]):
        assert json.loads(failed(mlprep.run(*words), 2))["error"]["hint"]


def test_the_home_folder_comes_from_the_option_else_from_the_environment(mlprep: InProcess, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert ok(mlprep.run("--home", str(there), "data", "path")) == f"{there / 'mlprep.db'}\n"
    assert ok(mlprep.run("data", "path")) == f"{mlprep.home / 'mlprep.db'}\n"
    (tmp_path / "file").write_text("")
    message = failed(replace(mlprep, home=tmp_path / "file").run("list"), 2)
    assert f"{tmp_path / 'file'} is a file, not a folder." in message


# --- options that exclude each other ---

EXCLUSIVE = {
    "plan": ["--all", "--ics x", "--json"],
    "stats": ["--html x", "--csv", "--json"],
    "mock": ["--loop", "--resume", "--debrief", "--history"],
}
REFUSED = [
    *(f"{command} {one} {other}" for command, options in EXCLUSIVE.items() for one, other in combinations(options, 2)),
    *(f"mock {option} --json" for option in ("--loop", "--resume", "--debrief", "deep-dive", "--questions 2")),
    *(f"mock --loop {option}" for option in ("deep-dive", "--questions 2", "--minutes 30")),
    *(f"mock {one} {other}" for one in ("--resume", "--debrief", "--history") for other in ("deep-dive", "--seed 1")),
    *(f"stats topics {option}" for option in ("--html x", "--json")),
    *(f"drill alpha {option}" for option in ("--new 1", "--minutes 5", "--topic mine", "--level L5")),
    "data merge x --from y",
    "data merge",
]


@pytest.mark.parametrize("words", REFUSED)
def test_options_that_contradict_each_other_are_refused_and_do_nothing(mlprep: InProcess, words: str) -> None:
    done = mlprep.run(*words.split())
    assert done.stdout == ""
    message = failed(done, 2)
    assert json.loads(message)["error"] if "--json" in words else message.startswith("mlprep: ")
    assert not Path("x").exists()


def test_every_option_of_a_drill_is_honoured_together_with_the_others(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", "gamma", typed="\nl\n\nl\n\nl\nq\n"))
    only = "--topic mine --topic regularization"
    later = mlprep.later(days=1)

    def first(words: str) -> str:
        return ok(later.run("drill", *f"{only} {words}".split(), typed="q\n"))

    assert "1/3 " in first("--early --new 0")
    assert "1/2 " in first("--early --new 0 --count 2")
    assert "1/3 " in first("--minutes 60 --new 0")
    assert "1/2 " in first("--minutes 60 --new 0 --count 2")
    assert "1/5 " in first("--early --new 2")
    for words in ("--new 9", "--early --new 0", "--minutes 60", "--early --new 3 --count 4"):
        assert len({first(f"{words} --seed {seed}") for seed in range(6)}) > 1, words
        assert first(f"{words} --seed 1") == first(f"{words} --seed 1")
