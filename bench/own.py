"""gijiq as one side of a comparison: a temporary installation, filled the way that ingest does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.beir import Text
from chatbot.assistant import Assistant
from chatbot.index import Index
from chatbot.library import version_key
from chatbot.retrieve import search
from chatbot.settings import Settings
from chatbot.types import AgendaItem, Document, Turn
from chatbot.upkeep import fill
from ingest.passages import make_passages

# How many texts make one meeting.
MEETING = 100


class Gijiq:
    """An installation into which texts go as turns of meetings."""

    name = "gijiq"

    def __init__(self, assistant: Assistant, index: Index) -> None:
        self.assistant = assistant
        self._index = index
        self._texts: dict[str, str] = {}
        self.passages = 0

    def warm(self) -> None:
        """Load the embedding model and run it once."""
        self.assistant.embedder.embed_query("")

    def add(self, texts: Sequence[Text]) -> None:
        """Cut, store, embed, index and publish texts."""
        for at in range(0, len(texts), MEETING):
            self._publish(texts[at : at + MEETING])

    def search(self, question: str, k: int) -> list[str]:
        """The ids of the best texts, from the best ``k`` passages; each text counts by its best."""
        hits = search(self.assistant.corpus(), question, k)
        return self.texts_in([hit.passage.id for hit in hits])

    def search_unread(self, question: str, k: int) -> list[str]:
        """The same without the reader, where the installation has one."""
        corpus = replace(self.assistant.corpus(), reader=None)
        return self.texts_in([hit.passage.id for hit in search(corpus, question, k)])

    def texts_in(self, passages: Sequence[str]) -> list[str]:
        """The ids of the texts that passages lie in, in their order, each once."""
        return list(dict.fromkeys(self._texts[name.rpartition("/")[0]] for name in passages))

    def _publish(self, texts: Sequence[Text]) -> None:
        library = self.assistant.library
        name = f"texts-{len(library.documents()) + 1:04}"
        document, turns = as_meeting(name, library.next_version(name), texts)
        passages = make_passages(document, turns)
        library.stage(document, name, turns, passages)
        fill(self._index, self.assistant.embedder, passages)
        library.publish(name, document.version)
        self.passages += len(passages)
        for turn, text in zip(turns, texts, strict=True):
            self._texts[f"{version_key(name, document.version)}/{turn.id}"] = text.id


def as_meeting(name: str, version: int, texts: Sequence[Text]) -> tuple[Document, list[Turn]]:
    """Texts as the turns of a meeting without title; their titles are its agenda."""
    titles = list(dict.fromkeys(text.title for text in texts if text.title))
    places = {title: place for place, title in enumerate(titles)}
    turns = [
        Turn(f"t{n}", n, speaker=None, agenda=places.get(text.title), text=text.text)
        for n, text in enumerate(texts, 1)
    ]
    document = Document(
        id=name,
        version=version,
        title="",
        body="",
        number=None,
        date=None,
        start=None,
        end=None,
        place="",
        source="",
        header="",
        agenda=tuple(AgendaItem("", title) for title in titles),
        turns=len(turns),
    )
    return document, turns


@contextmanager
def installation(settings: Settings, *, reader: bool = False) -> Iterator[Gijiq]:
    """An empty installation in a temporary folder, with the model that the settings name.

    Without the reader unless ``reader``: what it costs is told apart from what a search costs.
    """
    with tempfile.TemporaryDirectory(prefix="gijiq-bench-") as folder:
        own = settings.model_copy(
            update={
                "data": Path(folder),
                "database_url": None,
                "chroma_url": None,
                "model_dir": settings.bundled_model_dir,
                "reader": "bundled" if reader else "none",
            }
        )
        with Assistant(own) as assistant, assistant.writing() as index:
            yield Gijiq(assistant, index)
