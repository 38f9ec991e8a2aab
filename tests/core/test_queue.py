"""The questions to ask now, and their order."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, item
from mlprep_cli.core.queue import Item, by_topics, interleave, quickfire_queue, shuffled_ties

TOPICS = st.lists(st.sampled_from("abcd"), max_size=30)


def items(topics: list[str]) -> list[Item]:
    return [item(f"{topic}{number}", topic) for number, topic in enumerate(topics)]


@given(TOPICS)
def test_interleaving_keeps_every_item_once(topics: list[str]) -> None:
    assert Counter(interleave(items(topics))) == Counter(items(topics))


@given(TOPICS)
def test_no_two_of_a_topic_follow_each_other_while_another_is_left(topics: list[str]) -> None:
    ordered = interleave(items(topics))
    for place, (one, other) in enumerate(pairwise(ordered)):
        left = {item.topic for item in ordered[place + 1 :]}
        assert one.topic != other.topic or left == {one.topic}


@given(TOPICS)
def test_within_a_topic_the_longest_overdue_stays_first(topics: list[str]) -> None:
    ordered = interleave(items(topics))
    for topic in set(topics):
        ids = [int(item.question_id[1:]) for item in ordered if item.topic == topic]
        assert ids == sorted(ids)


@given(TOPICS)
def test_the_longest_overdue_of_all_is_asked_first(topics: list[str]) -> None:
    assert interleave(items(topics))[:1] == items(topics)[:1]


def test_a_quickfire_round_uses_up_each_tier_before_the_next() -> None:
    tiers = [items(["a", "a"]), items(["b"]), items(["c", "c"])]
    assert [item.topic for item in quickfire_queue(tiers, 4)] == ["a", "a", "b", "c"]


@given(st.lists(st.integers(0, 3), max_size=20), st.integers())
def test_chance_shuffles_only_what_is_due_on_the_same_day(days: list[int], seed: int) -> None:
    ordered = [item(str(number), due=DAY.replace(day=1 + day)) for number, day in enumerate(sorted(days))]
    mixed = shuffled_ties(ordered, Random(seed))
    assert [item.card.due for item in mixed] == [item.card.due for item in ordered]
    assert Counter(mixed) == Counter(ordered)
    assert mixed == shuffled_ties(ordered, Random(seed))


@given(TOPICS)
def test_every_topic_comes_once_before_any_comes_twice(topics: list[str]) -> None:
    ordered = by_topics(items(topics))
    assert sorted(item.question_id for item in ordered) == sorted(item.question_id for item in items(topics))
    met = [item.topic for item in ordered]
    assert set(met[: len(set(met))]) == set(met)
