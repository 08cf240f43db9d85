"""``python -m eval.grounding``: the table of docs/grounding.md.

``--dev`` shows the half on which thresholds are set, ``--wrong`` the sentences that are judged
wrongly (never those of the other half), ``--dense`` lets the bundled model help.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Sequence

from chatbot.embed import open_embedder
from chatbot.grounding import Similarity
from chatbot.settings import Settings
from eval.grounding.controls import tuning
from eval.grounding.measure import Checked, Rate, checked, kinds, made, rates, written
from eval.grounding.sources import Item, every_sentence


def main(arguments: Sequence[str]) -> int:
    """Print the table; 0 where the targets are met."""
    held_out = "--dev" not in arguments
    similarity = _bundled() if "--dense" in arguments else None
    sentences, pairs = made(held_out, similarity), written(held_out, similarity)
    found = kinds(sentences, pairs)
    tuned = [] if held_out else [checked(item, similarity) for item in tuning()]
    if "--wrong" in arguments and not held_out:
        _show_wrong([*sentences, *pairs, *tuned])
    print(f"{'kind':<16}{'n':>5}{'detected':>10}{'balanced':>10}")
    for rate in found.changed:
        print(f"{rate.kind:<16}{rate.n:>5}{rate.share:>10.3f}{found.balanced(rate):>10.3f}")
    print(f"{'mean':<16}{'':>5}{'':>10}{found.mean:>10.3f}\n")
    print(f"{'control':<16}{'n':>5}{'accepted':>10}")
    for rate in found.unchanged:
        print(f"{rate.kind:<16}{rate.n:>5}{rate.share:>10.3f}")
    print(f"{'all':<16}{sum(r.n for r in found.unchanged):>5}{found.accepted:>10.3f}\n")
    true, false = found.pairs_supported, found.pairs_unsupported
    print(f"pairs written by another: {true.n} supported, accepted {true.share:.3f};", end=" ")
    print(f"{false.n} unsupported, detected {false.share:.3f};", end=" ")
    print(f"balanced {found.pairs_balanced:.3f}")
    _show_rates(rates(pairs))
    _show_rates(rates(tuned))
    own = [
        checked(Item(s.id, "own", s.text, s.evidence, True), similarity) for s in every_sentence()
    ]
    print(f"\nsentences with their own turn: {sum(c.right for c in own)} of {len(own)} supported")
    times = [c.seconds for c in (*sentences, *pairs, *tuned, *own)]
    print(f"median {statistics.median(times) * 1000:.1f} ms, slowest {max(times) * 1000:.0f} ms")
    return 0 if found.met else 1


def _bundled() -> Similarity:
    embedder = open_embedder(Settings())

    def similarity(one: str, other: str) -> float:
        vectors = embedder.embed_passages([one, other])
        return float(vectors[0] @ vectors[1])

    return similarity


def _show_wrong(found: Iterable[Checked]) -> None:
    for one in found:
        if not one.right:
            why = "; ".join(f"{r.code} {r.text}" for r in one.verdict.reasons)
            print(f"[{one.item.kind}] {one.item.claim}")
            print(f"    {one.item.evidence.text[:300]!r}\n    {why}")


def _show_rates(found: Iterable[Rate]) -> None:
    for rate in found:
        print(f"  {rate.kind:<14}{rate.n:>5}{rate.share:>10.3f}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
