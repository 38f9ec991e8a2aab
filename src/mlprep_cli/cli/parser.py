"""Read the words of a command line by what Typer was told of the commands, and run the command that they name.

Typer declares the commands, writes their help and completes them. Its own reader is not used: its messages differ from
ours, and from version 0.29 on it loads pydantic for every option, which doubles the time until the first question.
"""

from __future__ import annotations

import inspect
import re
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperGroup, TyperOption

from mlprep_cli.core.text import plain
from mlprep_cli.errors import UsageError, did_you_mean, nearest

if TYPE_CHECKING:
    from typer._click import Command, Parameter  # the names in the signatures of TyperGroup
    from typer._click import Context as ClickContext

    from mlprep_cli.app.context import Context

HELP_OPTIONS = ("-h", "--help")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


class ShortGroup(TyperGroup):
    """A group of commands whose first one may be left out: `mine ID` is `mine show ID`."""


class Declared(NamedTuple):
    """What an option or an argument accepts.

    Attributes:
        parameter: The option or argument as Typer has it.
        kind: The type of a value: `str`, `int`, `bool` or `Path`.
        least: The smallest number, None for no limit.
        most: The largest number, None for no limit.
    """

    parameter: Parameter
    kind: type
    least: int | None = None
    most: int | None = None

    @property
    def name(self) -> str:
        """The name of the parameter of the function."""
        assert self.parameter.name is not None
        return self.parameter.name

    @property
    def is_option(self) -> bool:
        """Whether it is an option, not an argument."""
        return isinstance(self.parameter, TyperOption)

    @property
    def is_flag(self) -> bool:
        """Whether it is an option without a value."""
        return isinstance(self.parameter, TyperOption) and self.parameter.is_flag

    @property
    def is_repeatable(self) -> bool:
        """Whether it takes several values."""
        return self.parameter.multiple or self.parameter.nargs == -1

    @property
    def label(self) -> str:
        """The name of an argument in messages."""
        return self.parameter.metavar or self.name.upper()


class CommandLine(NamedTuple):
    """The words of one command.

    Attributes:
        values: The value of each parameter by its name.
        given: The options that were given.
        rest: In a group of commands, the name of one of them and its words.
        wants_help: Whether an option asks for help; then the words after it are not read.
    """

    values: dict[str, object]
    given: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    wants_help: bool = False


def run_words(root: TyperGroup, words: Sequence[str], context: Context) -> int:
    """Run the command that the words name, and return the exit code.

    Raises:
        UsageError: There is no such command, or it does not accept these options and arguments.
    """
    try:
        return _run_all(root, words, context)
    except typer.Exit as ended:
        return ended.exit_code


def _run_all(root: TyperGroup, words: Sequence[str], context: Context) -> int:
    command: Command = root
    name, parent = root.name or "", None
    while True:
        at = typer.Context(command, info_name=name, parent=parent, obj=context)
        declared = declared_by(command)
        line = _Reader(at, declared).read(words)
        if line.wants_help or (not words and getattr(command, "no_args_is_help", False)):
            print(plain(help_of(at)))
            return 0
        at.params.update(line.values)
        at.invoked_subcommand = line.rest[0] if line.rest else None
        inner = _run_one(at, declared, line)
        if inner is None:
            return 0
        parent, command, name, words = at, inner, line.rest[0], line.rest[1:]


def help_of(at: ClickContext) -> str:
    """Return the help of a command. Its first line is ours: Typer's differs from version to version."""
    _, _, text = at.get_help().partition("\n\n")
    return f"Usage: {usage_of(at)}\n\n{text}"


def usage_of(at: ClickContext) -> str:
    """Return the usage of a command."""
    arguments = [_placeholder(one) for one in declared_by(at.command) if not one.is_option]
    if isinstance(at.command, TyperGroup):
        arguments = ["COMMAND [ARGS]..."]
    return " ".join((at.command_path, "[OPTIONS]", *arguments))


def _placeholder(argument: Declared) -> str:
    if argument.parameter.required:
        return argument.label
    return f"[{argument.label}]{'...' if argument.is_repeatable else ''}"


