"""Pairs of a claim and a passage by somebody who had not read the checker (``pairs.yaml``).

Those with an even number may be tuned on, the others only measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from chatbot.grounding import Evidence
from eval.grounding.sources import ROOT, Item, meetings
from ingest.speakers import parse_speaker


@dataclass(frozen=True, slots=True)
class Pair(Item):
    """An item that is halved by its number."""

    @property
    def held_out(self) -> bool:
        """Whether its number is odd."""
        return int(self.id.lstrip("g")) % 2 == 1


def pairs() -> Iterator[Item]:
    """The pairs in order."""
    path = ROOT / "eval" / "grounding" / "pairs.yaml"
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        day = date.fromisoformat(str(row["date"]))
        meeting = next((m for m in meetings().values() if m.date == day), None)
        evidence = Evidence(
            text=row["evidence"],
            speaker=parse_speaker(row["speaker"]) if row.get("speaker") else None,
            date=day,
            number=meeting.number if meeting else None,
            title=meeting.title if meeting else "",
        )
        supported = row["label"] == "supported"
        yield Pair(row["id"], row["kind"], row["claim"], evidence, supported)
