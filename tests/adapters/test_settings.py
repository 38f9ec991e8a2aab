"""Settings and paths: read, checked, and written line by line."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path

import pytest

from irregular_files import IRREGULAR
from mlprep_cli.adapters.settings import Settings, all_settings, read_settings, shipped_bank, with_value, write_setting
from mlprep_cli.errors import MlprepError, UsageError


def test_a_home_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


def test_every_setting_is_written_and_read_back(tmp_path: Path) -> None:
    for name, value in all_settings(Settings()).items():
        write_setting(tmp_path / "home", name, value)
    assert read_settings(tmp_path / "home") == Settings()
    changed = write_setting(tmp_path / "home", "day_starts_at", "6:30")
    assert read_settings(tmp_path / "home") == changed == Settings(day_starts_at=time(6, 30))


def test_writing_a_setting_keeps_the_other_lines(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# mine\nnew_per_day = 3\nquickfire_timer = 9\n")
    write_setting(tmp_path, "new_per_day", "4")
    assert (tmp_path / "config.toml").read_text() == "# mine\nnew_per_day = 4\nquickfire_timer = 9\n"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"new_per_day = = 2", 1, "This is not TOML: Invalid value."),
        (b"# mine\n\nnew_per_day = 2\nx", 4, "This is not TOML: Expected '=' after a key in a key/value pair."),
        (b"new_per_day = 2\nnew_per_day = 3\n", 2, "This is not TOML: Cannot overwrite a value."),
        (b"# mine\n\xff", 2, "The byte 0xff is not UTF-8."),
        ("new_per_day = 2".encode("utf-16"), 1, "The byte 0xff is not UTF-8."),
        (b"# mine\nnew_per_day = [1]\n", 2, "new_per_day cannot be [1]."),
        (b"# mine\nnew_per_day = true\n", 2, "new_per_day cannot be True."),
        (b"# mine\nquickfire_count = -1\n", 2, "quickfire_count cannot be -1."),
        (b"quickfire_timer = 9\n'new_per_day' = 1.5\n", 2, "new_per_day cannot be 1.5."),
        (b"# mine\n\nday_starts_at = 4\n", 3, "day_starts_at cannot be 4."),
        (b"# mine\nnew_per_dya = 2\n", 2, "There is no setting new_per_dya."),
        (b"quickfire_timer = 9\n\n[quickfire]\ncount = 5\n", 4, "There is no setting quickfire.count."),
        (b"\xef\xbb\xbfnew_per_day = many\n", 1, "This is not TOML: Invalid value."),
    ],
)
def test_an_error_names_the_file_the_line_and_the_fix(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    for change in (False, True):
        with pytest.raises(MlprepError) as refused:
            write_setting(tmp_path, "new_per_day", "5") if change else read_settings(tmp_path)
        assert refused.value.message == f"{path}:{line}: {message}"
        assert refused.value.hint
        assert path.read_bytes() == content


def test_a_file_that_is_nested_too_deep_is_not_toml(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"new_per_day = " + b"[" * 100_000)
    with pytest.raises(MlprepError, match=r"config\.toml:1: This is not TOML: "):
        read_settings(tmp_path)


@pytest.mark.parametrize("kind", [name for name in IRREGULAR if name != "a link"])
def test_settings_have_to_be_a_regular_file(tmp_path: Path, kind: str) -> None:
    IRREGULAR[kind](tmp_path / "config.toml")
    for change in (False, True):
        with pytest.raises(MlprepError, match=r"config\.toml is .*, not a regular file"):
            write_setting(tmp_path, "new_per_day", "5") if change else read_settings(tmp_path)


@pytest.mark.parametrize("command", ["espeak-ng -s 140", 'say -v "A B"', "c:\\voices\\say.exe", "it's", ""])
def test_a_command_is_written_and_read_as_it_is(tmp_path: Path, command: str) -> None:
    for _ in range(2):
        assert write_setting(tmp_path, "speak", command).speak == command
        assert read_settings(tmp_path).speak == command
    assert len((tmp_path / "config.toml").read_text().splitlines()) == 1


@pytest.mark.parametrize("text", ["on", "true", "yes", "True"])
def test_a_switch_is_a_boolean_of_the_file(tmp_path: Path, text: str) -> None:
    assert write_setting(tmp_path, "bell", text).bell
    assert (tmp_path / "config.toml").read_text() == "bell = true\n"


def test_a_setting_with_a_dot_is_a_key_of_a_table(tmp_path: Path) -> None:
    for text in (
        '[code]\npython = "/opt/python"\n',
        'code.python = "/opt/python"\n',
        'code = {python = "/opt/python"}\n',
    ):
        (tmp_path / "config.toml").write_text(text)
        assert read_settings(tmp_path).code_python == "/opt/python"
    (tmp_path / "config.toml").write_text("new_per_day = 3\n")
    assert write_setting(tmp_path, "code.python", "/usr/bin/python3").code_python == "/usr/bin/python3"
    assert (tmp_path / "config.toml").read_text() == 'new_per_day = 3\ncode.python = "/usr/bin/python3"\n'
    assert write_setting(tmp_path, "code.python", "").code_python == ""


# --- what stays when a setting is changed ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# a\nnew_per_day=3  # few\n\n# b\n", "# a\nnew_per_day=7  # few\n\n# b\n"),
        ("'new_per_day' = '3'# few", "'new_per_day' = 7# few"),
        ('  "new_per_day"  =  "3"\r\n# b\r\n', '  "new_per_day"  =  7\r\n# b\r\n'),
        ("\ufeffnew_per_day = 3\n", "\ufeffnew_per_day = 7\n"),
        ("\ufeff", "\ufeffnew_per_day = 7\n"),
        ("# a", "# a\nnew_per_day = 7\n"),
        ("quickfire_timer = 9\r\n", "quickfire_timer = 9\r\nnew_per_day = 7\r\n"),
        ("# new_per_day = 3\n", "# new_per_day = 3\nnew_per_day = 7\n"),
    ],
)
def test_comments_order_spacing_line_ends_and_the_mark_stay(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(before.encode())
    assert write_setting(tmp_path, "new_per_day", "7").new_per_day == 7
    assert path.read_bytes().decode() == after
    assert read_settings(tmp_path).new_per_day == 7


def test_a_value_in_another_form_is_not_damaged(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before := 'day_starts_at = """\n05:00"""\n')
    with pytest.raises(MlprepError, match="in a form that mlprep cannot change") as refused:
        write_setting(tmp_path, "day_starts_at", "6:30")
    assert refused.value.hint == "Change it by hand: day_starts_at = 6:30"
    assert path.read_text() == before


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640])
def test_the_permissions_of_the_file_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# mine\n")
    path.chmod(mode)
    write_setting(tmp_path, "new_per_day", "7")
    assert path.stat().st_mode & 0o777 == mode


def test_a_link_into_the_home_folder_is_followed_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    home, dotfile = tmp_path / "share" / "mlprep", tmp_path / "dotfiles" / "mlprep.toml"
    home.mkdir(parents=True)
    dotfile.parent.mkdir()
    (home / "config.toml").symlink_to("../../dotfiles/mlprep.toml")
    assert read_settings(home) == Settings()
    write_setting(home, "new_per_day", "7")
    write_setting(home, "quickfire_timer", "9")
    assert (home / "config.toml").is_symlink()
    assert dotfile.read_text() == "new_per_day = 7\nquickfire_timer = 9\n"
    assert read_settings(home) == Settings(new_per_day=7, quickfire_timer=9)


def test_a_link_that_leads_elsewhere_is_read_and_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    home, elsewhere = tmp_path / "me" / "mlprep", tmp_path / "elsewhere.toml"
    home.mkdir(parents=True)
    elsewhere.write_text("new_per_day = 3\n")
    (home / "config.toml").symlink_to(elsewhere)
    assert read_settings(home).new_per_day == 3
    with pytest.raises(MlprepError, match=r"config\.toml is a link to .*, which is outside your home folder"):
        write_setting(home, "new_per_day", "7")
    assert elsewhere.read_text() == "new_per_day = 3\n"


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("new_per_dya", "2", "Did you mean new_per_day?"),
        ("bell", "loud", "Write on or off."),
        ("speak", "two\nlines", "Write one line of at most 500 characters."),
        ("speak", "x" * 501, "Write one line of at most 500 characters."),
        ("new_per_day", "many", "Write a whole number from 0 to 1000."),
        ("new_per_day", "1001", "Write a whole number from 0 to 1000."),
        ("quickfire_timer", "0", "Write a whole number from 1 to 3600."),
        ("day_starts_at", "25:00", "Write a time of day, such as 04:00."),
    ],
)
def test_an_unknown_setting_or_an_invalid_value_is_refused_with_a_hint(name: str, value: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        with_value(Settings(), name, value)
    assert refused.value.hint == hint


@pytest.mark.parametrize("kind", [kind for kind in IRREGULAR if kind != "a link"])
def test_a_file_that_is_not_regular_is_refused_without_waiting_for_it(kind: str, tmp_path: Path) -> None:
    IRREGULAR[kind](tmp_path / "config.toml")
    with pytest.raises(MlprepError, match=rf"config\.toml is {kind}, not a regular file"):
        read_settings(tmp_path)


def test_a_link_is_read_unless_it_leads_to_a_device_or_a_huge_file(tmp_path: Path) -> None:
    (tmp_path / "dotfile").write_text("new_per_day = 3\n")
    for target, message in (("dotfile", None), ("/dev/zero", "is a device"), ("huge", r"is larger than 1 MB\.")):
        (tmp_path / "config.toml").unlink(missing_ok=True)
        (tmp_path / "config.toml").symlink_to(target)
        (tmp_path / "huge").touch()
        os.truncate(tmp_path / "huge", 10**9)
        if message is None:
            assert read_settings(tmp_path).new_per_day == 3
        else:
            with pytest.raises(MlprepError, match=message):
                read_settings(tmp_path)


def test_the_shipped_bank_is_a_file() -> None:
    assert shipped_bank().is_file()
    assert shipped_bank().name == "questions.yaml"
