"""Pages: study pages and the guide."""

from __future__ import annotations

import json
from pathlib import Path
from sqlite3 import Connection

import pytest

from fakes import NOON, PLAN, question
from mlprep_cli.core.banks import Fingerprint
from mlprep_cli.core.questions import Bank, InterviewProcess, InterviewReport, InterviewStage, OnsiteRound, Page
from mlprep_cli.storage.pages import PageStore
from mlprep_cli.storage.store import Store


def test_a_page_is_found_by_its_kind_and_its_id(store: Store) -> None:
    study = store.pages.page("topic", "regularization")
    assert study is not None
    assert study.text == "All about regularization."
    assert [each.id for each in store.pages.pages("guide")] == ["star"]
    assert store.pages.page("topic", "star") is None


@pytest.mark.parametrize("end", ["removed", "without the page"])
def test_a_page_that_another_bank_hid_is_read_again_when_it_goes(store: Store, end: str) -> None:
    shared = Page("shared", "Shared", "All of it.")

    def load(name: str, *pages: Page) -> None:
        bank = Bank(pages, (), (question(f"of-{name}"),))
        store.banks.load(name, Path(f"/{name}.yaml"), bank, Fingerprint(1, 1, name), PLAN, NOON)

    load("first", shared)
    load("second", shared._replace(title="Hidden"))
    assert store.pages.page("topic", "shared") == shared
    before = {bank.name: bank.digest for bank in store.banks.all()}
    if end == "removed":
        store.banks.remove("first", NOON)
    else:
        load("first")
    digests = {bank.name: bank.digest for bank in store.banks.all()}
    assert digests["second"] == ""
    assert digests["mlprep"] == before["mlprep"]
    load("second", shared._replace(title="Hidden"))
    assert store.pages.page("topic", "shared") == shared._replace(title="Hidden")


def test_a_bank_whose_pages_stay_changes_no_other(store: Store) -> None:
    for name in ("first", "second", "first"):
        bank = Bank((Page(name, name, "All of it."),), (), (question(f"of-{name}"),))
        store.banks.load(name, Path(f"/{name}.yaml"), bank, Fingerprint(1, 1, name), PLAN, NOON)
    assert {bank.digest for bank in store.banks.all()} == {"digest", "first", "second"}


PROCESS = InterviewProcess(
    "Acme",
    (InterviewStage("A screen"), InterviewStage("A loop", "judgement")),
    (
        OnsiteRound("Theory", ("screening",), 4, 45),
        OnsiteRound(
            "Both", ("coding", "senior"), 2, 60, ("llm",), (("coding", 1), ("senior", 1)), ("a", "b-*"), "judgement"
        ),
    ),
    ("forecasting",),
    ("depth",),
    "engineer",
    "2026-11",
    (InterviewReport("guide", "2026", "two rounds"),),
    ("Candour",),
    "its page",
    "Not allowed.",
)


def test_how_a_company_interviews_comes_back_as_it_was_loaded(store: Store) -> None:
    bank = Bank(
        (), (), (question("of-acme"),), (PROCESS, PROCESS._replace(name="Bare", role="", evidence=(), values=()))
    )
    store.banks.load("mine", Path("/mine.yaml"), bank, Fingerprint(1, 1, "mine"), PLAN, NOON)
    assert store.pages.process("Acme") == PROCESS
    assert store.pages.processes() == list(bank.companies)
    assert {"Acme", "Bare", "Google"} <= set(store.questions.names("company"))


def test_a_process_that_an_older_version_stored_can_be_read(database: Connection) -> None:
    text = {
        "name": "Old",
        "stages": ["A screen"],
        "onsite": [["Theory", ["screening"], 4, 45]],
        "focus": [],
        "weighs": ["x"],
    }
    database.execute(
        "INSERT INTO page (kind, id, bank, position, title, text) VALUES ('company', 'Old', 0, 9, 'Old', ?)",
        (json.dumps(text),),
    )
    expected = InterviewProcess("Old", PROCESS.stages[:1], PROCESS.onsite[:1], (), ("x",))
    assert PageStore(database).process("Old") == expected
