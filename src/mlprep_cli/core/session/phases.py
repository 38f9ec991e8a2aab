"""The phases of a session."""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """The phase of a session; the diagram in `machine` shows the transitions."""

    OFFERING = auto()
    STUDYING = auto()
    LOADING = auto()
    THINKING = auto()
    PAUSED = auto()
    REVIEWING = auto()
    NOTING = auto()
    WRITING = auto()
    SEARCHING = auto()
    ENDED = auto()

    @property
    def is_typing(self) -> bool:
        """Whether a text field takes the keys."""
        return self in (Phase.NOTING, Phase.WRITING, Phase.SEARCHING)
