"""Print every figure of docs/speed.md, measured side by side: `python -m benchmarks [--quick] [--large]`.

`pip install anki` into the same environment adds the rows against Anki; `--large` adds 100,000 questions and 1,000,000
reviews.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.homes import bank_file, home
from benchmarks.timing import Practice, interleaved, python, run

MLPREP = (sys.executable, "-m", "mlprep_cli")
ANKI = (sys.executable, str(Path(__file__).with_name("anki_side.py")))
HAS_ANKI = importlib.util.find_spec("anki") is not None
QUESTION = "how would you explain it?"


@dataclass(frozen=True)
class Row:
    """One figure: its name, the measured value, and the largest value it should have."""

    name: str
    measured: float
    target: float
    stretch: float | None
    unit: str = "×"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure only a few rounds, to see that everything works")
    parser.add_argument("--large", action="store_true", help="also 100,000 questions and 1,000,000 reviews")
    parser.add_argument("--folder", type=Path, help="keep the databases in this folder, for the next run")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = measure(folder, Path(scratch), 4 if chosen.quick else 20, large=chosen.large)
    print(
        f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.machine()}:\n"
    )
    print("| what | measured | target | stretch |\n| --- | --- | --- | --- |")
    for row in rows:
        stretch = "–" if row.stretch is None else f"{row.stretch:g}"
        print(f"| {row.name} | {row.measured:.2f} {row.unit} | ≤ {row.target:g} | {stretch} |")


def measure(folder: Path, scratch: Path, rounds: int, *, large: bool) -> list[Row]:
    """Return every figure."""
    small = home(folder, 250, 2000)
    collection = scratch / "small.anki2"
    if HAS_ANKI:
        run(*ANKI, str(collection), "make", "250", "0")
    cases = {
        "start": lambda: run(*python("pass")),
        "sqlmodel": lambda: run(*python("import sqlmodel")),
        "first": lambda: first_question(small),
        "today": lambda: run(*MLPREP, home=small),
        "stats": lambda: run(*MLPREP, "stats", home=small),
        "status": lambda: run(*MLPREP, "status", home=small),
        "version": lambda: run(*MLPREP, "--version"),
        "help": lambda: run(*MLPREP, "--help"),
    }
    if HAS_ANKI:
        cases["anki first"] = lambda: run(*ANKI, str(collection), "first")
    taken = interleaved(cases, rounds)
    start = taken["start"]
    rows = [
        Row("`mlprep drill`, first question, against Python's start", taken["first"] / start, 9, 7),
        Row("… against `import sqlmodel`", taken["first"] / taken["sqlmodel"], 0.30, 0.20),
    ]
    if HAS_ANKI:
        rows.append(Row("… against Anki's first card", taken["first"] / taken["anki first"], 0.45, 0.30))
    if large:
        rows += measure_large(folder, scratch, small, max(4, rounds // 2))
    rows += answers(small, collection if HAS_ANKI else None, rounds)
    rows += [
        Row("`mlprep`, 2,000 reviews, against Python's start", taken["today"] / start, 12, 10),
        Row("`mlprep stats`, 2,000 reviews, against Python's start", taken["stats"] / start, 12, 10),
        Row("first run, bank of 250 loaded, against Python's start", first_run(scratch, start), 36, 12),
        Row("`mlprep status`, against Python's start", taken["status"] / start, 7.5, None),
        Row("`mlprep --version`, against Python's start", taken["version"] / start, 7.5, 1.5),
        Row("`mlprep --help`, against Python's start", taken["help"] / start, 14, 7.5),
        Row("peak memory to the first question", memory(small), 24, 21, "MiB"),
    ]
    return rows


def first_question(where: Path) -> float:
    """Return the seconds from the start of a drill to its first question on the terminal."""
    practice = Practice(where, "drill")
    seconds = practice.until(QUESTION) - practice.begun
    practice.leave()
    return seconds


def measure_large(folder: Path, scratch: Path, small: Path, rounds: int) -> list[Row]:
    """Return the figures that depend on the size of the bank and the log: 100,000 questions and 1,000,000 reviews."""
    large = home(folder, 100_000, 1_000_000)
    cases = {
        "start": lambda: run(*python("pass")),
        "small": lambda: first_question(small),
        "large": lambda: first_question(large),
        "stats": lambda: run(*MLPREP, "stats", home=large),
    }
    if HAS_ANKI:
        collection = scratch / "large.anki2"
        run(*ANKI, str(collection), "make", "1000", "1000000")
        cases["graphs"] = lambda: run(*ANKI, str(collection), "graphs")
    taken = interleaved(cases, rounds)
    rows = [
        Row(
            "first question with 100,000 questions and 1,000,000 reviews, against 250 and 2,000",
            taken["large"] / taken["small"],
            1.15,
            1.05,
        ),
        Row("`mlprep stats`, 1,000,000 reviews, against Python's start", taken["stats"] / taken["start"], 30, 14),
    ]
    if HAS_ANKI:
        rows.append(Row("… against Anki's graphs", taken["stats"] / taken["graphs"], 0.5, 0.2))
    return rows


def answers(where: Path, collection: Path | None, rounds: int) -> list[Row]:
    """Return the times of a reveal and a grade, from the key to the screen."""
    reveals: list[float] = []
    grades: list[float] = []
    for number in range(max(3, rounds)):
        practice = Practice(where, "drill", "--round", "screening", "--round", "deep-dive", "--new", "500", "--early")
        practice.until(" keys")
        # Reveal while SQLModel is still loading, at a different moment each time.
        time.sleep(0.1 + 0.02 * (number % 8))
        reveals.append(practice.press(" ", "Key points"))
        practice.until(" keys")
        for _ in range(5):
            grades.append(practice.press("l", QUESTION))
            practice.until(" keys")
            practice.press(" ", "Key points")
            practice.until(" keys")
        practice.leave()
    rows = []
    if collection is not None:
        printed = subprocess.run([*ANKI, str(collection), "answer"], capture_output=True, text=True, check=True).stdout
        rows.append(
            Row(
                "grade pressed → durable → next question drawn, against Anki",
                median(grades[1:]) / float(printed),
                4.5,
                1.9,
            )
        )
    rows.append(Row("the same, in milliseconds", median(grades[1:]) * 1000, 50, None, "ms"))
    rows.append(
        Row(
            "reveal pressed → answer shown while SQLModel loads, 95th percentile",
            quantiles(reveals, n=20)[-1] * 1000,
            10,
            5,
            "ms",
        )
    )
    return rows


def first_run(scratch: Path, start: float) -> float:
    """Return the time of the first run, which loads a bank of 250 questions, in starts of Python."""
    bank = bank_file(scratch / "bank.yaml", 250)
    taken = []
    for number in range(5):
        fresh = scratch / f"fresh-{number}"
        code = f"""
import pathlib, sys
from mlprep_cli.__main__ import main
from mlprep_cli.app import banks
banks.shipped_bank = lambda: pathlib.Path({str(bank)!r})
sys.argv = ["mlprep"]
main()
"""
        taken.append(run(*python(code), home=fresh))
    return median(taken) / start


def memory(where: Path) -> float:
    """Return the peak memory up to the first question, in MiB."""
    practice = Practice(where, "drill")
    practice.until(QUESTION)
    peak = practice.peak_mebibytes()
    practice.leave()
    return peak


if __name__ == "__main__":
    main()
