"""The structure of the source: which wing imports which, where SQL and lazy imports are allowed, and names."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest

from house.source import MODULES, ROOT, Module, texts_in

WINGS = ("core", "storage", "adapters", "app", "views", "cli")
MAY_IMPORT = {
    "core": {"core"},
    "storage": {"storage", "adapters", "core"},
    "adapters": {"adapters", "core"},
    "views": {"views", "core"},
    "app": {"app", "storage", "adapters", "views", "core"},
    "cli": {"cli", "app", "views", "core"},
    "__main__": {"cli", "app"},
    "errors": set(),
    "": set(),
}
"""The wings that each wing may import. Every wing may import `errors` and `__version__`."""

IMPURE = {"os", "sys", "time", "random", "sqlite3", "pathlib", "subprocess", "socket", "logging", "threading", "shutil"}
"""Modules with a clock, chance or I/O."""
IMPURE_CALLS = {"print", "open", "input", "datetime.now", "datetime.today", "datetime.utcnow", "date.today"}
PURE = {
    # Core: the system is as constant as the program, and tests pass in another one.
    "core.shell": {"sys.platform"},
    # Core: `Random` is only a type here; callers pass in a seeded one.
    "core.mock": {"random.Random"},
    "core.queue": {"random.Random"},
}
LIBRARIES = {
    "rich",
    "textual",
    "typer",
    "yaml",
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "platformdirs",
    "fsrs",
    "icalendar",
    "genanki",
    "markdown_it",
}
DATABASE = {"sqlite3", "sqlalchemy", "sqlmodel"}
SQL = re.compile(
    r"\b(SELECT\b.*\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s+\w"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|VIEW|INDEX|TRIGGER))\b|^\s*(WHERE|ORDER BY|GROUP BY|JOIN)\s",
    re.DOTALL,
)
SQL_EXAMPLE = "Example: sqlite3 "
"""Starts the example in the help of `data path`, which shows how to query the database from a shell."""

LAZY_WINGS = {"cli", "app", "__main__"}
LAZY = {
    "storage.store": None,
    # Each is needed by one function only, and the first screen does not call it.
    "errors": {"difflib.get_close_matches"},
    "storage.errors": {"mlprep_cli.storage.write_ahead_log.has_locks"},
    "storage.database": {
        "mlprep_cli.storage.write_ahead_log.is_possible",
        "mlprep_cli.storage.write_ahead_log.set_aside",
    },
    "adapters.settings": {"platformdirs.user_data_path", "tomllib"},
    "adapters.terminal": {"mlprep_cli.adapters.windows_keyboard.open_console"},
    # Only Windows has these.
    "adapters.windows_keyboard": {"msvcrt", "ctypes.windll", "ctypes.byref", "ctypes.c_ulong"},
    # A program of its own, which runs on systems that lack it.
    "adapters.check_harness": {"resource"},
    "adapters.display": {
        "mlprep_cli.adapters.terminal.open_keyboard",
        "mlprep_cli.core.inputs.EndOfInput",
        "mlprep_cli.core.inputs.Interrupted",
        "mlprep_cli.core.inputs.Key",
        "mlprep_cli.adapters.full_screen.FullScreen",
        "mlprep_cli.adapters.windows_keyboard.understand_escape_sequences",
    },
}
"""The modules outside those wings with imports inside functions: these ones, or any (None)."""

ONE_WING = {
    "core": "allocator bank_style browse_keys calibration fallbacks first_attempts hearing html_text inputs memory queue "
    "schedule shell slugs speech stems target terminal_input text text_field times "
    "session.attempt session.events session.keys session.machine session.modes session.phases session.reading session.state",
    "storage": "database days_off fields filters foreign_tables journal memories migrations models pages "
    "placeholders repair restore schema sound_rows store working_copy write_ahead_log",
    "adapters": "anki_file bank_file bank_reader bank_writer calendar card_file check_harness clock company_reader display "
    "editor field_reader full_screen log_file markdown_file nodes pager runner table_file terminal voice windows_keyboard "
    "yaml_nodes",
    "app": "context drafts loop names stage",
    "views": "answer charts documents question_screen stats_document stats_page tables theme",
    "cli": "data help main options parser",
}
"""The modules whose noun is in one wing only."""

NOT_NAMED = {"views.frames"}
"""Files of tests for a whole wing: the screens at two widths."""

MOST_CODE_LINES = 400
LONGER: dict[str, int] = {
    "core.session.machine": 450,  # one transition function: a part of it in another file would be harder to follow
}
"""Longer modules, each with its limit and a comment that gives the reason."""


def wing_of(name: str) -> str:
    """Return the wing of an imported name of the package."""
    inside = name.removeprefix("mlprep_cli").removeprefix(".")
    return "" if inside == "__version__" else inside.partition(".")[0]


def module_of(name: str) -> str | None:
    """Return the module that an imported name is or is in, None outside the package."""
    inside = name.removeprefix("mlprep_cli.")
    if inside == name:
        return None
    return inside if inside in MODULES else inside.rpartition(".")[0]


def noun_of(module: Module) -> str:
    """Return the noun of a module: its file name; the modules of a package within a wing keep the package's name."""
    return module.name.partition(".")[2]


