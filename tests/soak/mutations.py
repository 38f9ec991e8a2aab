"""Ways to corrupt a text: bytes, lines, blocks of lines, tokens and fields of YAML, values of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Mutator = Callable[[Random, bytes], bytes]

YAML_TOKENS = tuple(
    each.encode("utf-8", "surrogatepass")
    for each in (
        "&a ", "*a", "*a ", "<<: *a\n", "<<: {a: b}\n", "!!str ", "!!int ", "!!python/object:os.system ", "!!binary ",
        "!!set ", "!!omap ", "!!null ", "!x ", "!<tag:yaml.org,2002:str> ", "\n---\n", "\n...\n", "%YAML 1.1\n---\n",
        "%YAML 9.9\n---\n", "%TAG ! tag:x,2002:\n---\n", "%FOO bar\n", "|\n", "|-\n", "|+9\n", ">\n", ">-2\n", "? ", ": ",
        "- ", "-", "#", " #", "'", '"', "''", '""', "[", "]", "{", "}", "[]", "{}", ",", "@", "`", "%", "~", "null", "yes",
        "no", "on", "1:30", "0x1f", "0o17", "1_000", "1e999", ".nan", ".inf", "-.inf", "2024-01-01",
        "2024-01-01T00:00:00Z", "9" * 400, "-" + "9" * 30, "\t", "\t\t", " " * 80, "\r", "\r\n", "\n\n", "\0", "\x07",
        "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "\U0010ffff", "\ud800", "é", "∑",
        '"\\e[31mred"', '"\\0"', '"\\x9b2J"', '"\\ud800"', '"\\U00110000"', '"\\UFFFFFFFF"', '"\\N"', '"\\q"', "\\",
        "```\n", "x" * 5000, "word " * 3000, "(" * 300, "[" * 30, "[" * 60, "{a: " * 50, "- " * 50, "? " * 45,
    )
)  # fmt: skip
NOT_UTF_8 = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc0\xaf", b"\x80", b"\xfe\xff", b"\xff\xfe")
VALUES = (
    "~", "true", "no", "-1", "0", "1", "99999999999999999999999", "1.5", ".nan", "-.inf", "1e5", "0x10", "2024-02-30",
    "2024-02-29", "12:30:45", "[]", "{}", "[[]]", "{a: {b: c}}", "''", '""', "' '", "&x [1, 2]", "*x", "!!str 5",
    "!!int x", "!!binary aGk=", "|", ">-", "?", "-", "screening", "quickfire", "coding", "hard", "mine", "one", "two",
    "[one, two, one]", "[1, ~, x]", "{name: 1}", "[{name: x, year: 2020}, {}]", '"\\x1b[2J"', '"\\0"', "'a\n\n  b'",
)  # fmt: skip
NAMES = (
    "id", "round", "topic", "difficulty", "prompt", "answer", "key_points", "rubric", "code", "follow_ups", "companies",
    "expects", "see", "references", "level", "budget", "formerly", "format", "topics", "guides", "questions", "name",
    "year", "must", "point", "strong", "lean", "no_hire", "stub", "solution", "checks", "Id", "ids", "<<", "5", "~",
    "true", '"\\e[5m"', "a b", "=", "x" * 300,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(10**40), 10**400, 1.5, -0.0, 1e308, float("nan"), float("inf"),
    "", " ", "x", "strong", "lean", "mastered", "0", "7", "-3", "2026-03-02", "2026-02-30", "0001-01-01", "9999-12-31",
    "10000-01-01", "2026-03-02T12:00:00.000000Z", "2026-03-02T12:00:00", "9999-12-31T23:59:59.999999-23:59", "\x00",
    "\x1b[31m", "\x9b2J", "\ud800", "é\u202e", "x" * 10_000, [], {}, [[]], [1, "a", None], {"a": {"b": []}},
)  # fmt: skip
_SCALAR = re.compile(rb"^( *(?:- )?\{?)([a-z_]+)(: ?)(.*)$", re.MULTILINE)


def flipped(chance: Random, data: bytes) -> bytes:
    """Change a few bits."""
    corrupted = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        corrupted[chance.randrange(len(corrupted))] ^= 1 << chance.randrange(8)
    return bytes(corrupted)


def deleted(chance: Random, data: bytes) -> bytes:
    """Delete a stretch."""
    start, end = _stretch(chance, data)
    return data[:start] + data[end:]


def doubled(chance: Random, data: bytes) -> bytes:
    """Repeat a stretch."""
    start, end = _stretch(chance, data)
    return data[:end] + data[start:end] + data[end:]


def moved(chance: Random, data: bytes) -> bytes:
    """Move a stretch."""
    start, end = _stretch(chance, data)
    rest = data[:start] + data[end:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + data[start:end] + rest[place:]


def cut(chance: Random, data: bytes) -> bytes:
    """Cut the end off."""
    return data[: chance.randrange(len(data))]


def noise(chance: Random, data: bytes) -> bytes:
    """Insert random bytes."""
    return _inserted(chance, data, chance.randbytes(chance.choice((1, 2, 5, 40))))


def not_utf_8(chance: Random, data: bytes) -> bytes:
    """Insert bytes that are not UTF-8."""
    return _inserted(chance, data, chance.choice(NOT_UTF_8))


def encoded(chance: Random, data: bytes) -> bytes:
    """Change the encoding."""
    name = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "utf-7"))
    return data.decode("utf-8", "replace").encode(name, "replace")


def lines_mixed(chance: Random, data: bytes) -> bytes:
    """Delete, double, swap, indent or join a few lines."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 1, 2, 4))):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(7):
            case 0 if len(lines) > 1:
                del lines[one]
            case 1:
                lines.insert(other, lines[one])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case 3:
                lines[one] = b" " * chance.choice((1, 2, 4)) + lines[one]
            case 4:
                lines[one] = lines[one].lstrip()
            case 5:
                lines[one] = b"\t" + lines[one]
            case _:
                lines[one] += lines[other]
    return b"\n".join(lines)


