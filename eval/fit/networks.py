"""Two small networks: which sentence answers, and whether any does. torch is only used to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from chatbot.weighing import Numbers
from eval.fit.examples import Example

# Hidden units and weight decay of each network; how many seeds are averaged, and steps of each.
HIDDEN = {"sentence": (12, 0.3), "question": (4, 2.0)}
SEEDS, STEPS = 3, 60
# A signal that hardly varies among the questions is not blown up.
LEAST_SCALE = 0.05


class Network(torch.nn.Module):
    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.straight = torch.nn.Linear(inputs, 1)
        self.hidden = torch.nn.Linear(inputs, hidden)
        self.out = torch.nn.Linear(hidden, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        bent = self.out(torch.tanh(self.hidden(x)))
        told: torch.Tensor = (self.straight(x) + bent).squeeze(-1)
        return told


@dataclass(frozen=True)
class Fitted:
    """The mean of a few networks, with what their inputs are standardised by."""

    nets: tuple[Network, ...]
    mean: Numbers
    scale: Numbers

    def __call__(self, rows: Numbers) -> Numbers:
        with torch.no_grad():
            x = torch.tensor((rows - self.mean) / self.scale, dtype=torch.float32)
            every = np.array([net(x).numpy() for net in self.nets], dtype=np.float64)
            told: Numbers = every.mean(axis=0)
            return told

    def kept(self) -> dict[str, Any]:
        """As ``weighing.json`` holds it: the mean of several is one wider network."""
        count = len(self.nets)
        parts = [
            {name: value.detach().numpy() for name, value in net.named_parameters()}
            for net in self.nets
        ]
        return {
            "mean": _short(self.mean),
            "scale": _short(self.scale),
            "straight": _short(np.mean([p["straight.weight"][0] for p in parts], axis=0)),
            "shift": round(float(np.mean([p["straight.bias"][0] for p in parts])), 4),
            "hidden": _short(np.concatenate([p["hidden.weight"] for p in parts])),
            "bias": _short(np.concatenate([p["hidden.bias"] for p in parts])),
            "out": _short(np.concatenate([p["out.weight"][0] for p in parts]) / count),
        }


def _short(values: Numbers) -> Any:
    return np.round(values.astype(np.float64), 4).tolist()


def _standard(rows: Numbers) -> tuple[Numbers, Numbers]:
    return rows.mean(axis=0), np.maximum(rows.std(axis=0), LEAST_SCALE)


def fit_sentences(given: Sequence[Example]) -> Fitted:
    """Listwise (which sentence of a question) and pointwise (is it one at all), together."""
    used = [e for e in given if e.signals]
    rows = np.concatenate([e.rows for e in used])
    mean, scale = _standard(rows)
    x = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    y = torch.tensor(np.concatenate([np.array(e.right, dtype=np.float32) for e in used]))
    of = torch.tensor(np.concatenate([np.full(len(e.right), i) for i, e in enumerate(used)]))
    count = len(used)
    has = torch.zeros(count).scatter_add(0, of, y) > 0

    def loss(net: Network) -> torch.Tensor:
        scores = net(x)
        right = torch.where(y > 0, scores, torch.full_like(scores, -1e9))
        listwise = (_logsumexp(scores, of, count) - _logsumexp(right, of, count))[has].mean()
        pointwise = torch.nn.functional.binary_cross_entropy_with_logits(scores, y, reduction="sum")
        return listwise + pointwise / count / 6

    return _fitted(loss, "sentence", mean, scale)


def _logsumexp(values: torch.Tensor, of: torch.Tensor, count: int) -> torch.Tensor:
    top = torch.full((count,), -1e9).scatter_reduce(0, of, values, "amax")
    held = torch.zeros(count).scatter_add(0, of, torch.exp(values - top[of]))
    return top + torch.log(held + 1e-12)


def _fitted(loss: Any, name: str, mean: Numbers, scale: Numbers) -> Fitted:
    hidden, decay = HIDDEN[name]
    nets = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = Network(len(mean), hidden)
        optimiser = torch.optim.AdamW(net.parameters(), lr=0.05, weight_decay=decay)
        for _ in range(STEPS):
            optimiser.zero_grad()
            loss(net).backward()
            optimiser.step()
        nets.append(net)
    return Fitted(tuple(nets), mean, scale)


def fit_questions(rows: Numbers, answered: Numbers) -> Fitted:
    """Whether there is an answer; both sides weigh the same."""
    mean, scale = _standard(rows)
    x = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    y = torch.tensor(answered, dtype=torch.float32)
    weight = torch.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))

    def loss(net: Network) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(net(x), y, weight=weight)

    return _fitted(loss, "question", mean, scale)
