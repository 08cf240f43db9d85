"""What makes a reader of the bundled embedding model: small changes to its weights.

An adapter holds, for matrices of the encoder, two thin matrices whose product is added (Hu et al.,
"LoRA: Low-Rank Adaptation of Large Language Models", 2022), new layer norms, and the head that
turns a token's last state into a score. It is fitted by ``python -m eval.fit_reader`` and kept as
int8 with a scale for each row, since it lies in the repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.e5_weights import Matrix, Weights

READER = Path(__file__).parent / "adapters" / "reader.npz"
Array = NDArray[np.float32]
_DOWN, _UP, _SCALE, _PEAK = ".down", ".up", ".scale", ".peak"
_HEAD, _BIAS = "head", "bias"


@dataclass(frozen=True, slots=True)
class Adapter:
    """``changes`` maps a matrix to its thin ones, float32 [rank, inputs] and [outputs, rank].

    ``vectors`` replace those of the same name, ``head`` is float32 [hidden]. ``peaks`` maps a
    matrix to the greatest magnitude that each of its inputs was seen to have, float32 [inputs].
    """

    changes: Mapping[str, tuple[Array, Array]]
    vectors: Mapping[str, Array]
    head: Array
    bias: float
    peaks: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Changed:
    """A matrix with what is added to it."""

    base: Matrix
    down: Array
    up: Array

    def decode(self) -> Array:
        return self.base.decode() + self.up @ self.down


def adapt(weights: Weights, adapter: Adapter) -> Weights:
    """The weights with the adapter's changes; KeyError where it changes what they lack."""
    changed = {
        name: _Changed(weights.matrices[name], down, up)
        for name, (down, up) in adapter.changes.items()
    }
    return replace(
        weights,
        matrices={**weights.matrices, **changed},
        vectors={**weights.vectors, **adapter.vectors},
    )


def between(one: Adapter, other: Adapter, share: float) -> Adapter:
    """An adapter between two of the same shape: ``share`` of ``other``, the rest of ``one``.

    What was fitted further keeps so more of what it could before (Wortsman et al., "Robust
    fine-tuning of zero-shot models", 2022). It has no peaks: they were seen with others.
    """

    def mixed(a: Array, b: Array) -> Array:
        total: Array = (1 - share) * a + share * b
        return total

    return Adapter(
        {
            name: (mixed(down, other.changes[name][0]), mixed(up, other.changes[name][1]))
            for name, (down, up) in one.changes.items()
        },
        {name: mixed(values, other.vectors[name]) for name, values in one.vectors.items()},
        mixed(one.head, other.head),
        (1 - share) * one.bias + share * other.bias,
    )


def write_adapter(path: Path, adapter: Adapter) -> None:
    """Keep an adapter: thin matrices as int8 by row, the rest as half precision."""
    kept: dict[str, NDArray[np.generic]] = {}
    for name, (down, up) in adapter.changes.items():
        for part, values in ((_DOWN, down), (_UP, up)):
            scale = np.maximum(np.abs(values).max(axis=1), np.float32(1e-12)) / 127
            kept[name + part] = np.rint(values / scale[:, None]).astype(np.int8)
            kept[name + part + _SCALE] = scale.astype(np.float32)
    kept |= {name: values.astype(np.float16) for name, values in adapter.vectors.items()}
    kept |= {name + _PEAK: values.astype(np.float16) for name, values in adapter.peaks.items()}
    kept[_HEAD] = adapter.head.astype(np.float32)
    kept[_BIAS] = np.array(adapter.bias, np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Its one keyword of its own, allow_pickle, is no array: a checker cannot tell it from a name.
    np.savez(path, **kept)  # type: ignore[arg-type]


def read_adapter(path: Path = READER) -> Adapter:
    """An adapter as `write_adapter` kept it."""
    with np.load(path, allow_pickle=False) as file:
        kept = {name: file[name] for name in file.files}

    def thin(name: str) -> Array:
        values: Array = kept[name].astype(np.float32) * kept[name + _SCALE][:, None]
        return values

    changed = [name.removesuffix(_DOWN) for name in kept if name.endswith(_DOWN)]
    peaks = [name.removesuffix(_PEAK) for name in kept if name.endswith(_PEAK)]
    parts = (_DOWN, _UP, _SCALE, _PEAK)
    plain = [name for name in kept if not name.endswith(parts) and name not in (_HEAD, _BIAS)]
    return Adapter(
        changes={name: (thin(name + _DOWN), thin(name + _UP)) for name in changed},
        vectors={name: kept[name].astype(np.float32) for name in plain},
        head=kept[_HEAD],
        bias=float(kept[_BIAS]),
        peaks={name: kept[name + _PEAK].astype(np.float32) for name in peaks},
    )
