"""What files and databases from elsewhere cannot do: steer the terminal, run code, reach other files, speak SQL."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from html.parser import HTMLParser
from pathlib import Path
from shlex import split

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

import mlprep_cli
from bank_files import bank_file
from irregular_files import IRREGULAR
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.adapters.files import write_file
from mlprep_cli.core import activities
from mlprep_cli.core.activities import Facts
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import Query
from mlprep_cli.core.text import STEERING, plain
from mlprep_cli.errors import InvalidBank, MlprepError
from mlprep_cli.storage.cards import conditions
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.views.suggestion import command_line
from program import Program, bank_text
from pty_driver import Terminal, terminal

PACKAGE = Path(mlprep_cli.__file__).parent
TREES = {each.relative_to(PACKAGE).as_posix(): ast.parse(each.read_text("utf-8")) for each in PACKAGE.rglob("*.py")}

POISON = (
    "\x1b]0;owned\x07\x1b[2J\x1b[8mhidden\x9b2J\x9d0;owned\x9c\x1b]8;;http://owned/\x1b\\click\x1b]52;c;b3duZWQ=\x07"
    "\x1bc\x1bP$q\x1b\\\r\b\x7f\u202eowned\u2066\u2028<script>alert('owned')</script>\"&"
)
OURS = re.compile(r"\x1b\[[0-7;]*m|\x1b\[[0-9;]+m|\x1b\[[0-9]*A|\x1b\[J|\x1b\[\?25[lh]")
"""What Rich and the live region write; what conceals is not among it."""


def steering(text: str) -> list[str]:
    return re.findall(STEERING, text)


def clean(text: str) -> str:
    """Assert that nothing in a text could steer a terminal, and return it."""
    assert steering(text) == []
    return text


def clean_screen(screen: Terminal) -> str:
    """Assert that a terminal was steered only by us, and return what it was told."""
    assert "\x1b[8m" not in screen.written
    return clean(OURS.sub("", screen.written).replace("\r", ""))


# --- a database that somebody else made ---


def poisoned_json(value: object, more: str = POISON) -> object:
    """Return a JSON value with the poison in each of its texts."""
    if isinstance(value, str):
        return value + more
    if isinstance(value, list):
        return [poisoned_json(each, more) for each in value]
    return {name: poisoned_json(each, more) for name, each in value.items()} if isinstance(value, dict) else value


def poison(home: Path) -> None:
    """Write into each text of the database that has no fixed form."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.create_function("poisoned", 1, lambda text: json.dumps(poisoned_json(json.loads(text))))
        # Half a character is nothing that SQLite would take, but JSON would.
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
    """Return a home with a history, as it comes from elsewhere."""
    folder = tmp_path_factory.mktemp("sent")
    extra = {"companies": "[{name: Acme}]", "follow_ups": "[{prompt: Why?, answer: So.}]"}
    (folder / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma", **extra))
    program = Program(folder / "home")
    for arguments, typed in (
        (("bank", "add", str(folder / "mine.yaml")), ""),
        (("plan", "start", "--interview", "2026-03-27", "--company", "Acme"), ""),
        (("mock", "--company", "Acme", "--questions", "2", "--seed", "1"), "\n\n\n\n\n\ns\nl\n\n"),
        (("drill", "--topic", "mine"), "\ne\nwhat was missed\nn\n\ne\nand this\ns\n\nq\n"),
    ):
        found = program.run(*arguments, typed=typed)
        assert found.returncode == 0, found.stderr
    poison(program.home)
    return program.home


@pytest.fixture
def foreign(sent: Path, tmp_path: Path) -> Program:
    """Return the program on a copy of that home."""
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


@pytest.mark.parametrize("arguments", LOOKS, ids=lambda each: " ".join(each).encode("ascii", "ignore").decode()[:20])
def test_nothing_out_of_a_database_steers_a_pipe(foreign: Program, arguments: tuple[str, ...]) -> None:
    found = foreign.run(*arguments)
    assert found.returncode == 0, found.stderr
    assert "owned" in clean(found.stdout)
    clean(found.stderr)


@pytest.mark.parametrize("arguments", [(), ("stats",), ("status",), ("data", "check"), ("show", "none"), ("undo",)])
def test_what_says_little_of_a_database_says_it_cleanly(foreign: Program, arguments: tuple[str, ...]) -> None:
    found = foreign.run(*arguments)
    assert "bug" not in found.stderr
    clean(found.stdout + found.stderr)


@pytest.mark.parametrize("name", ["list", "stats", "plan", "plan ready", "companies", "mock", "history"])
def test_a_document_is_clean_and_yet_says_what_the_database_says(foreign: Program, name: str) -> None:
    found = foreign.run(*name.split(), "--json")
    assert found.returncode == 0, found.stderr
    documents = [json.loads(line) for line in clean(found.stdout).splitlines()]
    assert POISON in "".join(map(str, texts(documents)))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def test_a_drill_over_a_pipe_is_clean(foreign: Program) -> None:
    found = foreign.run("drill", "--topic", TOPIC, typed="h\n?\n\nt\nf\nf\ne\n\x1b]0;owned\x07\x9b2Jagain\nn\nq\n")
    assert found.returncode == 0, found.stderr
    assert "owned" in clean(found.stdout)
    clean(found.stderr)
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection:
        assert ("]0;owned2Jagain",) in connection.execute("SELECT text FROM note").fetchall()


def test_a_mock_over_a_pipe_is_clean(foreign: Program) -> None:
    found = foreign.run("mock", "--questions", "2", "--seed", "1", typed="\n\n\n\n\n\ns\nl\n\n")
    assert found.returncode == 0, found.stderr
    assert "owned" in clean(found.stdout)


def test_a_terminal_is_steered_by_us_alone_through_a_drill(foreign: Program) -> None:
    environment = {"MLPREP_NOW": foreign.now.isoformat()}
    with terminal("drill", "--topic", TOPIC, home=foreign.home, environment=environment, rows=60) as screen:
        screen.expect("? keys")
        screen.type("h", "hint")
        screen.type(" ", "n No Hire")
        screen.type("t", "owned")
        screen.type("f", "follow-up")
        screen.type("e", "missed: ")
        screen.type("\x9bnote", "note")
        screen.type("\r", "noted")
        screen.type("n", "No Hire ·")
        screen.expect("? keys")
        screen.type("q", "answered")
        assert screen.ended() == 0
        assert "owned" in clean_screen(screen)
        assert "\x1b[1m" in screen.written


@pytest.mark.parametrize(
    "arguments", [("show", "alpha"), ("study", TOPIC), ("plan", "--all"), ("eve",), ("stats", "topics"), ("list",)]
)
def test_a_terminal_is_steered_by_us_alone_where_one_looks(foreign: Program, arguments: tuple[str, ...]) -> None:
    with terminal(*arguments, home=foreign.home, environment={"MLPREP_NOW": foreign.now.isoformat()}) as screen:
        assert screen.ended() == 0
        assert "owned" in clean_screen(screen)


def test_the_files_that_are_written_are_clean(foreign: Program, tmp_path: Path) -> None:
    page, sheet, calendar = tmp_path / "page.html", tmp_path / "eve.md", tmp_path / "plan.ics"
    for arguments in (("stats", "--html", page), ("eve", "--markdown", sheet), ("plan", "--ics", calendar)):
        found = foreign.run(*map(str, arguments))
        assert found.returncode == 0, found.stderr
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
    assert [each.split(",")[0] for each in lines] == ["'+1", "'-1", "'=HYPERLINK(1)", "'@SUM(1)", "Acme"]


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)


