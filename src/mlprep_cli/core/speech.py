"""A Markdown text as it is said aloud: its words, and the seconds that they take.

The figures of `SECONDS` are fitted to a synthetic voice that reads ordinary prose at 149 words a minute.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize


class SpeechRate(NamedTuple):
    """The seconds of speech: for each letter of a word, for a letter that is said by itself, and for each pause."""

    letter: float
    spelled: float
    comma: float
    stop: float


SECONDS = SpeechRate(0.083, 0.31, 0.37, 0.81)

_BLOCK = re.compile(
    r"^ *(```|~~~).*?(?:^ *\1[^\n]*$|\Z)"  # code
    r"|^ *(?:#{1,6} |(?:[-*+>]|\d{1,2}[.)]) +)"  # the mark of a heading, a quotation or an item
    r"|<!--.*?-->",
    re.DOTALL | re.MULTILINE,
)
_TABLE_ROW = re.compile(r"^ *\|[ :-].*\| *$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]+)\]\([^)\s]*\)|<https?://[^>]*>")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=[\w“])|(?<=[\w.?!”])\*(?![\w*])|`")


def _table(text: str) -> dict[str, str]:
    """Return a dictionary from entries that are separated by commas, each a key and its words."""
    return {key: words for key, _, words in (entry.strip().partition(" ") for entry in text.split(","))}


_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_LARGEST = 10**15
_ORDINALS = _table("one first, two second, three third, five fifth, eight eighth, nine ninth, twelve twelfth")
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds"}


_UNITS = _table(
    "KB kilobytes, kB kilobytes, MB megabytes, GB gigabytes, TB terabytes, PB petabytes, KiB kibibytes, MiB mebibytes,"
    "GiB gibibytes, TiB tebibytes, Mbit megabits, Gbit gigabits, ns nanoseconds, µs microseconds, μs microseconds,"
    "ms milliseconds, Hz hertz, kHz kilohertz, MHz megahertz, GHz gigahertz, FLOP flops, FLOPs flops, GFLOP gigaflops,"
    "TFLOP teraflops, TFLOPs teraflops, Tflop teraflops, PFLOP petaflops, mm millimetres, cm centimetres,"
    "km kilometres, kg kilograms, kW kilowatts, MW megawatts, kWh kilowatt hours, dB decibels"
)
"""Units that are read in full wherever they occur."""
_AFTER_NUMBER = _table(
    "s seconds, h hours, min minutes, k thousand, K thousand, M million, B billion, T trillion, m metres, W watts,"
    "pp points, × times"
)
"""Units that are read in full only after a number."""
_GREEK = _table(
    "α alpha, β beta, γ gamma, δ delta, ε epsilon, ζ zeta, η eta, θ theta, ι iota, κ kappa, λ lambda, μ mu, "
    "ν nu, ξ xi, ο omicron, π pi, ρ rho, σ sigma, τ tau, υ upsilon, φ phi, χ chi, ψ psi, ω omega, Γ gamma, "
    "Δ delta, Θ theta, Λ lambda, Ξ xi, Π pi, Σ sigma, Φ phi, Ψ psi, Ω omega, ς sigma, ϵ epsilon, ϕ phi, µ mu, "
    "ℓ l, ℝ R"
)
_SIGNS = _table(
    "= equals, ≠ is not, < less than, > greater than, ≤ at most, ≥ at least, ≈ about, ~ about, ≪ far below,"
    "≫ far above, ≡ is, + plus, − minus, ± plus or minus, × times, · times, * times, ⊙ times, ∘ after, ÷ over, √ root,"
    "∑ sum of, ∏ product of, ∂ d, ∇ gradient of, ∫ integral of, ∞ infinity, ∈ in, ∉ not in, ∩ and, ∪ or,"
    "∝ proportional to, → to, ⟶ to, ← becomes, ↑ up, ↓ down, ⇒ so, % percent, ‰ per mille, ° degrees, & and, @ at,"
    "½ a half, ¼ a quarter, ¾ three quarters, ⅓ a third, ⅔ two thirds, ^ to the, ′ prime, ∀ for all, ∃ there is,"
    "⊤ transpose, § section, ∆ delta, <= at most, >= at least, != is not, == equals, -> to, => to, ++ plus plus,"
    "+= plus equals, \u0302 hat, \u0303 tilde, \u0304 bar, \u0305 bar"
)
_PHRASES = {"e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus", "vs": "versus"}
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵀᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_LOWERED = str.maketrans(
    _SUPERSCRIPTS + _SUBSCRIPTS, "0123456789+−=()Tabcdefghijklmnoprstuvwxyz0123456789+−=()aehijklmnoprstuvx"
)
_POWERS = {"²": "squared", "³": "cubed", "ᵀ": "transpose", "⁻¹": "inverse"}

_PRONOUNCED = re.compile(
    "AGI|ASCII|BERT|BLEU|CART|CLIP|COCO|CUDA|DAG|DARTS?|DINO|ELMO|FAISS|FIFO|GAIA|GAN|GELU|GLOVE|GLUE|GRU|HIPAA|JAX"
    "|LAMB|LARS|LASSO|LIDAR|LIFO|LIME|LORA|MAML|MAP|MIMO|MOE|NASA?|NUMA|ONNX|PATE|PEFT|RAG|RAID|RAM|RANSAC|RELU|ROC|ROPE"
    "|ROUGE|SARSA|SHAP|SIFT|SMOTE|STAR|SWIN|TIES|UMAP|VAE|YOLO|ZERO"
    "|ALL|AND|AS|BY|CASE|FROM|GROUP|IF|IN|IS|JOIN|LEFT|LIKE|NO|NOT|ON|OR|ORDER|OVER|WHEN|WITH"
)
"""Words in capitals that are not spelled."""
_UNIT_NAMES = "|".join(sorted((*_UNITS, *_AFTER_NUMBER), key=len, reverse=True))
_READ_AS = {"SQL": "sequel", "ln": "log", "tanh": "tanch", "std": "standard deviation", "nth": "enth"}
_PAUSES = (",", ".")
_VOWELS = frozenset("aeiouyAEIOUY")

_CHUNK = re.compile(
    r"(?<![.?!…,;:])\n[ \t]*\n\s*|[A-Za-z]+(?=[\s,;])|[,.;:?!]+(?=\s|$)|(?:e\.g|i\.e|etc|vs)\."
    rf"|(?:(?<!\w)[$€£]?|(?<=[–-]))\d[\d.,]*[ \u00a0](?:{_UNIT_NAMES}|[mb]illion|trillion)(?!\w)[^\s,;]*"
    r"|\S+?(?=[,.;:?!]*(?:\s|$))"
)
_TOKEN = re.compile(
    r"(?P<phrase>\b(?:e\.g\.|i\.e\.|etc\.|vs\.?)(?!\w))"
    r"|(?P<clock>\b\d{1,2}:[0-5]\d\b(?!:))"
    r"|(?P<number>[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+−-]?\d+)?)(?P<ordinal>(?:st|nd|rd|th)\b)?"
    rf"(?P<unit>\u202f?[ \u00a0-]?(?:{_UNIT_NAMES})(?![\w′(ᵀ²]))?"
    r"(?P<scale>(?<=\d) (?:[mb]illion|trillion)(?!\w))?"
    r"|(?P<per>(?<=[A-Za-zµ])/s\b)"
    r"|(?P<word>[A-Za-z]+(?:['’][a-z]+)?|µs|μs)"
    rf"|(?P<raised>[{_SUPERSCRIPTS}]+)"
    rf"|(?P<lowered>[{_SUBSCRIPTS}]+)"
    r"|(?P<other>[^\W\d_A-Za-z\u00b2-\u00be\u0370-\u03ff\u2070-\u209c\u2150-\u215f\u1d2c-\u1d6aℓℝ]+)"  # words in other scripts
    r"|(?P<sign>[<>!=+]=|[-=]>|\+\+)"
    r"|(?P<stop>[.?!…]+[”\"')*]*(?=\s|$)|\n[ \t]*\n\s*)"
    r"|(?P<comma>[,;:](?=\s|$)|(?:^|(?<=\s))\((?=[A-Za-z])|(?:^|(?<=\s))[\u2014–-](?=\s|$)|\u2014)"
    r"|(?P<mark>\S)"
)


def said(text: str) -> str:
    """Return the words of a Markdown text as they are said, with a comma or a full stop for each pause."""
    words: list[str] = []
    for chunk in _CHUNK.findall(_prose(text)):
        for word in _said(chunk):
            if word in _PAUSES and (not words or words[-1] in _PAUSES):
                if words and word == ".":
                    words[-1] = word
            else:
                words.append(word)
    return " ".join(words)


def seconds(text: str) -> float:
    """Return the seconds in which a Markdown text is said, at the pace of ordinary prose of 150 words a minute."""
    return sum(map(_duration, _CHUNK.findall(_prose(text))))


@lru_cache(maxsize=16384)
def _duration(chunk: str) -> float:
    return sum(map(_word_seconds, _said(chunk)))


def _word_seconds(word: str) -> float:
    if word in _PAUSES:
        return SECONDS.comma if word == "," else SECONDS.stop
    return SECONDS.spelled if len(word) == 1 and word not in "aAI" else SECONDS.letter * len(word)


@lru_cache(maxsize=16384)
def _said(chunk: str) -> tuple[str, ...]:
    """Return the words and pauses of a part of a text that is said for itself: a word, a formula, a number and its unit."""
    words: list[str] = []
    for match in _TOKEN.finditer(chunk):
        kind = match.lastgroup
        if kind in ("stop", "comma"):
            words = [*words[:-1], "."] if words[-1:] == [","] else [*words, "." if kind == "stop" else ","]
        elif kind is not None:
            words += _READERS[kind](match, chunk).split()
    return tuple(words)


def _prose(text: str) -> str:
    text = _TABLE_ROW.sub("", text) if "|" in text else text
    text = _BLOCK.sub("\n", text)
    text = _LINK.sub(r"\1", text)
    text = normalize("NFD", text) if not text.isascii() else text
    return _EMPHASIS.sub("", text)


def _phrase(match: re.Match[str], _prose: str) -> str:
    return _PHRASES[match[0]]


def _clock(match: re.Match[str], _prose: str) -> str:
    hours, minutes = match[0].split(":")
    return f"{_cardinal(int(hours))} {_cardinal(int(minutes)) if int(minutes) else 'hundred'}"


def _number(match: re.Match[str], prose: str) -> str:
    text = match["number"]
    currency = _CURRENCIES.get(text[0], "")
    plain, _, exponent = text.lstrip("$€£").partition("e")
    whole, _, decimals = plain.replace(",", "").partition(".")
    plain_year = "," not in text and not decimals and not currency and len(whole) == 4 and "1100" <= whole < "2100"
    if plain_year and not whole.startswith("200") and not match["unit"]:
        words = _year(int(whole))
    else:
        words = _cardinal(int(whole)) if int(whole) < _LARGEST else " ".join(_ONES[int(digit)] for digit in whole)
    if decimals:
        words += " point " + " ".join(_ONES[int(digit)] for digit in decimals)
    if exponent:
        sign = "minus " if exponent[0] in "-−" else ""
        words += f" times ten to the {sign}{_cardinal(int(exponent.lstrip('+-−')))}"
    if match["ordinal"]:
        head, _, last = words.rpartition(" ")
        ordinal = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
        words = f"{head} {ordinal}"
    before = prose[max(match.start() - 2, 0) : match.start()]
    if match["unit"]:
        unit = match["unit"].strip(" \u00a0\u202f-")
        words += " " + (unit if before[-1:].isalpha() else _UNITS.get(unit) or _AFTER_NUMBER[unit])
    if match["scale"]:
        words += " " + match["scale"]
    if currency:
        words += " " + currency
    if before[-1:] == "-" and not before[:1].isalnum():
        return "minus " + words
    return "to " + words if before[-1:] in ("–", "-") and before[:1].isdigit() else words


def _year(number: int) -> str:
    century, rest = divmod(number, 100)
    return f"{_cardinal(century)} {_cardinal(rest) if rest > 9 else 'oh ' + _ONES[rest] if rest else 'hundred'}"


def _cardinal(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (" " + _ONES[ones] if ones else "")
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    count, rest = divmod(number, size)
    joint = " and " if 0 < rest < 100 else " "
    return f"{_cardinal(count)} {name}" + (joint + _cardinal(rest) if rest else "")


def _per(_match: re.Match[str], _prose: str) -> str:
    return "per second"


def _word(match: re.Match[str], _prose: str) -> str:
    return _read_word(match[0])


def _other(match: re.Match[str], _prose: str) -> str:
    return match[0]


@lru_cache(maxsize=8192)
def _read_word(word: str) -> str:
    if whole := _UNITS.get(word) or _READ_AS.get(word):
        return whole
    if len(word) == 1 or word.istitle() or (word.islower() and _VOWELS & set(word)):
        return word
    if word.islower():
        return " ".join(word)
    stem, plural = (word[:-1], "s") if word.endswith("s") and word[:-1].isupper() else (word, "")
    stem, _, genitive = stem.partition("’") if "’" in stem else stem.partition("'")
    if stem.isupper():
        return _capitals(stem) + plural + genitive
    pieces = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", stem)
    if _PRONOUNCED.fullmatch("".join(pieces).upper()):
        return stem.capitalize() + plural
    return " ".join(_capitals(piece) if piece.isupper() else piece for piece in pieces) + plural


def _capitals(word: str) -> str:
    """Return capitals as they are said: as a word, or letter by letter."""
    if _PRONOUNCED.fullmatch(word) or (len(word) > 5 and _VOWELS & set(word)):
        return word.capitalize()
    return " ".join(word)


def _raised(match: re.Match[str], prose: str) -> str:
    text = match[0]
    if text in _POWERS and not (text == "⁻¹" and prose[max(match.start() - 1, 0) : match.start()].isdigit()):
        return _POWERS[text]
    return "to the " + said(text.translate(_LOWERED))


def _lowered(match: re.Match[str], _prose: str) -> str:
    return said(match[0].translate(_LOWERED))


def _mark(match: re.Match[str], prose: str) -> str:
    mark, at = match[0], match.start()
    before, after = prose[at - 1 : at] or " ", prose[at + 1 : at + 2] or " "
    if mark == "(":
        called = (before.isalpha() or before in "′\u0302\u0303\u0304" or before in _SUBSCRIPTS) and after != ")"
        return "of" if called else ""
    if mark in "|‖":
        return _bar(mark, before, after)
    if mark == "/":
        return _slash(prose, at)
    if mark == ":" and before.isdigit() and after.isdigit():
        return "to"
    return _GREEK.get(mark) or _SIGNS.get(mark, "")


def _bar(mark: str, before: str, after: str) -> str:
    """Return how a bar between two characters is said: "given" between two terms, and at the start of a size, not at its end."""
    if before.isspace() if after.isspace() else _ends(before) and after.isalnum() and after not in _SUPERSCRIPTS:
        return "given"
    if _ends(before):
        return ""
    return "norm of" if mark == "‖" else "absolute"


def _ends(character: str) -> bool:
    """Return whether a character may end a term before a bar."""
    return character.isalnum() or character in "′)]*" or character in _SUBSCRIPTS + _SUPERSCRIPTS


_NAMES = re.compile(r"[A-Za-z]*$"), re.compile(r"[A-Za-z]*")


def _slash(prose: str, at: int) -> str:
    """Return how a slash is said: not at all between words or options such as A/B, "per" after a unit, else "over"."""
    left = _NAMES[0].search(prose[max(at - 20, 0) : at])
    right = _NAMES[1].match(prose, at + 1)
    assert left is not None
    assert right is not None
    if left[0] in _UNITS or (prose[max(at - 1, 0)].isspace()):
        return "per" if left[0] else ""
    if len(left[0]) > 1 and len(right[0]) > 1:
        return ""
    if len(left[0]) == len(right[0]) == 1 and left[0].isupper() and right[0].isupper():
        return ""
    return "over"


def _sign(match: re.Match[str], _prose: str) -> str:
    return _SIGNS.get(match[0], "")


_READERS = {
    "phrase": _phrase,
    "clock": _clock,
    "number": _number,
    "ordinal": _number,
    "unit": _number,
    "scale": _number,
    "per": _per,
    "word": _word,
    "other": _other,
    "raised": _raised,
    "lowered": _lowered,
    "sign": _sign,
    "mark": _mark,
}
