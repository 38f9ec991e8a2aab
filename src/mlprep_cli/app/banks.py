"""Bank files: check, add and remove one, and reload those that have changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expand_home
from mlprep_cli.adapters.settings import shipped_bank
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.shell import quoted
from mlprep_cli.core.text import first_hidden_character, hidden_name, is_blank
from mlprep_cli.errors import InvalidBank, MlprepError, UsageError, did_you_mean, nearest
from mlprep_cli.storage.banks import SHIPPED
from mlprep_cli.storage.store import Store

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.banks import BankChanges, LoadedBank
    from mlprep_cli.core.questions import Bank
    from mlprep_cli.errors import Problem


def current(context: Context) -> Store:
    """Load every bank whose file has changed, once per run, and return the store.

    A file with errors is skipped with a warning, and its bank stays as it was.
    """
    store = context.store
    if not store.banks.followed:
        store.banks.followed = True
        load_changed(context)
    return store


def load_changed(context: Context) -> None:
    """Load every bank whose file has changed."""
    banks = context.store.banks
    loaded = banks.all()
    if not any(bank.name == SHIPPED for bank in loaded):
        load(context, SHIPPED, shipped_bank())
    for bank in loaded:
        path = shipped_bank() if bank.name == SHIPPED else bank.path
        if not path.name:
            continue  # restored from another machine: its questions stay until `bank add` names its file here
        try:
            status = path.stat()
        except OSError as error:
            context.screen.warn(f"{path} cannot be read ({error.strerror}); mlprep keeps using the last valid version.")
            continue
        if (path, status.st_size, status.st_mtime_ns) != (bank.path, bank.size_bytes, bank.modified_ns):
            _reload(context, bank, path)


def check(context: Context, path: Path) -> tuple[Bank, tuple[Problem, ...]]:
    """Return the bank in a file and advice on how to improve it; change nothing.

    Raises:
        InvalidBank: It has errors.
        MlprepError: It cannot be read, or one of its ids belongs to another bank.
    """
    from mlprep_cli.adapters.bank_file import BankFile

    banks = current(context).banks
    loaded = banks.counted()
    whole = expand_home(path).absolute()
    name = next((bank.name for bank in loaded if bank.path == whole), path.stem)
    bank, advice = BankFile.read(path).advice(_known(context, name), context.clock.today)
    _, taken = banks.claims(name)
    shared = [taken[question.id][0] for question in bank.questions if question.id in taken]
    # A newer or older edition of a bank rightly shares most of its ids.
    if not any(2 * shared.count(other.name) > other.questions for other in loaded if other.name != name):
        banks.refuse_clashes(name, path, bank)
    return bank, advice


def add(context: Context, path: Path) -> tuple[str, BankChanges]:
    """Add a user's bank file, and return the bank's name and the changes.

    Raises:
        MlprepError: It cannot be used, or another bank has its name.
    """
    path = expand_home(path).absolute()
    name = path.stem
    if character := first_hidden_character(str(path)):
        raise MlprepError(f"{path} has {hidden_name(character)} in its name.", "Rename the file.")
    if is_blank(name):
        raise MlprepError(f"The name of {path} has no visible character before its suffix.", "Rename the file.")
    taken = next((bank for bank in current(context).banks.all() if bank.name == name), None)
    if taken is not None and taken.path.name and taken.path != path:
        raise UsageError(f"A bank {name} already exists: {taken.path}.", "Rename the file, or remove that bank first.")
    return name, load(context, name, path)


def remove(context: Context, name: str) -> int:
    """Stop using a user's bank, and return the number of retired questions.

    Raises:
        UsageError: There is no such bank, or it is the shipped one.
    """
    banks = current(context).banks
    own = [bank.name for bank in banks.all() if bank.name != SHIPPED]
    if name == SHIPPED:
        raise UsageError("The shipped bank cannot be removed.", "mlprep drill --topic NAME restricts the questions.")
    if name not in own:
        raise UsageError(f"There is no bank {name}.", did_you_mean(nearest(name, own)) or "mlprep bank list")
    return banks.remove(name, context.clock.moment())


def load(context: Context, name: str, path: Path) -> BankChanges:
    """Load a bank file into the database, all of it or nothing.

    Raises:
        InvalidBank: It has errors.
        MlprepError: It cannot be read, or one of its ids belongs to another bank.
    """
    from mlprep_cli.adapters.bank_file import BankFile

    store, file = context.store, BankFile.read(path)
    bank = file.bank(_known(context, name), timed=name != SHIPPED)  # the tests time the shipped bank
    return store.banks.load(name, file.path, bank, file.seen, store.plans.schedule(), context.clock.moment())


def described(changes: BankChanges) -> str:
    """Return the changes as text; empty if there are none."""
    parts = []
    for verb, ids in (("added", changes.added), ("changed", changes.changed), ("retired", changes.retired)):
        if ids:
            parts.append(f"{len(ids)} {verb} ({', '.join(ids[:3])}{', …' if len(ids) > 3 else ''})")
    return "; ".join(parts)


def _reload(context: Context, loaded: LoadedBank, path: Path) -> None:
    from mlprep_cli.adapters.bank_file import BankFile

    store, banks = context.store, context.store.banks
    try:
        file = BankFile.read(path)
        if file.seen.digest == loaded.digest:
            banks.note_seen(loaded.name, path, file.seen)
        elif file.seen.digest == loaded.rejected_digest:
            _warn_of_errors(context, path)
        else:
            bank, at = file.bank(_known(context, loaded.name), timed=loaded.name != SHIPPED), context.clock.moment()
            changes = banks.reload(loaded.name, path, bank, file.seen, store.plans.schedule(), at)
            if changes is None:
                context.screen.warn(
                    f"{path} has changed, but the database cannot be written now; mlprep keeps using the last valid version."
                )
            elif loaded.digest and (changed := described(changes)):
                context.screen.warn(f"The bank {loaded.name} has changed: {changed}.")
    except InvalidBank:
        banks.note_rejected(loaded.name, file.seen.digest)
        _warn_of_errors(context, path)
    except MlprepError as error:
        context.screen.warn(f"{error.message} mlprep keeps using the last valid version. {error.hint}")


def _warn_of_errors(context: Context, path: Path) -> None:
    context.screen.warn(
        f"{path} has errors; mlprep keeps using the last valid version. mlprep bank check {quoted(str(path))} lists them."
    )


def _known(context: Context, name: str) -> KnownNames:
    """Return the topics and question ids of the other banks."""
    topics, questions = context.store.banks.claims(name)
    return KnownNames(topics, set(questions))
