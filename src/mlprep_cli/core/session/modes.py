"""The modes: the rules by which each runs, and what its reviews mean for the figures.

To add a mode, add its rules and its entry in `MODES` here, what it asks in `app/practice.py`, and its command in
`cli/practice.py`. A log may hold modes of a newer version: `mode_of` has an answer for every name.
"""

from __future__ import annotations

from typing import NamedTuple

QUICKFIRE_SECONDS = 300
"""The target for a whole quickfire round, in seconds."""


class Rules(NamedTuple):
    """How a session runs. All times are in seconds.

    Attributes:
        mode: The name of the mode, as the log has it.
        timer: The budget of every question; None for each question's own.
        reveals_at_zero: Whether the answer is revealed once the budget is spent.
        target_seconds: The target for the whole session.
        interview: Whether nothing is revealed: answers are recorded, and graded in a debrief.
        levels: The follow-ups asked after each answer of an interview.
        limit_seconds: The time after which an interview ends.
        debrief: Whether each question starts revealed, to grade the answer given in an interview.
        asks_confidence: Whether the learner can say before the reveal how sure the answer is.
    """

    mode: str
    timer: int | None = None
    reveals_at_zero: bool = False
    target_seconds: int | None = None
    interview: bool = False
    levels: int = 0
    limit_seconds: int | None = None
    debrief: bool = False
    asks_confidence: bool = False


class Mode(NamedTuple):
    """A mode. The defaults describe a mode that this version does not know.

    Attributes:
        name: Its name in the log, which is also its command.
        help: The help of its command.
        paced: Whether its time counts towards the minutes per day of a plan.
        rapid: Whether its sessions are quickfire rounds: timed as a whole, with figures of their own.
        studies_leeches: Whether the study page of a question that lapsed often is shown before it.
        repeats_missed: Whether a question graded No Hire is asked again in the same session.
    """

    name: str
    help: str = ""
    paced: bool = True
    rapid: bool = False
    studies_leeches: bool = False
    repeats_missed: bool = True


DRILL = Rules("drill")
QUICKFIRE = Rules("quickfire", reveals_at_zero=True, target_seconds=QUICKFIRE_SECONDS)
MOCK = Rules("mock", interview=True)
DEBRIEF = Rules("mock", debrief=True)

MODES = {
    mode.name: mode
    for mode in (
        Mode(DRILL.mode, "Answer the questions of the day: aloud, against the clock.", studies_leeches=True),
        Mode(QUICKFIRE.mode, "Answer twenty rapid questions in 15 seconds each.", paced=False, rapid=True),
        Mode(
            MOCK.mode,
            "Hold a mock interview: a clock, follow-ups, nothing revealed; then the debrief.",
            repeats_missed=False,
        ),
    )
}
"""Every mode of this version, by name."""

UNPACED = tuple(name for name, mode in MODES.items() if not mode.paced)
"""The modes whose time does not count towards a plan's minutes."""
RAPID = tuple(name for name, mode in MODES.items() if mode.rapid)
"""The modes whose sessions are quickfire rounds."""


def mode_of(name: str) -> Mode:
    """Return the mode of a name; one that this version does not know has the defaults."""
    return MODES.get(name, Mode(name))