def nouns() -> dict[str, dict[str, str]]:
    """Return each noun with its wings, and in each its file name. A plural in `storage` is the same noun."""
    names = {noun_of(module) for module in MODULES.values() if module.wing != "storage"}
    wings: dict[str, dict[str, str]] = defaultdict(dict)
    for module in MODULES.values():
        if module.wing in WINGS and (noun := noun_of(module)):
            same = noun.removesuffix("s") if module.wing == "storage" and noun not in names else noun
            file = f"{noun}/" if module.path.name == "__init__.py" else f"{noun}.py"
            wings[same if same in names else noun][module.wing] = file
    return wings


@pytest.fixture(params=MODULES.values(), ids=lambda module: module.name or "mlprep_cli")
def module(request: pytest.FixtureRequest) -> Module:
    """Each module of the package in turn."""
    found: Module = request.param
    return found


def test_a_wing_imports_only_what_the_table_allows(module: Module) -> None:
    inside = {wing_of(name) for name, _, _ in module.imports if re.match(r"mlprep_cli\b", name)}
    assert inside - {"errors", ""} <= MAY_IMPORT[module.wing]


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Lazy imports count, and imports for type checkers too: none of either needs a circle."""
    imported = {
        name: {target for found in module.imports if (target := module_of(found.name)) in MODULES} - {name}
        for name, module in MODULES.items()
    }
    TopologicalSorter(imported).prepare()  # raises a CycleError with the modules of a circle


def test_modules_are_imported_by_statements(module: Module) -> None:
    assert not {name for name, _, _ in module.imports} & {"importlib.import_module", "importlib"}
    calls = {ast.unparse(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    assert not calls & {"__import__", "import_module", "importlib.import_module"}


def test_imports_inside_functions_are_only_in_the_outer_wings_and_the_store(module: Module) -> None:
    lazy = {found.name for found in module.imports if found.lazy and not found.typing}
    if module.wing not in LAZY_WINGS and (allowed := LAZY.get(module.name, set())) is not None:
        assert lazy == allowed


def test_sql_is_only_in_storage(module: Module) -> None:
    if module.wing == "storage":
        return
    assert not {name.partition(".")[0] for name, _, _ in module.imports} & DATABASE
    texts = [text for _, text in texts_in(module.tree) if not text.startswith(SQL_EXAMPLE)]
    assert [text for text in texts if SQL.search(text)] == []


def test_core_and_views_have_no_clock_no_chance_and_no_io(module: Module) -> None:
    if module.wing not in ("core", "views"):
        return
    names = {found.name for found in module.imports if not found.typing} - PURE.get(module.name, set())
    allowed = {"pathlib"} if module.wing == "views" else set()
    assert not {name.partition(".")[0] for name in names} & (IMPURE - allowed)
    calls = {ast.unparse(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    assert not calls & IMPURE_CALLS
    if module.wing == "core":
        assert not {name.partition(".")[0] for name in names} & LIBRARIES


def test_class_names_are_unique() -> None:
    """A protocol may have the name of the class that implements it."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, module in MODULES.items():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and "Protocol" not in map(ast.unparse, node.bases):
                places[node.name].append(name)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_a_noun_has_one_file_name_in_every_wing() -> None:
    """A module of one wing is listed above, so that a new file is either a counterpart or a decision."""
    for noun, wings in nouns().items():
        listed = [wing for wing in WINGS if noun in ONE_WING[wing].split()]
        assert listed == ([*wings] if len(wings) == 1 else []), noun


def test_the_contributing_page_has_the_nouns_and_the_import_table() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert dict(rows_of(text, "noun")) == {
        noun: [wings.get(wing, "") for wing in WINGS] for noun, wings in nouns().items() if len(wings) > 1
    }
    allowed = {wing: [", ".join(sorted(MAY_IMPORT[wing], key=[*WINGS].index))] for wing in (*WINGS, "__main__")}
    assert dict(rows_of(text, "wing")) == allowed


def rows_of(text: str, head: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of a Markdown table by its first heading, without backquotes."""
    table = re.search(rf"^\| {head} \|.*\n\|[ -|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table is not None, head
    for line in table[1].splitlines():
        first, *rest = [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        yield first, rest


@pytest.mark.parametrize("wing", WINGS)
def test_a_file_of_tests_is_named_after_a_module(wing: str) -> None:
    files = {path.relative_to(ROOT / "tests").with_suffix("") for path in (ROOT / "tests" / wing).rglob("test_*.py")}
    names = {".".join(file.parts).replace(".test_", ".") for file in files}
    assert names - NOT_NAMED <= {*MODULES}


def test_no_module_is_too_long(module: Module) -> None:
    assert module.code_lines <= LONGER.get(module.name, MOST_CODE_LINES)
