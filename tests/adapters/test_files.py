"""Files: written completely or not at all, readable by their owner alone, and read only if they are regular files."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from irregular_files import IRREGULAR
from mlprep_cli.adapters.files import expand_home, open_file, write_file
from mlprep_cli.errors import MlprepError


@pytest.fixture
def permissive_umask() -> Iterator[None]:
    """Let everyone read and write new files, as some systems do."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("permissive_umask")
def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"before")
    target.chmod(0o644)
    write_file(target, b"after")
    assert target.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_previous_content_stays_if_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # like a full disk
    try:
        with pytest.raises(MlprepError, match="cannot be written"):
            write_file(target, bytes(100_000))
        with pytest.raises(MlprepError, match="cannot be written"):
            write_file(tmp_path / "new", bytes(100_000), replace=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_an_existing_file_is_overwritten_only_on_request(tmp_path: Path) -> None:
    target = tmp_path / "log.jsonl"
    target.write_bytes(b"before")
    with pytest.raises(MlprepError) as refused:
        write_file(target, b"after", replace=False)
    assert refused.value.message == f"{target} already exists."
    assert refused.value.hint == "Name another file, or use --force."
    assert target.read_bytes() == b"before"
    write_file(tmp_path / "new", b"after", replace=False)
    assert (tmp_path / "new").read_bytes() == b"after"
    assert len(list(tmp_path.iterdir())) == 2


def test_one_of_several_simultaneous_writers_wins(tmp_path: Path) -> None:
    def written(path: Path, number: int) -> int | None:
        with suppress(MlprepError):
            write_file(path, str(number).encode(), replace=False)
            return number
        return None

    with ThreadPoolExecutor(8) as pool:
        for turn in range(20):
            path = tmp_path / str(turn)
            winners = [
                number
                for number in pool.map(lambda number, path=path: written(path, number), range(8))
                if number is not None
            ]
            assert [path.read_text()] == [str(winner) for winner in winners]


@pytest.mark.parametrize("kind", IRREGULAR)
def test_nothing_is_written_through_an_irregular_file(kind: str, tmp_path: Path) -> None:
    secret, target = tmp_path / "secret.yaml", tmp_path / "odd.yaml"
    secret.write_text("kept")
    IRREGULAR[kind](target)
    with pytest.raises(MlprepError, match=f"odd.yaml is {kind}, not a regular file"):
        write_file(target, b"lost")
    with pytest.raises(MlprepError, match=r"not a regular file|already exists"):
        write_file(target, b"lost", replace=False)
    with pytest.raises(MlprepError, match="/dev/null is a device, not a regular file"):
        write_file(Path("/dev/null"), b"lost")
    assert secret.read_text() == "kept"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kind", IRREGULAR)
def test_an_irregular_file_is_not_opened_and_not_waited_for(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret")
    IRREGULAR[kind](tmp_path / "odd.yaml")
    with pytest.raises(MlprepError, match=f"odd.yaml is {kind}, not a regular file"), open_file(tmp_path / "odd.yaml"):
        pass


def test_a_missing_file_and_an_unreadable_path_are_errors_with_hints(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "missing", "does not exist"), (tmp_path / ("x" * 300), "cannot be read")):
        with pytest.raises(MlprepError, match=message) as refused, open_file(path):
            pass
        assert refused.value.hint.endswith(".")


def test_the_home_folder_replaces_the_tilde_of_known_users_only() -> None:
    assert expand_home(Path("~/mine.yaml")) == Path.home() / "mine.yaml"
    assert expand_home(Path("~nobody-here/mine.yaml")) == Path("~nobody-here/mine.yaml")
