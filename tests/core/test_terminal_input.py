"""Every byte that a terminal sends: keys and pastes come out, and nothing else ever acts like a key."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.inputs import Key, Paste
from mlprep_cli.core.terminal_input import LONE, PASTE_LIMIT, Parser, as_pastes, is_burst

Inputs = list[Key | Paste]

KEYS = {
    b"a": "a",
    b"~": "~",
    b" ": " ",
    "ï".encode(): "ï",
    "字".encode(): "字",
    "\U0001f600".encode(): "\U0001f600",
    "\u200d".encode(): "\u200d",
    b"\r": "\n",
    b"\n": "\n",
    b"\t": "tab",
    b"\x7f": "backspace",
    b"\x08": "ctrl+h",
    b"\x01": "ctrl+a",
    b"\x04": "ctrl+d",
    b"\x17": "ctrl+w",
    b"\x00": "ctrl+space",
    b"\x1c": "ctrl+\\",
    b"\x1b[D": "left",
    b"\x1b[C": "right",
    b"\x1b[A": "up",
    b"\x1bOB": "down",
    b"\x1b[H": "home",
    b"\x1bOF": "end",
    b"\x1b[1~": "home",
    b"\x1b[4~": "end",
    b"\x1b[7~": "home",
    b"\x1b[8~": "end",
    b"\x1b[3~": "delete",
    b"\x1b[5~": "pageup",
    b"\x1b[6~": "pagedown",
    b"\x1b[Z": "shift+tab",
    b"\x1b[1;5D": "ctrl+left",
    b"\x1b[1;3C": "alt+right",
    b"\x1b[1;2A": "shift+up",
    b"\x1b[1;8B": "ctrl+alt+shift+down",
    b"\x1b[5C": "ctrl+right",
    b"\x1bO5D": "ctrl+left",
    b"\x1b[3;5~": "ctrl+delete",
    b"\x1b[3^": "ctrl+delete",
    b"\x1b[7@": "ctrl+shift+home",
    b"\x1b[a": "shift+up",
    b"\x1bOd": "ctrl+left",
    b"\x1b\x1b[D": "alt+left",
    b"\x1b\x1bOC": "alt+right",
    b"\x9bD": "left",
    b"\xc2\x9b1;5C": "ctrl+right",
    b"\x8fA": "up",
    b"\x1bb": "alt+b",
    b"\x1bB": "alt+b",
    b"\x1bl": "alt+l",
    b"\x1b1": "alt+1",
    b"\x1b ": "alt+space",
    b"\x1b\r": "alt+enter",
    b"\x1b\x7f": "alt+backspace",
    b"\x1b\x08": "ctrl+alt+h",
    "\x1bé".encode(): "alt+é",
    b"\x1b\x1bs": "alt+s",
    # The keyboard protocol of kitty, and xterm with modifyOtherKeys: another program may have left them on.
    b"\x1b[115u": "s",
    b"\x1b[115;1u": "s",
    b"\x1b[115;1:2u": "s",
    b"\x1b[115:83;2u": "S",
    b"\x1b[115;2u": "S",
    b"\x1b[115;65u": "S",
    b"\x1b[115;129u": "s",
    b"\x1b[49;2;33u": "!",
    b"\x1b[97;5u": "ctrl+a",
    b"\x1b[98;3u": "alt+b",
    b"\x1b[13u": "\n",
    b"\x1b[13;2u": "shift+enter",
    b"\x1b[27u": "escape",
    b"\x1b[9;2u": "shift+tab",
    b"\x1b[127;3u": "alt+backspace",
    b"\x1b[1;1:1D": "left",
    b"\x1b[27;5;97~": "ctrl+a",
    b"\x1b[27;3;98~": "alt+b",
    b"\x1b[27;2;83~": "S",
    b"\x1b[27;5;13~": "ctrl+enter",
}
"""The bytes of each key, and its name."""

SWALLOWED = (
    b"\x1bOP",  # function keys, the keypad, insert, the menu
    b"\x1bO2P",
    b"\x1bOs",
    b"\x1bOM",
    b"\x1b[15~",
    b"\x1b[15;5~",
    b"\x1b[2~",
    b"\x1b[[A",
    b"\x1b[[E",
    b"\x1b[1;2R",
    b"\x1b[29~",
    b"\x1b[Msss",  # mice
    b"\x1b[M !!",
    b"\x1b[M\x20\xf1\xf2",
    b"\x1b[M#\x00\x00",
    "\x1b[M \u0151\u0161".encode(),
    b"\x9bM1ll",
    b"\x1b[<0;10;5M",
    b"\x1b[<35;115;108m",
    b"\x1b[32;115;108M",
    b"\x1b[tss",
    b"\x1b[Tssssss",
    b"\x1b[I",  # the focus
    b"\x1b[O",
    b"\x1b[24;80R",  # replies
    b"\x1b[?1;2c",
    b"\x1b[>0;276;0c",
    b"\x1b[=1;2c",
    b"\x1b[0n",
    b"\x1b[?997;1n",
    b"\x1b[?2004;1$y",
    b"\x1b[4;1$y",
    b"\x1b[8;24;80t",
    b"\x1b[?1u",
    b"\x1b[?64;1;2;s",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b]52;c;c3Ns\x1b\\",
    "\x1b]lsession · ⛵ \U0001f71c\x9c".encode().replace(b"\xc2\x9c", b"\x9c"),
    "\x1b]l✜ sln\x07".encode(),
    "\x9d4;1;rgb:0/0/0\x9c".encode(),
    b"\x9d4;1;rgb:0/0/0\x9c",
    b"\x1bP>|XTerm(388)\x1b\\",
    b"\x1bP1$r0 q\x1b\\",
    b"\x1bP!|7E565445\x1b\\",
    b"\x901+r544e\x9c",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^sln\x1b\\",
    b"\x1bXsln\r\x1b\\",
    b"\x1b]0;a\x1bs\x1b\\",
    b"\x1b\\",
    b"\x9c",
    b"\x85",
    b"\x1b[115;1:3u",  # a key that is released, a key alone, and keys with Super
    b"\x1b[1;1:3D",
    b"\x1b[13;1:3u",
    b"\x1b[57441u",
    b"\x1b[57358;1:1u",
    b"\x1b[115;9u",
    b"\x1b[1;9D",
    b"\x1b[27;9;115~",
    b"\x1b[1114112u",
    b"\x1b[99999999999999999999999999999999999999u",
    b"\x1b[" + b"1" * 300 + b"u",
    b"\x1b[1;2;3;4D",
    b"\x1b[+1D",
    b"\x1b[3$y",
    b"\x1b[12\x18",
    b"\x1b]12\x1a",
    b"\x1b[\r1\n2s",
    b"\x1b[1\xe9s",
    b"\xff",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    "\u200b".encode(),
    "\u202e".encode(),
)
"""What a terminal sends that is not the press of a key."""

PASTES = {
    b"\x1b[200~sln\x1b[201~": "sln",
    b"\x1b[200~\x1b[201~": "",
    b"\x1b[200~forgot the bias term\rsigmoid\n\x1b[201~": "forgot the bias term\rsigmoid\n",
    b"\x1b[200~\x1b[A\x1b]0;s\x07\x1b[20\x1b[200~1~\x1b\x1b[201~": "\x1b[A\x1b]0;s\x07\x1b[20\x1b[200~1~\x1b",
    "\x1b[200~naïve \xff\u009b201~s\x1b[201~".encode(): "naïve ÿ\x9b201~s",
    b"\x1b[200~a\xffb\x1b[201~": "ab",
    b"\x9b200~s\x1b[201~l\x9b201~": "s\x1b[201~l",
}
"""Pastes, and their texts."""

TABLE: dict[bytes, Inputs] = {
    **{sent: [Key(name)] for sent, name in KEYS.items()},
    **{sent: [] for sent in SWALLOWED},
    **{sent: [Paste(text)] for sent, text in PASTES.items()},
}


def parse(pieces: Iterable[bytes]) -> Inputs:
    """Return the inputs of bytes that arrive in pieces, without a time-out between them."""
    parser = Parser()
    return [read for piece in pieces for read in parser.feed(piece)]


@pytest.mark.parametrize("sent", TABLE, ids=repr)
def test_a_sequence_gives_the_same_inputs_wherever_it_is_cut(sent: bytes) -> None:
    expected = [*TABLE[sent], Key("x")]
    whole = sent + b"x"
    assert parse([whole]) == expected
    assert parse([whole[place : place + 1] for place in range(len(whole))]) == expected
    for cut in range(1, len(whole)):
        assert parse([whole[:cut], whole[cut:]]) == expected
        for second in range(cut + 1, len(whole) if len(whole) < 60 else cut + 1):
            assert parse([whole[:cut], whole[cut:second], whole[second:]]) == expected


@pytest.mark.parametrize("sent", [sent for sent in TABLE if sent[:1] == b"\x1b" and len(sent) > 2], ids=repr)
def test_a_sequence_that_pauses_after_its_start_gives_the_same_inputs(sent: bytes) -> None:
    """A slow line never turns the rest of a sequence into keys; only an Escape alone is a key."""
    for cut in range(2, len(sent)):
        parser = Parser()
        before = [*parser.feed(sent[:cut]), *(parser.time_out() if not parser.at_escape else [])]
        assert [*before, *parser.feed(sent[cut:] + b"x")] == [*TABLE[sent], Key("x")]


def test_an_escape_is_a_key_only_after_a_while() -> None:
    parser = Parser()
    assert (parser.feed(b"\x1b"), parser.at_escape) == ([], True)
    assert (parser.time_out(), parser.at_escape) == ([Key("escape")], False)
    assert parser.time_out() == []
    assert parser.feed(b"s") == [Key("s")]


def test_two_escapes_in_a_row_are_one() -> None:
    parser = Parser()
    assert [*parser.feed(b"\x1b\x1b"), *parser.time_out(), *parser.feed(b"s")] == [Key("escape"), Key("s")]


PIECES = st.one_of(
    st.sampled_from([(sent, tuple(inputs)) for sent, inputs in TABLE.items() if sent not in (b"\xff", b"\x85")]),
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]).map(lambda typed: (typed.encode(), (Key(typed),))),
)


@given(st.lists(PIECES, max_size=30), st.data())
def test_keys_between_sequences_come_out_and_nothing_else(
    sent: list[tuple[bytes, tuple[Key | Paste, ...]]], data: st.DataObject
) -> None:
    whole = b"".join(piece for piece, _ in sent)
    cuts = sorted({0, len(whole), *data.draw(st.lists(st.integers(0, len(whole)), max_size=8))})
    pieces = [whole[start:end] for start, end in pairwise(cuts)]
    assert parse(pieces) == [read for _, inputs in sent for read in inputs]


@given(st.binary(max_size=200), st.data())
def test_garbage_gives_the_same_inputs_wherever_it_is_cut(garbage: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(garbage)))
    read = parse([garbage])
    assert parse([garbage[:cut], garbage[cut:]]) == read
    assert parse([garbage[place : place + 1] for place in range(len(garbage))]) == read
    for pressed in read:
        assert not isinstance(pressed, Key) or len(pressed.text) > 1 or pressed.text == "\n" or pressed.text.strip("\n")


STRING_BODIES = st.binary(max_size=80).filter(
    lambda body: not set(body) & {0x07, 0x18, 0x1A, 0x1B} and max(body, default=0) < 0x80
)


@given(st.sampled_from([b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX", b"\x9d"]), STRING_BODIES)
def test_whatever_is_in_a_string_is_swallowed(introducer: bytes, body: bytes) -> None:
    for end in (b"\x07", b"\x1b\\", b"\x9c", b"\x18"):
        assert parse([introducer + body + end + b"x"]) == [Key("x")]


@given(st.binary(max_size=80).filter(lambda body: b"\x1b" not in body))
def test_whatever_is_in_a_paste_is_text(body: bytes) -> None:
    read = parse([b"\x1b[200~" + body + b"\x1b[201~x"])
    assert read == [Paste(body.decode("utf-8", "ignore")), Key("x")]


@given(st.text("0123456789:;<=>?!\"#$%&'()*+,-./ ", max_size=20), st.characters(min_codepoint=0x40, max_codepoint=0x7E))
def test_a_control_sequence_never_types_its_own_characters(parameters: str, final: str) -> None:
    if (parameters, final) == ("", "[") or (not parameters and final in "MtT") or parameters + final == "200~":
        return
    read = parse([f"\x1b[{parameters}{final}".encode()])
    assert final == "u" or (final == "~" and parameters.startswith("27;")) or all(len(key.text) > 1 for key in read)
    assert len(read) <= 1


# --- dropped keys, and sequences without an end ---


@pytest.mark.parametrize("sent", [sent for sent in TABLE if len(sent) > 1], ids=repr)
def test_a_sequence_in_progress_when_keys_are_dropped_gives_nothing(sent: bytes) -> None:
    for cut in range(1, len(sent)):
        parser = Parser()
        parser.feed(sent[:cut])
        if not (parser.is_inside or sent[:cut].decode("utf-8", "ignore") == ""):
            continue
        parser.drop()
        assert parser.feed(sent[cut:]) == [], cut
        assert parser.feed(b"x") == [Key("x")], cut


def test_dropping_between_keys_loses_nothing_later() -> None:
    parser = Parser()
    parser.feed(b"ab\x1b[A")
    parser.drop()
    assert parser.feed(b"c") == [Key("c")]


@pytest.mark.parametrize("rest", [b"]11;rgb:ssss/0000\x07", b"[Msss", b"Os", b"[<0;1;1M", b"Pss\x1b\\"])
def test_the_rest_of_a_sequence_is_no_key_even_if_its_escape_was_taken_for_one(rest: bytes) -> None:
    parser = Parser()
    assert parser.feed(b"\x1b") == []
    assert parser.time_out() == [Key("escape")]
    assert parser.feed(rest) == []


@pytest.mark.parametrize("waits", [False, True])
def test_a_key_after_an_escape_is_a_key(waits: bool) -> None:
    parser = Parser()
    parser.feed(b"\x1b")
    parser.time_out()
    if waits:
        assert parser.time_out() == []
    assert parser.feed(b"s") == [Key("s")]


def test_many_characters_at_once_are_a_paste_that_was_not_marked() -> None:
    keys: Inputs = [Key(character) for character in "forgot the bias term\nsigmoid\n"]
    assert is_burst(keys)
    assert as_pastes(keys) == [Paste("forgot the bias term\nsigmoid\n")]
    assert not is_burst([Key(character) for character in "1234567"])


def test_one_enter_at_the_end_of_a_burst_is_kept_and_named_keys_stay_keys() -> None:
    assert as_pastes([*map(Key, "a note\n")]) == [Paste("a note", entered=True)]
    assert as_pastes([Key("left"), Key("a"), Key("b")]) == [Key("left"), Paste("ab")]


def test_an_escape_that_was_dropped_is_not_pressed_later() -> None:
    parser = Parser()
    parser.feed(b"\x1b")
    parser.drop()
    assert parser.time_out() == []
    assert parser.feed(b"s") == [Key("s")]


@pytest.mark.parametrize("start", [b"\x1b]", b"\x1bP", b"\x1bX", b"\x1b_G", b"\x1b[1", b"\x1b]11;rgb:", b"\x1b[M"])
def test_a_sequence_that_never_ends_is_given_up_when_keys_come_one_by_one(start: bytes) -> None:
    parser = Parser()
    assert [*parser.feed(start), *parser.time_out()] == []
    read = [pressed for _ in range(LONE) for pressed in (*parser.feed(b"1"), *parser.time_out())]
    assert read == []
    assert not parser.is_inside
    assert parser.feed(b"s") == [Key("s")]


def test_a_sequence_in_bursts_is_waited_for_however_long_it_takes() -> None:
    parser = Parser()
    for piece in (b"\x1b]11;", b"s", b"ln", b"s", b"ln", b"s", b"sss"):
        assert [*parser.feed(piece), *parser.time_out(), *parser.time_out()] == []
    assert parser.feed(b"\x1b\\s") == [Key("s")]


def test_a_paste_that_never_ends_is_pasted_when_keys_come_one_by_one() -> None:
    parser = Parser()
    assert [*parser.feed(b"\x1b[200~bias"), *parser.time_out()] == []
    assert [*parser.feed(b"\r"), *parser.time_out()] == []
    assert [*parser.feed(b"\x1b"), *parser.time_out()] == [Paste("bias\r\x1b")]
    assert parser.feed(b"s") == [Key("s")]


def test_a_long_paste_keeps_its_start_and_its_rest_is_no_keys() -> None:
    parser = Parser()
    read = [*parser.feed(b"\x1b[200~")]
    for _ in range(40):
        read += parser.feed(b"sln\r" * 1024)
    read += parser.feed(b"\x1b[201~x")
    assert read == [Paste("sln\r" * (PASTE_LIMIT // 4)), Key("x")]
