"""Flashcards in Markdown and in the outlines of Org: a file is read in the first of these styles that occurs in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mlprep_cli.core.cards import LONGEST_SIDE, MOST_CARDS, ForeignCard, LeftOut, ReadCards

_HEADING = re.compile(r"(#{1,6}) +(.*?)(?: +#+)? *")
_LABEL = re.compile(r"\*{0,2}(Q|A|C|Question|Answer):\*{0,2}(?: +|$)(.*)")
_RULE = re.compile(r" *(-{3,}|\*{3,}|_{3,}) *")
_INLINE = re.compile(r"(\S.*?) ?(:::?) ?(\S.*)")
_SPACED = re.compile(r"\S :::? \S")
_TAG = re.compile(r"(?<!\S)#([A-Za-z][\w/-]*)")
_NUMBERED = re.compile(r" {0,3}\d{1,3}[.)] +(.*\?[*_\"”)]*) *")
_ROW = re.compile(r" *\|?(.*?)\|? *")
_SEPARATOR = re.compile(r" *\|? *:?-+:? *\| *:?-+:? *\|? *")
_SUMMARY = re.compile(r"[^<>]*>\s*<summary[^<>]*>(.*?)</summary>(.*?)(?:</details>|\Z)", re.DOTALL | re.IGNORECASE)
_BRACKETS = re.compile(r"(?<![!\]\\])\[([^\[\]]+)\](?![(\[:])")


class _Line(NamedTuple):
    """A line of a page: its number, its text, and whether it is code in a fence, or too long."""

    number: int
    text: str
    is_code: bool = False


class _Style(NamedTuple):
    """A style of cards: whether lines have it, and the function that reads them."""

    occurs: Callable[[list[_Line]], bool]
    read: Callable[[list[_Line]], Iterator[ForeignCard | LeftOut]]


def has_cards(text: str) -> bool:
    """Return whether a text has a style of cards or a heading of Markdown."""
    return _style_of(_lines(text)) is not None


def read_markdown(text: str) -> ReadCards:
    """Return the cards of a page in Markdown. Its comments and the properties at its start are left out."""
    properties = re.match(r"---\n.*?\n---(?=\n|\Z)", text, re.DOTALL)
    start = properties.end() if properties is not None else 0
    lines = _lines(_blank(text[:start]) + _without_comments(text[start:]))
    style = _style_of(lines)
    return _collected(style.read(lines) if style else iter(()))


def read_org(text: str) -> ReadCards:
    """Return the headings of an outline of Org that have the tag `drill` or `fc`, each with the text under it."""
    return _collected(_of_org(text))


def _collected(found: Iterator[ForeignCard | LeftOut]) -> ReadCards:
    cards: list[ForeignCard] = []
    left_out: list[LeftOut] = []
    for item in found:
        if isinstance(item, LeftOut):
            left_out.append(item)
        else:
            cards.append(item)
        if len(cards) > MOST_CARDS or len(left_out) > MOST_CARDS:
            break
    return ReadCards(tuple(cards), tuple(left_out))


def _style_of(lines: list[_Line]) -> _Style | None:
    return next((style for style in _STYLES if style.occurs(lines)), None)


def _lines(text: str) -> list[_Line]:
    lines = []
    fence = ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        mark = re.match(r" *(```+|~~~+)", line)
        lines.append(_Line(number, line, bool(fence or mark) or len(line) > LONGEST_SIDE))
        if mark is not None and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
    return lines


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    ended = (comment.partition("-->") for comment in others)
    return first + "".join(_blank(inside) + after if end else f"<!--{inside}" for inside, end, after in ended)


def _blank(text: str) -> str:
    """Return the line ends of a text."""
    return "\n" * text.count("\n")


def _joined(lines: list[_Line]) -> str:
    return "\n".join(line.text for line in lines).strip("\n")


def _markdown(line: int, front: str, back: str, tags: tuple[str, ...] = ()) -> ForeignCard:
    return ForeignCard(line, front, back.strip("\n"), tags, markup="markdown")


# --- pairs of `Q:` and `A:` ---


def _label_of(line: _Line) -> re.Match[str] | None:
    return None if line.is_code else _LABEL.fullmatch(line.text)


def _has_labels(lines: list[_Line]) -> bool:
    labels = {match[1][0] for line in lines if (match := _label_of(line)) is not None}
    return {"Q", "A"} <= labels or "C" in labels


def _of_labels(lines: list[_Line]) -> Iterator[ForeignCard | LeftOut]:
    label, start = "", 0
    sides: dict[str, list[str]] = {}
    for line in [*lines, _Line(0, "---")]:
        match = _label_of(line)
        if match is not None and match[1][0] == "A" and label == "Q":
            label, sides["A"] = "A", [match[2]]
        elif match is not None or (not line.is_code and (_RULE.fullmatch(line.text) or _HEADING.fullmatch(line.text))):
            yield from _labelled(start, sides)
            sides, start = {}, line.number
            label = "" if match is None else match[1][0]
            if match is not None:
                sides[label] = [match[2]]
        elif label:
            sides[label].append(line.text)


def _labelled(line: int, sides: dict[str, list[str]]) -> Iterator[ForeignCard | LeftOut]:
    texts = {label: "\n".join(lines).strip() for label, lines in sides.items()}
    if "Q" in texts:
        yield _markdown(line, texts["Q"], texts.get("A", ""))
    elif "C" in texts:
        gaps = iter(range(1, 1000))
        cloze = _BRACKETS.sub(lambda match: f"{{{{c{next(gaps, 999)}::{match[1]}}}}}", texts["C"])
        yield _markdown(line, cloze, "") if cloze != texts["C"] else LeftOut(line, "it has no gap in [brackets]")
    elif "A" in texts:
        yield LeftOut(line, "it has no question")


# --- a summary and its details ---


def _has_details(lines: list[_Line]) -> bool:
    return any(not line.is_code and "<details" in line.text.lower() for line in lines)


def _of_details(lines: list[_Line]) -> Iterator[ForeignCard | LeftOut]:
    before, *parts = re.split("<details", "\n".join(line.text for line in lines), flags=re.IGNORECASE)
    line = 1 + before.count("\n")
    for part in parts:
        match = _SUMMARY.match(part)
        if match is None:
            yield LeftOut(line, "it has no summary")
        else:
            summary = " ".join(re.sub(r"</?[A-Za-z][^<>]*>", "", match[1]).split())
            yield _markdown(line, summary, match[2])
        line += part.count("\n")


# --- spaced repetition in Obsidian ---


def _is_inline(line: _Line) -> bool:
    return not line.is_code and _SPACED.search(re.sub(r"`[^`]*`", "", line.text)) is not None


def _has_obsidian(lines: list[_Line]) -> bool:
    prose = [line for line in lines if not line.is_code]
    tagged = any(re.search(r"(?<!\S)#flashcards?\b", line.text) for line in prose)
    return tagged or any(map(_is_inline, prose)) or any(line.text.strip() in ("?", "??") for line in prose)


def _of_obsidian(lines: list[_Line]) -> Iterator[ForeignCard | LeftOut]:
    tags: tuple[str, ...] = ()
    block: list[_Line] = []
    for line in [*lines, _Line(0, "")]:
        if line.text.strip() or line.is_code:
            block.append(line)
            continue
        text = _joined(block)
        if block and not block[0].is_code and (found := _TAG.findall(text)):
            tags = tuple(name.replace("/", "::") for name in found)
        yield from _of_block(block, tags)
        block = []


def _of_block(block: list[_Line], tags: tuple[str, ...]) -> Iterator[ForeignCard]:
    marks = [place for place, line in enumerate(block) if not line.is_code and line.text.strip() in ("?", "??")]
    if marks:
        place = marks[0]
        front = [line for line in block[:place] if not _HEADING.fullmatch(line.text)]
        if front or block[place + 1 :]:
            yield _markdown(block[0].number, _untagged(_joined(front)), _joined(block[place + 1 :]), tags)
        return
    is_tagged = any(tag.startswith("flashcard") for tag in tags)
    for line in block:
        close = is_tagged and not line.is_code and "::" in re.sub(r"`[^`]*`", "", line.text)
        if not close and not _is_inline(line):
            continue
        match = _INLINE.fullmatch(re.sub(r"^ *(?:[-*+]|\d+[.)]) +", "", _untagged(line.text)).strip())
        if match is not None:
            yield _markdown(line.number, match[1].strip(), match[3].strip(), tags)
            if match[2] == ":::":
                yield _markdown(line.number, match[3].strip(), match[1].strip(), tags)


def _untagged(text: str) -> str:
    return "\n".join(re.sub(r" +$", "", _TAG.sub("", line)) for line in text.split("\n"))


# --- numbered questions ---


def _number_of(line: _Line) -> re.Match[str] | None:
    return None if line.is_code else _NUMBERED.fullmatch(line.text)


def _has_numbers(lines: list[_Line]) -> bool:
    return sum(_number_of(line) is not None for line in lines) > 1


def _of_numbers(lines: list[_Line]) -> Iterator[ForeignCard | LeftOut]:
    start, front, body = 0, "", list[_Line]()
    for line in [*lines, _Line(0, "#  ")]:
        match = _number_of(line)
        if match is None and not (_HEADING.fullmatch(line.text) and not line.is_code):
            body.append(line)
            continue
        if front:
            answer = [re.sub(r"^ {1,4}", "", part.text) for part in body]
            yield _markdown(start, front, "\n".join(answer))
        start, front, body = line.number, re.sub(r"^\*\*(.*)\*\*$", r"\1", match[1]) if match else "", []


# --- tables of two columns ---


def _has_table(lines: list[_Line]) -> bool:
    return any(not line.is_code and _SEPARATOR.fullmatch(line.text) for line in lines)


def _of_tables(lines: list[_Line]) -> Iterator[ForeignCard | LeftOut]:
    in_table = False
    for line in lines:
        if not line.is_code and _SEPARATOR.fullmatch(line.text):
            in_table = True
            continue
        row = _ROW.fullmatch(line.text)
        if line.is_code or "|" not in line.text or row is None:
            in_table = False
        elif in_table:
            cells = [
                cell.strip().replace("\\|", "|").replace("<br>", "\n\n") for cell in re.split(r"(?<!\\)\|", row[1])
            ]
            if len(cells) == 2:
                yield _markdown(line.number, cells[0], cells[1])
            else:
                yield LeftOut(line.number, f"the row has {len(cells)} cells, not two")


# --- headings with text ---


def _heading_of(line: _Line) -> re.Match[str] | None:
    return None if line.is_code else _HEADING.fullmatch(line.text)


def _has_headings(lines: list[_Line]) -> bool:
    return any(_heading_of(line) is not None for line in lines)


def _of_headings(lines: list[_Line]) -> Iterator[ForeignCard | LeftOut]:
    """Yield each heading with the text under it. One that occurs twice is named after the heading above it too."""
    times = Counter(match[2] for line in lines if (match := _heading_of(line)) is not None)
    above: list[tuple[int, str]] = []
    start, body = 0, list[_Line]()
    for line in [*lines, _Line(0, "# ")]:
        match = _heading_of(line)
        if match is None and line.number:
            body.append(line)
            continue
        if above and (text := _joined(body)).strip():
            title = above[-1][1]
            parent = f"{above[-2][1]}: " if times[title] > 1 and len(above) > 1 else ""
            yield _markdown(start, parent + title, text)
        start, body = line.number, []
        if match is not None:
            level = len(match[1])
            above = [*(outer for outer in above if outer[0] < level), (level, match[2])]


_STYLES = (
    _Style(_has_labels, _of_labels),
    _Style(_has_details, _of_details),
    _Style(_has_obsidian, _of_obsidian),
    _Style(_has_numbers, _of_numbers),
    _Style(_has_table, _of_tables),
    _Style(_has_headings, _of_headings),
)
"""The styles in the order in which they are looked for."""


# --- outlines of Org ---

_ORG_HEADING = re.compile(r"(\*+) +(?:(?:TODO|DONE) +)?(.*?)(?: +(:[\w@#%:]+:))? *")
_ORG_DRAWER = re.compile(
    r" *:(?:PROPERTIES|LOGBOOK|REVIEW_DATA):.*?^ *:END: *$\n?", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_ORG_PLANNED = re.compile(r"^ *(?:SCHEDULED|DEADLINE|CLOSED): *[<\[].*\n?", re.MULTILINE)
_ORG_ID = re.compile(r"^ *:ID: +(\S+) *$", re.MULTILINE)
_ORG_MARKUP = (
    (re.compile(r"^ *#\+begin_(?:src|example) *(\w*).*$", re.MULTILINE | re.IGNORECASE), r"```\1"),
    (re.compile(r"^ *#\+end_(?:src|example) *$", re.MULTILINE | re.IGNORECASE), "```"),
    (re.compile(r"\[\[(https?://[^\]\s]+)\]\[([^\]\n]+)\]\]"), r"[\2](\1)"),
    (re.compile(r"(?<![\w=])=(\S(?:[^=\n]*\S)?)=(?![\w=])"), r"`\1`"),
    (re.compile(r"(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])"), r"`\1`"),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), r"**\1**"),
)
_DRILLED = {"drill", "fc"}


def _of_org(text: str) -> Iterator[ForeignCard | LeftOut]:
    lines = text.replace("\r\n", "\n").split("\n")
    matches = [_ORG_HEADING.fullmatch(line) if len(line) <= LONGEST_SIDE else None for line in lines]
    for number, match in enumerate(matches):
        if match is None or not match[3] or not _DRILLED & {*(tags := match[3].strip(":").split(":"))}:
            continue
        following = range(number + 1, len(lines))
        end = next((n for n in following if (m := matches[n]) is not None and len(m[1]) <= len(match[1])), len(lines))
        body = "\n".join(lines[number + 1 : end])
        if len(body) > 2 * LONGEST_SIDE:
            yield LeftOut(number + 1, f"it has more than {2 * LONGEST_SIDE:,} characters")
            continue
        name = _ORG_ID.search(body)
        text = _ORG_PLANNED.sub("", _ORG_DRAWER.sub("", body))
        before, answered, after = _answer_in(text)
        front = f"{match[2]}\n\n{before}" if answered else match[2]
        known = tuple(tag for tag in tags if tag not in _DRILLED)
        key = name[1] if name else ""
        back = _of_org_markup(after if answered else before)
        yield ForeignCard(number + 1, _of_org_markup(front).strip(), back, known, key, bool(key), markup="markdown")


def _answer_in(text: str) -> tuple[str, bool, str]:
    """Return the text before a heading such as `** Answer`, whether there is one, and the text under it."""
    parts = re.split(r"^\*+ +(?:The )?(?:Answer|Back)\b.*$", text, maxsplit=1, flags=re.MULTILINE | re.IGNORECASE)
    return parts[0].strip("\n"), len(parts) > 1, parts[-1].strip("\n")


def _of_org_markup(text: str) -> str:
    text = re.sub(r"^\*+ +(.*)$", r"**\1**", text, flags=re.MULTILINE)
    for pattern, markdown in _ORG_MARKUP:
        text = pattern.sub(markdown, text)
    return text.strip("\n")
