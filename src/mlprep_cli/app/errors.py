"""Database errors while a command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable, MlprepError, RowUnreadable
from mlprep_cli.storage.errors import DatabaseError, meaning

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


@contextmanager
def database_errors(context: Context) -> Iterator[None]:
    """Close the database at the end, and translate its errors.

    Raises:
        DatabaseUnavailable: The database could not be read or written.
    """
    try:
        yield
    except DatabaseError as error:
        raise meaning(error, context.store.path) from error
    except RowUnreadable as error:
        raise _damaged(context, error.message) from error
    finally:
        context.close()


def damage_of(context: Context) -> MlprepError | None:
    """Return the error for a damaged database, None if it is sound: an error caused by damage is not a bug."""
    if context.opened_store is None or not context.store.exists:
        return None
    from mlprep_cli.storage.store import Store

    store = Store(context.home)
    try:
        faults = store.check().faults
    except DatabaseError as error:
        return meaning(error, store.path)
    except DatabaseUnavailable as error:
        return error
    except Exception as error:  # noqa: BLE001  a database that cannot even be checked is damaged
        return _damaged(context, str(error))
    finally:
        store.close()
    return _damaged(context, faults[0].message) if faults else None


def _damaged(context: Context, fault: str) -> DatabaseDamaged:
    return DatabaseDamaged(f"{context.store.path} is damaged. {fault.rstrip('.')}.", "mlprep data check")
