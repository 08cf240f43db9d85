"""What every question needs of the whole library, made once for each revision of it."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, TypeVar

from chatbot.library import Library
from chatbot.people import Everybody, People

# For so many choices of documents their speakers are remembered, and of so many questions what was
# found: a page that shows an answer asks for the ranked passages of the same question next.
REMEMBERED, LATELY = 16, 4
T = TypeVar("T")


class Memory:
    """Speakers, and what was found lately, of one revision of a library; a new one gets its own."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._everybody: Everybody | None = None
        self._people: OrderedDict[tuple[str, ...], People] = OrderedDict()
        self._lately: deque[tuple[Any, Any]] = deque(maxlen=LATELY)

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

    def lately(self, key: Any, make: Callable[[], T]) -> T:
        """What was made for an equal key a moment ago, or is made now. Keys need no hash."""
        with self._guard:
            recent = list(self._lately)
        for known, value in recent:
            if known == key:
                found: T = value
                return found
        made = make()
        with self._guard:
            self._lately.append((key, made))
        return made
