"""Wiring of the banks: files in, the database kept up with them, and what to tell the user about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expanded
from mlprep_cli.adapters.settings import shipped_bank
from mlprep_cli.core.text import steers
from mlprep_cli.errors import InvalidBank, MlprepError, WrongUsage, nearest
from mlprep_cli.storage import banks
from mlprep_cli.storage.banks import SHIPPED, Changes, Shelved

if TYPE_CHECKING:
    from mlprep_cli.app.context import Mlprep
    from mlprep_cli.core.questions import Bank
    from mlprep_cli.errors import Problem


def refresh(app: Mlprep) -> None:
    """Bring in each bank whose file has changed. One that cannot be used leaves what was loaded, with a warning."""
    shelved = banks.banks(app.database)
    if not any(each.name == SHIPPED for each in shelved):
        bring_in(app, SHIPPED, shipped_bank())
    for each in shelved:
        path = shipped_bank() if each.name == SHIPPED else each.path
        if not path.name:
            continue  # restored from elsewhere: asked as it was, until `bank add` names its file here
        try:
            status = path.stat()
        except OSError as error:
            app.warn(f"{path} cannot be read ({error.strerror}): its questions are asked as they were.")
            continue
        if (path, status.st_size, status.st_mtime_ns) != (each.path, each.size_bytes, each.modified_ns):
            _reload(app, each, path)


def check(app: Mlprep, path: Path) -> tuple[Bank, tuple[Problem, ...]]:
    """Return the bank that a file holds, and what would make it read better; change nothing.

    Raises:
        InvalidBank: With everything that is wrong in it.
        MlprepError: It cannot be read, or one of its ids belongs to another bank.
    """
    shelved = banks.counted_banks(app.content)
    whole = expanded(path).absolute()
    name = next((each.name for each in shelved if each.path == whole), path.stem)
    bank, advice = app.read_with_advice(name, path)
    _, taken = banks.claims(app.database, name)
    shared = [taken[each.id][0] for each in bank.questions if each.id in taken]
    # A newer or older edition of a bank shares most of its ids, and by right.
    if not any(2 * shared.count(each.name) > each.questions for each in shelved if each.name != name):
        banks.refuse_clashes(app.database, name, path, bank)
    return bank, advice


def add(app: Mlprep, path: Path) -> tuple[str, Changes]:
    """Use a bank file of the user's own; return its name and what that changed.

    Raises:
        MlprepError: It cannot be used, or its name is another bank's.
    """
    path = expanded(path).absolute()
    name = path.stem
    if steers(str(path)):
        raise MlprepError(f"{path} has a control character in its name.", "rename it")
    taken = next((each for each in banks.banks(app.content) if each.name == name), None)
    if taken is not None and taken.path.name and taken.path != path:
        raise WrongUsage(f"there is a bank {name} already: {taken.path}.", "rename the file, or remove that bank first")
    return name, bring_in(app, name, path)


def remove(app: Mlprep, name: str) -> int:
    """Stop using a bank of the user's own; return how many questions are asked no more.

    Raises:
        WrongUsage: There is no such bank, or it is the shipped one.
    """
    own = [each.name for each in banks.banks(app.content) if each.name != SHIPPED]
    if name == SHIPPED:
        raise WrongUsage("the shipped bank stays.", "mlprep drill --topic NAME asks only for what you want")
    if name not in own:
        match = nearest(name, own)
        raise WrongUsage(f"there is no bank {name}.", f"did you mean {match}?" if match else "mlprep bank list")
    return banks.remove(app.database, name, app.timestamp())


def bring_in(app: Mlprep, name: str, path: Path) -> Changes:
    """Load a bank file into the database, all of it or nothing."""
    bank, seen = app.read_bank(name, path)
    return banks.bring_in(app.database, name, path, bank, seen, app.schedule, app.timestamp())


def described(changes: Changes) -> str:
    """Return what changed in words, empty where nothing did."""
    parts = []
    for verb, ids in (("added", changes.added), ("changed", changes.changed), ("retired", changes.retired)):
        if ids:
            parts.append(f"{len(ids)} {verb} ({', '.join(ids[:3])}{', …' if len(ids) > 3 else ''})")
    return "; ".join(parts)


def _reload(app: Mlprep, shelved: Shelved, path: Path) -> None:
    try:
        seen = app.fingerprint(path)
        if seen.digest == shelved.digest:
            banks.note_seen(app.database, shelved.name, path, seen)
        elif seen.digest == shelved.rejected_digest:
            _warn_broken(app, path)
        elif changed := described(bring_in(app, shelved.name, path)):
            app.warn(f"bank {shelved.name}: {changed}")
    except InvalidBank:
        banks.note_rejected(app.database, shelved.name, seen.digest)
        _warn_broken(app, path)
    except MlprepError as error:
        app.warn(f"{error.message} Its questions are asked as they were; {error.hint}.")


def _warn_broken(app: Mlprep, path: Path) -> None:
    app.warn(f"{path} has problems, so its questions are asked as they were: mlprep bank check {path}")
