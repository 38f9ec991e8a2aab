"""The modes: one value each, and an answer for modes of a newer version."""

from __future__ import annotations

from mlprep_cli.core.log_records import MODE
from mlprep_cli.core.session import modes
from mlprep_cli.core.session.modes import DRILL, MODES, RAPID, UNPACED, Mode, Rules, mode_of


def test_every_set_of_rules_has_a_mode() -> None:
    rules = [value for value in vars(modes).values() if isinstance(value, Rules)]
    assert {own.mode for own in rules} == set(MODES)
    assert all(MODE.holds(name) for name in MODES)


def test_what_the_figures_ask_of_the_modes() -> None:
    assert UNPACED == RAPID == ("quickfire",)
    assert [name for name, mode in MODES.items() if not mode.repeats_missed] == ["mock"]


def test_an_unknown_mode_has_the_defaults_and_keeps_its_name() -> None:
    assert mode_of("speed-round") == Mode("speed-round")
    assert mode_of("drill") is MODES["drill"]


def test_a_drill_reveals_on_a_key_and_uses_the_budget_of_each_question() -> None:
    assert (DRILL.mode, DRILL.reveals_at_zero, DRILL.timer) == ("drill", False, None)
