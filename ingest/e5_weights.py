"""Reads the packed weights of multilingual-e5-small: vocabulary and 4-bit tensors.

The file (magic ``E5S1``, little-endian) holds, one after another: nine numbers of the shape; the
unigram pieces with their scores; a table of normalised characters, which NFKC makes unnecessary;
a directory of named tensors; the tensors. A 4-bit tensor is rows of blocks of 32 weights: a half
precision scale, then 16 bytes of which byte j holds weight j (low half) and weight j+16 (high
half), each less 8 and times the scale.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_QUANTISED = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])
# How the Unicode names begin of the letters, marks and digits that Japanese text uses; after NFKC
# there are no full-width, half-width or plain circled ones.
_SCRIPTS = (
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "COMBINING KATAKANA",
    "IDEOGRAPHIC",
    "GREEK",
    "DINGBAT",
)


class WeightsFormatError(ValueError):
    """The bytes are not a complete weights file of the expected layout."""


class Matrix(Protocol):
    """What decodes to float32 [outputs, inputs]."""

    def decode(self) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Quantised:
    """A 4-bit matrix.

    ``codes`` is uint8 [rows, columns] of 0..15, ``scales`` float32 [rows, columns/32].
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def decode(self) -> NDArray[np.float32]:
        """The weights as float32 [rows, columns]."""
        blocks = self.codes.reshape(*self.scales.shape, BLOCK).astype(np.float32) - 8.0
        return (blocks * self.scales[..., None]).reshape(self.codes.shape)

    def rows(self, keep: NDArray[np.int64]) -> Quantised:
        """The same matrix with only the rows ``keep``, in that order."""
        return Quantised(self.codes[keep], self.scales[keep])


@dataclass(frozen=True, slots=True)
class Weights:
    """A BERT encoder with its unigram vocabulary; row i of ``words`` belongs to ``pieces[i]``."""

    hidden: int
    layers: int
    heads: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    words: Quantised
    matrices: Mapping[str, Matrix]
    vectors: Mapping[str, NDArray[np.float32]]


def read_weights(data: bytes) -> Weights:
    """Take a weights file apart; WeightsFormatError where it is cut short or something else."""
    if data[:4] != MAGIC:
        raise WeightsFormatError(f"starts with {data[:4]!r}, expected {MAGIC!r}")
    try:
        return _read(data)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise WeightsFormatError(f"cut short or damaged: {error}") from error


def _read(data: bytes) -> Weights:
    hidden, layers, heads, inner, vocabulary, _, _, epsilon, _ = struct.unpack_from(
        "<7ifi", data, 8
    )
    at = 44
    count, *_, length = struct.unpack_from("<5iQ", data, at)
    at += 28
    bounds = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = tuple(np.frombuffer(data, "<f4", count, at).tolist())
    at += 4 * count
    pieces = tuple(data[at + a : at + b].decode() for a, b in pairwise(bounds))
    if pieces[: len(SPECIAL)] != SPECIAL:
        raise ValueError(f"first pieces are {pieces[:4]}, expected {SPECIAL}")
    at += length
    _, normalised = struct.unpack_from("<iI", data, at)
    at += 8 + normalised
    columns = {"fo.w": inner}
    matrices: dict[str, Quantised] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        kind, values, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + size)
        at += 2 + size + 21
        if kind == 1:
            width = columns.get(name.partition(".")[2], hidden)
            matrices[name] = _quantised(data, offset, values // width, width)
        else:
            vectors[name] = np.frombuffer(data, "<f4", values, offset)
    words = matrices.pop("emb.word")
    if vocabulary != len(words.codes) or len(pieces) > vocabulary:
        raise ValueError(f"{len(pieces)} pieces for {len(words.codes)} rows")
    return Weights(hidden, layers, heads, epsilon, pieces, scores, words, matrices, vectors)


def _quantised(data: bytes, offset: int, rows: int, columns: int) -> Quantised:
    blocks = np.frombuffer(data, _QUANTISED, rows * columns // BLOCK, offset)
    halves = blocks["halves"]
    codes = np.concatenate([halves & 0x0F, halves >> 4], axis=1).reshape(rows, columns)
    return Quantised(codes, blocks["scale"].astype(np.float32).reshape(rows, columns // BLOCK))


def prune(weights: Weights) -> Weights:
    """Without the pieces that hold letters outside Japanese, CJK, ASCII and Greek; ids renumbered.

    More than half of the vocabulary is other scripts, which cost memory and loading time only:
    Japanese text never reaches them.
    """
    keep = [
        number
        for number, piece in enumerate(weights.pieces)
        if number < len(SPECIAL) or (piece != "<mask>" and all(map(_used_in_japanese, piece)))
    ]
    return Weights(
        hidden=weights.hidden,
        layers=weights.layers,
        heads=weights.heads,
        epsilon=weights.epsilon,
        pieces=tuple(weights.pieces[number] for number in keep),
        scores=tuple(weights.scores[number] for number in keep),
        words=weights.words.rows(np.asarray(keep, dtype=np.int64)),
        matrices=weights.matrices,
        vectors=weights.vectors,
    )


def _used_in_japanese(character: str) -> bool:
    if character.isascii() or unicodedata.category(character)[0] not in "LMN":
        return True
    return unicodedata.name(character, "").startswith(_SCRIPTS)
