"""Backups: writing one, and restoring one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.backup import restore, write_backup
from mlprep_cli.app.banks import current
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import MlprepError
from program import bank_text, ok


def test_a_backup_without_a_name_is_named_after_its_moment(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        current(context)
        target = write_backup(context, None, replace=False)
        assert target == mlprep.home / "backups" / "mlprep-20260302T120000Z.db"
        with pytest.raises(MlprepError, match="already exists"):
            write_backup(context, target, replace=False)
        assert write_backup(context, target, replace=True) == target


def test_the_database_is_never_overwritten_by_its_backup(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        current(context)
        with pytest.raises(MlprepError, match="is the database itself") as error:
            write_backup(context, context.store.path, replace=True)
        assert error.value.hint == "Name another file."


def test_a_restored_bank_without_its_file_keeps_its_questions(
    mlprep: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    with mlprep.context() as context:
        target = write_backup(context, tmp_path / "copy.db", replace=False)
    with InProcess(tmp_path / "other").context() as context:
        assert restore(context, target, replace=False) is None
        assert "alpha" in current(context).questions.names("id")
        assert current(context).reviews.count() == 1
    warning = "The bank mine has no file on this machine; its questions stay. mlprep bank add FILE sets one."
    assert warning in capsys.readouterr().err


def test_restoring_over_a_database_keeps_a_copy_of_it(mlprep: InProcess, tmp_path: Path) -> None:
    with mlprep.context() as context:
        current(context)
        target = write_backup(context, tmp_path / "copy.db", replace=False)
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    with mlprep.context() as context, pytest.raises(MlprepError, match=r"mlprep\.db already exists\."):
        restore(context, target, replace=False)
    with mlprep.context() as context:
        copy = restore(context, target, replace=True)
        assert copy is not None
        assert copy.name.startswith("before-restore-")
        assert current(context).reviews.count() == 0


THEIRS = "open('owned', 'w')"
"""A statement that leaves a trace if it runs."""


def _spoiled(file: Path) -> None:
    """Make a backup lie: the shipped questions have other answers, and all code has a statement more."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for name, text in connection.execute("SELECT id, body FROM question").fetchall():
            body = json.loads(text)
            body["answer"] = "lies"
            if "code" in body:
                body["code"][2] = [[group[0], f"{THEIRS}\n{group[1]}", *group[2:]] for group in body["code"][2]]
            connection.execute("UPDATE question SET body = ? WHERE id = ?", (json.dumps(body), name))
        connection.execute("UPDATE page SET text = 'lies' WHERE kind = 'topic'")


POSING = {
    "the same bank": "",
    "another number": "UPDATE bank SET number = 7 WHERE number = 0; UPDATE question SET bank = 7 WHERE bank = 0; "
    "UPDATE page SET bank = 7 WHERE bank = 0",
    "another name": "UPDATE bank SET name = 'other' WHERE number = 0",
    "a negative number": "UPDATE bank SET number = -4, path = '/etc/passwd' WHERE number = 0",
    "questions of another bank": "UPDATE question SET bank = 1; UPDATE page SET bank = 1",
    "a removed bank": "UPDATE bank SET removed_at = loaded_at",
}
"""Statements that make another bank pose as the shipped one, or hide it."""


@pytest.mark.parametrize("posing", POSING)
@pytest.mark.parametrize("fresh", [True, False])
def test_a_backup_of_somebody_else_brings_neither_code_nor_the_content_of_the_shipped_bank(
    mlprep: InProcess, tmp_path: Path, posing: str, *, fresh: bool
) -> None:
    with mlprep.context() as context:
        shipped = {question.id: question for question in current(context).questions.matching(Query())}
        pages = context.store.pages.pages("topic")
        target = write_backup(context, tmp_path / "theirs.db", replace=False)
    _spoiled(target)
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript(POSING[posing])
    other = InProcess(tmp_path / "other" if fresh else mlprep.home)
    with other.context() as context:
        restore(context, target, replace=not fresh)
        questions = {question.id: question for question in current(context).questions.matching(Query())}
        own = {"alpha", "beta", "gamma"}
        assert {name: question for name, question in questions.items() if name not in own} == {
            name: question for name, question in shipped.items() if name not in own
        }
        assert context.store.pages.pages("topic")[: len(pages) - 1] == pages[:-1]
        assert THEIRS not in repr(questions)
        assert [bank.name for bank in context.store.banks.all() if bank.number == 0] == ["mlprep"]
        assert context.store.check().faults == ()


def test_a_restored_bank_has_no_code_until_its_file_is_read_again(tmp_path: Path) -> None:
    program = InProcess(tmp_path / "home")
    text = bank_text("alpha", round_name="coding").replace("format: 1", "format: 2")
    code = (
        '    code:\n      stub: "f = 1"\n      solution: "f = 2"\n      checks: [{name: two, code: "assert f == 2"}]\n'
    )
    (tmp_path / "mine.yaml").write_text(text + code)
    ok(program.run("bank", "add", str(tmp_path / "mine.yaml")))
    with program.context() as context:
        assert current(context).questions.fetch("alpha")[0].code is not None
        target = write_backup(context, tmp_path / "copy.db", replace=False)
    other = InProcess(tmp_path / "other")
    other.run("data", "restore", str(target))
    with other.context() as context:
        alpha = current(context).questions.fetch("alpha")[0]
        assert (alpha.answer, alpha.code) == ("It is alpha.", None)
    ok(other.run("bank", "add", str(tmp_path / "mine.yaml")))
    for home in (other, program):
        ok(home.run("data", "restore", "--force", str(target)))
        with home.context() as context:
            assert current(context).questions.fetch("alpha")[0].code is not None
