"""Files and databases from elsewhere cannot control the terminal, run code, reach other files, or inject SQL."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from shlex import split

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from markdown_it import MarkdownIt

import mlprep_cli
from bank_files import bank_file
from irregular_files import IRREGULAR
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.adapters.files import write_file
from mlprep_cli.core.activities import NAMES, Available, Facts, milestones
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.core.text import STEERING, plain
from mlprep_cli.errors import InvalidBank, MlprepError
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.filters import conditions
from mlprep_cli.views.suggestion import command_line
from program import Program, bank_text
from pty_driver import Terminal, terminal

PACKAGE = Path(mlprep_cli.__file__).parent
TREES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}

POISON = (
    "\x1b]0;owned\x07\x1b[2J\x1b[8mhidden\x9b2J\x9d0;owned\x9c\x1b]8;;http://owned/\x1b\\click\x1b]52;c;b3duZWQ=\x07"
    "\x1bc\x1bP$q\x1b\\\r\b\x7f\u202eowned\u2066\u2028<script>alert('owned')</script>\"&"
)
OURS = re.compile(r"\x1b\[[0-7;]*m|\x1b\[[0-9;]+m|\x1b\[[0-9]+;[0-9]+H|\x1b\[[HJK]|\x1b\[\?(?:7|25|1049|2004|2026)[lh]")
"""The sequences that Rich, the keyboard and the full screen write. Concealed text is not one of them."""


def steering(text: str) -> list[str]:
    return re.findall(STEERING, text)


def clean(text: str) -> str:
    """Assert that nothing in a text can control a terminal, and return it."""
    assert steering(text) == []
    return text


def clean_screen(screen: Terminal) -> str:
    """Assert that only mlprep controlled a terminal, and return the text without its sequences."""
    assert "\x1b[8m" not in screen.written
    return clean(OURS.sub("", screen.written).replace("\r", ""))


# --- a database from elsewhere ---


def poisoned_json(value: object, more: str = POISON) -> object:
    """Return a JSON value with the poison in each of its texts."""
    if isinstance(value, str):
        return value + more
    if isinstance(value, list):
        return [poisoned_json(item, more) for item in value]
    return {key: poisoned_json(item, more) for key, item in value.items()} if isinstance(value, dict) else value


def poison(home: Path) -> None:
    """Append the poison to each free text of the database."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.create_function("poisoned", 1, lambda text: json.dumps(poisoned_json(json.loads(text))))
        # SQLite refuses half of a surrogate pair, but JSON accepts it.
        halved = POISON + "\ud800"
        connection.create_function("halved", 1, lambda text: json.dumps(poisoned_json(json.loads(text), halved)))
        connection.execute("UPDATE question SET companies = poisoned(companies), body = halved(body)")
        connection.execute("UPDATE page SET text = poisoned(text) WHERE kind = 'company'")
        connection.execute('UPDATE "plan" SET companies = poisoned(companies)')
        connection.execute("UPDATE bank SET name = name || ?, path = path || ? WHERE number > 0", (POISON, POISON))
        for table, column in (
            ("question", "prompt"),
            ("question", "topic"),
            ("card", "topic"),
            ("review", "topic"),
            ("page", "id"),
            ("page", "title"),
            ("page", "text"),
            ("note", "text"),
            ("mock", "name"),
            ("mock", "company"),
            ("session", "mode"),
        ):
            only = " WHERE kind <> 'company'" if (table, column) == ("page", "text") else ""
            connection.execute(f"UPDATE {table} SET {column} = {column} || ?{only}", (POISON,))  # noqa: S608  written above
        for table, column in (
            ("question", "id"),
            ("card", "question_id"),
            ("review", "question_id"),
            ("note", "question_id"),
        ):
            query = f"UPDATE {table} SET {column} = {column} || ? WHERE {column} = 'beta'"  # noqa: S608  written above
            connection.execute(query, (POISON,))


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with a history, poisoned."""
    folder = tmp_path_factory.mktemp("sent")
    extra = {"companies": "[{name: Acme}]", "follow_ups": "[{prompt: Why?, answer: So.}]"}
    (folder / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma", **extra))
    program = Program(folder / "home")
    for arguments, typed in (
        (("bank", "add", str(folder / "mine.yaml")), ""),
        (("plan", "start", "--interview", "2026-03-27", "--company", "Acme"), ""),
        (("mock", "--company", "Acme", "--questions", "2", "--seed", "1"), "\n\n\n\n\n\ns\nl\n\n"),
        (("drill", "--topic", "mine"), "\ne\nthe missed part\nn\n\ne\nand this\ns\n\nq\n"),
    ):
        done = program.run(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
    poison(program.home)
    return program.home


@pytest.fixture
def foreign(sent: Path, tmp_path: Path) -> Program:
    """The program on a copy of that home folder."""
    shutil.copytree(sent, tmp_path / "home")
    return Program(tmp_path / "home")


TOPIC = "mine" + POISON
LOOKS = (
    ("show", "alpha"),
    ("show", "beta" + POISON),
    ("notes",),
    ("study", TOPIC),
    ("list", "--topic", TOPIC),
    ("stats", "topics"),
    ("stats", "companies"),
    ("stats", "mocks"),
    ("stats", "topics", "--csv"),
    ("stats", "companies", "--csv"),
    ("history",),
    ("plan", "--all"),
    ("plan", "ready"),
    ("mock", "--history"),
    ("eve",),
    ("companies",),
    ("companies", "Google" + POISON),
    ("guide",),
    ("bank", "list"),
)


@pytest.mark.parametrize("arguments", LOOKS, ids=lambda words: " ".join(words).encode("ascii", "ignore").decode()[:20])
def test_nothing_in_a_database_controls_a_pipe(foreign: Program, arguments: tuple[str, ...]) -> None:
    done = foreign.run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "owned" in clean(done.stdout)
    clean(done.stderr)


@pytest.mark.parametrize("arguments", [(), ("stats",), ("status",), ("data", "check"), ("show", "none"), ("undo",)])
def test_commands_that_show_little_of_a_database_are_clean_too(foreign: Program, arguments: tuple[str, ...]) -> None:
    done = foreign.run(*arguments)
    assert "bug" not in done.stderr
    clean(done.stdout + done.stderr)


@pytest.mark.parametrize("name", ["list", "browse", "stats", "plan", "plan ready", "companies", "mock", "history"])
def test_a_document_is_clean_and_still_holds_the_text_of_the_database(foreign: Program, name: str) -> None:
    done = foreign.run(*name.split(), "--json")
    assert done.returncode == 0, done.stderr
    documents = [json.loads(line) for line in clean(done.stdout).splitlines()]
    assert POISON in "".join(map(str, texts(documents)))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


def test_a_drill_over_a_pipe_is_clean(foreign: Program) -> None:
    done = foreign.later(days=10).run(
        "drill", "--topic", TOPIC, typed="h\n?\n\nt\nf\nf\ne\n\x1b]0;owned\x07\x9b2Jagain\nn\nq\n"
    )
    assert done.returncode == 0, done.stderr
    assert "owned" in clean(done.stdout)
    clean(done.stderr)
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection:
        assert ("]0;owned2Jagain",) in connection.execute("SELECT text FROM note").fetchall()


def test_a_mock_over_a_pipe_is_clean(foreign: Program) -> None:
    done = foreign.run("mock", "--questions", "2", "--seed", "1", typed="\n\n\n\n\n\ns\nl\n\n")
    assert done.returncode == 0, done.stderr
    assert "owned" in clean(done.stdout)


def test_only_mlprep_controls_the_terminal_during_a_drill(foreign: Program) -> None:
    environment = {"MLPREP_NOW": foreign.later(days=10).now.isoformat()}
    with terminal("drill", "--topic", TOPIC, home=foreign.home, environment=environment, rows=60) as screen:
        screen.see("? keys")
        screen.press("h", "hint")
        screen.press(" ", "n No Hire")
        screen.press("t", "owned", "back")
        screen.press("f", "follow-up 1")
        screen.press("e", "note:")
        screen.press("\x9bnote", "note: ote")
        screen.press("\r", "noted")
        screen.press("n", "No Hire ·")
        screen.see("? keys")
        screen.press("q", "answered")
        assert screen.ended() == 0
        assert "owned" in clean_screen(screen)
        assert "\x1b[1m" in screen.written


@pytest.mark.parametrize(
    "arguments", [("show", "alpha"), ("study", TOPIC), ("plan", "--all"), ("eve",), ("stats", "topics"), ("list",)]
)
def test_only_mlprep_controls_the_terminal_of_other_screens(foreign: Program, arguments: tuple[str, ...]) -> None:
    with terminal(*arguments, home=foreign.home, environment={"MLPREP_NOW": foreign.now.isoformat()}) as screen:
        assert screen.ended() == 0
        assert "owned" in clean_screen(screen)


def test_written_files_are_clean(foreign: Program, tmp_path: Path) -> None:
    page, sheet, calendar = tmp_path / "page.html", tmp_path / "eve.md", tmp_path / "plan.ics"
    exported = {form: tmp_path / form for form in ("csv", "markdown", "yaml")}
    for form, file in exported.items():
        done = foreign.run("export", f"--{form}", str(file))
        assert done.returncode == 0, done.stderr
        assert "owned" in clean(file.read_bytes().decode().replace("\r\n", "\n"))
    shown = Tags()
    shown.feed(MarkdownIt("commonmark").render(exported["markdown"].read_text("utf-8")))
    assert "details" in shown.seen
    assert not shown.seen & {"script", "img", "link", "iframe"}
    for arguments in (("stats", "--html", page), ("eve", "--markdown", sheet), ("plan", "--ics", calendar)):
        done = foreign.run(*map(str, arguments))
        assert done.returncode == 0, done.stderr
    assert "owned" in clean(sheet.read_text("utf-8"))
    assert "owned" in clean(calendar.read_bytes().decode().replace("\r\n", "\n"))
    assert Calendar.from_ical(calendar.read_bytes())

    written = clean(page.read_text("utf-8"))
    assert "&lt;script&gt;alert(&#x27;owned&#x27;)&lt;/script&gt;" in written
    tags = Tags()
    tags.feed(written)
    assert "table" in tags.seen
    assert not tags.seen & {"script", "img", "link", "iframe", "a"}


def test_no_cell_of_a_table_is_a_formula(foreign: Program) -> None:
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection, connection:
        names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "Acme"]
        connection.execute("UPDATE question SET companies = ?", (json.dumps(names),))
    lines = foreign.run("stats", "companies", "--csv").stdout.splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["'+1", "'-1", "'=HYPERLINK(1)", "'@SUM(1)", "Acme"]
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE question SET prompt = '=HYPERLINK(1)'")
    prompts = [
        row["prompt"] for row in csv.DictReader(foreign.run("export", "--csv", "-").stdout.splitlines(keepends=True))
    ]
    assert set(prompts) == {"'=HYPERLINK(1)"}


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)


def test_file_names_and_arguments_are_shown_without_control_characters(foreign: Program, tmp_path: Path) -> None:
    name = "\x1b]0;owned\x07\x9b2J.yaml"
    (tmp_path / name).write_text(bank_text("delta", topic="other"))
    for arguments in (
        ("bank", "check", str(tmp_path / name)),
        ("bank", "add", str(tmp_path / name)),
        ("bank", "add", str(tmp_path / name) + "none"),
        ("bank", "list", name),
        ("stats", name),
        ("stats", "--html", str(tmp_path / name / "x")),
        ("drill", f"--{name}"),
        ("config", "set", name, name),
        ("--home", str(tmp_path / name), "data", "path"),
    ):
        done = foreign.run(*arguments)
        assert "]0;owned" in clean(done.stdout + done.stderr)
        assert "bug" not in done.stderr


def test_a_bank_with_a_control_character_in_its_name_is_refused(foreign: Program, tmp_path: Path) -> None:
    (tmp_path / "\x9b2J.yaml").write_text(bank_text("delta", topic="other"))
    done = foreign.run("bank", "add", str(tmp_path / "\x9b2J.yaml"))
    assert done.returncode == 1
    assert "2J.yaml has the control character U+009B in its name." in clean(done.stderr)


def test_completions_are_harmless_to_a_shell(foreign: Program) -> None:
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection, connection:
        names = ["Acme Labs", "\\$(touch owned)", "`touch owned`", "a;touch owned", "-rf", "\x1b]0;owned\x07"]
        connection.execute("UPDATE question SET companies = ?", (json.dumps(names),))
    completion = {"_MLPREP_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "mlprep companies "}
    done = foreign.run(**completion)
    assert "Acme Labs" in clean(done.stdout)
    assert "touch" not in done.stdout
    assert "owned" not in done.stdout


def test_all_output_passes_the_gates() -> None:
    consoles = []
    for name, tree in TREES.items():
        for function, call in called(tree):
            if function == "Console":
                consoles.append((name, ast.unparse(call).split(",")[0]))
            elif function in ("print", "typer.echo", "typer.secho") or re.match(r"sys\.std(out|err)\.write", function):
                assert re.match(r"plain\(|f'mlprep \{__version__\}'", ast.unparse(call.args[0])), ast.unparse(call)
    assert sorted(consoles) == [
        ("adapters/display.py", "Console(file=stream"),
        ("views/answer.py", "Console(file=StringIO()"),
        ("views/browse.py", "Console(file=StringIO()"),  # in memory: its lines pass through `plain`
    ]


@given(st.text())
def test_plain_text_is_unchanged_and_only_plain_text_is_printed(text: str) -> None:
    assert steering(plain(text)) == []
    assert plain(text) == "".join(character for character in text if not re.match(STEERING, character))


# --- a bank is data ---


def problem(text: str) -> str:
    """Return the only problem of a bank, which is short enough to read."""
    with pytest.raises(InvalidBank) as error:
        bank_file(text).bank(KnownNames())
    (line,) = error.value.lines()
    assert len(line) < 1200
    return clean(line)


SOUND = bank_text("alpha")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format: 1", "!!python/object/apply:os.system ['touch owned']"),
        ("questions:", "questions: !!python/object/apply:os.system"),
        ("  - id: alpha", "  - !!python/object/new:os.system\n    id: alpha"),
        ("prompt: What", "prompt: !!python/name:os.system What"),
        ("prompt: What", "!!python/name:os.system prompt: What"),
        ("prompt: What", "prompt: !mine:str What"),
        ("prompt: What", "prompt: !!binary What"),
    ],
)
def test_a_tag_creates_no_object(old: str, new: str) -> None:
    text = SOUND.replace(old, new, 1)
    if old == "format: 1":
        text = new
    assert re.search(r"tags such as !.* are not allowed", problem(text))


def test_bombs_are_refused_in_one_message_each() -> None:
    levels = "".join(f"  - &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]\n" for number in range(1, 30))
    assert "alias" in problem(f"format: 1\ntopics:\n  - &l0 [lol]\n{levels}questions: [*l29]\n")
    assert "alias" in problem(f"format: 1\nquestions: [&a x{', *a' * 100_000}]\n")
    assert "nested more than" in problem("a: " + "[" * 100_000)
    for number in ("9" * 100_000, "9" * 100_000 + ":30", "1e" + "9" * 100_000, "0x" + "f" * 100_000):
        assert "budget is" in problem(SOUND.replace("difficulty: easy", f"difficulty: easy\n    budget: {number}"))
    for code in ("(" * 100_000, "-" * 100_000 + "1", "x" + ".a" * 100_000, "x" + "[0]" * 100_000):
        parts = f"code: {{stub: '{code}', solution: x, checks: x}}"
        assert "of the stub is not Python" in problem(
            SOUND.replace("difficulty: easy", f"difficulty: easy\n    {parts}")
        )


def test_the_list_of_problems_is_limited() -> None:
    fields = "".join(f"f{number}: 1\n" for number in range(5000))
    with pytest.raises(InvalidBank) as error:
        bank_file(f"{SOUND}{fields}").bank(KnownNames())
    assert len(error.value.problems) == 1000


@pytest.mark.parametrize("bad", ["\\e", "\\a", "\\x7f", "\\x9b", "\\x9d", "\\u202e", "\\u2066", "\\u2028", "\\0"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("prompt: What is alpha?", 'prompt: "a{}b"'),
        ("point: one of alpha", 'point: "a{}b"'),
        ("study: All of it.", 'study: "a{}b"'),
        ("difficulty: easy", 'difficulty: easy\n    companies: [{{name: "a{}b"}}]'),
        ("difficulty: easy", 'difficulty: easy\n    expects: {{"a{}b": c}}'),
        ("difficulty: easy", 'difficulty: easy\n    "a{}b": c'),
        ("difficulty: easy", 'difficulty: "a{}b"'),
        ("difficulty: easy", 'difficulty: easy\n    see: ["a{}b"]'),
        ("topic: mine", 'topic: "a{}b"'),
        ("- id: alpha", '- id: "a{}b"'),
        ("{id: mine", '{{id: "a{}b"'),
    ],
)
def test_no_control_character_gets_into_a_bank_or_into_a_message_about_it(old: str, new: str, bad: str) -> None:
    with pytest.raises(InvalidBank) as error:
        bank_file(SOUND.replace(old, new.format(bad))).bank(KnownNames())
    assert "character U+" in clean("\n".join(error.value.lines()))


def test_the_code_of_a_question_is_never_run(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    touched = tmp_path / "owned"
    code = f"__import__('pathlib').Path({str(touched)!r}).touch()"
    parts = f'{{stub: "{code}", solution: "{code}", checks: "{code}"}}'
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", round_name="coding", code=parts))
    assert program.run("bank", "check", str(tmp_path / "mine.yaml")).returncode == 0
    assert program.run("bank", "add", str(tmp_path / "mine.yaml")).returncode == 0
    assert "touch()" in program.run("show", "alpha").stdout
    assert "touch()" in program.run("show", "alpha", "--part", "checks").stdout
    assert program.run("drill", "alpha", typed="\ns\nq\n").returncode == 0
    assert not touched.exists()


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_nothing_in_the_program_runs_its_input() -> None:
    running = re.compile(
        r"(builtins\.)?(exec|eval|__import__)|runpy\..*|os\.(system|popen|exec.*|spawn.*|posix_spawn.*|startfile)"
        r"|(pickle|marshal|shelve|dill)\..*|subprocess\..*|yaml\..*|.*\.(get_data|get_single_data|construct_.*|load_extension|enable_load_extension)"
    )
    # Without a shell: the user's own pager, whose input is the text, and the user's own voice, whose last argument it is.
    # The editor gets a path. Only the learner's own solution and the checks of its question run, in a child with limits.
    allowed = {
        ("adapters/pager.py", "subprocess.run"),
        ("adapters/voice.py", "subprocess.Popen"),
        ("adapters/editor.py", "subprocess.Popen"),
        ("adapters/editor.py", "subprocess.run"),
        ("adapters/runner.py", "subprocess.Popen"),
        ("adapters/runner.py", "subprocess.run"),
        ("adapters/bank_writer.py", "yaml.dump"),  # writes texts and numbers with the safe dumper
    }
    child = "adapters/check_harness.py"
    for name, tree in TREES.items():
        for function, call in called(tree) if name != child else ():
            assert not running.fullmatch(function) or (str(name), function) in allowed, f"{name} calls {function}"
            if function == "compile":
                # Parsing is not running: the result is a syntax tree, not a code object.
                assert ("flags", "PyCF_ONLY_AST") in [
                    (keyword.arg, ast.unparse(keyword.value)) for keyword in call.keywords
                ]
            if function == "import_module":
                named = call.args[0]
                assert isinstance(named, ast.Constant) or (
                    isinstance(named, ast.JoinedStr) and opening(named).startswith("mlprep_cli.")
                )


@pytest.mark.parametrize("name", ["Two Words", "a; rm -rf ~", "$(touch owned)", "--html=x", "it's"])
@pytest.mark.parametrize("field", ["activity", "preset"])
def test_a_suggested_command_quotes_its_names(field: str, name: str) -> None:
    given = Suggestion("plan", activity=name) if field == "activity" else Suggestion("plan", preset=name)
    words = ["do", name] if field == "activity" else [name]
    assert split(command_line(given)) == ["mlprep", "plan", *words]


@pytest.mark.parametrize("name", ["Two Words", "a; rm -rf ~", "$(touch owned)", "--html=x", "it's"])
def test_a_suggested_command_names_no_company_of_a_bank(name: str) -> None:
    available = {round_name: Available(50, 50) for round_name in ROUNDS}
    timeline = [(checkpoint, date(2026, 3, 2)) for checkpoint in NAMES]
    facts = Facts(companies=(name,), available=available, tagged=3, topics=(name,), today=date(2026, 3, 2))
    suggestions = [activity.suggestion for day in milestones(timeline, facts) for activity in day.activities]
    assert suggestions
    assert all(suggestion is None or name not in split(command_line(suggestion)) for suggestion in suggestions)


# --- files ---


@pytest.fixture
def permissive() -> Iterator[None]:
    """Set a umask that gives everyone every permission, as some systems do."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in folder.rglob("*")
        if path.name != "mine.yaml"
    }


