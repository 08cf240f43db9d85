"""Tells the signals of each sentence that may answer (`chatbot.signals`): what it holds of the
question, how search ranks its passage, whose it is, and what the reader makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from chatbot.candidates import Candidate
from chatbot.library import version_key
from chatbot.people import Person, Wanted
from chatbot.reader import reading_of, sentences_in
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.signals import Place, Question, in_time, textual
from chatbot.stretches import Stretch, read_stretches
from chatbot.types import Document, Hit


class Teller:
    """Tells the signals of all candidates of one question."""

    def __init__(
        self, corpus: Corpus, scope: Scope, question: Question, hits: Sequence[Hit]
    ) -> None:
        self.corpus, self.scope, self.question, self.hits = corpus, scope, question, hits
        self.ranked = {hit.passage.id: hit for hit in hits}
        dated = [d.date for d in corpus.documents.values() if d.date]
        self.days = sorted(set(dated))
        noise, floor = corpus.embedder.cosine_noise, corpus.embedder.cosine_floor
        self.noise, self.reach = noise, max(floor - noise, 1e-6)

    def candidates(self) -> Iterator[Candidate]:
        """Each sentence once."""
        stretches = list(read_stretches(self.corpus, self.scope, self.hits))
        places = [
            (stretch, spans, at)
            for stretch in stretches
            for spans in [sentences(stretch.turn.text)]
            for at, span in enumerate(spans)
            if span[1] > stretch.passage.start and span[0] < stretch.passage.end
        ]
        own = [s.turn.text[spans[at][0] : spans[at][1]] for s, spans, at in places]
        asked = sorted({t for s in stretches for t in _parts(s.asked)})
        near = self.corpus.nearness.cosines(self.scope.query, [*own, *asked])
        cosines = dict(zip([*own, *asked], map(self._scaled, near), strict=True))
        best = max((cosines[text] for text in own), default=0.0)
        passages = self._passage_cosines(stretches)
        read = self._read(stretches)
        seen: set[tuple[str, str, int]] = set()
        for (stretch, spans, at), text, raw in zip(places, own, near, strict=False):
            key = (stretch.document.id, stretch.turn.id, spans[at][0])
            if key in seen or key in self.scope.passed:
                continue
            seen.add(key)
            signals = textual(self.question, self._place(stretch, spans, at))
            signals |= self._ranking(stretch)
            signals |= self._sides(stretch)
            signals |= in_time(self.question.text, self._recent(stretch.document))
            signals["cosine"] = cosines[text]
            signals["cosine_passage"] = passages.get(stretch.passage.id, 0.0)
            signals["cosine_asked"] = max((cosines[t] for t in _parts(stretch.asked)), default=0.0)
            signals["closeness"] = cosines[text] - best
            signals |= read.get((stretch.passage.id, spans[at]), {})
            wanted = signals["speaker"] > 0
            yield Candidate(
                stretch.document,
                stretch.turn,
                *spans[at],
                stretch.passage,
                signals,
                float(raw),
                wanted,
            )

    def _read(
        self, stretches: Sequence[Stretch]
    ) -> dict[tuple[str, tuple[int, int]], dict[str, float]]:
        """What the reader tells of each sentence of each passage; nothing without a reader."""
        if self.corpus.reader is None or not stretches:
            return {}
        readings = [
            reading_of(self.corpus.library, s.document, s.turn, s.passage) for s in stretches
        ]
        told = self.corpus.reader.read(self.scope.query, readings)
        best = max(max(scores) for scores in told)
        return {
            (stretch.passage.id, span): {
                "read": score,
                "read_gap": score - best,
                "read_passage": max(scores),
            }
            for stretch, scores in zip(stretches, told, strict=True)
            for span, score in zip(sentences_in(stretch.turn, stretch.passage), scores, strict=True)
        }

    def _scaled(self, cosine: float) -> float:
        """A raw cosine between what the model gives anything (0) and its floor of evidence (1)."""
        return (cosine - self.noise) / self.reach

    def _place(self, stretch: Stretch, spans: Sequence[tuple[int, int]], at: int) -> Place:
        turn, document = stretch.turn, stretch.document
        around = [turn.speaker.raw if turn.speaker else ""]
        item = turn.agenda
        while item is not None:
            around.append(document.agenda[item].title)
            item = document.agenda[item].parent
        if turn.agenda is not None:
            below = (i for i in document.agenda if i.parent == turn.agenda and not i.closed)
            around += [one.title for one in below]
        return Place(
            own=turn.text[spans[at][0] : spans[at][1]],
            near=turn.text[spans[max(0, at - 1)][0] : spans[min(len(spans) - 1, at + 1)][1]],
            passage=stretch.passage.text,
            asked=stretch.asked,
            around="\n".join(around),
            day=document.date,
            first=at == 0,
        )

    def _ranking(self, stretch: Stretch) -> dict[str, float]:
        hit = self.ranked.get(stretch.passage.id)
        if hit is None:
            return {"fused": 0.0, "words": 0.0, "bigrams": 0.0, "dense": 0.0}
        best = self.hits[0].score or 1.0
        ranks = (
            ("words", hit.ranks.words),
            ("bigrams", hit.ranks.bigrams),
            ("dense", hit.ranks.dense),
        )
        return {"fused": hit.score / best} | {
            name: 1.0 / rank if rank else 0.0 for name, rank in ranks
        }

    def _sides(self, stretch: Stretch) -> dict[str, float]:
        turn, wanted = stretch.turn, self.scope.wanted
        found = {
            "is_question": float(turn.kind == "question"),
            "is_answer": float(turn.kind == "answer"),
            "follows": float(stretch.follows),
            "speaker": 0.0,
        }
        if wanted.side is not None:
            replies = turn.kind == "answer" or stretch.follows
            fits = replies if wanted.side == "answer" else turn.kind == wanted.side
            found |= {"side": float(fits), "side_not": float(not fits)}
        if wanted.turns is not None:
            key = f"{version_key(stretch.document.id, stretch.document.version)}/{turn.id}"
            named = key in wanted.turns
            found |= {"speaker": float(named), "speaker_not": float(not named)}
        if wanted.askers or self.scope.answers_to:
            found["replies_asker"] = float(self._replies_to_asker(stretch, wanted))
        return found

    def _replies_to_asker(self, stretch: Stretch, wanted: Wanted) -> bool:
        turns = self.corpus.library.turns(stretch.document)
        before = [turns[int(name[1:]) - 1] for name in stretch.turn.replies_to]
        if not before and stretch.follows:
            before = [turns[stretch.turn.ordinal - 2]]
        return any(
            (stretch.document.id, turn.id) in self.scope.answers_to
            or (turn.speaker is not None and Person.of(turn.speaker) in wanted.askers)
            for turn in before
        )

    def _recent(self, document: Document) -> float:
        if document.date is None or len(self.days) < 2:
            return 0.5
        return self.days.index(document.date) / (len(self.days) - 1)

    def _passage_cosines(self, stretches: Sequence[Stretch]) -> dict[str, float]:
        known = {hit.passage.id: hit.cosine for hit in self.hits if hit.cosine is not None}
        missing = [s.passage.id for s in stretches if s.passage.id not in known]
        if missing:
            asked = self.corpus.nearness.question(self.scope.query)
            vectors = self.corpus.index.vectors.vectors(missing)
            known |= {name: float(np.dot(v, asked)) for name, v in vectors.items()}
        return {name: self._scaled(cosine) for name, cosine in known.items()}


def _parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]