def test_names_of_files_and_what_is_typed_are_shown_without_what_steers(foreign: Program, tmp_path: Path) -> None:
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
        found = foreign.run(*arguments)
        assert "]0;owned" in clean(found.stdout + found.stderr)
        assert "bug" not in found.stderr


def test_a_bank_whose_name_steers_is_not_taken_up(foreign: Program, tmp_path: Path) -> None:
    (tmp_path / "\x9b2J.yaml").write_text(bank_text("delta", topic="other"))
    found = foreign.run("bank", "add", str(tmp_path / "\x9b2J.yaml"))
    assert found.returncode == 1
    assert "2J.yaml has a control character in its name." in clean(found.stderr)


def test_what_is_completed_is_harmless_to_a_shell(foreign: Program) -> None:
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection, connection:
        names = ["Acme Labs", "\\$(touch owned)", "`touch owned`", "a;touch owned", "-rf", "\x1b]0;owned\x07"]
        connection.execute("UPDATE question SET companies = ?", (json.dumps(names),))
    asked = {"_MLPREP_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "mlprep companies "}
    found = foreign.run(**asked)
    assert "Acme Labs" in clean(found.stdout)
    assert "touch" not in found.stdout
    assert "owned" not in found.stdout


def test_there_is_no_other_way_out_than_the_gates() -> None:
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
    ]


