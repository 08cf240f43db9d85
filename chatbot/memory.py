"""What every question needs of the whole library, made once for each revision of it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from chatbot.library import Library
from chatbot.people import Everybody, People

# For so many choices of documents their speakers are remembered.
REMEMBERED = 16


class Memory:
    """The speakers of one revision of a library; a new revision gets a new one."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._everybody: Everybody | None = None
        self._people: OrderedDict[tuple[str, ...], People] = OrderedDict()

    def people(self, library: Library, documents: tuple[str, ...]) -> People:
        """The speakers of some documents; the same object for the same documents."""
        with self._guard:
            if self._everybody is None:
                self._everybody = Everybody(library.speakers())
            known = self._people.get(documents)
            if known is None:
                known = self._people[documents] = People(self._everybody, documents)
            self._people.move_to_end(documents)
            while len(self._people) > REMEMBERED:
                self._people.popitem(last=False)
        return known
