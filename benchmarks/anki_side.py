"""The same work done by the `anki` package: `python benchmarks/anki_side.py COLLECTION make|first|answer|graphs [NOTES REVIEWS]`.

Prints seconds where it measures inside the process.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from statistics import median


def main(path: str, verb: str, notes: int = 0, reviews: int = 0) -> None:
    """Do one task on a collection."""
    from anki.collection import AddNoteRequest, Collection

    collection = Collection(path)
    if verb == "make":
        deck = collection.decks.id("ml")
        assert deck is not None
        model = collection.models.by_name("Basic")
        assert model is not None
        requests = []
        for number in range(notes):
            note = collection.new_note(model)
            note["Front"], note["Back"] = f"What is question {number}?", "The point first, then why. " * 60
            requests.append(AddNoteRequest(note, deck))
        collection.add_notes(requests)
        config = collection.decks.config_dict_for_deck_id(deck)
        config["new"]["perDay"] = 9999
        collection.decks.update_config(config)
        if reviews:
            _log(collection, reviews)
    collection.decks.select(collection.decks.id("ml") or 1)
    if verb == "first":
        card = collection.sched.getCard()
        assert card is not None
        print(card.question()[:40])
    elif verb == "answer":
        print(median(_answer(collection) for _ in range(30)))
    elif verb == "graphs":
        collection._backend.graphs(search="", days=0)  # noqa: SLF001  Anki's own statistics screen calls it
    collection.close()


def _answer(collection: object) -> float:
    scheduler = collection.sched  # type: ignore[attr-defined]  # a Collection; the package is optional here
    card = scheduler.getCard()
    begun = time.perf_counter()
    scheduler.answerCard(card, 3)
    following = scheduler.getCard()
    assert following is not None
    following.question()
    return time.perf_counter() - begun


def _log(collection: object, reviews: int) -> None:
    chance = random.Random(7)
    cards = collection.find_cards("")  # type: ignore[attr-defined]  # as above
    now = int(time.time() * 1000)
    gap = 364 * 86400 * 1000 // reviews
    rows = [
        (
            now - (reviews - number) * gap,
            cards[number % len(cards)],
            -1,
            chance.randint(1, 4),
            10,
            5,
            2500,
            chance.randint(5000, 60000),
            1,
        )
        for number in range(reviews)
    ]
    collection.db.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
    Path(sys.argv[1]).touch()
