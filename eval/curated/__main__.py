"""``python -m eval.curated``: how well curated questions are told apart, and how fast.

``--fit`` prints the weights for `chatbot.curated_match`; ``--wrong`` shows which questions of the
tuned half are judged wrongly (never those of the measured half).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.curated_match import Form, Matcher
from chatbot.embed import Embedder, Vectors, open_embedder
from chatbot.settings import Settings
from eval.curated.cases import ASKED, DOCUMENTS, HALVES, WRITTEN, cases, forms, outcomes, rates
from eval.curated.fit import fit

# What is promised of the measured half.
MATCHED, FALSE = 0.80, 0.03
_ENTRIES = 1_000
# Questions to minutes, as the tuning half of the evaluation has them.
_ELSEWHERE = (
    "都が生成AIについて示した基盤の名前は？",
    "練馬区の人材育成の事例は何が評価されましたか",
    "前回の会議で報告された事項をすべて挙げてください",
    "協議会の事務局はどこの部署が務めていますか",
    "共同調達に参加しなかった自治体の理由",
    "標準化の移行期限に間に合わない団体はいくつありますか",
    "座長が最後にまとめた内容を教えてください",
    "民生委員の欠員について副市長はどう答えたか",
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A model that nothing was calibrated for: only words count."""

    inner: Embedder
    name: str = "unknown"

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    @property
    def cosine_floor(self) -> float:
        return self.inner.cosine_floor

    @property
    def cosine_noise(self) -> float:
        return self.inner.cosine_noise

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self.inner.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        return self.inner.embed_query(text)


def main(arguments: Sequence[str]) -> int:
    """Print the table; 0 where the measured half keeps what is promised."""
    embedder = open_embedder(Settings())
    if "--fit" in arguments:
        print("with the bundled model:", fit(embedder))
        print("words only:", fit(None))
        return 0
    print(f"{'half':<10}{'model':<10}{'rewordings':>11}{'matched':>9}{'near':>6}{'false':>7}")
    kept = True
    for half in HALVES:
        for name, model in (("bundled", embedder), ("unknown", Unknown(embedder))):
            found = outcomes(half, model)
            rate = rates(found)
            print(
                f"{half:<10}{name:<10}{rate.rewordings:>11}{rate.matched:>9.3f}"
                f"{rate.near:>6}{rate.false:>7.3f}"
            )
            if half == "measured" and name == "bundled":
                kept = rate.matched >= MATCHED and rate.false <= FALSE
            if "--wrong" in arguments and half == "tuned":
                for outcome in found:
                    if not outcome.right:
                        print(f"    {outcome.case.kind} {outcome.case.question} → {outcome.found}")
    _speed(embedder)
    return 0 if kept else 1


def _speed(embedder: Embedder) -> None:
    """Milliseconds of processor time a question takes where there are a thousand entries."""
    entries = dict.fromkeys(case.entry for case in forms())
    held = [
        Form(f"{case.entry}/{copy}", case.question.replace("の", f"{copy}の", 1), WRITTEN)
        for copy in range(_ENTRIES // len(entries) + 1)
        for case in forms()
    ]
    begun = time.process_time()
    matcher = Matcher(held)
    print(f"\n{len(held)} forms are read in, once, in {_since(begun):.0f} ms")
    for name, questions in (
        ("that is near", [case.question for case in cases()]),
        ("that is not", list(_ELSEWHERE)),
    ):
        times: list[float] = []
        for again in range(2):
            times = []
            for question in questions:
                begun = time.process_time()
                matcher.fitting(question, ASKED, DOCUMENTS, embedder)
                times.append(_since(begun))
            said = "the second time" if again else "the first time"
            print(f"a question {name}, {said}: {statistics.median(times):.1f} ms in the median")


def _since(begun: float) -> float:
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