@pytest.mark.usefixtures("permissive")
def test_every_new_file_belongs_to_its_owner_alone_under_any_umask(tmp_path: Path) -> None:
    program = Program(tmp_path / "deep" / "deeper" / "home")
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    (out / "copies").mkdir(mode=0o700)
    for arguments, typed in (
        (("config", "set", "new_per_day", "3"), ""),
        (("config", "set", "new_per_day", "4"), ""),
        (("drill", "--count", "1"), "\ns\nq\n"),
        (("plan", "start", "--interview", "2026-03-27"), ""),
        (("plan", "--ics", str(out / "plan.ics")), ""),
        (("eve", "--markdown", str(out / "eve.md")), ""),
        (("stats", "--html", str(out / "page.html")), ""),
        (("export", "--csv", str(out / "all.csv")), ""),
        (("export", "--anki", str(out / "all.apkg"), "dropout"), ""),
        (("data", "backup"), ""),
        (("data", "backup", str(out / "copies" / "copy.db")), ""),
    ):
        done = program.run(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
    with closing(open_database(program.home)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        created = modes(tmp_path)
        connection.execute("ROLLBACK")
    assert {name for name in created if name.startswith("deep/deeper/home/mlprep.db")} == {
        f"deep/deeper/home/mlprep.db{end}" for end in ("", "-wal", "-shm")
    }
    assert "deep/deeper/home/backups/daily-2026-03-02.db" in created
    assert {"out/plan.ics", "out/eve.md", "out/page.html", "out/all.csv", "out/all.apkg", "out/copies/copy.db"} < set(
        created
    )
    wrong = {name: oct(mode) for name, mode in created.items() if mode not in (0o600, 0o700)}
    assert wrong == {}
    assert all((tmp_path / name).is_dir() == (mode == 0o700) for name, mode in created.items())


def test_links_are_not_followed_when_writing(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.symlink_to(tmp_path / "elsewhere")
    for replace in (True, False):
        with pytest.raises(MlprepError):
            write_file(target, b"lost", replace=replace)
    assert not (tmp_path / "elsewhere").exists()
    program = Program(tmp_path / "home")
    program.home.mkdir()
    (tmp_path / "dotfile").write_text("new_per_day = 3\n")
    (program.home / "config.toml").symlink_to(tmp_path / "dotfile")
    done = program.run("config", "set", "new_per_day", "4", HOME=str(program.home))
    assert done.returncode == 1
    assert "which is outside your home folder" in done.stderr
    assert (tmp_path / "dotfile").read_text() == "new_per_day = 3\n"


@pytest.mark.parametrize("kind", IRREGULAR)
def test_a_bank_has_to_be_a_regular_file(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(SOUND)
    IRREGULAR[kind](tmp_path / "odd.yaml")
    with pytest.raises(MlprepError, match=f"odd.yaml is {kind}, not a regular file"):
        BankFile.read(tmp_path / "odd.yaml")
    with pytest.raises(MlprepError, match="/dev/zero is a device, not a regular file"):
        BankFile.read(Path("/dev/zero"))


@pytest.mark.parametrize("kind", ["a link", "a pipe"])
def test_the_commands_of_banks_refuse_irregular_files_without_waiting(kind: str, tmp_path: Path) -> None:
    program, mine = Program(tmp_path / "home"), tmp_path / "mine.yaml"
    (tmp_path / "secret.yaml").write_text(bank_text("delta", topic="other"))
    mine.write_text(SOUND)
    assert program.run("bank", "add", str(mine)).returncode == 0
    IRREGULAR[kind](tmp_path / "odd.yaml")
    for command in ("check", "add"):
        done = program.run("bank", command, str(tmp_path / "odd.yaml"))
        assert done.returncode == 1
        assert f"odd.yaml is {kind}, not a regular file." in done.stderr
    mine.unlink()
    IRREGULAR[kind](mine)
    done = program.run("list", "--topic", "mine")
    assert f"mine.yaml is {kind}, not a regular file." in done.stderr
    assert "alpha" in done.stdout


def test_a_file_that_becomes_a_link_is_never_followed(tmp_path: Path) -> None:
    secret, target = tmp_path / "secret", tmp_path / "mine.yaml"
    secret.write_text("secret")
    target.write_text("open")
    finished = threading.Event()

    def alternate() -> None:
        while not finished.is_set():
            (tmp_path / "next").symlink_to(secret)
            (tmp_path / "next").replace(target)
            (tmp_path / "next").write_text("open")
            (tmp_path / "next").replace(target)

    alternating = threading.Thread(target=alternate)
    alternating.start()
    try:
        for _ in range(2000):
            with suppress(MlprepError):
                assert BankFile.read(target).data in (b"open", b"")
    finally:
        finished.set()
        alternating.join()


def test_the_shipped_bank_may_be_a_link_as_some_installers_create_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(PACKAGE, site / "mlprep_cli", ignore=shutil.ignore_patterns("__pycache__", "data"))
    (site / "mlprep_cli" / "data").mkdir()
    (tmp_path / "stored.yaml").write_text(SOUND)
    (site / "mlprep_cli" / "data" / "questions.yaml").symlink_to(tmp_path / "stored.yaml")
    done = Program(tmp_path / "home").run("list", PYTHONPATH=str(site))
    assert "alpha" in done.stdout
    assert done.stderr == ""


# --- SQL ---

PARTS = {
    "storage/activities.py": {
        "_TAGGED.format('one.question_id')": "a condition on the question of a review, with parameters",
        "_TAGGED.format('card.question_id')": "the same on the question of a card",
    },
    "storage/browse.py": {
        "in_title": "conditions, a constant for each word, with the parameter of its number",
        "source": "the result of `_source`: tables, `filters.conditions`, and such conditions",
        "_LAST_FIRST_ATTEMPT": "a query, a constant",
        "column": "of a mapping of constants",
        "order": "one of two constants",
    },
    "storage/candidates.py": {
        "where": "the result of `filters.conditions`",
        "MOST_DUE": "a number, a constant",
        "int(most_new)": "a number",
        "number": "of a constant list",
    },
    "storage/cards.py": {
        "condition": "DUE, NEW or SEEN, or as its callers in the module write it",
        "order.columns": "of an order, a constant",
        "order.hint": "of an order, a constant",
        "where": "the result of `filters.conditions`: columns and parameters",
        "assigned": "the columns of `fields.CARD`, each with the parameter of its name",
    },
    "storage/database.py": {
        "pragma": "of `pragmas`, a constant",
        "patience": "the number that SQLite has returned before",
        "new_identity()": "a random number",
    },
    "storage/filters.py": {
        "table": "card, standing, review or tally, as the callers of `conditions` write it",
        "column": "companies or levels",
        "bound": "parameters by number",
        "parts": "conditions of columns and parameters",
    },
    "storage/foreign_tables.py": {
        "pragma": "from a tuple on the line above",
        "table": "one of our tables, as the fresh schema names it",
        "table.name": "the same",
        "listed": "the columns of this table, as the fresh schema names them",
        "', '.join('?' * len(names))": "a parameter for each of these columns",
        "new_identity()": "a random number",
    },
    "storage/health.py": {
        "SUSPENDED": "a query, a constant",
        "doubtful": "a condition, a constant",
        "kind": "of KINDS, a constant",
        "table": "card or review, as its callers write it",
    },
    "storage/log_merge.py": {
        "kind": "of KINDS: the kind of every line is checked before",
        "columns": "the columns of a kind, as its fields name them",
        "column": "a name that the callers write",
        "table": "the same",
        "', '.join(columns)": "the columns of a kind",
        "places": "a parameter for each of these columns",
        "values": "parameters named as these columns",
        "where": "the same, of the keys that name a record",
    },
    "storage/log_records.py": {"_NAMED": "a query, a constant", "SOUND_REVIEW": "a condition, a constant"},
    "storage/working_copy.py": {
        "copied": "columns of a kind, a constant",
        "kind": "of KINDS, a constant",
        "names": "columns that identify a record of the kind",
        "own": "columns of the kind, a constant",
        "pragma": "from a tuple on the line above",
    },
    "storage/memories.py": {"', '.join('?' * len(_KINDS))": "a parameter for each column"},
    "storage/migrations.py": {
        "table": "from the text on the lines below",
        "column": "the same",
        "first": "a constant on the lines below",
        "last": "the same",
    },
    "storage/mocks.py": {"where": "the result of `filters.conditions`"},
    "storage/models.py": {"_COUNT_NEW": "a constant", "_DISCOUNT_OLD": "a constant"},
    "storage/pages.py": {"verb": "REPLACE or IGNORE, by the number of the bank"},
    "storage/placeholders.py": {
        "mode": "a column, or drill in quotes, from a tuple on the line above",
        "table": "from a tuple on the lines above, or of DATED, a constant",
        "moment": "of DATED",
        "copied": "columns, or constants in their place, from the line above",
    },
    "storage/plans.py": {
        "names": "the columns of `fields.PLAN` and two more, written out there",
        "values": "parameters named as these columns",
    },
    "storage/questions.py": {
        "', '.join(_COLUMNS)": "columns, a constant",
        "', '.join((f':{column}' for column in _COLUMNS))": "parameters named as these columns",
        "updates": "the same columns",
        "where": "the result of `filters.conditions`, and a parameter",
        "table": "a table of the log that names a question, from a tuple on the line above",
    },
    "storage/readiness.py": {"where": "the result of `filters.conditions`"},
    "storage/repair.py": {
        "kind": "of KINDS, a constant",
        "table": "of DATED, a constant",
        "moment": "of DATED",
        "where": "the columns that identify a row of a kind, each with the parameter of its name",
        "', '.join([*columns, *absent])": "the columns of a kind, as the sound and the current schema name them",
        "order": "ASC or DESC",
    },
    "storage/restore.py": {"identity": "a number that SQLite has returned, or a random one"},
    "storage/reviews.py": {
        "table": "review or standing, from the line above, or a table that the caller writes",
        "where": "one of two conditions on the line above",
        "order": "DESC or ASC",
    },
    "storage/stats.py": {
        "GRADES": "columns, a constant",
        "LEECH_LAPSES": "a number, a constant",
        "GRADINGS": "a number, a constant",
        "_GRADINGS_SOUGHT": "a number, a constant",
        "column": "round or topic, as its callers in the module write it",
        "where": "the result of `filters.conditions`",
        "card_where": "the same",
    },
    "storage/stats_details.py": {
        "GRADES": "columns, a constant",
        "PATIENCE": "a number, a constant",
        "LEECH_LAPSES": "a number, a constant",
        "LISTED": "a number, a constant",
        "where": "the result of `filters.conditions`",
    },
    "storage/asked.py": {
        "names": "the columns of the record, constants",
        "places": "the same, as names of bound values",
    },
    "storage/stories.py": {
        "names": "the columns of the record, constants",
        "places": "the same, as names of bound values",
    },
    "storage/suspensions.py": {"SUSPENDED": "a query, a constant"},
}
"""The parts of a statement besides its own text, and where each comes from: never from a user, a file or a row."""

LOOPS = {
    "statement": "of the migrations, of the models, or of a caller that wrote it out",
    "_NAMES[what]": "of a mapping of constants",
    "differing": "of a mapping of constants in working_copy.py",
    "query": "of a mapping of constants in log_records.py, of a tuple of constants in health.py",
}
"""Statements that are executed one by one from where they are written out."""

SPEAKS_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|PRAGMA|EXISTS|ATTACH)\b")


def opening(text: ast.JoinedStr) -> str:
    first = text.values[0] if text.values else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


def branches(statement: ast.expr) -> list[ast.expr]:
    """Return both statements of a conditional expression, or the one that it is."""
    return [statement.body, statement.orelse] if isinstance(statement, ast.IfExp) else [statement]


def test_a_statement_is_its_own_text_and_values_are_parameters() -> None:
    checked = 0
    used: dict[str, set[str]] = {}
    for name, tree in TREES.items():
        if "SQLModel rows" in (ast.get_docstring(tree) or ""):
            continue  # its statements are expressions, in which a value is always a parameter
        written = {
            ast.unparse(target): node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr)
            for target in node.targets
        }
        executed = [
            branch
            for function, call in called(tree)
            if re.fullmatch(r".*\.(execute(many|script)?|exec_driver_sql)", function)
            for branch in branches(written.get(ast.unparse(call.args[0]), call.args[0]))
        ]
        begun = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and SPEAKS_SQL.match(opening(node))]
        for statement in (*executed, *begun):
            checked += 1
            where = f"{name}:{statement.lineno}: {ast.unparse(statement)}"
            if isinstance(statement, ast.JoinedStr):
                values = [value.value for value in statement.values if isinstance(value, ast.FormattedValue)]
                parts = {ast.unparse(value) for value in values}
                assert parts <= set(PARTS.get(name, ())), where
                if parts:
                    used.setdefault(name, set()).update(parts)
            else:
                assert isinstance(statement, ast.Constant) or ast.unparse(statement) in LOOPS, where
    assert checked > 80
    assert used == {name: set(parts) for name, parts in PARTS.items()}


@given(st.lists(st.text(), max_size=3), st.sampled_from(["card", "standing", "review", "tally"]))
def test_no_filter_gets_into_the_text_of_a_statement(names: list[str], table: str) -> None:
    def built(values: list[str]) -> str:
        given = tuple(values)
        return conditions(Query(given, given, given, given, given, given), table)[0]

    assert built(names) == built(["x"] * len(names))
    assert re.sub(r":v[0-9]+", "", built(names)).count("'") == 0


@pytest.mark.parametrize("hostile", ["'; DROP TABLE review; --", '"; --', "') OR 1=1 --", "%", "\\"])
def test_typed_text_is_a_value_and_never_sql(foreign: Program, hostile: str) -> None:
    for arguments in (("list", hostile), ("show", hostile), ("list", "--topic", hostile), ("history", hostile)):
        assert foreign.run(*arguments).returncode in (0, 2)
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM review").fetchone()[0] > 2


def test_the_page_about_security_names_existing_tests() -> None:
    page = (PACKAGE.parents[1] / "docs" / "security.md").read_text("utf-8")
    folder = PACKAGE.parents[1] / "tests"
    others = (
        "adapters/test_files.py",
        "app/test_backup.py",
        "app/test_transfer.py",
        "storage/test_foreign_tables.py",
        "storage/test_write_ahead_log.py",
    )
    tests = [Path(__file__), *(folder / other for other in others)]
    names = re.findall(r"^def (test_\w+)", "\n".join(path.read_text("utf-8") for path in tests), re.MULTILINE)
    for reference in re.findall(r"`(test_\w+…?)`", page):
        matches = [name for name in names if name.startswith(reference.rstrip("…"))]
        assert matches, reference
        assert reference.endswith("…") or reference in matches, reference


# --- suggested commands ---

IN_COMMANDS = {
    "app/mock.py": {"option": "an option"},
    "app/transfer.py": {"own": "quoted on the line above"},
    "cli/export.py": {"form": "an option"},
    "cli/mock.py": {"option": "an option"},
    "cli/plan.py": {"given[-1]": "an option", "today.isoformat()": "a day"},
    "cli/stats.py": {"formats[0]": "an option"},
    "adapters/log_file.py": {"FORMAT": "a number, a constant"},
    "views/cards.py": {"' '.join(words)": "options, each quoted on the lines above"},
    "views/answer.py": {"question.id": "an id: letters, digits and hyphens"},
    "views/mock.py": {"mock.number": "a number", "topic": "an id"},
    "views/stats.py": {"', '.join(PARTS[:5])": "constants", "weak[0].name": "the id of a topic"},
    "views/summary.py": {"topic": "an id"},
    "views/today.py": {"'--resume' if last.open_sections else '--debrief'": "an option"},
}
"""The parts of suggested commands that are not quoted for the shell, and why they need not be."""

COMMAND = re.compile(r"(?:mlprep [a-z]|mkdir )[^.;\n]*?\0(\d+)\0")


def test_whatever_a_suggested_command_names_is_quoted_for_the_shell() -> None:
    unquoted: dict[str, set[str]] = {}
    for name, tree in TREES.items():
        for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            parts = [
                str(part.value) if isinstance(part, ast.Constant) else f"\0{place}\0"
                for place, part in enumerate(text.values)
            ]
            for match in COMMAND.finditer("".join(parts)):
                named = text.values[int(match[1])]
                assert isinstance(named, ast.FormattedValue)
                if not ast.unparse(named.value).startswith("quoted("):
                    unquoted.setdefault(name, set()).add(ast.unparse(named.value))
    assert unquoted == {name: set(parts) for name, parts in IN_COMMANDS.items()}
