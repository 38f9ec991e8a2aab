"""The cards of other flashcard programs as questions. The same cards always make the same questions.

What a card lacks is derived: its round from the time that its answer takes aloud, its key points from the answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from math import ceil
from typing import NamedTuple

from mlprep_cli.core.html_text import has_html, markdown_of_html, markdown_of_text
from mlprep_cli.core.questions import (
    BUDGETS,
    ROUNDS,
    WORDS_PER_MINUTE,
    Bank,
    KeyPoint,
    Page,
    Question,
    Rubric,
    words_allowed,
)
from mlprep_cli.core.slugs import slug
from mlprep_cli.core.speech import seconds
from mlprep_cli.core.text import is_blank, without_hidden

IMPORTED = "imported"
"""The topic of cards without a tag that names a known one."""
LONGEST_SIDE = 10_000
"""The most characters of one side of a card."""
MOST_CARDS = 20_000
"""The most cards of a file."""
MOST_POINTS, QUICKFIRE_POINTS = 8, 4
POINT_WORDS = 12
RUBRIC = Rubric(
    "Says every point that is marked must, and most of the others, without a mistake.",
    "Says the main point, but leaves others out or is vague about them.",
    "Does not know the answer, or says something else.",
)
_STUDY = "These questions come from the cards of another program. The answers are the backs of the cards."
_SPARE_POINTS = ("Says it in whole sentences", "Gives a reason or an example", "Says it without a hint")
"""Key points of an answer that is too short to have enough of its own."""
_FIRST_ROUNDS = ("quickfire", "screening", "deep-dive")
_LONGEST_BUDGET = 24 * 3600

_ID = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_CLOZE = re.compile(r"\{\{c(\d{1,3})::|\}\}")
_FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_ITEM = re.compile(r"^(?:[-*+]|\d{1,3}[.)]) +(.*(?:\n +(?![-*+ ]|\d+[.)] ).*)*)", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9*`\"“(])|\n\s*\n")
_CLAUSE = re.compile(r"(?<=[,;:]) +|(?= (?:and|but|because|so|while|which) )")
_MARKS = re.compile(
    r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|^ *(?:#+|>|[-*+]|\d{1,3}[.)]) +|^\|.*$", re.MULTILINE
)
_UNPRINTABLE = re.compile("[\ufffe\uffff]")


class ForeignCard(NamedTuple):
    """A card as a file of another program has it.

    Attributes:
        line: Its line in the file, from 1.
        front: The question.
        back: The answer.
        tags: Its tags, and the name of its deck.
        key: The name that the other program gives it; empty if it gives none.
        is_unique: Whether this name is unique beyond the file, as that of an Anki note is.
        round: The round that the file names.
        markup: How its texts are written: `html`, `text`, `markdown`, or empty if that has to be recognised.
    """

    line: int
    front: str
    back: str
    tags: tuple[str, ...] = ()
    key: str = ""
    is_unique: bool = False
    round: str = ""
    markup: str = ""


class LeftOut(NamedTuple):
    """A card that does not become a question: its line in the file, and why."""

    line: int
    reason: str


class ReadCards(NamedTuple):
    """The cards of a file, and those that could not be read."""

    cards: tuple[ForeignCard, ...]
    left_out: tuple[LeftOut, ...] = ()


class _ClozePart(NamedTuple):
    """A part of a cloze text, with the numbers of the gaps that it is in, and the hint of the outermost."""

    text: str
    numbers: tuple[int, ...] = ()
    hint: str = ""


class Destination(NamedTuple):
    """The bank that cards become part of.

    Attributes:
        name: Its name, which is part of the ids.
        topics: The topics that other banks have.
        taken: The ids of questions that other banks have, each with the name of its bank.
        topic: The topic of cards without a tag that names a known one.
        round: The round of all cards; if empty, it follows from the answer.
    """

    name: str
    topics: Collection[str] = ()
    taken: Mapping[str, str] = {}
    topic: str = IMPORTED
    round: str = ""


class ConvertedCards(NamedTuple):
    """A bank made from cards, the cards that were left out, and the number of media that were lost."""

    bank: Bank
    left_out: tuple[LeftOut, ...]
    media: int


def convert(cards: Iterable[ForeignCard], destination: Destination) -> ConvertedCards:
    """Return the bank that cards make. An empty card, or one that another card repeats, is left out."""
    questions: list[Question] = []
    left_out: list[LeftOut] = []
    lines: dict[str, int] = {}
    texts: dict[tuple[str, str], int] = {}
    media = 0
    for card in cards:
        if reason := _refused(card):
            left_out.append(LeftOut(card.line, reason))
            continue
        front, back, lost = _sides(card)
        count = len(questions)
        for suffix, prompt, answer in _faces(front, back):
            name = _id_of(card, prompt, suffix, destination.name)
            reason = _faulty(prompt, answer)
            if not reason and name in destination.taken:
                reason = f"the bank {destination.taken[name]} has it"
            elif not reason and (first := lines.get(name) or texts.get((prompt, answer))):
                reason = f"the same card as on line {first}" if first != card.line else "the same question twice"
            if reason:
                left_out.append(LeftOut(card.line, reason))
                continue
            lines[name] = texts[prompt, answer] = card.line
            questions.append(_question(card, name, (prompt, answer), destination))
        media += lost if len(questions) > count else 0
    return ConvertedCards(Bank(_topics(questions, destination), (), tuple(questions), (), 2), tuple(left_out), media)


def bank_name(file_name: str) -> str:
    """Return the name of the bank for a file, from its name without the suffix."""
    return slug(file_name)[:60].strip("-") or f"{IMPORTED}-{_digest(file_name)[:6]}"


def key_points(answer: str, round_name: str) -> tuple[KeyPoint, ...]:
    """Return key points of an answer: its list items, else its sentences, else its clauses."""
    fewest, most = (2, QUICKFIRE_POINTS) if round_name == "quickfire" else (3, MOST_POINTS)
    prose = _FENCED.sub("\n\n", answer)
    candidates = [_points(_ITEM.findall(prose)), _points(_SENTENCE.split(prose)), _points(_clauses(prose))]
    points = next((texts for texts in candidates if len(texts) >= fewest), max(candidates[1:], key=len))[:most]
    points = points or [_shortened(answer) or "Says the answer"]
    musts = max(len(points) // 2, 1)
    spare = [point for point in _SPARE_POINTS if point not in points]
    points += spare[: max(fewest - len(points), 0)]
    return tuple(KeyPoint(point, must=number < musts) for number, point in enumerate(points))


def _refused(card: ForeignCard) -> str:
    """Return why a card is too large to be converted; empty if it is not."""
    too_long = max(len(card.front), len(card.back)) > LONGEST_SIDE
    return f"a side has more than {LONGEST_SIDE:,} characters" if too_long else ""


def _faulty(prompt: str, answer: str) -> str:
    if is_blank(prompt):
        return "it has no question"
    return "it has no answer" if is_blank(answer) else ""


def _sides(card: ForeignCard) -> tuple[str, str, int]:
    """Return both sides as Markdown, and the number of media in them."""
    media, sides = 0, []
    for side in (card.front, card.back):
        text = _clean(side)
        if card.markup == "html" or (not card.markup and has_html(text)):
            text, lost = markdown_of_html(text)
        elif card.markup == "markdown":
            lost = 0
        else:
            text, lost = markdown_of_text(text)
        media += lost
        sides.append(_clean(text).strip("\n").rstrip())
    return sides[0], sides[1], media


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").expandtabs(4)
    return without_hidden(_UNPRINTABLE.sub("", text))


def _faces(front: str, back: str) -> Iterator[tuple[str, str, str]]:
    """Yield the questions of a card: the end of the id, the prompt and the answer. A cloze has one for each number."""
    parts = _cloze_parts(front)
    numbers = sorted({number for part in parts for number in part.numbers})
    if not numbers:
        yield "", _without_heading(front), back
    for number in numbers:
        prompt, gaps, in_gap = "", [""], False
        for part in parts:
            hidden = number in part.numbers
            if not hidden:
                prompt += part.text
            elif in_gap:
                gaps[-1] += part.text
            else:
                prompt += f"[{part.hint or '…'}]"
                gaps.append(part.text)
            in_gap = hidden
        answer = "; ".join(dict.fromkeys(gap.strip() for gap in gaps if gap.strip()))
        yield f"-c{number}", _without_heading(prompt), "\n\n".join(filter(None, (answer, back))) if answer else ""


def _cloze_parts(text: str) -> list[_ClozePart]:
    """Return the parts of a text with gaps such as `{{c1::text::hint}}`, which may be nested. Unclosed ones are text."""
    opened: list[tuple[str, list[_ClozePart]]] = [("", [])]
    last = 0
    for match in _CLOZE.finditer(text):
        opened[-1][1].append(_ClozePart(text[last : match.start()]))
        last = match.end()
        if match[1] is not None:
            opened.append((match[0], []))
        elif len(opened) == 1:
            opened[0][1].append(_ClozePart(match[0]))
        else:
            start, inside = opened.pop()
            shown, _, hint = inside[-1].text.partition("::")
            inside[-1] = _ClozePart(shown)
            number = int(start[3:-2])
            opened[-1][1].extend(part._replace(numbers=(number, *part.numbers), hint=hint.strip()) for part in inside)
    opened[-1][1].append(_ClozePart(text[last:]))
    while len(opened) > 1:
        start, inside = opened.pop()
        opened[-1][1].extend((_ClozePart(start), *inside))
    return [part for part in opened[0][1] if part.text]


def _without_heading(prompt: str) -> str:
    """Return a prompt without the marks of a heading."""
    return re.sub(r"\A#+ +", "", prompt.strip())


def _id_of(card: ForeignCard, prompt: str, suffix: str, bank: str) -> str:
    if card.key and card.is_unique:
        return f"card-{_digest(card.key)[:12]}{suffix}"
    if card.key:
        return f"{bank}-{card.key if _ID.fullmatch(card.key) else _digest(card.key)[:12]}"[:90] + suffix
    words = slug(prompt)[:30].strip("-")
    return "-".join(filter(None, (words, _digest(f"{bank}\n{' '.join(prompt.split())}")[:8]))) + suffix


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _question(card: ForeignCard, name: str, texts: tuple[str, str], destination: Destination) -> Question:
    prompt, answer = texts
    spoken, words = ceil(seconds(answer)), len(_FENCED.sub(" ", answer).split())
    given = destination.round or (card.round if card.round in ROUNDS else "")
    fitting = (
        known for known in _FIRST_ROUNDS if spoken <= BUDGETS[known] and words <= words_allowed(known, BUDGETS[known])
    )
    round_name = given or next(fitting, _FIRST_ROUNDS[-1])
    budget = BUDGETS[round_name]
    if spoken > budget or words > words_allowed(round_name, budget):
        budget = min(max(budget, spoken, ceil(words * 60 / WORDS_PER_MINUTE)), _LONGEST_BUDGET)
    return Question(
        name,
        round_name,
        _topic_of(card.tags, destination),
        "medium",
        prompt,
        answer,
        key_points(answer, round_name),
        RUBRIC,
        budget,
    )


def _topic_of(tags: tuple[str, ...], destination: Destination) -> str:
    """Return the topic that a tag names: the whole tag, or its last part, as in `ml::regularization`."""
    for tag in tags:
        for name in (tag, *reversed(tag.split("::"))):
            if (topic := slug(name)) in destination.topics:
                return topic
    return destination.topic


def _topics(questions: list[Question], destination: Destination) -> tuple[Page, ...]:
    used = any(question.topic == destination.topic for question in questions)
    if not used or (destination.topic in destination.topics and destination.topic != IMPORTED):
        return ()
    title = destination.topic.replace("-", " ").capitalize()
    return (Page(destination.topic, title, _STUDY),)


def _points(texts: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(point for text in texts if (point := _shortened(text)))]


def _clauses(prose: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(prose):
        yield from _CLAUSE.split(sentence)


def _shortened(text: str) -> str:
    """Return a text as a key point: on one line, without emphasis, with as many whole clauses as are short enough."""
    plain = " ".join(_MARKS.sub("", text).replace("\\<", "<").split())
    kept, words = "", 0
    for clause in _CLAUSE.split(plain):
        if kept and words + len(clause.split()) > POINT_WORDS:
            break
        kept, words = f"{kept} {clause.strip()}".strip(), words + len(clause.split())
    if words > POINT_WORDS:
        kept = " ".join(kept.split()[:POINT_WORDS]) + " …"
    kept = re.sub(r"^(?:and|but|so|which|while) ", "", kept[:300]).strip(" ,;:.")
    return "" if is_blank(kept) or not re.search(r"\w", kept) else kept
