"""Cosines between a question and single sentences, which are embedded when first asked about."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from chatbot.embed import Embedder, Vectors

# Sentences remembered; 384 numbers each, so 20,000 take about 30 MB.
REMEMBERED = 20_000


class Nearness:
    """Embeds sentences once and remembers them; safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._asked: tuple[str, Vectors] | None = None
        self._guard = threading.Lock()

    def question(self, question: str) -> Vectors:
        """The vector of a question; the last one is remembered."""
        with self._guard:
            if self._asked is not None and self._asked[0] == question:
                return self._asked[1]
        vector = self._embedder.embed_query(question)
        with self._guard:
            self._asked = (question, vector)
        return vector

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The raw cosine of each text with the question, in order."""
        if not texts:
            return []
        with self._guard:
            vectors = {text: self._known.get(text) for text in texts}
        missing = [text for text, vector in vectors.items() if vector is None]
        fresh = dict(zip(missing, self._embedder.embed_passages(missing), strict=True))
        with self._guard:
            self._known.update(fresh)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        asked = self.question(question)
        near = {text: float(vector @ asked) for text, vector in {**vectors, **fresh}.items()}
        return [near[text] for text in texts]
