"""The stems of the words that carry the meaning of an English text, to see whether two texts speak of the same thing."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_ENDING = re.compile(
    r"(?<=\w{3})(?:ation|is(?:ing|ed|es|e)|iz(?:ing|ed|es|e)|ing|edly|ed|ies|es|ly|(?<![aisu])s|e|y|al|ive)$"
)  # the longest ending that leaves three letters
_LENGTH = 5
_WITHOUT_MEANING = frozenset(
    re.findall(
        r"\w+",
        "a an the and or of to in on for by with from at as is are be it its that this those these what when where which"
        " who whom how why not no nor only both each every all any some than then so but into over under before after"
        " against between without within about per one two three four do does has have had can may must their them they"
        " he she his her own more most less least rather also instead first next finally same last other others"
        " say says said name names know knows explain explains describe describes give gives state states tell tells"
        " separate separates show shows put puts place places use uses using offer offers choose chooses decide decides"
        " weigh weighs compare compares good well right plain concrete example examples case cases reason reasons cause"
        " causes",
    )
)
"""Words that any text may have, and the verbs with which a rubric describes any answer."""


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that carry its meaning."""
    words = (word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(text.lower()))
    return frozenset(_ENDING.sub("", word)[:_LENGTH] for word in words if word not in _WITHOUT_MEANING)
