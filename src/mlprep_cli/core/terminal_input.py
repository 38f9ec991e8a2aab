r"""The parser of the bytes that a terminal sends: key presses and pastes come out, everything else is swallowed.

A terminal sends more than keys, and none of it may act like a key:

- A key with a character sends that character in UTF-8; other keys send a control character or an escape sequence.
- A chord with Alt sends Escape and the character.
- A paste comes between `ESC [200~` and `ESC [201~`. It keeps its first `PASTE_LIMIT` characters.
- A mouse, a change of the focus and a query of another program make the terminal send reports: control sequences
  (`ESC [ … final`), old mouse reports (`ESC [M` and three characters that may be letters), and strings (`ESC ] … ESC \`).

A lone Escape is a key only after a while, and a sequence may come in pieces. What would go on with a sequence still does,
if the next character comes soon after the Escape that was taken for a key. The parser has no clock: its caller tells
it with `time_out` that nothing has come for a while. That turns a waiting Escape into its key, but it never turns a
piece of a sequence into keys. Because Alt+] looks like the start of a string, and because the end of a paste can get
lost, a sequence or a paste is given up when `LONE` characters in a row have come alone, each followed by a `time_out`:
terminals send in bursts, and people type key by key. The text of the paste up to then is a paste.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from itertools import groupby

from mlprep_cli.core.inputs import Key, Paste, is_text

PASTE_LIMIT = 65_536
LONE = 2
BURST = 8
"""The characters that come at once from a terminal that does not mark its pastes, and not from fingers."""
SEQUENCE_LIMIT = 64

ESCAPE, BELL, STRING_END = "\x1b", "\x07", "\x9c"
ABORTS = "\x18\x1a"
"""Cancel and Substitute end every sequence."""
CONTROL, SINGLE, STRINGS = "[", "O", "]PX^_"
"""The characters after Escape that introduce a control sequence, one key, and a string."""
C1 = {"\x9b": "[", "\x8f": "O", "\x9d": "]", "\x90": "P", "\x98": "X", "\x9e": "^", "\x9f": "_"}
"""The control characters that mean the same as Escape and the introducer."""
COORDINATES = {"M": 3, "t": 2, "T": 6}
"""The final characters without parameters after which the characters of a mouse report follow, and how many."""

LETTERS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
NUMBERS = {1: "home", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end"}
NUMBER_FINALS = {"~": 0, "^": 4, "@": 5}
"""The final characters after the number of a key, each with the modifiers that it stands for."""
CODES = {9: "tab", 13: "enter", 27: "escape", 32: "space", 127: "backspace"}
SHIFT, ALT, CTRL = 1, 2, 4
LOCKS = 64 | 128
CAPS_LOCK = 64
RELEASED = 3


def is_burst(read: Sequence[Key | Paste]) -> bool:
    """Return whether what was read at once has more characters than fingers type."""
    return sum(isinstance(one, Key) and len(one.text) == 1 for one in read) >= BURST


def as_pastes(read: Sequence[Key | Paste]) -> list[Key | Paste]:
    """Return what was read with each run of characters as a paste. Enter ends one only as its last character."""
    joined: list[Key | Paste] = []
    for is_typed, run in groupby(read, key=lambda one: isinstance(one, Key) and len(one.text) == 1):
        if not is_typed:
            joined += run
            continue
        text = "".join(one.text for one in run)
        is_line = text.endswith("\n") and "\n" not in text[:-1]
        joined.append(Paste(text.removesuffix("\n"), entered=is_line) if is_line else Paste(text))
    return joined


class Parser:
    """Turns bytes into inputs. The bytes may be cut anywhere."""

    def __init__(self) -> None:
        # A byte that is not UTF-8 becomes a surrogate: it may be a control character or the place of a mouse.
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")
        self._state: Callable[[str], None] = self._ground
        self._inputs: list[Key | Paste] = []
        self._raw = self._opening = self._introducer = ""
        self._parameters = ""
        self._meta = False
        self._coordinates = 0
        self._paste_end = ""
        self._pasted = ""
        self._held = ""
        self._fresh = 0
        self._lone = 0
        self._dropped = False

    @property
    def at_escape(self) -> bool:
        """Whether an Escape has come that may be a key, or the start of a sequence."""
        return self._state == self._escape

    @property
    def is_inside(self) -> bool:
        """Whether something has begun that more characters are to end: a sequence or a paste."""
        return bool(self._paste_end) or self._state != self._ground

    def feed(self, data: bytes) -> list[Key | Paste]:
        """Return the inputs that these bytes complete."""
        text = self._decoder.decode(data)
        self._fresh += len(text)
        place = 0
        while place < len(text):
            if self._paste_end:
                place = self._paste(text, place)
            else:
                self._raw = text[place]
                self._state(_c1(self._raw))
                place += 1
            if not self.is_inside:
                self._dropped = False
        return self._taken()

    def time_out(self) -> list[Key | Paste]:
        """Return the inputs that are complete because nothing more has come for a while."""
        if self.at_escape:
            self._reset()
            self._press("escape")
            self._state = self._late
        elif self._state == self._late:
            self._reset()
        elif self.is_inside and self._fresh:
            self._lone = self._lone + 1 if self._fresh == 1 else 0
            if self._lone == LONE:
                self._give_up()
        if not self.is_inside:
            self._dropped = False
        self._fresh = 0
        return self._taken()

    def drop(self) -> None:
        """Drop what has begun: the rest of it is swallowed when it comes."""
        self._dropped = self.is_inside or bool(self._decoder.getstate()[0])

    def _taken(self) -> list[Key | Paste]:
        taken, self._inputs = self._inputs, []
        return taken

    def _reset(self) -> None:
        self._state = self._ground
        self._paste_end = self._pasted = self._held = ""
        self._lone = 0

    def _give_up(self) -> None:
        pasted, is_paste = self._pasted + self._held, bool(self._paste_end)
        self._reset()
        if is_paste:
            self._emit(_paste_of(pasted))

    def _emit(self, read: Key | Paste) -> None:
        if not self._dropped:
            self._inputs.append(read)

    def _press(self, name: str) -> None:
        if name:
            self._emit(Key(name))

    # --- the states: each takes the next character ---

    def _ground(self, character: str) -> None:
        self._meta = False
        if character == ESCAPE:
            self._state = self._escape
        elif character in C1:
            self._open(C1[character])
        else:
            self._press(_typed(character))

    def _escape(self, character: str) -> None:
        if character == ESCAPE:  # a second Escape is the Alt of a key that sends a sequence
            self._meta = True
        elif character in (CONTROL, SINGLE) or character in STRINGS:
            self._open(character)
        else:
            self._reset()
            if character in C1:
                self._ground(character)
            elif character != "\\":  # the end of a string whose start was dropped
                self._press(_with_modifiers(_typed(character), ALT))

    def _late(self, character: str) -> None:
        """Take the character after an Escape that was taken for a key: a sequence may still go on."""
        self._meta = False
        if character in (CONTROL, SINGLE) or character in STRINGS:
            self._open(character)
        else:
            self._dropped = False
            self._reset()
            self._ground(character)

    def _open(self, introducer: str) -> None:
        self._opening = ESCAPE + introducer if self._raw == introducer else self._raw
        self._introducer, self._parameters = introducer, ""
        self._state = self._string if introducer in STRINGS else self._sequence

    def _sequence(self, character: str) -> None:
        """Take a character of a control sequence: parameters, then the final one."""
        if character == ESCAPE:
            self._reset()
            self._ground(character)
        elif character in ABORTS:
            self._reset()
        elif "@" <= character <= "~" and not (character == CONTROL and self._is_bare):  # ESC [[A is one sequence
            self._finish(character)
        elif " " <= character <= CONTROL and len(self._parameters) < SEQUENCE_LIMIT:
            self._parameters += character

    @property
    def _is_bare(self) -> bool:
        return self._introducer == CONTROL and not self._parameters

    def _finish(self, final: str) -> None:
        if self._is_bare and final in COORDINATES:
            self._state, self._coordinates = self._mouse, COORDINATES[final]
            return
        self._reset()
        if self._introducer == CONTROL and self._parameters + final == "200~":
            self._paste_end = self._opening + "201~"
        else:
            self._press(_key_of(self._introducer, self._parameters, final, ALT if self._meta else 0))

    def _mouse(self, character: str) -> None:
        self._coordinates -= 1
        if character == ESCAPE:
            self._reset()
            self._ground(character)
        elif self._coordinates == 0:
            self._reset()

    def _string(self, character: str) -> None:
        if character in (BELL, STRING_END) or character in ABORTS:
            self._reset()
        elif character == ESCAPE:
            self._state = self._string_escape

    def _string_escape(self, character: str) -> None:
        """Take the character after an Escape in a string: a backslash ends it, the start of another sequence too."""
        if character == "\\":
            self._reset()
        elif character in (CONTROL, SINGLE) or character in STRINGS:
            self._reset()
            self._open(character)
        elif character != ESCAPE:
            self._state = self._string
            self._string(character)

    def _paste(self, text: str, place: int) -> int:
        """Take the part of a text that belongs to the paste, and return the place after it."""
        piece = self._held + text[place:]
        end = piece.find(self._paste_end)
        if end < 0:
            # The end of the paste may have begun at the end of this piece.
            kept = next(size for size in range(len(self._paste_end) - 1, -1, -1) if self._ends_with(piece, size))
            self._collect(piece[: len(piece) - kept])
            self._held = piece[len(piece) - kept :]
            return len(text)
        after = place + end + len(self._paste_end) - len(self._held)
        self._collect(piece[:end])
        pasted = self._pasted
        self._reset()
        self._emit(_paste_of(pasted))
        return after

    def _ends_with(self, piece: str, size: int) -> bool:
        return size <= len(piece) and piece.endswith(self._paste_end[:size])

    def _collect(self, text: str) -> None:
        self._pasted += text[: PASTE_LIMIT - len(self._pasted)]


def _c1(character: str) -> str:
    """Return a control character for the surrogate of its byte: it is sent as one byte, or in UTF-8."""
    return chr(ord(character) - 0xDC00) if "\udc80" <= character <= "\udc9f" else character


def _paste_of(text: str) -> Paste:
    return Paste("".join(character for character in text if not "\ud800" <= character <= "\udfff"))


def _typed(character: str) -> str:
    """Return the key that sends a single character; empty if none does."""
    if character in "\r\n":
        return "\n"
    if ord(character) in CODES and character != " ":
        return CODES[ord(character)]
    if character == "\0":
        return "ctrl+space"
    if character < " ":
        return "ctrl+" + chr(ord(character) + ord("@")).lower()
    return character if is_text(character) else ""


def _with_modifiers(name: str, modifiers: int) -> str:
    """Return the name of a key with modifiers; empty if there is no key."""
    if not name or not modifiers:
        return name
    if name.startswith("ctrl+"):
        name, modifiers = name.removeprefix("ctrl+"), modifiers | CTRL
    name = {"\n": "enter", " ": "space"}.get(name, name.lower())
    held = (("ctrl+", CTRL), ("alt+", ALT), ("shift+", SHIFT))
    return "".join(prefix for prefix, bit in held if modifiers & bit) + name


def _key_of(introducer: str, parameters: str, final: str, meta: int) -> str:
    """Return the key that sends a control sequence; empty if none does."""
    if not all(character.isdigit() or character in ":;" for character in parameters):
        return ""
    fields = [[int(part or 0) for part in field.split(":")] for field in parameters.split(";")]
    if introducer == CONTROL and final == "u":
        return _coded(fields, meta)
    if introducer == CONTROL and final in NUMBER_FINALS:
        if fields[0] == [27] and len(fields) == 3:
            return _coded([fields[2], fields[1]], meta)
        name, modifiers = NUMBERS.get(fields[0][0], ""), NUMBER_FINALS[final]
        return _pressed(name, fields[1] if len(fields) > 1 else [0], modifiers | meta)
    name, modifiers = _letter(introducer, final)
    fits = len(fields) == 1 or (len(fields) <= 3 and fields[0] == [1])
    return _pressed(name, fields[:2][-1], modifiers | meta) if fits else ""


def _letter(introducer: str, final: str) -> tuple[str, int]:
    """Return the key and the modifiers of a final letter."""
    if introducer == CONTROL and final == "Z":
        return "tab", SHIFT
    if final in ("a", "b", "c", "d"):  # rxvt
        return LETTERS[final.upper()], SHIFT if introducer == CONTROL else CTRL
    return LETTERS.get(final, ""), 0


def _pressed(name: str, field: list[int], more: int) -> str:
    """Return a key with the modifiers of a field, `modifiers:event`; empty if the event is not a press."""
    modifiers = max(0, field[0] - 1) & ~LOCKS
    if modifiers > SHIFT | ALT | CTRL or (len(field) > 1 and field[1] == RELEASED):
        return ""
    return _with_modifiers(name, modifiers | more)


def _coded(fields: list[list[int]], meta: int) -> str:
    """Return the key of `code:shifted ; modifiers:event ; text`, as terminals send it after another program asked."""
    code, *shifted = fields[0]
    state = fields[1] if len(fields) > 1 else [1]
    held = max(0, state[0] - 1)
    if code in CODES and code != ord(" "):
        return _pressed("\n" if code == ord("\r") else CODES[code], state, meta)
    if held & (ALT | CTRL) or meta:
        return _pressed(_character(code), state, meta)
    if len(fields) > 2 and fields[2] != [0]:
        text = _character(fields[2][0])
    elif held & (SHIFT | CAPS_LOCK):
        text = _character(shifted[0]) if shifted and shifted[0] else _character(code).upper()
    else:
        text = _character(code)
    return text if len(text) == 1 and _pressed(text, state, 0) else ""


def _character(code: int) -> str:
    return chr(code) if ord(" ") <= code <= 0x10FFFF and is_text(chr(code)) else ""