def _run_one(at: typer.Context, declared: Sequence[Declared], line: CommandLine) -> Command | None:
    """Run one command, and return the command in it that is to run next."""
    with at:
        for one in declared:
            if one.parameter.callback is not None:
                one.parameter.callback(at, one.parameter, line.values[one.name])
        inner = command_in(at, line.rest[0]) if line.rest else None
        if inner is not None and at.parent is not None and line.given:
            whole = f"{at.command_path} {line.rest[0]}"
            raise UsageError(f"{line.given[0]} does not belong to {whole}.", f"{at.command_path} {line.given[0]}")
        if at.command.callback is not None:
            exposed = {one.name: line.values[one.name] for one in declared if one.parameter.expose_value}
            at.invoke(at.command.callback, **exposed)
    return inner


def command_in(at: ClickContext, name: str) -> Command:
    """Return a command of a group.

    Raises:
        UsageError: There is no such command.
    """
    group, path = at.command, at.command_path
    assert isinstance(group, TyperGroup)
    if (command := group.get_command(at, name)) is not None:
        return command
    if name == "help":
        raise _misplaced_help(path)
    known = group.list_commands(at)
    raise unknown_command(path, name, known)


def unknown_command(path: str, name: str, known: Sequence[str] = ()) -> UsageError:
    """Return the error for a word after `path` that is not one of its commands."""
    whole = " ".join((*path.split()[1:], name))
    hint = did_you_mean(nearest(name, known)) or f"{path} --help lists what there is."
    return UsageError(f"There is no command {whole}.", hint)


def declared_by(command: Command) -> tuple[Declared, ...]:
    """Return the options and arguments of a command with what they accept."""
    function = inspect.unwrap(command.callback) if command.callback is not None else None
    hints = {} if function is None else get_type_hints(function, include_extras=True)
    return tuple(_declared(parameter, hints.get(parameter.name or "")) for parameter in command.params)


def _declared(parameter: Parameter, hint: object) -> Declared:
    if hint is None:  # the completion options, which Typer adds
        is_flag = isinstance(parameter, TyperOption) and parameter.is_flag
        return Declared(parameter, bool if is_flag else str)
    accepted, info = get_args(hint)
    (kind,) = [part for part in get_args(accepted) if part is not NoneType] or [accepted]
    if get_origin(kind) is list:
        (kind,) = get_args(kind)
    return Declared(parameter, kind, info.min, info.max)