@given(st.text())
def test_plain_text_stays_as_it_is_and_no_other_leaves(text: str) -> None:
    assert steering(plain(text)) == []
    assert plain(text) == "".join(each for each in text if not re.match(STEERING, each))


# --- a bank is data ---


def refused(text: str) -> str:
    """Return the one problem that a bank has, which is of a length to read."""
    with pytest.raises(InvalidBank) as found:
        bank_file(text).bank(KnownNames())
    (line,) = found.value.lines()
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
def test_a_tag_makes_nothing(old: str, new: str) -> None:
    text = SOUND.replace(old, new, 1)
    if old == "format: 1":
        text = new
    assert re.search(r"tags such as !.* are not allowed", refused(text))


def test_bombs_are_refused_in_one_message_each() -> None:
    levels = "".join(f"  - &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]\n" for number in range(1, 30))
    assert "alias" in refused(f"format: 1\ntopics:\n  - &l0 [lol]\n{levels}questions: [*l29]\n")
    assert "alias" in refused(f"format: 1\nquestions: [&a x{', *a' * 100_000}]\n")
    assert "nested more than" in refused("a: " + "[" * 100_000)
    for number in ("9" * 100_000, "9" * 100_000 + ":30", "1e" + "9" * 100_000, "0x" + "f" * 100_000):
        assert "budget is" in refused(SOUND.replace("difficulty: easy", f"difficulty: easy\n    budget: {number}"))
    for code in ("(" * 100_000, "-" * 100_000 + "1", "x" + ".a" * 100_000, "x" + "[0]" * 100_000):
        parts = f"code: {{stub: '{code}', solution: x, checks: x}}"
        assert "of the stub is not Python" in refused(
            SOUND.replace("difficulty: easy", f"difficulty: easy\n    {parts}")
        )


def test_no_more_problems_are_named_than_anybody_reads() -> None:
    fields = "".join(f"f{number}: 1\n" for number in range(5000))
    with pytest.raises(InvalidBank) as found:
        bank_file(f"{SOUND}{fields}").bank(KnownNames())
    assert len(found.value.problems) == 1000


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
def test_no_control_character_gets_into_a_bank_nor_into_what_is_said_of_it(old: str, new: str, bad: str) -> None:
    with pytest.raises(InvalidBank) as found:
        bank_file(SOUND.replace(old, new.format(bad))).bank(KnownNames())
    assert "control character U+" in clean("\n".join(found.value.lines()))


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


def test_nothing_in_the_program_could_run_what_it_reads() -> None:
    running = re.compile(
        r"(builtins\.)?(exec|eval|__import__)|runpy\..*|os\.(system|popen|exec.*|spawn.*|posix_spawn.*|startfile)"
        r"|(pickle|marshal|shelve|dill)\..*|subprocess\..*|yaml\..*|.*\.(get_data|get_single_data|construct_.*|load_extension|enable_load_extension)"
    )
    for name, tree in TREES.items():
        for function, call in called(tree):
            assert not running.fullmatch(function), f"{name} calls {function}"
            if function == "compile":
                # To parse is not to run: what comes out is a tree, and no code object.
                assert ("flags", "PyCF_ONLY_AST") in [(each.arg, ast.unparse(each.value)) for each in call.keywords]
            if function == "import_module":
                named = call.args[0]
                assert isinstance(named, ast.Constant) or (
                    isinstance(named, ast.JoinedStr) and opening(named).startswith("mlprep_cli.")
                )


