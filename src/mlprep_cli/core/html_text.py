"""The HTML of a flashcard as Markdown. Tags that Markdown lacks are dropped, and media are named."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = {"p", "div", "tr", "hr", "blockquote", "section", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd"}
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_DROPPED = {"script", "style", "head", "title"}
_CONTENT = {"img": "image", "audio": "sound", "video": "video", "object": "object"}
_HTML = re.compile(
    r"</?(a|b|i|u|em|strong|sub|sup|br|p|div|span|font|table|tr|t[dh]|tbody|thead|img|code|pre|ul|ol|li|h[1-6]|hr)(\s[^<>]*)?/?>"
    r"|&(#\d+|#x[0-9a-f]+|nbsp|lt|gt|amp|quot|[a-z]{2,8}grave|[a-z]acute);",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][A-Za-z0-9:-]{0,30}(?:\s[^<>]{0,1000})?/?>)")
_DEEPEST = 50
"""The most elements in one another that change the text; deeper ones are text only."""
_SOUND = re.compile(r"\[sound:([^\[\]\n]{0,200})\]")
_CODE = re.compile(r"(^```.*?^```[^\n]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_MARKED = re.compile(r" *(?:[-+*>|]|\d{1,3}[.)]) *\S")
_RAISED = str.maketrans("0123456789+-=()nTi", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿᵀⁱ")
_LOWERED = str.maketrans("0123456789+-=()ijnkmt", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₙₖₘₜ")


def has_html(text: str) -> bool:
    """Return whether a text has a tag or an entity of HTML."""
    return _HTML.search(text) is not None


def markdown_of_html(html: str) -> tuple[str, int]:
    """Return HTML as Markdown, and the number of images, sounds and videos in it, which are only named."""
    writer = _MarkdownWriter()
    writer.feed(_only_tags(html))
    writer.close()
    return markdown_of_text(writer.text(), escape=False, media=writer.media)


def _only_tags(html: str) -> str:
    """Return HTML without comments, in which a `<` that begins no complete tag is escaped.

    The parser of the standard library takes quadratic time for incomplete ones.
    """
    first, *others = html.split("<!--")
    return _NO_TAG.sub("&lt;", "".join([first, *(comment.partition("-->")[2] for comment in others)]))


def markdown_of_text(text: str, *, escape: bool = True, media: int = 0) -> tuple[str, int]:
    """Return plain text as Markdown that keeps its lines, and the number of sounds that it names, added to `media`."""
    text, sounds = _SOUND.subn(lambda match: f"[sound: {match[1]}]", text.replace("\xa0", " "))
    parts = _CODE.split(text)
    if escape:
        parts[::2] = [_TAG.sub(r"\\<", part) for part in parts[::2]]
    parts[::2] = [re.sub(r"^( *)[•◦‣▪]\s*", r"\1- ", part, flags=re.MULTILINE) for part in parts[::2]]
    return _with_breaks("".join(parts)), media + sounds


def _with_breaks(text: str) -> str:
    """Return Markdown in which a line of the text stays a line: only lists, quotations and tables have no gaps."""
    lines: list[str] = []
    fenced = False
    for line in (line.rstrip() for line in text.split("\n")):
        before = lines[-1] if lines else ""
        if not fenced:
            if not line and not before:
                continue
            in_list = _MARKED.match(line) is not None
            if in_list and not before and len(lines) > 1 and _MARKED.match(lines[-2]):
                lines.pop()
            elif line and before and not (in_list and _MARKED.match(before)) and not line.startswith("  "):
                lines.append("")
        lines.append(line)
        fenced ^= line.lstrip().startswith("```")
    return "\n".join([*lines, *["```"] * fenced]).strip("\n")


class _MarkdownWriter(HTMLParser):
    """Writes Markdown while it reads HTML. An element that changes its text has a buffer, which its end tag closes.

    Attributes:
        media: The number of media, which are only named.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.media = 0
        self._open: list[tuple[str, list[str]]] = [("", [])]
        self._lists: list[int | None] = []
        self._rows: list[list[str]] = []
        self._dropped = 0

    def text(self) -> str:
        """Return the Markdown; elements that are still open end here."""
        while len(self._open) > 1:
            self._end()
        return "".join(self._open[0][1])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropped += 1
        elif tag == "br":
            self._write("\n")
        elif tag in _CONTENT:
            self.media += 1
            name = dict(attrs).get("src") or dict(attrs).get("data") or ""
            self._write(f"[{_CONTENT[tag]}: {'' if name.startswith('data:') else name[:80]}]".replace(": ]", "]"))
        elif len(self._open) + len(self._lists) > _DEEPEST:
            self._write(" ")
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
            self._write("\n")
        elif tag == "table":
            self._write("\n")
            self._open.append((tag, []))
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag == "a":
            link = dict(attrs).get("href") or ""
            self._open.append((f"a {link}" if re.fullmatch(r"https?://[^\s()<>]+", link) else "a", []))
        elif tag in _EMPHASIS or tag in ("code", "pre", "sub", "sup", "li", "td", "th"):
            self._open.append((tag, []))
        elif tag in _BREAKS:
            self._write("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropped = max(self._dropped - 1, 0)
        elif any(name.partition(" ")[0] == tag for name, _ in self._open):
            while self._end() != tag:
                pass
        elif tag in ("ul", "ol"):
            if self._lists:
                self._lists.pop()
            self._write("\n")
        elif tag in _BREAKS:
            self._write("\n")

    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        within = {name for name, _ in self._open}
        if "pre" in within:
            self._write(data)
        else:
            data = re.sub(r"[ \t\r\n\f]+", " ", data)
            self._write(data if "code" in within else _TAG.sub(r"\\<", data))

    def _write(self, text: str) -> None:
        self._open[-1][1].append(text)

    def _end(self) -> str:
        """Close the innermost element, and return its tag."""
        name, buffer = self._open.pop()
        tag, _, link = name.partition(" ")
        self._write(self._closed(tag, link, "".join(buffer)))
        return tag

    def _closed(self, tag: str, link: str, text: str) -> str:
        """Return what an element with this text is in Markdown."""
        match tag:
            case "b" | "strong" | "i" | "em":
                closed = "\n".join(_surrounded(line, _EMPHASIS[tag]) for line in text.split("\n"))
            case "a" if link and text.strip() and link != text.strip():
                closed = f"[{text.strip()}]({link})"
            case "code" if not any(name == "pre" for name, _ in self._open):
                closed = _surrounded(text, "`")
            case "pre":
                closed = f"\n```\n{text.strip(chr(10))}\n```\n"
            case "sub" | "sup":
                closed = _shifted(text, raised=tag == "sup")
            case "li":
                closed = self._item(text)
            case "td" | "th":
                closed = self._cell(text)
            case "table":
                closed = self._table() + text
            case _:
                closed = text
        return closed

    def _cell(self, text: str) -> str:
        if not self._rows:
            return f"{text} "
        self._rows[-1].append(" ".join(text.split()).replace("|", "\\|"))
        return ""

    def _item(self, text: str) -> str:
        mark, indent = "- ", "  " * max(len(self._lists) - 1, 0)
        if self._lists and (number := self._lists[-1]) is not None:
            self._lists[-1] = number + 1
            mark, indent = f"{number + 1}. ", "   " * max(len(self._lists) - 1, 0)
        first, *others = [line for line in text.strip().split("\n") if line.strip()] or [""]
        lines = [indent + mark + first, *(line if _MARKED.match(line) else f"{indent}  {line}" for line in others)]
        return "\n" + "\n".join(lines) + "\n" if first else ""

    def _table(self) -> str:
        rows, self._rows = [row for row in self._rows if row], []
        if not rows:
            return ""
        width = max(map(len, rows))
        head, *body = [[*row, *[""] * (width - len(row))] for row in rows]
        lines = [head, ["---"] * width, *body]
        return "\n".join(["", *(f"| {' | '.join(row)} |" for row in lines), ""])


def _surrounded(text: str, mark: str) -> str:
    """Return a text between marks, which stay beside its words; without words, the text itself."""
    inside = text.strip()
    if not inside or (mark == "`" and "`" in inside):
        return text
    before, _, after = text.partition(inside)
    return f"{before}{mark}{inside}{mark}{after}"


def _shifted(text: str, *, raised: bool) -> str:
    """Return a text in superscript or subscript letters if there are any for it, else after `^` or `_`."""
    plain = text.translate(_RAISED if raised else _LOWERED)
    return f"{'^' if raised else '_'}{text}" if text and plain == text else plain
