"""`browse` outside a terminal: its document, and what it says instead."""

from __future__ import annotations

from in_process import InProcess
from program import failed, ok


def test_the_document_has_the_matches_with_their_prompts_and_the_heat_map(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "beta", typed="\nn\n\ns\nq\n"))
    document = mlprep.document("browse", "two", "--topic", "MINE", "--round", "screening")
    assert [question["id"] for question in document["questions"]] == ["alpha", "beta", "gamma"]
    assert document["questions"][1]["prompt"] == "What is beta?"
    assert document["heat_map"] == [
        {"topic": "mine", "round": "screening", "questions": 3, "seen": 1, "recalled": 0, "due": 0}
    ]


def test_the_filters_are_those_of_list(mlprep: InProcess) -> None:
    for arguments in (("--round", "coding"), ("--company", "any", "--topic", "nlp"), ("--due",)):
        browsed, listed = mlprep.document("browse", *arguments), mlprep.document("list", *arguments)
        assert [question["id"] for question in browsed["questions"]] == [
            question["id"] for question in listed["questions"]
        ]
    assert "Did you mean mine?" in failed(mlprep.run("browse", "--topic", "mien"), 2)


def test_without_a_terminal_it_names_the_command_that_lists_the_same(mlprep: InProcess) -> None:
    message = failed(mlprep.run("browse", "bias", "it's", "--topic", "mine", "--round", "screening", "--due"), 1)
    assert "mlprep browse needs a terminal." in message
    (command,) = [line for line in message.splitlines() if "mlprep list" in line]
    assert command.strip().startswith("mlprep list bias 'it'\"'\"'s' --round screening --topic mine --due")


def test_a_search_that_is_too_long_is_refused(mlprep: InProcess) -> None:
    for more in ((), ("--json",)):
        assert "The search has more than 200 characters." in failed(mlprep.run("browse", "x" * 201, *more), 2)
