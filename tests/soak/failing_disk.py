"""A disk that fails on purpose: a layer between SQLite and its files, by ctypes over the library that Python uses."""

from __future__ import annotations

import _sqlite3
import ctypes
import sqlite3
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from typing import NamedTuple


class Operation(NamedTuple):
    """An operation on a file: `place` is the offset of a write, the size of a truncation, or the flags of a sync."""

    kind: str
    file: str
    place: int
    data: bytes


@dataclass
class Disk:
    """Fails at operation number `fail`, from 1, and if `dead` at all that follow it; never without a number.

    If `how` is `full`, there is no space left, if `short`, none for the second half of a write; else it is an I/O error.
    """

    fail: int | None = None
    dead: bool = False
    how: str = "error"
    reads: bool = False
    counted: int = 0
    failed: int = 0

    def fails(self) -> bool:
        """Count an operation, and return whether it fails."""
        self.counted += 1
        failing = self.fail is not None and (self.counted == self.fail or (self.dead and self.counted > self.fail))
        self.failed += failing
        return failing


class _Methods(Structure):
    """`sqlite3_io_methods`."""

    _fields_ = (
        ("version", c_int),
        *((name, c_void_p) for name in ("close", "read", "write", "truncate", "sync", "file_size", "lock", "unlock")),
        *((f"more_{number}", c_void_p) for number in range(10)),
    )


class _Vfs(Structure):
    """`sqlite3_vfs`."""

    _fields_ = (
        ("version", c_int),
        ("size_of_file", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        *((f"more_{number}", c_void_p) for number in range(14)),
    )


_TRANSFER = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
# A path stays a pointer: SQLite finds more behind the end of the name, and keeps the pointer.
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)

_KEPT: list[object] = []


def library() -> ctypes.CDLL | None:
    """Return the SQLite that Python itself uses, None if its functions cannot be found."""
    found = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    if not hasattr(found, "sqlite3_vfs_find"):
        return None
    found.sqlite3_libversion.restype = c_char_p
    return found if found.sqlite3_libversion().decode() == sqlite3.sqlite_version else None


def install(disk: Disk, note: Callable[[Operation], None] | None = None) -> None:
    """Put the disk under every database that this process opens from now on; `note` receives each operation."""
    sqlite = library()
    assert sqlite is not None, "SQLite's own functions cannot be found"
    sqlite.sqlite3_vfs_find.restype = POINTER(_Vfs)
    sqlite.sqlite3_vfs_find.argtypes = [c_char_p]
    sqlite.sqlite3_vfs_register.argtypes = [POINTER(_Vfs), c_int]
    real = sqlite.sqlite3_vfs_find(None).contents
    ours = _Vfs.from_buffer_copy(real)
    ours.name = b"mlprep-soak"
    layer = _Layer(disk, note or (lambda _operation: None), real)
    opening, deleting = _OPEN(layer.open), _DELETE(layer.delete)
    ours.open, ours.delete = _address(opening), _address(deleting)
    _KEPT.extend((ours, layer, opening, deleting))
    assert sqlite.sqlite3_vfs_register(ctypes.byref(ours), 1) == sqlite3.SQLITE_OK


class _Layer:
    def __init__(self, disk: Disk, note: Callable[[Operation], None], real: _Vfs) -> None:
        self._disk = disk
        self._note = note
        self._open = _OPEN(real.open)
        self._delete = _DELETE(real.delete)
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}

    def open(self, vfs: int, path: int | None, file: int, flags: int, found: int | None) -> int:
        code: int = self._open(vfs, path, file, flags, found)
        if code == sqlite3.SQLITE_OK:
            self._names[file] = ctypes.string_at(path).decode() if path else ""
            methods = c_void_p.from_address(file)
            assert methods.value is not None
            methods.value = ctypes.addressof(self._between(methods.value))
        return code

    def delete(self, vfs: int, path: int, synced: int) -> int:
        if self._disk.fails():
            return sqlite3.SQLITE_IOERR_DELETE
        code: int = self._delete(vfs, path, synced)
        if code == sqlite3.SQLITE_OK:
            self._note(Operation("delete", ctypes.string_at(path).decode(), synced, b""))
        return code

    def _between(self, address: int) -> _Methods:
        """Return the methods of a kind of file, with this disk in front of some of them."""
        if address in self._methods:
            return self._methods[address]
        real = _Methods.from_address(address)
        read, write = _TRANSFER(real.read), _TRANSFER(real.write)
        truncate, sync = _TRUNCATE(real.truncate), _SYNC(real.sync)
        disk, names, note = self._disk, self._names, self._note

        def on_read(file: int, into: int, amount: int, offset: int) -> int:
            if disk.reads and disk.fails():
                return sqlite3.SQLITE_IOERR_READ
            code: int = read(file, into, amount, offset)
            return code

        def on_write(file: int, data: int, amount: int, offset: int) -> int:
            if disk.fails():
                if disk.how == "short":
                    write(file, data, amount // 2, offset)
                return sqlite3.SQLITE_IOERR_WRITE if disk.how == "error" else sqlite3.SQLITE_FULL
            code: int = write(file, data, amount, offset)
            if code == sqlite3.SQLITE_OK:
                note(Operation("write", names[file], offset, ctypes.string_at(data, amount)))
            return code

        def on_truncate(file: int, size: int) -> int:
            if disk.fails():
                return sqlite3.SQLITE_IOERR_TRUNCATE
            code: int = truncate(file, size)
            if code == sqlite3.SQLITE_OK:
                note(Operation("truncate", names[file], size, b""))
            return code

        def on_sync(file: int, flags: int) -> int:
            if disk.fails():
                return sqlite3.SQLITE_IOERR_FSYNC
            code: int = sync(file, flags)
            if code == sqlite3.SQLITE_OK:
                note(Operation("sync", names[file], flags, b""))
            return code

        ours = _Methods.from_buffer_copy(real)
        callbacks = _TRANSFER(on_read), _TRANSFER(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync)
        ours.read, ours.write, ours.truncate, ours.sync = (_address(each) for each in callbacks)
        _KEPT.append(callbacks)
        self._methods[address] = ours
        return ours


def _address(callback: object) -> int | None:
    return ctypes.cast(callback, c_void_p).value  # type: ignore[arg-type]  # a function of CFUNCTYPE
