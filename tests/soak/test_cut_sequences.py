"""Sequences of a terminal, cut anywhere, between the keys of a drill: only keys that were typed on purpose act.

The sequences hold the keys of every action. The only grade typed on purpose is No Hire, so any other act is a fault.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from conftest import Figure
from pty_driver import Terminal, terminal
from soak.typing import DRILL, assert_only, home_with_questions, type_grade

SHORT, LONG = 15, 1000
SEED = 20261202
LETTERS = "sl123456789efhkpqtuwrv S?"
ENDS = ("\x07", "\x9c", "\x1b\\")
MOST_SECONDS = 0.01
"""A gap between two pieces that is longer may be one that the terminal waits for in vain: then a piece may be keys."""


def sequence(chance: random.Random) -> str:
    """Return what a terminal sends without a key that acts: a report, a reply, a chord, a paste, or a key with a name."""
    words = "".join(chance.choices(LETTERS, k=chance.randrange(1, 40)))
    number = chance.randrange(1, 300)
    return chance.choice(
        (
            f"\x1b[M{''.join(chance.choices(LETTERS, k=3))}",
            f"\x1b[<{number};{number};{number}{chance.choice('Mm')}",
            f"\x1b[{number};{number};{number}M",
            chance.choice(("\x1b[I", "\x1b[O")),
            f"\x1b]{chance.choice((4, 10, 11, 52))};{words}{chance.choice(ENDS)}",
            f"\x1bP{words}\x1b\\",
            f"\x1b_{words}\x1b\\",
            f"\x1b^{words}\x1b\\",
            f"\x1bX{words}\x1b\\",
            f"\x9d{words}\x9c",
            f"\x9b{number}~",
            f"\x1b[200~{words}\r{words}\x1b[201~",
            f"\x1b{chance.choice('slnhkpequft123')}",
            f"\x1bO{chance.choice('PQRSABCD')}",
            f"\x1b[1;{chance.randrange(2, 9)}{chance.choice('ABCDHF')}",
            f"\x1b[{chance.choice((1, 2, 5, 6, 15, 24))}~",
            f"\x1b[[{chance.choice('ABCDE')}",
            f"\x1b[{ord(chance.choice('sln'))};{chance.choice((3, 5, 7))}u",
            f"\x1b[?{number};{number}c",
            f"\x1b[{number};{number}R",
        )
    )


def pieces(chance: random.Random, text: str) -> list[bytes]:
    """Return the bytes of a text, cut at a few random places."""
    data = text.encode()
    places = sorted(chance.choices(range(len(data) + 1), k=chance.choice((0, 1, 1, 2, 5))))
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True) if start < end]


def send(chance: random.Random, screen: Terminal) -> bool:
    """Type a few cut sequences, and return whether each came without a gap in it."""
    without_gaps = True
    for _ in range(chance.randrange(1, 6)):
        before = time.monotonic()
        for piece in pieces(chance, sequence(chance)):
            os.write(screen.descriptor, piece)
            os.sched_yield()
            without_gaps &= time.monotonic() - before < MOST_SECONDS
            before = time.monotonic()
    return without_gaps


def test_cut_sequences_of_a_terminal_never_act(tmp_path: Path, long: bool, figure: Figure) -> None:
    chance = random.Random(SEED)
    sent = spoilt = graded = 0
    while sent < (LONG if long else SHORT):
        home = home_with_questions(tmp_path / str(sent + spoilt))
        with terminal(*DRILL, home=home, environment={"SSH_TTY": "/dev/pts/0"}) as screen:
            screen.expect("What is item-")
            for number in range(25):
                if chance.random() < 0.5:
                    screen.send(" ")
                    screen.read_for(0.1)
                complete = send(chance, screen)
                # A sequence that is not complete waits for its rest; a person pauses longer.
                screen.read_for(0.6)
                if not complete:
                    spoilt += 1
                    break
                sent += 1
                assert_only(home, "no_hire", number)
                type_grade(screen, home, "n")
                assert_only(home, "no_hire", number + 1)
                graded += 1
    assert spoilt <= sent
    figure(f"cut sequences: {sent} bursts between {graded} grades, 0 acts of theirs; {spoilt} bursts had a gap")
