"""Builds multilingual-e5-small as ONNX graphs, with their tokenizer, from unpacked weights.

One graph takes token ids and gives a normalised vector, the other, of adapted weights, gives each
token a score. Nothing is padded, so they need no mask. Their
matrices are int8 per output channel with activations quantised as they come, its word table stays
in the 4 bits that it was published in. The operators of the domain ``com.microsoft`` are part of
every onnxruntime.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from ingest.e5_weights import BLOCK, SPECIAL, Quantised, Weights

INPUT, OUTPUT, SCORES = "input_ids", "embedding", "scores"
MAX_TOKENS = 512
# Weights use -64..64 of int8: processors without VNNI add pairs of products in 16 bits, which would
# overflow with the full range. It costs 0.0004 of cosine and nothing in speed.
_WEIGHT_RANGE = 64
_CONTRIB = "com.microsoft"
# How much of the difference between a matrix's inputs is carried over into its weights, where it is
# known, and the least share of the greatest magnitude that an input is taken to have. Against
# floating point, scores over -3 err by 0.54 (standard deviation) without, 0.31 with 0.7 or 0.8, and
# 0.62 with 0.5: weights have 7 bits, activations 8.
_CARRIED, _LEAST = 0.75, 0.01
# A private character stands in for ～ while NFKC runs, which would make it "~": the model knows ～.
_TILDE, _HELD = "～", "\ue000"
_DROPPED = r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACES = r"[\s\u200b-\u200f\u2581\ufeff\ufffd]+"


class _Graph:
    """Nodes and constants as they are added; each method returns the name of what it added."""

    def __init__(
        self, weights: Weights, peaks: Mapping[str, NDArray[np.float32]] | None = None
    ) -> None:
        self.weights = weights
        self.peaks = peaks or {}
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def vector(self, name: str) -> str:
        return self.constant(name, self.weights.vectors[name])

    def node(
        self,
        kind: str,
        inputs: list[str],
        name: str,
        *outputs: str,
        domain: str = "",
        **options: Any,
    ) -> str:
        made = helper.make_node(
            kind, inputs, list(outputs) or [name], name=name, domain=domain, **options
        )
        self.nodes.append(made)
        return name

    def matmul(self, value: str, name: str, *parts: str) -> str:
        """``value`` times the named matrices side by side (their rows are outputs), plus biases."""
        weights = self.weights
        matrix = np.concatenate([weights.matrices[f"{part}.w"].decode() for part in parts]).T
        bias = np.concatenate([weights.vectors[f"{part}.b"] for part in parts])
        value, matrix = self.levelled(value, name, matrix, self.peaks.get(f"{parts[0]}.w"))
        scale = np.maximum(np.abs(matrix).max(axis=0), np.float32(1e-12)) / _WEIGHT_RANGE
        inputs = [
            value,
            self.constant(f"{name}.weight", np.rint(matrix / scale).astype(np.int8)),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            self.constant(f"{name}.zero", np.zeros(len(bias), np.int8)),
            self.constant(f"{name}.bias", bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, name, domain=_CONTRIB)

    def levelled(
        self,
        value: str,
        name: str,
        matrix: NDArray[np.float32],
        peaks: NDArray[np.float32] | None,
    ) -> tuple[str, NDArray[np.float32]]:
        """The same product with inputs that are more alike, so that rounding loses less of them.

        All inputs of a matrix are rounded by one step, that of the greatest; here each is divided
        by a number of its own, and its weights are multiplied by it (Xiao et al., "SmoothQuant",
        2023).
        """
        if peaks is None:
            return value, matrix
        reach = np.maximum(peaks, _LEAST * peaks.max())
        own = np.maximum(np.abs(matrix).max(axis=1), np.float32(1e-12))
        share = (reach**_CARRIED / own ** (1 - _CARRIED)).astype(np.float32)
        level = self.constant(f"{name}.level", 1 / share)
        return self.node("Mul", [value, level], f"{name}.levelled"), matrix * share[:, None]

    def add_and_normalise(self, value: str, change: str, name: str) -> str:
        inputs = [value, change, self.vector(f"{name}.w"), self.vector(f"{name}.b")]
        return self.node(
            "SkipLayerNormalization", inputs, name, domain=_CONTRIB, epsilon=self.weights.epsilon
        )

    def embeddings(self) -> str:
        """Word, position and type, normalised: float [batch, tokens, hidden]."""
        weights = self.weights
        table = _signed_halves(weights.words)
        shape = [len(weights.pieces), weights.hidden]
        self.constants.append(
            helper.make_tensor("words", TensorProto.INT4, shape, table.tobytes(), raw=True)
        )
        words = self.node(
            "GatherBlockQuantized",
            ["words", INPUT, self.constant("words.scale", weights.words.scales)],
            "words.row",
            domain=_CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        places = weights.vectors["emb.pos"].reshape(-1, weights.hidden)
        places = places + weights.vectors["emb.type"][: weights.hidden]
        start = self.constant("start", np.array([0], np.int64))
        length = self.node("Shape", [INPUT], "length", start=1, end=2)
        place = self.node("Slice", [self.constant("places", places), start, length, start], "place")
        return self.add_and_normalise(words, place, "emb.ln")

    def layer(self, value: str, name: str) -> str:
        """One encoder layer."""
        heads = [f"{name}.{part}" for part in "qkv"]
        together = self.matmul(value, f"{name}.qkv", *heads)
        self.node("Split", [together], f"{name}.split", *heads, axis=2, num_outputs=3)
        mixed = self.node(
            "MultiHeadAttention",
            heads,
            f"{name}.mixed",
            domain=_CONTRIB,
            num_heads=self.weights.heads,
        )
        value = self.add_and_normalise(
            value, self.matmul(mixed, f"{name}.ao.out", f"{name}.ao"), f"{name}.aln"
        )
        inner = self.matmul(value, f"{name}.fi.out", f"{name}.fi")
        inner = self.node("Gelu", [inner], f"{name}.gelu", domain=_CONTRIB)
        return self.add_and_normalise(
            value, self.matmul(inner, f"{name}.fo.out", f"{name}.fo"), f"{name}.oln"
        )

    def encoder(self) -> str:
        """The states of the last layer: float [batch, tokens, hidden]."""
        value = self.embeddings()
        for number in range(self.weights.layers):
            value = self.layer(value, f"l{number}")
        return value

    def model(self, name: str, output: str, shape: list[str | int]) -> bytes:
        """All that was added, as one model with one output."""
        made = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["batch", "tokens"])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            self.constants,
        )
        operators = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)]
        model: onnx.ModelProto = helper.make_model(made, opset_imports=operators, ir_version=10)
        return bytes(model.SerializeToString(deterministic=True))


def build_model(weights: Weights) -> bytes:
    """The encoder: int64 ``input_ids`` [batch, tokens] to float ``embedding`` [batch, hidden]."""
    graph = _Graph(weights)
    axis = graph.constant("axis", np.array([1], np.int64))
    mean = graph.node("ReduceMean", [graph.encoder(), axis], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], OUTPUT, axis=1, p=2)
    return graph.model("multilingual-e5-small", OUTPUT, ["batch", weights.hidden])


def build_reader(
    weights: Weights,
    head: NDArray[np.float32],
    bias: float,
    peaks: Mapping[str, NDArray[np.float32]] | None = None,
) -> bytes:
    """A cross-encoder: int64 ``input_ids`` [batch, tokens] to float ``scores`` [batch, tokens].

    ``head`` is float32 [hidden]; a token's score is its last state times that, plus ``bias``.
    ``peaks`` gives of matrices, by name, the greatest magnitude of each input (float32 [inputs]);
    those that are known are rounded with less loss.
    """
    graph = _Graph(weights, peaks)
    column = graph.constant("head", head.astype(np.float32)[:, None])
    told = graph.node("MatMul", [graph.encoder(), column], "told")
    axis = graph.constant("axis", np.array([2], np.int64))
    flat = graph.node("Squeeze", [told, axis], "flat")
    graph.node("Add", [flat, graph.constant("bias", np.array(bias, np.float32))], SCORES)
    return graph.model("multilingual-e5-small-reader", SCORES, ["batch", "tokens"])


def _signed_halves(matrix: Quantised) -> NDArray[np.uint8]:
    """4-bit codes 0..15 as two's complement -8..7, two in a byte, the first in the low half."""
    codes = matrix.codes ^ 8
    return (codes[:, 0::2] | (codes[:, 1::2] << 4)).astype(np.uint8)


def build_tokenizer(weights: Weights) -> str:
    """The tokenizer as JSON: NFKC, spaces collapsed, unigram pieces, ``<s>`` text ``</s>``."""
    begin, end = SPECIAL[0], SPECIAL[2]
    vocabulary = list(zip(weights.pieces, weights.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(_TILDE, _HELD),
            normalizers.NFKC(),
            normalizers.Replace(_HELD, _TILDE),
            normalizers.Replace(Regex(_SPACES), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        special_tokens=[(begin, SPECIAL.index(begin)), (end, SPECIAL.index(end))],
    )
    tokenizer.enable_truncation(MAX_TOKENS)
    return str(tokenizer.to_str())
