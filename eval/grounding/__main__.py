"""``python -m eval.grounding``: the table of docs/grounding.md.

``--dev`` shows the half on which thresholds are set, ``--wrong`` the sentences that are judged
wrongly (never those of the other half), ``--dense`` lets the bundled model help.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence

from chatbot.embed import open_embedder
from chatbot.grounding import Similarity, Verdict, check
from chatbot.settings import Settings
from eval.grounding.controls import controls, tuning
from eval.grounding.pairs import pairs
from eval.grounding.perturb import perturbations
from eval.grounding.sources import Item, every_sentence


def main(arguments: Sequence[str]) -> int:
    """Print the table; 0 where the targets are met."""
    held_out = "--dev" not in arguments
    wrong = "--wrong" in arguments and not held_out
    items = [i for i in (*perturbations(), *controls()) if i.held_out == held_out]
    if "--dense" in arguments:
        _dense["similarity"] = _bundled()
    times: list[float] = []
    rows = _rates(items, times, wrong)
    accepted = _mean([right for item, right in rows if item.supported])
    print(f"{'kind':<16}{'n':>5}{'detected':>10}{'balanced':>10}")
    balanced = []
    for kind, found in _by_kind([r for r in rows if not r[0].supported]).items():
        balanced.append((_mean(found) + accepted) / 2)
        print(f"{kind:<16}{len(found):>5}{_mean(found):>10.3f}{balanced[-1]:>10.3f}")
    print(f"{'mean':<16}{'':>5}{'':>10}{statistics.mean(balanced):>10.3f}\n")
    print(f"{'control':<16}{'n':>5}{'accepted':>10}")
    good = _by_kind([r for r in rows if r[0].supported])
    for kind, found in good.items():
        print(f"{kind:<16}{len(found):>5}{_mean(found):>10.3f}")
    print(f"{'all':<16}{sum(map(len, good.values())):>5}{accepted:>10.3f}\n")
    _independent(held_out, times, wrong)
    if not held_out:
        for kind, found in _by_kind(_rates(list(tuning()), times, wrong)).items():
            print(f"  {kind:<14}{len(found):>5}{_mean(found):>10.3f}")
    _own(times)
    print(f"median {statistics.median(times) * 1000:.1f} ms, slowest {max(times) * 1000:.0f} ms")
    met = accepted >= 0.92 and min(balanced) >= 0.85 and statistics.mean(balanced) >= 0.90
    return 0 if met else 1


def _bundled() -> Similarity:
    embedder = open_embedder(Settings())

    def similarity(one: str, other: str) -> float:
        vectors = embedder.embed_passages([one, other])
        return float(vectors[0] @ vectors[1])

    return similarity


_dense: dict[str, Similarity] = {}


def _rates(items: Sequence[Item], times: list[float], wrong: bool) -> list[tuple[Item, bool]]:
    rows = []
    for item in items:
        verdict = _timed(item, times)
        right = verdict.supported == item.supported
        if wrong and not right:
            why = "; ".join(f"{r.code} {r.text}" for r in verdict.reasons)
            print(f"[{item.kind}] {item.claim}\n    {item.evidence.text[:300]!r}\n    {why}")
        rows.append((item, right))
    return rows


def _timed(item: Item, times: list[float]) -> Verdict:
    begun = time.perf_counter()
    verdict = check(item.claim, [item.evidence], similarity=_dense.get("similarity"))
    times.append(time.perf_counter() - begun)
    return verdict


def _by_kind(rows: Sequence[tuple[Item, bool]]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for item, right in rows:
        found[item.kind].append(right)
    return found


def _mean(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _independent(held_out: bool, times: list[float], wrong: bool) -> None:
    rows = _rates([i for i in pairs() if i.held_out == held_out], times, wrong)
    true = [right for item, right in rows if item.supported]
    false = [right for item, right in rows if not item.supported]
    both = (_mean(true) + _mean(false)) / 2
    print(f"pairs written by another: {len(true)} supported, accepted {_mean(true):.3f};", end=" ")
    print(f"{len(false)} unsupported, detected {_mean(false):.3f}; balanced {both:.3f}")
    for kind, found in _by_kind(rows).items():
        print(f"  {kind:<14}{len(found):>5}{_mean(found):>10.3f}")


def _own(times: list[float]) -> None:
    """Every sentence of the minutes against its own turn."""
    held = [
        _timed(Item(s.id, "own", s.text, s.evidence, True), times).supported
        for s in every_sentence()
    ]
    print(f"\nsentences with their own turn: {sum(held)} of {len(held)} supported")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
