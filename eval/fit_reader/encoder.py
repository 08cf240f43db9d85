"""The bundled encoder in torch, with thin matrices beside its own that can be fitted."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.adapter import Adapter
from ingest.e5_weights import Weights

# Half precision is faster where the processor has it, and much slower where it has not.
_HALF = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
_TYPE = torch.bfloat16 if _HALF else torch.float32
# The rank of a change, and what its product is multiplied by (over the rank).
RANK, STRENGTH = 32, 64.0
# What a sentence's score starts from: most answer nothing.
_START = -2.0
PARTS = ("q", "k", "v", "ao", "fi", "fo")
_MASKED = -1e4


class _Changed(nn.Module):
    """A linear layer that stays as it is, and a low-rank change of it that is fitted."""

    def __init__(self, matrix: Tensor, bias: Tensor) -> None:
        super().__init__()
        outputs, inputs = matrix.shape
        self.register_buffer("matrix", matrix.to(_TYPE), persistent=False)
        self.register_buffer("bias", bias.to(_TYPE), persistent=False)
        self.down = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(outputs, RANK))
        self.peak: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.peak is not None:
            self.peak = torch.maximum(self.peak, x.detach().float().abs().amax((0, 1)))
        thin = functional.linear(x, self.down.to(x.dtype))
        change = functional.linear(thin, (self.up * (STRENGTH / RANK)).to(x.dtype))
        return functional.linear(x, self.matrix, self.bias) + change


class _Norm(nn.Module):
    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        self.weight = nn.Parameter(_tensor(weights.vectors[f"{name}.w"]))
        self.bias = nn.Parameter(_tensor(weights.vectors[f"{name}.b"]))
        self.epsilon = weights.epsilon

    def forward(self, x: Tensor) -> Tensor:
        shape = self.weight.shape
        return functional.layer_norm(
            x, shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.epsilon
        )


class _Layer(nn.Module):
    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        self.heads = weights.heads
        for part in PARTS:
            name = f"l{number}.{part}"
            matrix = torch.from_numpy(weights.matrices[f"{name}.w"].decode())
            self.add_module(part, _Changed(matrix, _tensor(weights.vectors[f"{name}.b"])))
        self.aln = _Norm(weights, f"l{number}.aln")
        self.oln = _Norm(weights, f"l{number}.oln")

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, tokens, hidden = x.shape

        def split(value: Tensor) -> Tensor:
            return value.view(batch, tokens, self.heads, -1).transpose(1, 2)

        # Written out: on a CPU this is faster to differentiate than torch's fused attention.
        query = split(self.q(x)) / math.sqrt(hidden // self.heads)
        weight = torch.softmax(query @ split(self.k(x)).transpose(-1, -2) + mask, -1)
        mixed = (weight @ split(self.v(x))).transpose(1, 2).reshape(batch, tokens, hidden)
        x = self.aln(x + self.ao(mixed))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))


class Encoder(nn.Module):
    """Token ids [batch, tokens] and which of them count, to a score for each token."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        hidden = weights.hidden
        places = weights.vectors["emb.pos"].reshape(-1, hidden)
        places = places + weights.vectors["emb.type"][:hidden]
        self.register_buffer("words", torch.from_numpy(weights.words.decode()), persistent=False)
        self.register_buffer("places", torch.from_numpy(places), persistent=False)
        self.ln = _Norm(weights, "emb.ln").requires_grad_(False)
        self.layers = nn.ModuleList(_Layer(weights, n) for n in range(weights.layers))
        self.head = nn.Linear(hidden, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, _START)

    def forward(self, ids: Tensor, counts: Tensor) -> Tensor:
        x = self.ln(self.words[ids] + self.places[: ids.shape[1]]).to(_TYPE)
        mask = torch.zeros(counts.shape).masked_fill(~counts, _MASKED)[:, None, None, :].to(_TYPE)
        for layer in self.layers:
            x = layer(x, mask)
        scores: Tensor = self.head(x.float()).squeeze(-1)
        return scores

    def start_from(self, adapter: Adapter) -> None:
        """Go on from what was fitted before; KeyError where that lacks a part."""
        with torch.no_grad():
            for number, layer in enumerate(self.layers):
                for part in PARTS:
                    one = getattr(layer, part)
                    down, up = adapter.changes[f"l{number}.{part}.w"]
                    one.down.copy_(_tensor(down))
                    one.up.copy_(_tensor(up) * (RANK / STRENGTH))
                for part in ("aln", "oln"):
                    norm = getattr(layer, part)
                    norm.weight.copy_(_tensor(adapter.vectors[f"l{number}.{part}.w"]))
                    norm.bias.copy_(_tensor(adapter.vectors[f"l{number}.{part}.b"]))
            self.head.weight.copy_(_tensor(adapter.head)[None])
            self.head.bias.fill_(adapter.bias)

    def watch(self) -> None:
        """From now on remember the greatest magnitude of each input of each matrix."""
        for layer in self.layers:
            for part in PARTS:
                one = getattr(layer, part)
                one.peak = torch.zeros(one.matrix.shape[1])

    def adapter(self) -> Adapter:
        """What has been fitted, with the peaks that were seen since `watch`."""
        strength = np.float32(STRENGTH / RANK)
        changes, vectors, peaks = {}, {}, {}
        for number, layer in enumerate(self.layers):
            for part in PARTS:
                one = getattr(layer, part)
                if one.peak is not None:
                    peaks[f"l{number}.{part}.w"] = _array(one.peak)
                changes[f"l{number}.{part}.w"] = (_array(one.down), _array(one.up) * strength)
            for part in ("aln", "oln"):
                vectors[f"l{number}.{part}.w"] = _array(getattr(layer, part).weight)
                vectors[f"l{number}.{part}.b"] = _array(getattr(layer, part).bias)
        head, bias = _array(self.head.weight)[0], float(self.head.bias.detach())
        return Adapter(changes, vectors, head, bias, peaks)


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(values))


def _array(values: Tensor) -> np.ndarray:
    array: np.ndarray = values.detach().float().numpy()
    return array
