"""Pages: study pages and the guide."""

from __future__ import annotations

from mlprep_cli.storage.store import Store


def test_a_page_is_found_by_its_kind_and_its_id(store: Store) -> None:
    study = store.pages.page("topic", "regularization")
    assert study is not None
    assert study.text == "All about regularization."
    assert [each.id for each in store.pages.pages("guide")] == ["star"]
    assert store.pages.page("topic", "star") is None
