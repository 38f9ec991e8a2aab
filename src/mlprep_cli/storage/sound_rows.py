"""Which reviews are valid for certain, found by SQLite: checking a million rows one by one in Python takes a minute.

A review that is sound here is valid by `core.log_records`. Any other may be valid too: it is checked there.
"""

from __future__ import annotations

_DIGIT, _HEX = "[0-9]", "[0-9a-f]"
_FRACTION = f".{_DIGIT * 6}Z"
_END_OF_UUID = f"-7{_HEX * 3}-[89ab]{_HEX * 3}-{_HEX * 12}"


def _is_plain(column: str, shortest: int, longest: int) -> str:
    """Return whether a column is a text of ASCII characters without a zero byte, with this number of them."""
    return f"""
        typeof({column}) = 'text' AND length({column}) BETWEEN {shortest} AND {longest}
        AND length({column}) = length(CAST({column} AS BLOB))
    """


def _is_name(column: str, longest: int, others: str) -> str:
    """Return whether a column starts with a letter or a digit, and has only these and some other characters."""
    return f"""
        {_is_plain(column, 1, longest)} AND {column} GLOB '[0-9A-Za-z]*' AND {column} NOT GLOB '*[^0-9A-Za-z{others}]*'
    """


def _is_moment(column: str) -> str:
    return f"""
        {_is_plain(column, 27, 27)} AND substr({column}, 20) GLOB '{_FRACTION}' AND {column} BETWEEN '1990' AND '2201'
        AND strftime('%Y-%m-%dT%H:%M:%S', substr({column}, 1, 19)) = substr({column}, 1, 19)
    """


def _is_duration(column: str) -> str:
    return f"typeof({column}) IN ('real', 'integer') AND {column} BETWEEN 0 AND 999999999"


_SECONDS = "CAST(strftime('%s', substr(reviewed_at, 1, 19)) AS INTEGER)"
_EARLIEST, _LATEST = -14 * 3600 + 1, 60 * 3600 - 1
"""The seconds from the midnight at which a study day starts to the moments that it can have."""

# What most rows have comes first, so that SQLite can skip the rest of a condition. The names of questions and sessions are
# checked once for all of their reviews.
SOUND_REVIEW = f"""
    {_is_moment("reviewed_at")}
    AND {_is_plain("id", 36, 36)} AND substr(id, 14) GLOB '{_END_OF_UUID}' AND substr(id, 9, 1) = '-'
    AND substr(id, 1, 8) || substr(id, 10, 4) = printf('%012x', {_SECONDS} * 1000 + substr(reviewed_at, 21, 3))
    AND question_id IN (SELECT id FROM question WHERE {_is_name("id", 200, "._-")})
    AND session_id IN (SELECT id FROM session WHERE {_is_name("id", 200, "._-")})
    AND (mode IN ('drill', 'quickfire', 'mock') OR {_is_name("mode", 40, "_-")})
    AND (
        study_day = substr(reviewed_at, 1, 10)
        OR date(study_day, '+0 days') = study_day AND study_day BETWEEN '1990' AND '2201'
        AND {_SECONDS} - strftime('%s', study_day) BETWEEN {_EARLIEST} AND {_LATEST}
    )
    AND grade IN ('strong', 'lean', 'no_hire')
    AND checkpoint IN ('0', '3', '7', '14', '21', 'mastered')
    AND {_is_duration("thinking_seconds")}
    AND {_is_duration("reviewing_seconds")}
    AND typeof(budget_seconds) = 'integer' AND budget_seconds BETWEEN 1 AND 999999999
    AND typeof(timed_out) = 'integer' AND timed_out IN (0, 1)
    AND (
        key_points = '[]'
        OR {_is_plain("key_points", 2, 1000)} AND key_points GLOB '[[]*' AND substr(key_points, 2) NOT GLOB '*[^0-9, ]*]'
        AND key_points NOT GLOB '*{_DIGIT * 9}*' AND json_valid(key_points)
    )
    AND (voided_at IS NULL OR {_is_moment("voided_at")})
    AND (confidence IS NULL OR typeof(confidence) = 'integer' AND confidence IN (1, 2, 3))
    AND (follow_ups IS NULL OR typeof(follow_ups) = 'integer' AND follow_ups BETWEEN 0 AND 1000000000)
"""  # noqa: S608  fixed words and names
"""The condition of a sound row of `review`. Its question and its session exist."""
