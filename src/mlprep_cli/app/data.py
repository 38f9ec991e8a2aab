"""Wiring of the user's data: out to a log, in from one, two made one, back from a backup, and mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shlex import quote
from sqlite3 import Connection, DatabaseError
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expanded, write_file
from mlprep_cli.adapters.settings import all_settings, changed, write_setting
from mlprep_cli.app import banks as use_banks
from mlprep_cli.core.days import study_day
from mlprep_cli.core.health import Checked, Fault, Mended, Remedy
from mlprep_cli.core.log_merge import Taken
from mlprep_cli.errors import Damaged, InvalidLog, MlprepError, Unreadable, WrongUsage
from mlprep_cli.storage import banks, log_records
from mlprep_cli.storage import restore as restoring
from mlprep_cli.storage.backup import FOLDER, back_up, back_up_before, copy_into, newest_first
from mlprep_cli.storage.database import FILE_NAME, connect, open_database, transaction
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.log_merge import Union
from mlprep_cli.storage.repair import mend, salvaged

if TYPE_CHECKING:
    from mlprep_cli.app.context import Mlprep
    from mlprep_cli.storage.log_records import Line

LOGS = "*.jsonl"


# --- logs ---


def export(app: Mlprep, file: Path | None, *, replace: bool) -> None:
    """Write the log to a file of the user's own, whole or not at all; without a file, to standard output.

    Raises:
        MlprepError: The file is there already, or cannot be written.
    """
    lines = log_records.written(app.content, all_settings(app.settings))
    if file is None:
        for line in lines:
            app.write(line)
        return
    _refuse_itself(app, file)
    write_file(file, "".join(f"{line}\n" for line in lines).encode(), replace=replace)


def _refuse_itself(app: Mlprep, file: Path) -> None:
    """Refuse to write over the database, even by force: a session that has it open would go on in what is gone."""
    if file.exists() and app.path.exists() and file.samefile(app.path):
        raise MlprepError(f"{file} is the database itself.", "name another file")


def import_log(app: Mlprep, file: Path) -> Taken:
    """Take a log into a home where nothing was practised yet, with its settings.

    Raises:
        MlprepError: There is a log here already, or the file cannot be used.
    """
    here = app.content.execute('SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM "plan")').fetchone()[0]
    if here:
        merged = f"mlprep data merge {quote(str(file))} makes one of the two"
        raise MlprepError(f"there is a log in {app.home} already.", merged)
    return _take(app, file, settings=True, keep=False)


def merge(app: Mlprep, files: Iterable[Path]) -> list[tuple[Path, Taken | MlprepError]]:
    """Make one of the log here and those in files, each taken whole or not at all; return what came of each.

    The database is kept as it was before the first that changes something.
    """
    found: list[tuple[Path, Taken | MlprepError]] = []
    kept = False
    for file in files:
        try:
            taken = _take(app, file, settings=False, keep=not kept)
            kept = kept or taken.kept is not None
            found.append((file, taken))
        except MlprepError as error:
            found.append((file, error))
    return found


def logs_in(folder: Path) -> list[Path]:
    """Return the log files in a folder.

    Raises:
        MlprepError: There is none.
    """
    if not folder.is_dir():
        raise MlprepError(f"{folder} is not a folder.", "name the folder that the logs are in")
    with translated(folder):
        # A hidden one is another program's: macOS puts one beside each file on a stick.
        found = sorted(
            each for each in folder.glob(LOGS) if each.is_file() and not each.is_symlink() and each.name[0] != "."
        )
    if not found:
        own = quote(str(folder / "this-machine.jsonl"))
        raise MlprepError(f"there is no log ({LOGS}) in {folder}.", f"mlprep data export {own}")
    return found


def _take(app: Mlprep, file: Path, *, settings: bool, keep: bool) -> Taken:
    union = Union(app.content, app.timestamp())
    kept = said = None
    left_out: list[str] = []
    with _lines(file, left_out) as lines, transaction(app.content):
        for line in lines:
            if line.kind == "settings":
                said = line
            else:
                _add(union, file, line)
        if union.new or union.changed:
            union.derive()
            if keep:
                # The copy is of what was there before this transaction: another connection sees no more.
                with closing(connect(app.path)) as before:
                    kept = str(back_up_before(before, app.home, "merge"))
        if settings and said is not None:
            _set(app, file, said)  # last: nothing is set by a log that is refused
    return Taken(dict(union.new), dict(union.changed), tuple(sorted(union.unknown)), tuple(left_out), kept)


def _add(union: Union, file: Path, line: Line) -> None:
    try:
        union.add(line)
    except MlprepError as error:
        raise InvalidLog(file, line.number, error.message.rstrip("."), error.hint) from error


def _set(app: Mlprep, file: Path, line: Line) -> None:
    """Set what a log says of the settings, where it is set otherwise here."""
    now = all_settings(app.settings)
    try:
        for key, value in line.record.items():
            changed(app.settings, key, str(value))
    except WrongUsage as error:
        raise InvalidLog(file, line.number, error.message.rstrip(".")) from error
    for key, value in line.record.items():
        if now[key] != value:
            write_setting(app.home, key, str(value))


@contextmanager
def _lines(file: Path, left_out: list[str]) -> Iterator[Iterator[Line]]:
    """Give the lines of a log, or of another database: a backup, or the home of another machine.

    A database may have lines that cannot be read: what is wrong with each is added to those left out.
    """
    with translated(file):
        if _is_database(file):
            with _copied(file) as connection:
                yield log_records.lines_of(connection, left_out)
        else:
            with log_records.lines_in(file) as data:
                yield log_records.read(file, data)


def _is_database(file: Path) -> bool:
    with log_records.lines_in(file) as data:
        return next(iter(data), b"").startswith(b"SQLite format 3\x00")


@contextmanager
def _copied(file: Path) -> Iterator[Connection]:
    """Give a copy of another database, brought up to date; the file itself is not touched."""
    with TemporaryDirectory() as folder:
        part = Path(folder) / FILE_NAME
        with closing(restoring.open_for_reading(file)) as source:
            copy_into(source, part)
        with closing(connect(part)) as copy:
            restoring.accept(copy, file)
        with closing(open_database(Path(folder))) as connection:
            yield connection


# --- backups ---


def write_backup(app: Mlprep, file: Path | None, *, replace: bool) -> Path:
    """Write a backup, and return where."""
    stamp = app.moment().strftime("%Y%m%dT%H%M%SZ")
    target = expanded(file or app.home / FOLDER / f"mlprep-{stamp}.db").absolute()
    _refuse_itself(app, target)
    back_up(app.database, target, replace=replace)
    return target


def restore(app: Mlprep, file: Path, *, replace: bool) -> Path | None:
    """Make the database what a backup is, and return where the one before it is kept, if there was one."""
    kept = restoring.restore(file, app.home, replace=replace)
    for each in banks.banks(app.content):
        if not each.path.name:
            app.warn(f"the bank {each.name} is asked as it was; mlprep bank add FILE follows its file here.")
    return kept


def check(app: Mlprep) -> Checked:
    """Return what is wrong with the database; where its plan cannot be read, no card can be compared with its reviews."""
    try:
        schedule = app.schedule
    except (Unreadable, DatabaseError):
        schedule = None
    return check_database(app.database, app.path, schedule)


def repair(app: Mlprep) -> Mended:
    """Mend what can be derived again, after a backup; write a damaged file's log on sound pages."""
    try:
        before = check(app)
        damaged = before.needs_rebuilding
    except Damaged as error:
        before, damaged = Checked(0, 0, (Fault(error.message, error.hint, Remedy.REBUILD),)), True
    if not before.faults:
        return Mended(before, before)
    if damaged:
        return _rebuilt(app, before)
    kept = back_up_before(app.database, app.home, "repair")
    zone, begins = app.moment().astimezone().tzinfo, app.settings.day_starts_at
    mend(app.database, lambda moment: study_day(moment.astimezone(zone), begins), app.timestamp())
    use_banks.refresh(app)
    return Mended(before, check(app), str(kept))


