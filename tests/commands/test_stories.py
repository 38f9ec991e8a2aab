"""A story, written in the user's editor."""

from __future__ import annotations

from pathlib import Path

from commands.test_attempts import editor
from program import Program
from pty_driver import terminal

WHOLE = r"""sed -i -e 's/^title: .*/title: The slow ranker/' -e 's/^values: .*/values: Ownership/' \
-e 's/^## Result/## Result\n\n40 % faster/' "$1" """


def write(program: Program, folder: Path, commands: str, *words: str, code: int = 0) -> str:
    """Run a command that opens the editor, and return what the terminal shows."""
    with terminal("stories", *words, home=program.home, environment=editor(folder, commands)) as screen:
        assert screen.ended() == code
        return " ".join(screen.scrollback.split())


def names(program: Program) -> list[str]:
    return [story["name"] for story in program.document("stories")["stories"]]


def test_a_story_is_written_changed_and_kept_only_if_it_changed(mlprep: Program, tmp_path: Path) -> None:
    assert "Nothing was changed, so nothing was kept." in write(mlprep, tmp_path, "exit 0", "new")
    assert "The story was kept." in write(mlprep, tmp_path, WHOLE, "new")
    assert names(mlprep) == ["the-slow-ranker"]
    assert "Nothing was changed" in write(mlprep, tmp_path, "exit 0", "edit", "the-slow-ranker")
    assert "Nothing was changed" in write(mlprep, tmp_path, ': > "$1"', "edit", "the-slow-ranker")
    changed = "sed -i 's/^title: .*/title: A fast ranker/' \"$1\""
    assert "The story was kept." in write(mlprep, tmp_path, changed, "edit", "the-slow-ranker")
    assert names(mlprep) == ["a-fast-ranker"]
    assert list((mlprep.home / "stories").iterdir()) == []


def test_a_faulty_story_is_never_lost_and_edit_goes_on_with_it(mlprep: Program, tmp_path: Path) -> None:
    shown = write(mlprep, tmp_path, "sed -i 's/^title: .*/title: Half/' \"$1\"", "new", code=1)
    assert "The story was not kept. The story needs a result" in shown
    assert "mlprep stories edit goes on with it:" in shown
    assert (mlprep.home / "stories" / "new.md").read_text().startswith("title: Half\n")
    shown = write(mlprep, tmp_path, "sed -i 's/^values: .*/values: Ownersip/' \"$1\"", "edit", code=1)
    assert "There is no value Ownersip. Did you mean Ownership?" in shown
    assert "The story was kept." in write(mlprep, tmp_path, WHOLE, "edit")
    assert names(mlprep) == ["the-slow-ranker"]
    assert "Which story?" in write(mlprep, tmp_path, WHOLE, "edit", code=2)
    shown = write(mlprep, tmp_path, "sed -i 's/40/Forty/' \"$1\"", "edit", "the-slow-ranker", code=1)
    assert "The story needs a number" in shown
    assert "mlprep stories edit the-slow-ranker goes on with it:" in shown
    shown = write(mlprep, tmp_path, "sed -i 's/Forty/44/' \"$1\"", "edit", "the-slow-ranker")
    assert "You go on with the draft that was not finished" in shown
    assert "44 % faster" in mlprep.document("stories")["stories"][0]["text"]