def blocks_mixed(chance: Random, data: bytes) -> bytes:
    """Delete, repeat or move a line with the lines indented below it."""
    lines = data.split(b"\n")
    start = chance.randrange(len(lines))
    depth = _depth(lines[start])
    end = start + 1
    while end < len(lines) and (_depth(lines[end]) > depth or not lines[end].strip()):
        end += 1
    block, rest = lines[start:end], lines[:start] + lines[end:]
    place = chance.randrange(len(rest) + 1)
    match chance.randrange(3):
        case 0:
            lines = rest
        case 1:
            lines = lines[:place] + block + lines[place:]
        case _:
            lines = rest[:place] + block + rest[place:]
    return b"\n".join(lines)


def with_token(chance: Random, data: bytes) -> bytes:
    """Insert a token with a meaning in YAML: anywhere, at the start of a line, or after a colon."""
    token = chance.choice(YAML_TOKENS)
    places = [
        lambda: chance.randrange(len(data) + 1),
        lambda: chance.choice([0, *(each.end() for each in re.finditer(rb"\n *", data))]),
        lambda: chance.choice([0, *(each.end() for each in re.finditer(rb": |- ", data))]),
    ]
    place = chance.choice(places)()
    return data[:place] + token + data[place:]


def value_replaced(chance: Random, data: bytes) -> bytes:
    """Give a field another value."""
    return _field(chance, data, lambda found: found[1] + found[2] + found[3] + chance.choice(VALUES).encode())


def field_renamed(chance: Random, data: bytes) -> bytes:
    """Give a field another name."""
    return _field(chance, data, lambda found: found[1] + chance.choice(NAMES).encode() + found[3] + found[4])


def field_doubled(chance: Random, data: bytes) -> bytes:
    """Repeat a field."""
    return _field(chance, data, lambda found: found[0] + b"\n" + found[0].replace(b"- ", b"  ", 1))


def field_removed(chance: Random, data: bytes) -> bytes:
    """Delete a field."""
    return _field(chance, data, lambda _: b"")


def bombs(chance: Random, data: bytes) -> bytes:
    """Append a small text that needs much time or memory, or replace the file by it."""
    size = chance.choice((8, 39, 41, 200, 3000, 20_000))
    bomb = chance.choice(
        (
            "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
            "questions: &q\n  - *q\n",
            "&r {questions: [*r], topics: *r}\n",
            "- " * size,
            "[" * size,
            "{" * size,
            "{a: " * size + "}" * size,
            "[" * size + "]" * size,
            "".join(f"{' ' * each}a:\n" for each in range(min(size, 500))),
            "? " * size,
            '"' + "x" * 100 * size + '"',
            "k" * 2000 + ": v\n",
            "x: |\n" + " y\n" * size,
            "".join(f"k{each}: v\n" for each in range(size)),
            "".join(f"- &n{each} x\n" for each in range(size)),
            "#" * size * 10,
            "\n" * size,
            "!" * size,
            "&" + "a" * size + " x",
            "questions:\n" + "  - {}\n" * size,
            "questions:\n" + "  - id: x\n" * min(size, 3000),
            "topics:\n" + "  - 5\n" * size,
        )
    ).encode()
    return bomb if chance.random() < 0.4 else data + b"\n" + bomb


