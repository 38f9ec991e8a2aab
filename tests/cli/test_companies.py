"""`companies`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from in_process import InProcess
from program import bank_text, failed, ok


def test_one_company_all_companies_and_their_document(mlprep: InProcess) -> None:
    assert "mlprep companies NAME" in ok(mlprep.run("companies"))
    assert "mlprep mock --loop --company Google" in ok(mlprep.run("companies", "GOOGLE"))
    (google,) = mlprep.document("companies", "google")["companies"]
    assert (google["company"], google["seen"]) == ("Google", 0)
    assert "Did you mean Google?" in failed(mlprep.run("companies", "Goggle"), 2)


PROCESS = """\
companies:
  - name: Acme
    role: engineer
    as_of: 2026-11
    evidence: [{kind: guide, month: "2026", says: two rounds}]
    stages: [{text: A screen, basis: judgement}]
    onsite:
      - {name: Both, rounds: [screening], topics: [other], questions: 1, mix: {screening: 1}, prefer: [delta], minutes: 9}
    focus: [forecasting]
    weighs: [depth]
    values: {names: [], source: none found}
    ai_tools: Not allowed.
"""


def test_a_company_that_no_question_names_has_its_description_and_its_interview(
    mlprep: InProcess, tmp_path: Path
) -> None:
    (tmp_path / "acme.yaml").write_text(bank_text("delta", topic="other") + PROCESS)
    ok(mlprep.run("bank", "add", str(tmp_path / "acme.yaml")))
    assert "Acme" in ok(mlprep.run("companies"))
    shown = ok(mlprep.run("companies", "acme"))
    for expected in ("A screen (judgement)", "1 screening question on other", "guide, 2026: two rounds", "none named"):
        assert expected in shown
    (acme,) = mlprep.document("companies", "Acme")["companies"]
    assert (acme["questions"], acme["predicted"]) == (0, None)
    assert acme["process"] == {
        "stages": ["A screen"],
        "stage_bases": ["judgement"],
        "onsite": [
            {
                "name": "Both",
                "rounds": ["screening"],
                "questions": 1,
                "minutes": 9,
                "topics": ["other"],
                "mix": [{"round": "screening", "questions": 1}],
                "prefer": ["delta"],
                "basis": "report",
            }
        ],
        "focus": ["forecasting"],
        "weighs": ["depth"],
        "role": "engineer",
        "as_of": "2026-11",
        "evidence": [{"kind": "guide", "month": "2026", "says": "two rounds"}],
        "values": [],
        "values_source": "none found",
        "ai_tools": "Not allowed.",
    }
    assert "delta" in mlprep.run("mock", "--loop", "--company", "acme", typed="  q").stdout
    assert "delta" in mlprep.run("mock", "phone-screen", "-n", "1", "--company", "acme", typed="  q").stdout
    assert "No question matches" in failed(mlprep.run("drill", "-c", "Acme"), 1)
    for command in (["plan", "start", "--company", "Acme"], ["plan"], [], ["status"], ["stats"], ["plan", "ready"]):
        ok(mlprep.run(*command, typed="q"))


def test_a_company_with_the_characters_of_a_shell_is_one_argument_of_a_suggested_command(
    mlprep: InProcess, tmp_path: Path
) -> None:
    name = "A & B; $(touch owned)"
    (tmp_path / "odd.yaml").write_text(bank_text("delta", topic="other", companies=f"[{json.dumps({'name': name})}]"))
    ok(mlprep.run("bank", "add", str(tmp_path / "odd.yaml")))
    shown = ok(mlprep.run("companies", name))
    (command,) = [line.strip() for line in shown.splitlines() if line.strip().startswith("mlprep drill")]
    assert shlex.split(command) == ["mlprep", "drill", "--company", name]