def _rebuilt(app: Mlprep, before: Checked) -> Mended:
    """Write a new database: the banks, the newest backup's log, and every line that the damaged file still tells."""
    app.close()
    with TemporaryDirectory(dir=app.home, prefix=".rebuilding-") as folder, closing(_remains(app.path)) as damaged:
        fresh = type(app)()
        fresh.given_home = Path(folder)
        union = Union(fresh.content, app.timestamp())
        _bring_banks(fresh, damaged)
        lost = 0
        with transaction(fresh.content):
            for backup in newest_first(app.home):
                if _took(union, backup):
                    break
            for line in salvaged(damaged):
                try:
                    union.add(line)
                except MlprepError:
                    lost += 1
            union.derive()
        after = check_database(fresh.content, app.path, fresh.schedule)
        fresh.close()
        kept = restoring.set_aside(Path(folder) / FILE_NAME, app.path)
    return Mended(before, after, str(kept), lost)


def _remains(path: Path) -> Connection:
    """Return a connection to a damaged database; where not even that can be had, one to nothing."""
    try:
        return connect(path)
    except DatabaseError:
        return connect(Path(":memory:"))


def _took(union: Union, backup: Path) -> bool:
    """Take the log of a backup in, where it is sound."""
    try:
        with _lines(backup, []) as lines:
            union.take(list(lines))
    except MlprepError:
        return False
    return True


def _bring_banks(fresh: Mlprep, damaged: Connection) -> None:
    """Take the user's own banks up again, as far as the damaged file can say where they are."""
    try:
        rows = damaged.execute("SELECT name, path FROM bank WHERE number > 0 AND removed_at IS NULL").fetchall()
    except DatabaseError:
        return
    for name, path in rows:
        try:
            use_banks.bring_in(fresh, name, Path(path))
        except MlprepError as error:
            fresh.warn(f"{error.message} Its questions wait until mlprep bank add FILE: {error.hint}.")