def code_replaced(chance: Random, data: bytes) -> bytes:
    """Insert code that is hard to parse."""
    size = chance.choice((50, 300, 5000))
    code = chance.choice(
        (
            "(" * size, "-" * size + "1", "x" + ".x" * size, "lambda: " * size + "1", "1" + "+1" * size, "f(" * size,
            "[" * size + "]" * size, "if x:\\n" * 20, "9" * 5000, "1e999999", "'\\\\N{foo}'", "f'{" * 100, "async " * 40,
            "\\0", "# coding: utf-7\\nx", "# -*- coding: nonsense -*-\\n1", "not " * size, "x if " * size, "*" * size,
            "\\\\", "\\x0c" * 20 + "x", "b'é'", "x = 1\\n  y = 2", "match x:\\n  case " + "[" * size, "0777", "1_", "0x",
            "class A:\\n" + "\\n".join(" " * each + "if 1:" for each in range(1, 120)),
        )
    )  # fmt: skip
    return re.sub(rb"(stub|solution|checks):.*", lambda found: found[1] + b': "' + code.encode() + b'"', data, count=1)


def json_corrupted(chance: Random, data: bytes) -> bytes:
    """Replace, rename, double or drop a value in one of the lines of JSON."""
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    try:
        document = json.loads(lines[place])
    except (ValueError, RecursionError):
        return with_odd_json(chance, data)
    lines[place] = json.dumps(_corrupted(chance, document), ensure_ascii=chance.random() < 0.8).encode(
        "utf-8", "surrogatepass"
    )
    return b"\n".join(lines)


def with_odd_json(chance: Random, data: bytes) -> bytes:
    """Insert a line of odd JSON, or of no JSON."""
    lines = data.split(b"\n")
    odd = chance.choice(
        (
            b"", b"{}", b"[]", b"null", b"NaN", b"5", b'"x"', b"{", b"[" * 100_000, b'{"a":' * 50_000, b"{'a': 1}", b"\xff",
            b'{"a": 1, "a": 2}', b"1" * 5000, b'"\\ud800"', b'"\\u0000"', b"// x", b"\xef\xbb\xbf{}", b'{"a": 1}}',
        )
    )  # fmt: skip
    lines.insert(chance.randrange(len(lines) + 1), odd)
    return b"\n".join(lines)


BYTES: tuple[Mutator, ...] = (flipped, deleted, doubled, moved, cut, noise, not_utf_8, encoded)
LINES: tuple[Mutator, ...] = (lines_mixed, blocks_mixed)
YAML: tuple[Mutator, ...] = (
    with_token, value_replaced, field_renamed, field_doubled, field_removed, with_token, value_replaced, bombs,
    code_replaced,
)  # fmt: skip
JSON: tuple[Mutator, ...] = (json_corrupted, json_corrupted, json_corrupted, with_odd_json)

BANKS = (*BYTES, *LINES * 4, *YAML * 3)
LOGS = (*BYTES, *LINES * 2, *JSON * 4)


def mutated(chance: Random, seeds: Sequence[bytes], mutators: Sequence[Mutator]) -> bytes:
    """Return one of the seeds, corrupted in one to a few ways."""
    data = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        if data:
            data = chance.choice(mutators)(chance, data)
    return data


def _stretch(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 2, 3, 10, 100, 1000)))


def _inserted(chance: Random, data: bytes, more: bytes) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + more + data[place:]


def _depth(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


def _field(chance: Random, data: bytes, change: Callable[[re.Match[bytes]], bytes]) -> bytes:
    fields = list(_SCALAR.finditer(data))
    if not fields:
        return data
    found = chance.choice(fields)
    return data[: found.start()] + change(found) + data[found.end() :]


def _corrupted(chance: Random, value: Any) -> Any:  # any document of JSON
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(ODD)
    corrupted: Any = value.copy()
    key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
    match chance.randrange(8):
        case 0:
            del corrupted[key]
        case 1 if isinstance(value, dict):
            corrupted[chance.choice(("x", "", "id", "\x1b[1m", "type"))] = corrupted.pop(key)
        case 1:
            corrupted.append(value[key])
        case _:
            corrupted[key] = _corrupted(chance, value[key])
    return corrupted
