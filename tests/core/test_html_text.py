"""HTML as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.html_text import has_html, markdown_of_html, markdown_of_text

EXAMPLES = {
    "<b>bold</b>,<em> italic </em>and <code>x = 1</code>": "**bold**, *italic* and `x = 1`",
    "one<br>two<div>three</div>": "one\n\ntwo\n\nthree",
    "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>": "- a\n- b\n  - c",
    "<ol><li>a</li><li>b</li></ol>": "1. a\n2. b",
    "Code:<pre><code>for x in y:\n    f(x)</code></pre>": "Code:\n\n```\nfor x in y:\n    f(x)\n```",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>": "| a | b |\n| --- | --- |\n| 1\\|2 |  |",
    "x<sup>2</sup>, w<sub>i</sub>, 2<sup>xy</sup>": "x², wᵢ, 2^xy",
    "&lt;T&gt; &amp; &eacute;&nbsp;1 < 2": "\\<T> & é 1 < 2",
    "<img src='plot.png'> <img src='data:image/png;base64,AAAA'>": "[image: plot.png] [image]",
    "<a href='https://a.example/x'>here</a> <a href='javascript:f()'>there</a>": "[here](https://a.example/x) there",
    "a<script>alert(1)</script><style>b</style>c<!-- d -->": "ac",
    "<b>not closed <i>at all": "**not closed *at all***",
    "\\(x_1^2\\) stays": "\\(x_1^2\\) stays",
    "a <![CDATA[ b": "a <![CDATA[ b",
}


@pytest.mark.parametrize(("html", "markdown"), EXAMPLES.items())
def test_an_element_is_what_markdown_has_for_it(html: str, markdown: str) -> None:
    assert markdown_of_html(html)[0] == markdown.replace("<![", "\\<![")


@given(st.text() | st.text("<>/!?-biulao=\"' &;#1", max_size=300))
def test_any_text_can_be_read_as_html(text: str) -> None:
    markdown, media = markdown_of_html(text)
    assert media == 0 or "[" in markdown


def test_plain_text_keeps_its_lines_and_its_code() -> None:
    assert markdown_of_text("one\ntwo\n• a\n• b\n`List<int>` or List<int>") == (
        "one\n\ntwo\n\n- a\n- b\n\n`List<int>` or List\\<int>",
        0,
    )
    assert markdown_of_text("```\na\nb") == ("```\na\nb\n```", 0)
    assert markdown_of_text("[sound:a.mp3]") == ("[sound: a.mp3]", 1)


def test_a_comparison_is_not_html() -> None:
    assert not has_html("a < b and c > d")
    assert has_html("a &lt; b")
    assert has_html("<br/>")
