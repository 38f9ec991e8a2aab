"""Eight simultaneous drills: every grade that one of them showed is saved once."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from conftest import Figure
from mlprep_cli.storage.database import FILE_NAME
from mlprep_cli.storage.store import Store

DRILLS = 8
SHORT_GRADES, LONG_SECONDS = 15, 600.0
RECEIPT = re.compile(r"[✓✗] (?:Strong|Lean|No) Hire")


def test_eight_simultaneous_drills_save_every_review_once(tmp_path: Path, long: bool, figure: Figure) -> None:
    begun = time.monotonic()
    rounds = shown = 0
    while rounds == 0 or (long and time.monotonic() - begun < LONG_SECONDS):
        printed = _round(tmp_path, 200 if long else SHORT_GRADES)
        assert all(printed), "each of them shows grades"
        shown += sum(printed)
        rounds += 1
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
            reviews, distinct = connection.execute("SELECT count(*), count(DISTINCT id) FROM review").fetchone()
        assert reviews == distinct == shown
    with closing(Store(tmp_path)) as store:
        assert store.check().faults == ()
    minutes = (time.monotonic() - begun) / 60
    figure(f"{DRILLS} simultaneous drills: {minutes:.1f} minutes, {shown:,} grades shown, {shown:,} saved, each once")


def _round(home: Path, grades: int) -> list[int]:
    """Run eight drills together from first to last question, and return the number of grades that each showed."""
    keys = home / "keys"
    home.mkdir(exist_ok=True)
    keys.write_text("\nl\n\ns\n\nn\n" * (grades // 3))
    environment = {**os.environ, "MLPREP_HOME": str(home), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    drills = []
    for number in range(DRILLS):
        with keys.open() as typed, (home / f"output-{number}").open("wb") as output:
            command = [sys.executable, "-m", "mlprep_cli", "drill", "--early", "--new", "300", "--seed", str(number)]
            drills.append(subprocess.Popen(command, stdin=typed, stdout=output, stderr=output, env=environment))
    assert [drill.wait() for drill in drills] == [0] * DRILLS
    texts = [(home / f"output-{number}").read_text("utf-8", "replace") for number in range(DRILLS)]
    assert not any("Traceback (most" in text or "a bug in mlprep" in text for text in texts)
    return [len(RECEIPT.findall(text)) for text in texts]