@pytest.mark.parametrize("name", ["Two Words", "a; rm -rf ~", "$(touch owned)", "--html=x", "it's"])
def test_a_command_that_is_suggested_names_what_it_names_and_no_more(name: str) -> None:
    activity = activities._company(Facts((), (), (name,), 3, 0), ())
    assert activity.suggestion is not None
    assert split(command_line(activity.suggestion)) == ["mlprep", "drill", "--company", name, "--early", "--count", "3"]


# --- files ---


@pytest.fixture
def open_hearted() -> Iterator[None]:
    """Let whatever is made be everybody's, as some systems do."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        each.relative_to(folder).as_posix(): stat.S_IMODE(each.stat().st_mode)
        for each in folder.rglob("*")
        if each.name != "mine.yaml"
    }


@pytest.mark.usefixtures("open_hearted")
def test_whatever_is_made_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    program = Program(tmp_path / "deep" / "deeper" / "home")
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    for arguments, typed in (
        (("config", "set", "new_per_day", "3"), ""),
        (("config", "set", "new_per_day", "4"), ""),
        (("drill", "--count", "1"), "\ns\nq\n"),
        (("plan", "start", "--interview", "2026-03-27"), ""),
        (("plan", "--ics", str(out / "plan.ics")), ""),
        (("eve", "--markdown", str(out / "eve.md")), ""),
        (("stats", "--html", str(out / "page.html")), ""),
        (("data", "backup"), ""),
        (("data", "backup", str(out / "copies" / "copy.db")), ""),
    ):
        found = program.run(*arguments, typed=typed)
        assert found.returncode == 0, found.stderr
    with closing(open_database(program.home)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        found_modes = modes(tmp_path)
        connection.execute("ROLLBACK")
    assert {name for name in found_modes if name.startswith("deep/deeper/home/mlprep.db")} == {
        f"deep/deeper/home/mlprep.db{end}" for end in ("", "-wal", "-shm")
    }
    assert "deep/deeper/home/backups/daily-2026-03-02.db" in found_modes
    assert {"out/plan.ics", "out/eve.md", "out/page.html", "out/copies/copy.db"} < set(found_modes)
    wrong = {name: oct(mode) for name, mode in found_modes.items() if mode not in (0o600, 0o700)}
    assert wrong == {}
    assert all((tmp_path / name).is_dir() == (mode == 0o700) for name, mode in found_modes.items())


def test_a_link_to_nothing_and_a_linked_setting_are_not_written_through(tmp_path: Path) -> None:
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
    found = program.run("config", "set", "new_per_day", "4")
    assert found.returncode == 1
    assert "config.toml is not a file but a link" in found.stderr
    assert (tmp_path / "dotfile").read_text() == "new_per_day = 3\n"


@pytest.mark.parametrize("kind", IRREGULAR)
def test_a_bank_is_a_file_and_nothing_that_looks_like_one(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(SOUND)
    IRREGULAR[kind](tmp_path / "odd.yaml")
    with pytest.raises(MlprepError, match=f"odd.yaml is not a file but {kind}"):
        BankFile.read(tmp_path / "odd.yaml")
    with pytest.raises(MlprepError, match="/dev/zero is not a file but a device"):
        BankFile.read(Path("/dev/zero"))


@pytest.mark.parametrize("kind", ["a link", "a pipe"])
def test_the_commands_of_banks_refuse_it_by_name_and_wait_for_nothing(kind: str, tmp_path: Path) -> None:
    program, mine = Program(tmp_path / "home"), tmp_path / "mine.yaml"
    (tmp_path / "secret.yaml").write_text(bank_text("delta", topic="other"))
    mine.write_text(SOUND)
    assert program.run("bank", "add", str(mine)).returncode == 0
    IRREGULAR[kind](tmp_path / "odd.yaml")
    for command in ("check", "add"):
        found = program.run("bank", command, str(tmp_path / "odd.yaml"))
        assert found.returncode == 1
        assert f"odd.yaml is not a file but {kind}." in found.stderr
    mine.unlink()
    IRREGULAR[kind](mine)
    found = program.run("list", "--topic", "mine")
    assert f"mine.yaml is not a file but {kind}." in found.stderr
    assert "alpha" in found.stdout


def test_a_file_that_turns_into_a_link_meanwhile_is_never_read_through_it(tmp_path: Path) -> None:
    secret, target = tmp_path / "secret", tmp_path / "mine.yaml"
    secret.write_text("secret")
    target.write_text("open")
    done = threading.Event()

    def turn() -> None:
        while not done.is_set():
            (tmp_path / "next").symlink_to(secret)
            (tmp_path / "next").replace(target)
            (tmp_path / "next").write_text("open")
            (tmp_path / "next").replace(target)

    turning = threading.Thread(target=turn)
    turning.start()
    try:
        for _ in range(2000):
            with suppress(MlprepError):
                assert BankFile.read(target).data in (b"open", b"")
    finally:
        done.set()
        turning.join()


def test_the_shipped_bank_may_be_a_link_as_some_installers_make_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(PACKAGE, site / "mlprep_cli", ignore=shutil.ignore_patterns("__pycache__", "data"))
    (site / "mlprep_cli" / "data").mkdir()
    (tmp_path / "stored.yaml").write_text(SOUND)
    (site / "mlprep_cli" / "data" / "questions.yaml").symlink_to(tmp_path / "stored.yaml")
    found = Program(tmp_path / "home").run("list", PYTHONPATH=str(site))
    assert "alpha" in found.stdout
    assert found.stderr == ""


# --- SQL ---

PARTS = {
    "adapters/catalogue.py": {
        "', '.join(_COLUMNS)": "columns, a constant",
        "', '.join((f':{column}' for column in _COLUMNS))": "parameters named as these columns",
        "updates": "the same columns",
        "verb": "REPLACE or IGNORE, by the number of the bank",
        "table": "note or said, from a tuple on the line above",
    },
    "adapters/checking.py": {"kind": "of KINDS, a constant", "table": "card or review, as its callers write it"},
    "adapters/database.py": {"pragma": "from a tuple on the line above"},
    "adapters/details.py": {
        "LEECH_LAPSES": "a number, a constant",
        "LISTED": "a number, a constant",
        "where": "what `queues.conditions` returns: columns and parameters",
    },
    "adapters/figures.py": {
        "GRADES": "columns, a constant",
        "STANDING": "a condition, a constant",
        "LEECH_LAPSES": "a number, a constant",
        "column": "round or topic, as its callers in the module write",
        "where": "what `queues.conditions` returns",
        "card_where": "the same",
    },
    "adapters/lists.py": {"where": "what `queues.conditions` returns, and a parameter"},
    "adapters/log.py": {
        "' AND '.join(clauses)": "conditions written out above it, with parameters",
        "order": "DESC or ASC",
        "where": "one of two conditions on the line above",
        "assigned": "the columns of `rows.card_columns`, written out there",
    },
    "adapters/memory.py": {
        "GRADES": "columns, a constant",
        "_MEASURED": "a condition, a constant",
        "where": "what `queues.conditions` returns",
    },
    "adapters/pacing.py": {
        "MOST": "a number, a constant",
        "condition": "as its callers in the module write it",
        "order": "as its callers in the module write it",
        "tagged.format('card.question_id')": "a condition on the question of a card, with parameters",
        "tagged.format('review.question_id')": "the same on that of a review",
    },
    "adapters/queues.py": {
        "NEW": "a condition, a constant",
        "condition": "DUE, NEW or SEEN, or as its callers in the module write it",
        "index": "of an order, a constant",
        "columns": "of an order, a constant",
        "table": "card, review or tally, as the callers of `conditions` write it",
        "column": "companies or levels",
        "names": "parameters by number",
        "parts": "conditions of columns and parameters",
        "where": "what `conditions` returns",
    },
    "adapters/exchange.py": {"_REFERRED": "a query, a constant"},
    "adapters/repairing.py": {
        "mode": "a column, or drill in quotes, from a tuple on the line above",
        "kind": "of KINDS, a constant",
        "kind.upper()": "index or trigger, of the schema in schema.py",
        "name": "of that schema",
        "table": "of a tuple on the lines above",
        "moment": "of the same tuple",
        "filed": "columns, or constants in their place, on the line above",
        "order": "ASC or DESC",
    },
    "adapters/union.py": {
        "kind": "of KINDS: every line is looked at before it is taken",
        "names": "columns of the keys that a kind has, a constant",
        "values": "parameters named as these columns",
        "where": "the same, of the keys that name a record",
    },
    "adapters/tables.py": {"_ADDED": "a constant", "_TAKEN": "a constant"},
}
"""What stands in a statement besides its own text, and what it is. None of it comes from a user, a file or a row."""

LOOPS = {
    "statement": "of the steps in schema.py",
    "trigger": "of a tuple of constants",
    "queries[what]": "of a mapping of constants",
    "query": "of a mapping of constants, in exchange.py",
    "text": "of the schema in schema.py, in repairing.py",
}
"""Statements that are taken one by one from where they are written out."""

SPEAKS_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|PRAGMA|EXISTS|ATTACH)\b")


def opening(text: ast.JoinedStr) -> str:
    first = text.values[0] if text.values else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


def test_a_statement_is_its_own_text_and_values_are_parameters() -> None:
    looked_at = 0
    for name, tree in TREES.items():
        if "SQLModel rows" in (ast.get_docstring(tree) or ""):
            continue  # its statements are expressions, in which a value cannot be but a parameter
        written = {
            ast.unparse(target): each.value
            for each in ast.walk(tree)
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant | ast.JoinedStr)
            for target in each.targets
        }
        executed = [
            written.get(ast.unparse(call.args[0]), call.args[0])
            for function, call in called(tree)
            if re.fullmatch(r".*\.(execute(many|script)?|exec_driver_sql)", function)
        ]
        begun = [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) and SPEAKS_SQL.match(opening(each))]
        for each in (*executed, *begun):
            looked_at += 1
            where = f"{name}:{each.lineno}: {ast.unparse(each)}"
            if isinstance(each, ast.JoinedStr):
                put_in = {ast.unparse(value.value) for value in each.values if isinstance(value, ast.FormattedValue)}
                assert put_in <= set(PARTS.get(name, ())), where
            else:
                assert isinstance(each, ast.Constant) or ast.unparse(each) in LOOPS, where
    assert looked_at > 80


@given(st.lists(st.text(), max_size=3), st.sampled_from(["card", "review", "tally"]))
def test_no_filter_gets_into_the_text_of_a_statement(wanted: list[str], table: str) -> None:
    def built(values: list[str]) -> str:
        each = tuple(values)
        return conditions(Query(each, each, each, each, each, each), table)[0]

    assert built(wanted) == built(["x"] * len(wanted))
    assert re.sub(r":v[0-9]+", "", built(wanted)).count("'") == 0


@pytest.mark.parametrize("hostile", ["'; DROP TABLE review; --", '"; --', "') OR 1=1 --", "%", "\\"])
def test_what_is_typed_is_a_value(foreign: Program, hostile: str) -> None:
    for arguments in (("list", hostile), ("show", hostile), ("list", "--topic", hostile), ("history", hostile)):
        assert foreign.run(*arguments).returncode in (0, 2)
    with closing(sqlite3.connect(foreign.home / FILE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM review").fetchone()[0] > 2
