"""Which key points an answer says: a listener without a model, for an answer that was typed or dictated.

A key point is looked for in each sentence of the answer, and in each two that follow each other. It is heard where most of
a cue is said, with enough of its other cues and words. A word that several key points of the question share
counts less, and so does a sentence that denies what the point asserts. Nothing is ever called wrong: what is not heard may
still have been said. docs/hearing.md has the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mlprep_cli.core.questions import KeyPoint
from mlprep_cli.core.speech import said
from mlprep_cli.core.stems import stems

LONGEST = 90
"""The most characters of the words that are shown beside a heard point."""
THRESHOLD = 1.6
"""The least score of a heard point: a whole cue is 1, each of the next two 0.3, and each word that only this point has 0.2."""
_OTHERS, _OTHER = 2, 0.3
_WORD, _MOST_WORDS = 0.2, 1.0
_SECOND, _DENIED = 0.9, 0.5
_LITERALLY, _LITERAL = 0.9, 1.2
"""The least share of a point's own words that says it, and what that counts: fewer of them are in many a wrong answer."""
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_DENIAL = re.compile(r"\b(?:no|not|never|without|nor|neither|cannot|\w+n['’]t)\b", re.IGNORECASE)


class Heard(NamedTuple):
    """A key point that was heard: its number from 1, and the words that said it."""

    number: int
    words: str


class _Window(NamedTuple):
    """One sentence of an answer, or two, which say a point less surely."""

    text: str
    stems: frozenset[str]
    weight: float
    denies: bool


class _Wanted(NamedTuple):
    """The stems of a key point, of its cues, all of these, and whether it denies something itself."""

    point: frozenset[str]
    cues: tuple[frozenset[str], ...]
    stems: frozenset[str]
    denies: bool


class Compared(NamedTuple):
    """The key points of two answers, by their numbers from 1: said only in the later one, and only in the earlier one."""

    new: tuple[int, ...]
    lost: tuple[Heard, ...]


def compared(earlier: str, said_now: Collection[int], points: Sequence[KeyPoint]) -> Compared:
    """Compare the key points that are said now with those that are heard in an earlier answer."""
    before = hear(earlier, points)
    numbers = {heard.number for heard in before}
    new = tuple(number for number in sorted(said_now) if number not in numbers)
    return Compared(new, tuple(heard for heard in before if heard.number not in said_now))


def hear(answer: str, points: Sequence[KeyPoint]) -> tuple[Heard, ...]:
    """Return the key points that an answer says, in their order."""
    windows = [*_windows(answer)]
    wanted = [_wanted(point) for point in points]
    shared = Counter(stem for want in wanted for stem in want.stems)
    found = []
    for number, want in enumerate(wanted, start=1):
        scores = ((_score(window, want, shared), window.text) for window in windows)
        score, words = max(scores, default=(0.0, ""), key=lambda scored: scored[0])
        if score >= THRESHOLD:
            found.append(Heard(number, _shortened(words)))
    return tuple(found)


def _wanted(point: KeyPoint) -> _Wanted:
    cues = tuple(filter(None, (stems(said(cue)) for cue in point.cues)))
    texts = " ".join((point.point, *point.cues))
    own = stems(said(point.point))
    return _Wanted(own, cues, own.union(*cues), _DENIAL.search(texts) is not None)


def _windows(answer: str) -> Iterator[_Window]:
    """Yield each sentence alone, and with the one after it."""
    sentences = [sentence.strip() for sentence in _SENTENCE.split(answer) if sentence.strip()]
    alone = [_Window(text, stems(said(text)), 1.0, _DENIAL.search(text) is not None) for text in sentences]
    yield from alone
    for first, second in pairwise(alone):
        both = first.stems | second.stems
        yield _Window(f"{first.text} {second.text}", both, _SECOND, first.denies or second.denies)


def _score(window: _Window, want: _Wanted, shared: Counter[str]) -> float:
    def weight(words: frozenset[str]) -> float:
        return sum(1 / shared[word] for word in words)

    shares = sorted((weight(cue & window.stems) / weight(cue) for cue in want.cues), reverse=True)
    is_denied = window.denies and not want.denies
    if want.point and not is_denied and (share := weight(want.point & window.stems) / weight(want.point)) >= _LITERALLY:
        shares.insert(0, _LITERAL * share)
    cues = sum(shares[:1]) + _OTHER * sum(shares[1 : 1 + _OTHERS])
    words = min(_WORD * weight(want.stems & window.stems), _MOST_WORDS)
    return window.weight * (cues + words) - (_DENIED if is_denied else 0.0)


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
