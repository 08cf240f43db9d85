"""Cosines with single sentences: right, remembered, and safe between threads."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from writing import Letters

from chatbot import nearness
from chatbot.embed import Vectors
from chatbot.nearness import Nearness


class Counting(Letters):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return super().embed_passages(texts)


def cosine(one: str, other: str) -> float:
    return float(Letters().embed_query(one) @ Letters().embed_query(other))


def test_cosines_come_in_order_and_each_sentence_is_embedded_once() -> None:
    model = Counting()
    near = Nearness(model)
    texts = ["給食費", "避難所", "給食費"]
    expected = [cosine("給食費は", text) for text in texts]
    assert near.cosines("給食費は", texts) == pytest.approx(expected)
    assert near.cosines("給食費は", [*texts, "図書館"])[:3] == pytest.approx(expected)
    assert model.embedded == ["給食費", "避難所", "図書館"]
    assert near.cosines("給食費は", []) == []


def test_what_is_forgotten_is_embedded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness, "REMEMBERED", 3)
    near = Nearness(Counting())

    def ask(start: int) -> list[float]:
        return near.cosines("発言5番", [f"発言{n % 10}番" for n in range(start, start + 5)])

    with ThreadPoolExecutor(4) as pool:
        for start, found in enumerate(pool.map(ask, range(200))):
            texts = [f"発言{n % 10}番" for n in range(start, start + 5)]
            assert found == pytest.approx([cosine("発言5番", text) for text in texts])