class _Reader:
    """Reads the words of one command."""

    def __init__(self, at: typer.Context, declared: Sequence[Declared]) -> None:
        self._at = at
        self._path = at.command_path
        self._arguments = [one for one in declared if not one.is_option]
        self._options = {name: one for one in declared if one.is_option for name in one.parameter.opts}
        self._is_group = isinstance(at.command, TyperGroup)
        self._commands: tuple[str, ...] = ()
        if isinstance(at.command, ShortGroup):
            self._commands = tuple(at.command.list_commands(at))
        self._texts: dict[str, list[str]] = {}
        self._given: list[str] = []
        self._words: deque[str] = deque()

    def read(self, words: Sequence[str]) -> CommandLine:
        """Return the values that the words give.

        Raises:
            UsageError: The command does not accept them.
        """
        self._words = deque(words)
        free: list[str] = []
        literal = False
        while self._words:
            if not literal and self._is_of_first(self._words[0]):
                return CommandLine(self._values(), tuple(self._given), (self._commands[0], *self._words))
            word = self._words.popleft()
            if literal or word == "-" or not word.startswith("-"):
                free.append(word)
                if self._is_group:
                    break
            elif word == "--":
                literal = True
            elif word in HELP_OPTIONS:
                return CommandLine({}, wants_help=True)
            else:
                self._read_option(word)
        if self._is_group:
            first = self._commands[:1] if free and not self._names_a_command(free[0], literal=literal) else ()
            return CommandLine(self._values(), tuple(self._given), (*first, *free, *self._words))
        if free == ["help"] and not literal and not any(one.label == "COMMAND" for one in self._arguments):
            raise _misplaced_help(self._path)
        self._assign(free)
        return CommandLine(self._values(), tuple(self._given))

    def _names_a_command(self, word: str, *, literal: bool) -> bool:
        """Return whether the first word in a group names a command, or is meant to: if it is like one, or `help`."""
        if not self._commands:
            return True
        return not literal and (word == "help" or word in self._commands or bool(nearest(word, self._commands)))

    def _is_of_first(self, word: str) -> bool:
        """Return whether a word is an option of the command that may be left out, and none of the group."""
        if not self._commands or not word.startswith("-") or word in HELP_OPTIONS:
            return False
        name = word.partition("=")[0] if word.startswith("--") else word[:2]
        first = command_in(self._at, self._commands[0])
        return name not in self._options and any(name in one.parameter.opts for one in declared_by(first))

    def _read_option(self, word: str) -> None:
        """Read an option: `--name`, `--name=value`, or one letter or several behind one dash."""
        name, separator, text = word.partition("=")
        value = text if separator else None
        if not word.startswith("--"):
            name, value = word[:2], word[2:] or None
        option = self._options.get(name)
        if option is None:
            long = [known[2:] for known in (*self._options, *HELP_OPTIONS) if known.startswith("--")]
            matches = [f"--{match}" for match in nearest(name.lstrip("-"), long)] if len(name) > 2 else []
            raise UsageError(
                f"There is no option {name} for {self._path}.",
                did_you_mean(matches) or f"{self._path} --help lists its options.",
            )
        if option.is_flag:
            if value is not None and word.startswith("--"):
                raise UsageError(f"{name} takes no value.", f"Write {name} without ={value}.")
            if value is not None:
                self._words.appendleft(f"-{value}")
            self._texts[option.name] = [""]
        else:
            if value is None:
                if not self._words or self._words[0] in self._options:
                    raise UsageError(f"{name} needs a value.", _wanted(option, name))
                value = self._words.popleft()
            texts = self._texts.setdefault(option.name, [])
            if texts and not option.is_repeatable:
                raise UsageError(f"{name} is given twice.", f"Give {name} once: {texts[0]} or {value}.")
            texts.append(value)
        self._given.append(name)

    def _assign(self, free: Sequence[str]) -> None:
        """Give the words that are not options to the arguments, in order."""
        left = deque(free)
        for argument in self._arguments:
            taken = len(left) if argument.is_repeatable else min(1, len(left))
            if taken:
                self._texts[argument.name] = [left.popleft() for _ in range(taken)]
        if left:
            labels = " ".join(argument.label for argument in self._arguments)
            accepted = f"only {labels}" if labels else "none"
            raise UsageError(f"{left[0]} is one argument too many: {self._path} takes {accepted}.", self._example())
        missing = [one.label for one in self._arguments if one.parameter.required and one.name not in self._texts]
        if missing:
            raise UsageError(f"{self._path} needs {' and '.join(missing)}.", self._example())

    def _values(self) -> dict[str, object]:
        declared = {one.name: one for one in (*self._arguments, *self._options.values())}
        return {name: self._value(one) for name, one in declared.items()}

    def _value(self, declared: Declared) -> object:
        texts = self._texts.get(declared.name)
        if texts is None and isinstance(text := declared.parameter.value_from_envvar(self._at), str):
            texts = [text]
        if texts is None:
            return declared.parameter.default
        if declared.is_flag:
            return True
        values = [_converted(declared, text) for text in texts]
        return values if declared.is_repeatable else values[0]

    def _example(self) -> str:
        return self._at.command.epilog or f"{self._path} --help"


def _converted(declared: Declared, text: str) -> object:
    if declared.kind is Path:
        if declared.label == "FILE" and text.endswith("/"):
            raise UsageError(f"{text} is the name of a folder.", "Name a file.")
        return Path(text)
    if declared.kind is not int:
        return text
    number = int(text) if _WHOLE.fullmatch(text) else None
    least, most = declared.least, declared.most
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        name = declared.parameter.opts[0] if declared.is_option else declared.label
        raise UsageError(f"{name} cannot be {text}.", _wanted(declared, name))
    return number


def _wanted(declared: Declared, name: str) -> str:
    """Return the hint that says which value is wanted."""
    if declared.kind is not int:
        return f"Write {name} {declared.label}."
    match declared.least, declared.most:
        case None, _:
            return "Write a whole number of at most 18 digits."
        case least, None:
            return f"Write a whole number of at least {least}, with at most 18 digits."
        case least, most:
            return f"Write a whole number from {least} to {most}."


def _misplaced_help(path: str) -> UsageError:
    name, _, command = path.partition(" ")
    return UsageError("The word help comes before the command.", " ".join((name, "help", command)).rstrip())
