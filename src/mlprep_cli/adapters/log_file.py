"""Log files: JSON lines, each checked because the file may hold anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from mlprep_cli.adapters.files import open_file
from mlprep_cli.core.log_records import (
    FORMAT,
    KINDS,
    LONGEST_LINE,
    Line,
    LogRecord,
    Value,
    day_fault_of,
    fault_of,
    hint_of,
    is_unknown_kind,
    unknown_record,
)
from mlprep_cli.errors import InvalidLog, MlprepError

IMPOSSIBLE_DAY = "Run mlprep data check --repair on the machine that wrote the log, and export it again."


def read(path: Path, data: Iterable[bytes]) -> Iterator[Line]:
    """Yield the lines of a log file, `settings` among them, each checked before it is used.

    A record of a kind that only a newer version knows may come anywhere and is kept unchanged.

    Raises:
        InvalidLog: A line is wrong; reading stops at the first one.
    """
    order = ["mlprep log", "settings", *KINDS, "end"]
    place = number = 0
    kind = ""
    old_ids: set[str] = set()
    questions: dict[str, int] = {}
    for number, raw in enumerate(data, start=1):
        kind, record = _line(path, number, raw)
        if number == 1:
            _accept_format(path, kind, record)
            continue
        if is_unknown_kind(kind) and place < len(order) - 1:
            _accept_unknown(path, number, kind, record)
            yield Line(number, kind, record)
            continue
        if kind not in order[1:] or order.index(kind) < place or place == len(order) - 1:
            raise InvalidLog(path, number, f"a line of kind {kind[:40]!r} is not allowed here")
        place = order.index(kind)
        if kind == "end":
            if record != {"lines": number}:
                raise InvalidLog(path, number, "the count in the last line is not the number of lines")
            continue
        if kind != "settings" and (fault := fault_of(kind, record)) is not None:
            raise InvalidLog(path, number, fault, hint_of(kind, record))
        if kind == "question":
            questions[str(record["id"])] = number
            old_ids.update(_names(record["formerly"]))
        elif questions:
            _refuse_old_ids(path, questions, old_ids)
            questions.clear()
        if kind in ("mock", "story"):
            _refuse_old_ids(path, dict.fromkeys(_listed(record), number), old_ids)
        if (fault := day_fault_of(kind, record)) is not None:
            raise InvalidLog(path, number, fault, IMPOSSIBLE_DAY)
        yield Line(number, kind, record)
    if kind != "end":
        raise InvalidLog(path, number, "the file is cut off: its last line should count the lines")


def _refuse_old_ids(path: Path, used: Mapping[str, int], old_ids: Set[str]) -> None:
    """Refuse a line that uses an old id: its reviews and answers would belong to two questions."""
    for name in sorted(used.keys() & old_ids):
        raise InvalidLog(path, used[name], f"the question {name} is also an old id, in `formerly` of another question")


def _listed(record: LogRecord) -> list[str]:
    """Return the ids of the questions of a mock interview, or of a story."""
    if "questions" in record:
        return _names(record["questions"])
    sections = record["sections"]
    assert isinstance(sections, list)
    return [name for section in sections if isinstance(section, dict) for name in _names(section["questions"])]


def _names(value: Value) -> list[str]:
    assert isinstance(value, list)
    return [str(name) for name in value]


def _accept_unknown(path: Path, number: int, kind: str, record: LogRecord) -> None:
    try:
        unknown_record(kind, record)
    except MlprepError as error:
        raise InvalidLog(path, number, error.message.rstrip("."), error.hint) from error


@contextmanager
def lines_in(path: Path) -> Iterator[Iterator[bytes]]:
    """Open a file and give its lines, each cut one byte above the limit. Raises the same errors as `files.open_file`."""
    with open_file(path) as file:
        yield iter(lambda: file.readline(LONGEST_LINE + 1), b"")


def _accept_format(path: Path, kind: str, record: LogRecord) -> None:
    if kind != "mlprep log":
        raise InvalidLog(path, 1, "this is not a log of mlprep")
    if record != {"format": FORMAT}:
        raise InvalidLog(
            path,
            1,
            f"it has format {repr(record.get('format'))[:20]}, but this mlprep reads format {FORMAT}",
            "upgrade mlprep (pip install --upgrade mlprep)",
        )


def _line(path: Path, number: int, raw: bytes) -> tuple[str, LogRecord]:
    if len(raw) > LONGEST_LINE:
        raise InvalidLog(path, number, f"a line is longer than {LONGEST_LINE:,} bytes")
    try:
        found = _DECODER.decode(raw.decode())
    except (ValueError, RecursionError) as error:
        raise InvalidLog(path, number, f"this is not JSON ({str(error)[:60]})") from error
    if not isinstance(found, dict) or not isinstance(kind := found.pop("kind", None), str):
        raise InvalidLog(path, number, 'a line must be an object with a "kind"')
    return kind, found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
